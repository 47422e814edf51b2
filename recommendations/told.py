"""What was told before: linked recommendations, those that read alike, and those searched for."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from recommendations.alike import most_alike
from recommendations.models import Recommendation, RecommendationLink

LEAST = 0.25  # what the demonstration's unrelated items score at most; said again, 0.28 or more
MOST_ALIKE = 5
MOST_READ = 5_000  # texts compared at once, the newest reports' first: about 0.2 seconds
MOST_FOUND = 20


@dataclass(frozen=True)
class Told:
    """A link as the page of one of its two recommendations shows it."""

    link: RecommendationLink
    words: str
    other: Recommendation


def told_before(recommendation: Recommendation, user: User) -> list[Told]:
    """Return the links of a recommendation, both ends of which the user may see."""
    seen = Recommendation.objects.visible_to(user).values("pk")
    links = RecommendationLink.objects.visible_to(user).of(recommendation)
    links = links.filter(recommendation__in=seen, other__in=seen).select_related(
        "recommendation__report", "other__report", "made_by", "body"
    )
    return [
        Told(link, link.words_from(recommendation), link.other_than(recommendation))
        for link in links
    ]


def _others(recommendation: Recommendation, user: User) -> "QuerySet[Recommendation]":
    """Return what the user may link it to: not itself, and not what they have linked."""
    links = RecommendationLink.objects.visible_to(user).of(recommendation)
    linked = {pk for pair in links.values_list("recommendation", "other") for pk in pair}
    return Recommendation.objects.visible_to(user).exclude(pk__in={recommendation.pk, *linked})


def read_alike(recommendation: Recommendation, user: User) -> list[Recommendation]:
    """Return recommendations of other reports that say much the same, the likest first."""
    report = recommendation.report
    same = Q(report__title__iexact=report.title, report__published_on=report.published_on)
    others = _others(recommendation, user).exclude(same)
    newest = others.order_by("-report__published_on", "pk").values_list("pk", "text")[:MOST_READ]
    found = most_alike(recommendation.text, newest, least=LEAST, most=MOST_ALIKE)
    rows = Recommendation.objects.visible_to(user).select_related("report")
    by_key = rows.in_bulk([pk for pk, _ in found])
    return [by_key[pk] for pk, _ in found]


def searched(recommendation: Recommendation, user: User, query: str) -> list[Recommendation]:
    """Return those that have every word of `query` in text, number, kind, report or its year."""
    found = _others(recommendation, user)
    for word in query.split():
        wanted = Q(text__icontains=word) | Q(heading__icontains=word) | Q(number__iexact=word)
        wanted |= Q(report__title__icontains=word) | Q(kind__icontains=word)
        if len(word) == 4 and word.isascii() and word.isdecimal():
            wanted |= Q(report__published_on__year=int(word))
        found = found.filter(wanted)
    ordered = found.order_by("-report__published_on", "report", "sort_key", "position")
    return list(ordered.select_related("report")[:MOST_FOUND]) if query.split() else []


def to_link(recommendation: Recommendation, user: User, pk: str) -> list[Recommendation]:
    """Return the one that an address names, if the user may link it; else nothing."""
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return []
    return list(_others(recommendation, user).filter(pk=int(pk)).select_related("report"))
