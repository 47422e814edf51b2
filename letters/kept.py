"""What an office and its force keep of a response that is published, and since when."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from bodies.models import Body
from letters.models import LodgedCopy
from recommendations.kept import Found, finds
from recommendations.models import Disposal
from recommendations.retention import Kind
from responses.models import Attachment, CommentFile, HandRound


def _published(rows: QuerySet[Any], letter: str, until: date) -> QuerySet[Any]:
    """Return rows of responses published until a day; what is not published is still needed."""
    rows = rows.annotate(since=F(f"{letter}__publication__published_on"))
    return rows.filter(since__lte=until).order_by("pk")


@finds(Kind.ATTACHMENT, Attachment)
def _attachments(bodies: list[Body], until: date) -> Found:
    rows = Attachment.objects.kept().filter(response__body__in=bodies)
    rows = rows.select_related("response__body").prefetch_related("response__reports")
    for row in _published(rows, "response__letter", until):
        yield row, row.since, str(row), f"went with the {_named(row.response)}"


@finds(Kind.COMMENT_FILE, CommentFile)
def _comment_files(bodies: list[Body], until: date) -> Found:
    rows = CommentFile.objects.kept().filter(comment__force__in=bodies)
    rows = rows.select_related("comment__response__body")
    rows = rows.prefetch_related("comment__response__reports")
    for row in _published(rows, "comment__response__letter", until):
        yield row, row.since, str(row), f"came with comments for the {_named(row.comment.response)}"


@finds(Kind.ANSWER, HandRound)
def _answers(bodies: list[Body], until: date) -> Found:
    gone = Disposal.objects.filter(object_type=HandRound._meta.label_lower)
    rows = HandRound.objects.filter(invitation__force__in=bodies).with_names()
    rows = rows.prefetch_related("invitation__response__reports")
    rows = rows.exclude(pk__in=gone.values("object_pk"))
    for row in _published(rows, "invitation__response__letter", until):
        about = f"asked within the force for the {_named(row.invitation.response)}"
        yield row, row.since, f"Answer of {row}", about


@finds(Kind.LODGED, LodgedCopy)
def _lodged(bodies: list[Body], until: date) -> Found:
    rows = LodgedCopy.objects.kept().filter(letter__body__in=bodies).select_related("letter")
    for row in _published(rows, "letter", until):
        yield row, row.since, str(row), f"scan of the letter {row.letter.reference}"


def _named(response: Any) -> str:
    """Return which response it is, for who decides sees the rows of many."""
    name = str(response)
    return name[:1].lower() + name[1:]
