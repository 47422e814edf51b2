"""All obligations a person may see, by due day, narrowed by the board's filters. Reads only."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from bodies.models import Body
from letters.models import Delivery
from recommendations.models import Obligation

OPEN = Q(met_on=None, release=None)


def bodies_on_board(user) -> QuerySet[Body]:
    """Return the bodies that have something on this person's board."""
    visible = Obligation.objects.visible_to(user)
    return Body.objects.filter(pk__in=visible.order_by().values("body"))


def obligations_on_board(user, filters: dict, today: date) -> QuerySet[Obligation]:
    """Return the visible obligations that pass `filters`, the earliest due day first.

    Filters: q (words), body (a Body), kind and state (lists), days (a number in text).
    """
    found = Obligation.objects.visible_to(user)
    if filters.get("q"):
        found = found.filter(report__title__icontains=filters["q"])
    if filters.get("body"):
        found = found.filter(body=filters["body"])
    if filters.get("kind"):
        found = found.filter(kind__in=filters["kind"])
    if filters.get("state"):
        found = found.filter(_in_states(filters["state"], today))
    if filters.get("days"):
        last = today + timedelta(days=int(filters["days"]))
        found = found.filter(due_on__gte=today, due_on__lte=last)
    return found.with_names().by_due_day()


def with_undelivered_copies(user, obligations) -> dict[int, int]:
    """Return, by the obligation, the first copy of its response that was not delivered."""
    undelivered = Delivery.objects.visible_to(user).undelivered()
    reports = {obligation.report_id for obligation in obligations}
    rows = undelivered.filter(letter__response__reports__in=reports).values_list(
        "letter__response__reports", "letter__body", "pk"
    )
    first = {(report, body): pk for report, body, pk in sorted(rows, reverse=True)}
    return {
        o.pk: first[o.report_id, o.body_id]
        for o in obligations
        if o.kind == Obligation.Kind.RESPONSE and (o.report_id, o.body_id) in first
    }


def _in_states(states: list[str], today: date) -> Q:
    wanted = Q(pk__in=[])
    if "met" in states:
        wanted |= Q(met_on__isnull=False)
    if "overdue" in states:
        wanted |= OPEN & Q(due_on__lt=today)
    if "open" in states:
        wanted |= OPEN & (Q(due_on=None) | Q(due_on__gte=today))
    if "set_aside" in states:
        wanted |= Q(release__isnull=False)
    return wanted
