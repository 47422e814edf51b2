"""Limits on guessing passwords, under which no office is locked out by one attacker.

Wrong passwords are counted for an account at one address, with a wait that doubles;
for an account at all addresses; and for an address, generously, as a whole office may
stand behind it. A browser in which the person has signed in before has a count of its
own: nobody else's failures reach it. OWASP ASVS 4.0, 2.2.1.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.models import FailedTries, User, events_last

LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(hours=24)
CODE_COUNTS = 90  # seconds: the thirty of the app's code, and as many before and after


@dataclass(frozen=True)
class Limit:
    """So many wrong passwords in a window; then a wait, which doubles if `grows`."""

    kind: str
    free: int
    window: timedelta
    wait: timedelta
    grows: bool = False


HERE = Limit("here", 5, FORGOTTEN_AFTER, timedelta(minutes=1), grows=True)
KNOWN = Limit("known", 10, FORGOTTEN_AFTER, timedelta(minutes=1), grows=True)
ACCOUNT = Limit("account", 100, timedelta(hours=1), timedelta(minutes=15))
ADDRESS = Limit("address", 500, timedelta(hours=1), timedelta(minutes=15))


def keys_of(email: str, address: str, *, known: bool) -> dict[str, Limit]:
    """Return the counts that a try falls under, each by a key that cannot be read back."""
    account = email.casefold()
    wanted = (
        [(KNOWN, account, "")]
        if known
        else [(HERE, account, address), (ACCOUNT, account, ""), (ADDRESS, "", address)]
    )
    return {_key(limit, *parts): limit for limit, *parts in wanted}


def _key(limit: Limit, *parts: str) -> str:
    said = "\n".join([limit.kind, *parts])
    return salted_hmac("accounts.limiting", said, algorithm="sha256").hexdigest()


@transaction.atomic
@events_last()
def begin_try(email: str, address: str, *, known: bool, at: datetime) -> datetime | None:
    """Count a try as failed before it is judged; return until when to wait instead, if so.

    Counted first, so that many tries at the same moment are no way round.
    """
    keys = keys_of(email, address, known=known)
    FailedTries.objects.bulk_create(
        [FailedTries(key=key, since=at) for key in sorted(keys)], ignore_conflicts=True
    )
    rows = list(FailedTries.objects.select_for_update().filter(key__in=keys).order_by("key"))
    waits = [row.wait_until for row in rows if row.wait_until and row.wait_until > at]
    if waits:
        return max(waits)
    for row in rows:
        _count(row, keys[row.key], at)
    return None


def _count(row: FailedTries, limit: Limit, at: datetime) -> None:
    if row.since <= at - limit.window:
        row.count, row.since, row.wait_until = 0, at, None
    row.count += 1
    over = row.count - limit.free
    if over >= 0:
        doubled = 2 ** min(over, 10) if limit.grows else 1
        row.wait_until = at + min(limit.wait * doubled, LONGEST_WAIT)
    row.save()


@transaction.atomic
@events_last()
def try_succeeded(email: str, address: str, *, known: bool) -> None:
    """Forget the failures of this person here; take this try back from what others share."""
    keys = keys_of(email, address, known=known)
    rows = FailedTries.objects.select_for_update().filter(key__in=keys).order_by("key")
    for row in list(rows):
        limit = keys[row.key]
        if limit in (HERE, KNOWN):
            row.delete()
            continue
        row.count = max(row.count - 1, 0)
        if row.count < limit.free:
            row.wait_until = None
        row.save()


def forget_old_tries(at: datetime) -> int:
    """Drop the counts that no longer matter; return how many."""
    ended = Q(wait_until=None) | Q(wait_until__lte=at)
    old = FailedTries.objects.filter(ended, since__lte=at - FORGOTTEN_AFTER)
    return old.delete()[0]


def spend_code(person: User, code: str) -> bool:
    """Mark a code of an app as used; return False where it was used before.

    The sign-in library forgets a code after thirty seconds, while it still counts.
    OWASP ASVS 4.0, 2.8.4.
    """
    return cache.add(_code_key("spent", person, code), True, CODE_COUNTS)


def is_spent(person: User, code: str) -> bool:
    return cache.get(_code_key("spent", person, code)) is not None


def is_first_told(person: User, code: str) -> bool:
    """Say whether the person has still to hear that this code was tried again; once only."""
    return cache.add(_code_key("told", person, code), True, CODE_COUNTS)


def _code_key(kind: str, person: User, code: str) -> str:
    said = f"{kind}\n{person.pk}\n{''.join(filter(str.isalnum, code))}"
    return salted_hmac("accounts.codes", said, algorithm="sha256").hexdigest()
