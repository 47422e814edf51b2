"""What stands out in the record is told to those who look after a body, and too much is refused.

A stolen session takes files by the hundred, and guesses stand beside one account. OWASP
ASVS 4.0, 8.1.4, 11.1.4, 11.1.7 and 11.1.8; the settings say from how many on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.actions.giving import tell_administrators
from accounts.actions.keeping import tell_person
from accounts.actions.people import home_of
from accounts.models import Event, Membership, User, events_last
from bodies.models import Body

WINDOW = timedelta(hours=1)
TOLD_AGAIN_AFTER = timedelta(hours=24)
TAKING = ("download", "export")
FAILING = ("fail to sign in", "fail second step")
ACTION = "stand out"


@dataclass(frozen=True)
class Sign:
    """That one person's account has more of something than is usual within an hour."""

    rule: str
    person: User
    count: int

    @property
    def words(self) -> str:
        what = {
            "files": "{person} has taken {count} files within an hour.",
            "failures": "Somebody has failed {count} times within an hour to sign in as {person}.",
        }
        return what[self.rule].format(person=self.person, count=self.count)

    @property
    def then(self) -> str:
        what = {
            "files": "Ask {person} about it. If it was somebody else, end the roles of {person}"
            " now: the account then opens nothing.",
            "failures": "Ask {person} about it. If it was somebody else, they are guessing:"
            " {person} keeps all roles, and needs a long password and a second step.",
        }
        return what[self.rule].format(person=self.person)


def files_taken(user: User, at: datetime) -> int:
    """Return how many files a person has taken within the hour before `at`."""
    return Event.objects.filter(by=user, at__gt=at - WINDOW, action__in=TAKING).count()


def has_taken_most(user: User, at: datetime) -> bool:
    """Say whether a person has to wait before taking another file."""
    most = settings.MOST_FILES_AN_HOUR
    return bool(most) and files_taken(user, at) >= most


def watch(at: datetime) -> int:
    """Tell of each account that stands out at `at`, once a day for each rule; return how many."""
    found = [sign for sign in _signs(at) if not _is_told(sign, at)]
    for sign in found:
        _tell(sign, at)
    return len(found)


def _signs(at: datetime) -> Iterator[Sign]:
    lately = Event.objects.filter(at__gt=at - WINDOW, at__lte=at).order_by()
    rules = [
        ("files", "by", settings.WATCH_FILES, lately.filter(action__in=TAKING, by__isnull=False)),
        (
            "failures", "object_pk", settings.WATCH_FAILURES,
            lately.filter(action__in=FAILING, object_type="accounts.user").exclude(object_pk=""),
        ),
    ]  # fmt: skip
    for rule, whose, least, events in rules:
        if not least:
            continue
        counts = events.values_list(whose).annotate(n=Count("pk")).filter(n__gte=least)
        many = {int(key): count for key, count in counts}
        for person in User.objects.filter(pk__in=many):
            yield Sign(rule, person, many[person.pk])


def _is_told(sign: Sign, at: datetime) -> bool:
    told = Event.objects.about(sign.person).filter(action=ACTION, at__gt=at - TOLD_AGAIN_AFTER)
    return any(event.data.get("rule") == sign.rule for event in told)


@transaction.atomic
@events_last()
def _tell(sign: Sign, at: datetime) -> None:
    """Tell who administers the bodies that the person works for, or else who runs the service."""
    person = sign.person
    held = Membership.objects.on(timezone.localdate(at)).filter(user=person)
    told = [
        tell_administrators(body, sign.words, by=person, at=at, then=sign.then)
        for body in Body.objects.filter(pk__in=held.values("body"))
    ]
    if not any(told):
        for keeper in User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk):
            tell_person(keeper, sign.words, "", at=at)
    Event.record(
        ACTION, person, by=None, at=at, body=home_of(person), rule=sign.rule, count=sign.count
    )
