"""What is held about a person, for whoever must answer a subject access request, or asks it.

UK GDPR, article 15. Only what the body itself holds: another body answers for its own.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Absence, AccountInvitation, AddressChange, Event, Membership, User
from bodies.models import Body, OfficeTerm
from letters.models import Delegation
from recommendations.models import AssuranceUpdate, UpdateRemark
from recommendations.spreadsheets import Line, guarded
from responses.models import ChiefOfficerComment, HandRound

HEADINGS = ["Kind", "When", "What", "Details"]
Cells = tuple[str, str, str]  # when, what, details


@dataclass(frozen=True)
class Held:
    """One kind of thing that is held: its rows, and how each is put into words."""

    title: str
    rows: QuerySet[Any]
    cells: Callable[[Any], Cells]

    def first(self, most: int) -> list[Cells]:
        return [self.cells(row) for row in self.rows[:most]]

    def every(self) -> Iterator[Cells]:
        return (self.cells(row) for row in self.rows.iterator(chunk_size=500))


@dataclass(frozen=True)
class Named:
    """Those whose name or email address has these words in it."""

    words: str

    def account(self, path: str = "") -> Q:
        """Return that the account at `path` is theirs."""
        start = f"{path}__" if path else ""
        return self.name(f"{start}name") | Q(**{f"{start}email__icontains": self.words})

    def name(self, path: str) -> Q:
        return Q(**{f"{path}__icontains": self.words})

    def invited(self) -> Q:
        return self.account()

    def told_of(self) -> Q:
        """Return that an event was theirs, or names them."""
        return self.name("by_name") | self.name("object_name") | self.name("note")

    def may_read_why(self, absence: Absence) -> bool:
        return True


@dataclass(frozen=True)
class Oneself:
    """One person by their account: nobody else of that name."""

    user: User

    def account(self, path: str = "") -> Q:
        return Q(**{path or "pk": self.user.pk})

    def name(self, path: str) -> Q:
        return Q(**{f"{path}__iexact": self.user.name})

    def invited(self) -> Q:
        return Q(email__iexact=self.user.email)

    def told_of(self) -> Q:
        return Q(object_type=User._meta.label_lower, object_pk=str(self.user.pk))

    def may_read_why(self, absence: Absence) -> bool:
        """Say whether the reason is theirs to read: who stands in need not know it."""
        return absence.person_id == self.user.pk


def held_about(words: str, bodies: list[Body]) -> list[Held]:
    """Return what `bodies` hold about those whose name or email address has `words` in it."""
    return _held(Named(words), bodies)


def held_about_oneself(user: User) -> list[Held]:
    """Return what the bodies in which `user` holds a role today hold about that account.

    A body that somebody has left answers them itself: they may no longer see its drafts.
    """
    return _held(Oneself(user), [*user.bodies()])


def _held(who: Named | Oneself, bodies: list[Body]) -> list[Held]:
    return [
        *_as_person(who, bodies),
        *_in_anothers_place(who, bodies),
        *_as_writer(who, bodies),
        _in_the_record(who, bodies),
    ]


def as_csv(held: list[Held]) -> Iterator[str]:
    """Yield the lines of a CSV file that Excel opens as UTF-8. Nothing in it is a formula."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for each in held:
        for cells in each.every():
            yield writer.writerow([guarded(cell) for cell in (each.title, *cells)])


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%-d %B %Y at %H:%M}"
    return f"{value:%-d %B %Y}" if value else ""


def _days(row: Any) -> str:
    return f"{_day(row.starts_on)} to {_day(row.ends_on) or 'no last day'}"


def _people(who: Named | Oneself, bodies: list[Body]) -> QuerySet[User]:
    """Return the accounts of people who hold or held a role in `bodies`; one's own in any case."""
    if isinstance(who, Oneself):
        return User.objects.filter(who.account())
    members = Membership.objects.filter(body__in=bodies).values("user")
    return User.objects.filter(who.account(), pk__in=members)


def _as_person(who: Named | Oneself, bodies: list[Body]) -> Iterator[Held]:
    roles = Membership.objects.filter(who.account("user"), body__in=bodies)
    terms = OfficeTerm.objects.filter(who.name("name"), body__in=bodies)
    invited = AccountInvitation.objects.filter(who.invited(), body__in=bodies)
    yield Held(
        "Account",
        _people(who, bodies),
        lambda u: (
            _day(u.date_joined),
            f"{u.name} <{u.email}>",
            f"Last in: {_day(u.last_login) or 'never'}",
        ),
    )
    yield Held(
        "Address asked for",
        AddressChange.objects.filter(user__in=_people(who, bodies)).select_related("user"),
        lambda c: (_day(c.asked_at), str(c), f"Taken: {_day(c.confirmed_at) or 'no'}"),
    )
    yield Held(
        "Role",
        roles.select_related("user", "body"),
        lambda m: (_days(m), str(m), m.from_group),
    )
    yield Held(
        "Invitation",
        invited.select_related("body", "invited_by"),
        lambda i: (_day(i.invited_at), f"{i} <{i.email}>", f"By {i.invited_by}"),
    )
    yield Held(
        "Office held",
        terms.select_related("body"),
        lambda t: (_days(t), str(t), f"{t.body}. To be greeted as: {t.salutation}"),
    )


def _in_anothers_place(who: Named | Oneself, bodies: list[Body]) -> Iterator[Held]:
    away = Absence.objects.filter(who.account("person") | who.account("deputy"), body__in=bodies)
    signs = Delegation.objects.filter(who.account("deputy"), body__in=bodies)
    yield Held(
        "Absence, and who stands in",
        away.select_related("person", "deputy"),
        lambda a: (_days(a), str(a), a.reason if who.may_read_why(a) else ""),
    )
    yield Held(
        "Deputy who may sign",
        signs.select_related("deputy"),
        lambda d: (_days(d), str(d), d.reason),
    )


def _as_writer(who: Named | Oneself, bodies: list[Body]) -> Iterator[Held]:
    updates = AssuranceUpdate.objects.filter(who.account("recorded_by"), body__in=bodies)
    remarks = UpdateRemark.objects.filter(who.account("by"), body__in=bodies)
    comments = ChiefOfficerComment.objects.filter(who.account("saved_by"), force__in=bodies)
    yield Held(
        "Assurance update",
        updates.select_related("body", "recommendation__report"),
        lambda u: (_day(u.recorded_at), f"{u} on {u.recommendation}", u.narrative),
    )
    yield Held(
        "Remark on an update",
        remarks.select_related("update__body"),
        lambda r: (_day(r.at), str(r), r.text),
    )
    asked = HandRound.objects.filter(who.account("contributor"), invitation__force__in=bodies)
    yield Held(
        "Asked by name",
        asked.with_names(),
        lambda r: (
            _day(r.asked_at),
            f"{r}, by {r.asked_by}",
            "\n".join(filter(None, [r.note, r.text, r.text_cy])),
        ),
    )
    yield Held(
        "Chief officer’s comments",
        comments.select_related("recommendation", "response__body").order_by("pk"),
        lambda c: (_day(c.saved_at), str(c), "\n".join(filter(None, [c.text, c.text_cy]))),
    )


def _in_the_record(who: Named | Oneself, bodies: list[Body]) -> Held:
    """Return what they did in the name of `bodies`, what names them, and their signing in."""
    keys = [str(pk) for pk in _people(who, bodies).values_list("pk", flat=True)]
    names = who.told_of() | who.account("by")
    own = Q(body=None, object_type="accounts.user", object_pk__in=keys)
    return Held(
        "Event",
        Event.objects.filter((Q(body__in=bodies) & names) | own),
        lambda e: (_day(e.at), f"{e.by_name}: {e.sentence}", e.note),
    )
