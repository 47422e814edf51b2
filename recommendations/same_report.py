"""Whether a report has been recorded before: the same file, title and day, or the same items."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from recommendations.models import Recommendation, Report

MOST = 3
FEWEST_ITEMS = 2  # one like recommendation is told again; a report is not


@dataclass(frozen=True)
class Alike:
    """A report that may be the same one, and why."""

    report: Report
    reason: str


def recorded_already(report: Report, user: User) -> list[Alike]:
    """Return up to three reports, visible to `user`, that may be this one."""
    others = Report.objects.visible_to(user).exclude(pk=report.pk).select_related("recorded_for")
    found: dict[int, Alike] = {}
    hashes = [h for h in report.sources.values_list("sha256", flat=True) if h]
    same_file = Q(sources__sha256__in=hashes) | Q(source_sha256__in=hashes)
    for other in others.filter(same_file).distinct()[:MOST] if hashes else []:
        found.setdefault(other.pk, Alike(other, "it holds the same file"))
    same_day = others.filter(published_on=report.published_on, title__iexact=report.title)
    for other in same_day[:MOST]:
        found.setdefault(other.pk, Alike(other, "it has the same title and day"))
    for other in others.filter(pk__in=_same_items(report, user))[:MOST]:
        found.setdefault(other.pk, Alike(other, "it has the same recommendations"))
    return list(found.values())[:MOST]


def _same_items(report: Report, user: User) -> list[int]:
    """Return the keys of reports in which most of the numbers have the same words."""
    own = {(p.kind, p.number): _words(p.text) for p in report.proposals.exclude(number="")}
    numbers = {number for _, number in own}
    rows = Recommendation.objects.visible_to(user).filter(number__in=numbers)
    same: dict[int, int] = {}
    for row in rows.exclude(report=report).only("report_id", "kind", "number", "text"):
        if own.get((row.kind, row.number)) == _words(row.text):
            same[row.report_id] = same.get(row.report_id, 0) + 1
    return [pk for pk, count in same.items() if count >= FEWEST_ITEMS and count * 2 >= len(own)]


def _words(text: str) -> str:
    return " ".join(text.casefold().split())
