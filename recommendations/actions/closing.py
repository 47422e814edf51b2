"""Closing a duty: who has done it, or shown that it is done, is not who says that it is.

One person asks with what shows it, another agrees or sends it back. A response is closed by
its publication alone.
"""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.actions import tell, tell_person
from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, Role, require, roles_with
from accounts.queries import people_with
from bodies.models import Body, Oversight
from recommendations.actions.duties import may_change, open_duty
from recommendations.models import Closing, Obligation, UpdateRemark

AGREES = (Permission.CAPTURE, Permission.APPROVE)
DECIDED = {
    Closing.Decision.AGREED: "meet",
    Closing.Decision.REFUSED: "send back closing",
    Closing.Decision.WITHDRAWN: "withdraw closing",
}


def offices_of(obligation: Obligation, today: date) -> list[Body]:
    """Return who owes it today and, of a force, the offices over it."""
    over = Oversight.objects.on(today).filter(force=obligation.body_id)
    offices = Body.objects.filter(pk__in=over.values("local_policing_body"))
    owner = obligation.owed_by_on(today)
    return [owner, *(office for office in offices if office != owner)]


def _between(obligation: Obligation, by: User, today: date) -> list[Body]:
    """Return the bodies in whose record it stands what `by` did: who owes it, and who spoke."""
    offices = [office for office in offices_of(obligation, today) if by.roles_in(office)]
    return [obligation.body, *offices]


def may_ask_to_close(user: User, obligation: Obligation, today: date) -> bool:
    """Say whether `user` may say that it is done: who owes it, or the office over that force."""
    owner = obligation.owed_by_on(today)
    return may_change(user, obligation, today) or user.may(Permission.UPDATE, owner)


def shown_by(user: User) -> QuerySet[Obligation]:
    """Return the duties on which `user` gave an update, evidence or an answer."""
    update, mine = "recommendation__updates", {"recommendation__updates__body": F("body")}
    gave = Q(**mine, **{f"{update}__recorded_by": user})
    added = Q(**mine, **{f"{update}__evidence__added_by": user})
    answered = Q(
        **mine,
        **{f"{update}__remarks__by": user, f"{update}__remarks__kind": UpdateRemark.Kind.ANSWER},
    )
    return Obligation.objects.filter(gave | added | answered)


def has_shown(user: User, obligation: Obligation) -> bool:
    return shown_by(user).filter(pk=obligation.pk).exists()


def may_agree(user: User, closing: Closing, today: date) -> bool:
    """Say whether `user` is the second person who may close it."""
    if not closing.is_waiting or closing.asked_by_id == user.pk:
        return False
    offices = offices_of(closing.obligation, today)
    may = any(user.may(permission, office) for permission in AGREES for office in offices)
    return may and not has_shown(user, closing.obligation)


def may_withdraw(user: User, closing: Closing, today: date) -> bool:
    """Say whether `user` may take it back. Who decides on it sends it back, and says why."""
    if not closing.is_waiting or may_agree(user, closing, today):
        return False
    return may_ask_to_close(user, closing.obligation, today)


def who_may_agree(obligation: Obligation, asked_by: User, today: date) -> list[User]:
    """Return the people who can close what `asked_by` asks to close."""
    roles = {role for permission in AGREES for role in roles_with(permission)}
    people = _people(obligation, roles, today).exclude(pk=asked_by.pk)
    return [person for person in people if not has_shown(person, obligation)]


def who_may_invite(obligation: Obligation, today: date) -> list[User]:
    """Return the administrators who can bring in a second person."""
    return list(_people(obligation, {Role.BODY_ADMINISTRATOR}, today))


def _people(obligation: Obligation, roles: set[Role], today: date) -> QuerySet[User]:
    """Return those who hold one of the roles there today, or stand in for one who does."""
    found = Q(pk__in=[])
    for office in offices_of(obligation, today):
        found |= Q(pk__in=people_with(office, today, roles))
    return User.objects.filter(found).order_by("name", "pk")


def waiting_for(user: User, today: date) -> QuerySet[Closing]:
    """Return what others ask to close and `user` may agree to or send back."""
    offices = [body for permission in AGREES for body in user.bodies_where(permission)]
    owned = {body.pk for office in offices for body in office.with_past(today)}
    forces = Body.objects.overseen_by(offices, today)
    waiting = Closing.objects.waiting().exclude(asked_by=user)
    waiting = waiting.filter(Q(obligation__body__in=owned) | Q(obligation__body__in=forces))
    return waiting.exclude(obligation__in=shown_by(user)).with_names()


@transaction.atomic
@events_last()
def ask_to_close(
    obligation: Obligation, on: date, *, shown: str, by: User, at: datetime
) -> Closing:
    """Ask that a duty be recorded as done on a day. Until a second person agrees it is owed.

    Raises PermissionDenied; Refused for a response, for a day to come or before the report,
    and without what shows it; WrongState when it is asked already.
    """
    today = timezone.localdate(at)
    if not may_ask_to_close(by, obligation, today):
        require(by, Permission.CAPTURE, obligation.body)
    obligation = open_duty(obligation)
    if obligation.kind == Obligation.Kind.RESPONSE:
        raise Refused("A response is done when it is published, not before.")
    if on < obligation.report.published_on:
        raise Refused("It cannot have been done before the report was published.", about="on")
    if on > today:
        raise Refused("The day must be today or in the past.", about="on")
    if not shown.strip():
        raise Refused("Say what shows that it is done.", about="shown")
    waiting = obligation.closings.filter(decision="").first()
    if waiting:
        raise WrongState(f"{waiting.asked_by} has asked to close this already.")
    closing = Closing.objects.create(
        obligation=obligation, on=on, shown=shown.strip(), asked_by=by, asked_at=at
    )
    Event.record_between(
        _between(obligation, by, today), "ask to close", obligation, by=by, at=at,
        note=closing.shown, on=on.isoformat(),
    )  # fmt: skip
    words = f"{by} asks to close: {obligation.short_title}, “{obligation.report}”."
    for office in offices_of(obligation, today):
        tell(office, words, closing.get_absolute_url(), by=by, at=at)
    return closing


def _second_person(closing: Closing, *, by: User, at: datetime) -> tuple[Closing, Obligation]:
    """Return both under lock for who may decide; say to others who can."""
    today = timezone.localdate(at)
    obligation = open_duty(closing.obligation)
    closing = _waiting(closing)
    if not may_agree(by, closing, today):
        if closing.asked_by_id == by.pk or has_shown(by, obligation):
            raise PermissionDenied(
                "A second person closes what you asked to close or showed to be done."
                f" {said_of_people(obligation, closing.asked_by, today)}"
            )
        require(by, Permission.CAPTURE, offices_of(obligation, today)[-1])
    return closing, obligation


def said_of_people(obligation: Obligation, asked_by: User, today: date) -> str:
    """Say who can agree or, where nobody can, who can invite somebody."""
    able = who_may_agree(obligation, asked_by, today)
    if able:
        return f"This can be done by: {', '.join(map(str, able))}."
    inviting = ", ".join(map(str, who_may_invite(obligation, today)))
    whom = f"Ask the administrator ({inviting})" if inviting else "Ask who runs the service"
    return f"Nobody else here may close it. {whom} to invite a second person."


def _waiting(closing: Closing) -> Closing:
    closing = Closing.objects.select_for_update(of=["self"]).get(pk=closing.pk)
    if not closing.is_waiting:
        raise WrongState(f"This was decided already: {closing.get_decision_display().lower()}.")
    return closing


def _settle(
    closing: Closing, obligation: Obligation, decision: str, note: str, *, by: User, at: datetime
) -> Closing:
    closing.decision, closing.note = decision, note.strip()
    closing.decided_by, closing.decided_at = by, at
    closing.save(update_fields=["decision", "note", "decided_by", "decided_at"])
    Event.record_between(
        _between(obligation, by, timezone.localdate(at)), DECIDED[Closing.Decision(decision)],
        obligation, by=by, at=at, note=closing.note, on=closing.on.isoformat(),
        asked_by=str(closing.asked_by),
    )  # fmt: skip
    return closing


@transaction.atomic
@events_last()
def agree_to_close(closing: Closing, *, note: str = "", by: User, at: datetime) -> Closing:
    """Agree, as a second person, that the duty was done on the day that was given.

    Raises PermissionDenied also to who asked, or gave an update, evidence or an answer.
    """
    closing, obligation = _second_person(closing, by=by, at=at)
    obligation.met_on = closing.on
    obligation.save(update_fields=["met_on"])
    words = f"{by} agrees that this is done: {obligation.short_title}, “{obligation.report}”."
    tell_person(closing.asked_by, words, obligation.get_absolute_url(), at=at)
    return _settle(closing, obligation, Closing.Decision.AGREED, note, by=by, at=at)


@transaction.atomic
@events_last()
def send_back_closing(closing: Closing, *, note: str, by: User, at: datetime) -> Closing:
    """Say, as a second person, that it is not done or not shown. Raises Refused without a note."""
    closing, obligation = _second_person(closing, by=by, at=at)
    if not note.strip():
        raise Refused("Say what is missing.", about="note")
    words = f"{by} does not agree that this is done: {obligation.short_title}."
    tell_person(closing.asked_by, words, obligation.get_absolute_url(), at=at)
    return _settle(closing, obligation, Closing.Decision.REFUSED, note, by=by, at=at)


@transaction.atomic
@events_last()
def withdraw_closing(closing: Closing, *, note: str = "", by: User, at: datetime) -> Closing:
    """Take back a request to close.

    Raises PermissionDenied to who may not ask for it, and Refused to who decides on it.
    """
    today = timezone.localdate(at)
    obligation = open_duty(closing.obligation)
    if not may_ask_to_close(by, obligation, today):
        require(by, Permission.CAPTURE, obligation.body)
    closing = _waiting(closing)
    if may_agree(by, closing, today):
        raise Refused("You decide on this. Send it back, and say what is missing.")
    return _settle(closing, obligation, Closing.Decision.WITHDRAWN, note, by=by, at=at)
