"""What is held about a person, for whoever must answer a subject access request.

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


def held_about(words: str, bodies: list[Body]) -> list[Held]:
    """Return what `bodies` hold about those whose name or email address has `words` in it."""
    return [
        *_as_person(words, bodies),
        *_in_anothers_place(words, bodies),
        *_as_writer(words, bodies),
        _in_the_record(words, bodies),
    ]


def as_csv(held: list[Held]) -> Iterator[str]:
    """Yield the lines of a CSV file that Excel opens as UTF-8. Nothing in it is a formula."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for each in held:
        for cells in each.every():
            yield writer.writerow([guarded(cell) for cell in (each.title, *cells)])


def _is(path: str, words: str) -> Q:
    """Return that the person at `path` is called so, or has such an address."""
    start = f"{path}__" if path else ""
    return Q(**{f"{start}name__icontains": words}) | Q(**{f"{start}email__icontains": words})


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%-d %B %Y at %H:%M}"
    return f"{value:%-d %B %Y}" if value else ""


def _days(row: Any) -> str:
    return f"{_day(row.starts_on)} to {_day(row.ends_on) or 'no last day'}"


def _people(words: str, bodies: list[Body]) -> QuerySet[User]:
    """Return the accounts of people who hold or held a role in `bodies`."""
    members = Membership.objects.filter(body__in=bodies).values("user")
    return User.objects.filter(_is("", words), pk__in=members)


def _as_person(words: str, bodies: list[Body]) -> Iterator[Held]:
    roles = Membership.objects.filter(_is("user", words), body__in=bodies)
    terms = OfficeTerm.objects.filter(body__in=bodies, name__icontains=words)
    invited = AccountInvitation.objects.filter(_is("", words), body__in=bodies)
    yield Held(
        "Account",
        _people(words, bodies),
        lambda u: (
            _day(u.date_joined),
            f"{u.name} <{u.email}>",
            f"Last in: {_day(u.last_login) or 'never'}",
        ),
    )
    yield Held(
        "Address asked for",
        AddressChange.objects.filter(user__in=_people(words, bodies)).select_related("user"),
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


def _in_anothers_place(words: str, bodies: list[Body]) -> Iterator[Held]:
    away = Absence.objects.filter(_is("person", words) | _is("deputy", words), body__in=bodies)
    signs = Delegation.objects.filter(_is("deputy", words), body__in=bodies)
    yield Held(
        "Absence, and who stands in",
        away.select_related("person", "deputy"),
        lambda a: (_days(a), str(a), a.reason),
    )
    yield Held(
        "Deputy who may sign",
        signs.select_related("deputy"),
        lambda d: (_days(d), str(d), d.reason),
    )


def _as_writer(words: str, bodies: list[Body]) -> Iterator[Held]:
    updates = AssuranceUpdate.objects.filter(_is("recorded_by", words), body__in=bodies)
    remarks = UpdateRemark.objects.filter(_is("by", words), body__in=bodies)
    comments = ChiefOfficerComment.objects.filter(_is("saved_by", words), force__in=bodies)
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
    asked = HandRound.objects.filter(_is("contributor", words), invitation__force__in=bodies)
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
        comments.select_related("recommendation", "response__body"),
        lambda c: (_day(c.saved_at), str(c), "\n".join(filter(None, [c.text, c.text_cy]))),
    )


def _in_the_record(words: str, bodies: list[Body]) -> Held:
    """Return what they did in the name of `bodies`, what names them, and their signing in."""
    keys = [str(pk) for pk in _people(words, bodies).values_list("pk", flat=True)]
    names = Q(by_name__icontains=words) | Q(object_name__icontains=words)
    names |= Q(note__icontains=words) | _is("by", words)
    own = Q(body=None, object_type="accounts.user", object_pk__in=keys)
    return Held(
        "Event",
        Event.objects.filter((Q(body__in=bodies) & names) | own),
        lambda e: (_day(e.at), f"{e.by_name}: {e.sentence}", e.note),
    )
