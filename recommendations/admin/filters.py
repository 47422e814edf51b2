"""Filters by the clock, the same wherever a due day is shown."""

from datetime import timedelta

from django.db.models import Q

from accounts.admin.filters import ChoiceFilter

OPEN = Q(met_on=None, release=None)


def within(days: int):
    """Return the condition "open and due in the next `days` days, today among them"."""
    return lambda today: OPEN & Q(due_on__gte=today, due_on__lte=today + timedelta(days=days))


class DueFilter(ChoiceFilter):
    """Reads `due_on`, `met_on` and `release`, fields or annotations."""

    title = "due day"
    parameter_name = "due"
    options = [
        ("overdue", "Overdue", lambda today: OPEN & Q(due_on__lt=today)),
        ("7", "In the next 7 days", within(7)),
        ("14", "In the next 14 days", within(14)),
        ("28", "In the next 28 days", within(28)),
        ("none", "No day", Q(due_on=None)),
    ]


class DoneFilter(ChoiceFilter):
    title = "done or open"
    parameter_name = "done"
    options = [
        ("open", "Open", OPEN),
        ("done", "Done", Q(met_on__isnull=False)),
        ("set_aside", "Set aside", Q(release__isnull=False)),
    ]
