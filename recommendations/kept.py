"""What a body keeps that is due to go: found anew each time, and never stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Membership, UnsavedWords
from bodies.models import Body
from recommendations.models import Evidence, Obligation, Register, RetentionRule, Source
from recommendations.retention import Kind, Rule, due_on, is_due, not_after

Found = Iterator[tuple[Any, date, str, str]]  # the row, since when, its name, what it is about
Finder = Callable[[list[Body], date], Found]

MODELS: dict[Kind, type[Any]] = {}
FINDERS: dict[Kind, Finder] = {}


def finds(kind: Kind, model: type[Any]) -> Callable[[Finder], Finder]:
    """Have a function yield what bodies keep of a kind, from a model, since a day or before.

    Each app does so for what it keeps: this one knows nothing of the later ones.
    """

    def known(finder: Finder) -> Finder:
        MODELS[kind], FINDERS[kind] = model, finder
        return finder

    return known


@dataclass(frozen=True)
class Due:
    """One thing that is due for disposal, and why."""

    row: Any
    since: date
    name: str
    about: str
    rule: Rule

    @property
    def key(self) -> str:
        return f"{self.rule.kind}-{self.row.pk}"

    @property
    def due_on(self) -> date | None:
        return due_on(self.since, self.rule)


def due_for_disposal(body: Body, today: date) -> list[Due]:
    """Return what `body`, and whom it took over from, keeps that is due by its rules today."""
    bodies, found = body.with_past(today), []
    for kind, rule in RetentionRule.of(body).items():
        first = not_after(rule, today)
        if first is not None:
            rows = FINDERS[kind](bodies, first)
            found += [Due(*row, rule) for row in rows if is_due(row[1], rule, today)]
    return found


@finds(Kind.EVIDENCE, Evidence)
def _evidence(bodies: list[Body], until: date) -> Found:
    """Yield the files of updates on what was done since; what nobody closed is not due."""
    owed = Obligation.objects.filter(
        recommendation=OuterRef("update__recommendation"), body=OuterRef("update__body")
    )
    done = owed.met().order_by("-met_on").values("met_on")[:1]
    rows: Any = Evidence.objects.kept().filter(update__body__in=bodies)
    rows = rows.filter(~Exists(owed.unmet())).annotate(since=Subquery(done))
    for row in rows.filter(since__lte=until).select_related("update__recommendation__report"):
        asked = row.update.recommendation
        yield row, row.since, str(row), f"evidence on {asked} of “{asked.report}”"


@finds(Kind.SOURCE, Source)
def _sources(bodies: list[Body], until: date) -> Found:
    """Yield the files of confirmed reports; while the response is open, they are needed."""
    owed = Obligation.objects.responses().filter(report=OuterRef("report"), body__in=bodies)
    done = owed.met().order_by("-met_on").values("met_on")[:1]
    rows: Any = Source.objects.kept().filter(report__recorded_for__in=bodies)
    rows = rows.exclude(ending="").exclude(read_at=None, problem="")
    rows = rows.exclude(report__confirmed_at=None).filter(~Exists(owed.open()))
    rows = rows.annotate(since=Coalesce(Subquery(done), "report__published_on"))
    rows = rows.filter(since__lte=until).select_related("report")
    for row in rows.defer("text", "places", "pages", "found", "notes"):
        yield row, row.since, str(row), f"file of “{row.report}”"


@finds(Kind.REGISTER, Register)
def _registers(bodies: list[Body], until: date) -> Found:
    rows = Register.objects.kept().filter(body__in=bodies, imported_at__date__lte=until)
    for row in rows.defer("sheets", "plan", "mapping"):
        yield row, timezone.localdate(row.imported_at), str(row), "register, with its rows"


@finds(Kind.WORDS, UnsavedWords)
def _words(bodies: list[Body], until: date) -> Found:
    """Yield the words of people who never worked for any body but these."""
    here = Membership.objects.filter(body__in=bodies).values("user")
    elsewhere = Membership.objects.exclude(body__in=bodies).values("user")
    rows = UnsavedWords.objects.filter(user__in=here, kept_at__date__lte=until)
    rows = rows.exclude(user__in=elsewhere).select_related("user").defer("fields")
    for row in rows.order_by("pk"):
        name = f"Unsaved words of {row.user}"
        yield row, timezone.localdate(row.kept_at), name, "typed in a form and never saved"
