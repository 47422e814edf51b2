"""Asking for the copies that section 55(6) wants; the worker sends them."""

import secrets
from datetime import datetime

from django.db import transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User
from accounts.permissions import Permission, require
from letters.addresses import addresses_on
from letters.models import Delivery, Letter


def _recipients(letter: Letter) -> list[tuple[str, str, str]]:
    """Return purpose, name and address of each copy; Refused when the records lack one."""
    who = addresses_on(letter.body, letter.dated_on)
    minister, minister_at = who.secretary_of_state, who.secretary_contact
    inspectors_at, chief, chief_at = who.inspectors_contact, who.chief_officer, who.chief_contact
    if who.problems or not (minister and minister_at and inspectors_at):
        raise Refused(" ".join([*who.problems, "An administrator can add it."]))
    purpose = Delivery.Purpose
    rows: list[tuple[str, str, str]] = [
        (purpose.SECRETARY_OF_STATE, str(minister), minister_at.email),
        (purpose.INSPECTORS, str(inspectors_at.body), inspectors_at.email),
    ]
    if chief and chief_at and chief_at.email:
        rows.append((purpose.CHIEF_OFFICER, str(chief), chief_at.email))
    return rows


@transaction.atomic
def ask_copies(letter: Letter, *, by: User, at: datetime) -> list[Delivery]:
    """Put the copies that section 55(6) asks for in the queue, each recipient once.

    The worker sends them. Asking again adds nothing and sends nothing twice.
    """
    require(by, Permission.SEND, letter.body)
    if not letter.is_signed:
        raise WrongState("Copies go out once the letter is signed.")
    asked = []
    for purpose, name, email in _recipients(letter):
        delivery, created = Delivery.objects.get_or_create(
            letter=letter,
            purpose=purpose,
            to_email=email,
            defaults={
                "to_name": name,
                "message_id": f"<{secrets.token_hex(16)}@section-55-tracker>",
                "asked_by": by,
                "asked_at": at,
                "next_try_at": at,
            },
        )
        if created:
            asked.append(delivery)
            Event.record("ask copy", delivery, by=by, at=at, body=letter.body, to=email)
    return asked
