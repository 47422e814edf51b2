"""Who gets a copy of a letter, at which address and why. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.errors import Refused
from letters.addresses import addresses_on
from letters.models import CopyRecipient, Delivery, Letter

Purpose = Delivery.Purpose


@dataclass(frozen=True)
class Recipient:
    """One address that gets one copy. `key` is the same however the address is written."""

    purpose: Purpose
    name: str
    email: str
    why: str

    @property
    def key(self) -> str:
        return self.email.casefold()

    @property
    def is_required(self) -> bool:
        """Say whether section 55(6) asks for this copy; any other may be left out."""
        return self.purpose in Purpose.by_law()


def recipients(letter: Letter) -> list[Recipient]:
    """Return everybody who gets a copy, each address once, as on the date of the letter.

    Raises Refused when the records lack one of the two that section 55(6) names,
    or hold one address for both.
    """
    who = addresses_on(letter.body, letter.dated_on)
    minister, minister_at = who.secretary_of_state, who.secretary_contact
    inspectors_at, chief, chief_at = who.inspectors_contact, who.chief_officer, who.chief_contact
    if who.problems or not (minister and minister_at and inspectors_at):
        raise Refused(" ".join([*who.problems, "An administrator can add it."]))
    act = letter.response.is_under_the_act
    inspectors, secretary = Purpose.INSPECTORS, Purpose.SECRETARY_OF_STATE
    found = [
        Recipient(
            secretary, str(minister), minister_at.email,
            "Section 55(6)(b): the Secretary of State" if act else secretary.label,
        ),
        Recipient(
            inspectors, str(inspectors_at.body), inspectors_at.email,
            "Section 55(6)(a): the inspectors" if act else inspectors.label,
        ),
    ]  # fmt: skip
    if found[0].key == found[1].key:
        raise Refused(
            f"The records hold one address for the Secretary of State and the inspectors,"
            f" {found[0].email}, and each gets a copy. An administrator can correct it."
        )
    if chief and chief_at and chief_at.email:
        found.append(
            Recipient(Purpose.CHIEF_OFFICER, str(chief), chief_at.email, "Copy: the chief officer")
        )
    listed = CopyRecipient.objects.on(letter.dated_on).filter(body=letter.body)
    found += [Recipient(Purpose.COPY, c.name, c.email, f"Copy: {c.role}") for c in listed]
    first: dict[str, Recipient] = {}
    for recipient in found:
        first.setdefault(recipient.key, recipient)
    return list(first.values())


def not_asked(letter: Letter, deliveries: Iterable[Delivery]) -> list[Recipient]:
    """Return who gets a copy and has none among `deliveries`, which are all of the letter's.

    A copy whose address was corrected counts for its purpose, so a change of the
    records after sending sends nothing again.
    """
    deliveries = list(deliveries)
    purposes = {d.purpose for d in deliveries} - {Purpose.COPY}
    keys = {d.to_email.casefold() for d in deliveries}
    return [r for r in recipients(letter) if r.purpose not in purposes and r.key not in keys]
