"""Making a signed response public."""

from datetime import date, datetime

from django.db import transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from letters.actions.letters import attachments_must_be_whole, letter_must_be_whole
from letters.models import Letter, Publication
from letters.public import slug_words
from recommendations.actions.duties import meet_responses
from responses.actions import move
from responses.workflow import PUBLISH


def _reason(letter: Letter) -> dict[str, str]:
    reason = letter.response.no_welsh_reason.strip()
    return {"no_welsh_reason": reason} if reason and not letter.has_welsh else {}


def publish(letter: Letter, *, by: User, at: datetime, today: date) -> Publication:
    """Make the response public and with that meet what the body owed: section 55(5A).

    Raises WrongState unless the letter is signed and not public yet, and Refused where a
    Welsh body's has neither Welsh nor the reason for none, and where its own file or one
    that goes with it may not be had, or is not what it was.
    """
    require(by, Permission.PUBLISH, letter.body)
    if not letter.is_signed:
        raise WrongState("The response can be published once its letter is signed.")
    if letter.lacks_welsh:
        raise Refused(
            "This response is in English only. Record why it is published in one language first."
        )
    attachments_must_be_whole(letter, at=at)
    letter_must_be_whole(letter, at=at)
    return _published(letter, by=by, at=at, today=today)


@transaction.atomic
@events_last()
def _published(letter: Letter, *, by: User, at: datetime, today: date) -> Publication:
    response = move(PUBLISH, letter.response, by=by, at=at)
    reports = list(response.reports.all())
    title = " and ".join(report["title"] for report in letter.content["reports"])
    slug = slug_words(title, 80) or f"response-{letter.pk}"
    if Publication.objects.filter(body=letter.body, slug=slug).exists():
        slug = f"{slug}-{letter.pk}"
    publication = Publication.objects.create(
        letter=letter,
        body=letter.body,
        slug=slug,
        title=title[:700],
        published_on=today,
        published_at=at,
        published_by=by,
        content=letter.content | _reason(letter),
    )
    meet_responses(reports, letter.body, today, by=by, at=at)
    Event.record(
        "publish", publication, by=by, at=at, body=letter.body, sha256=letter.public_sha256
    )
    return publication
