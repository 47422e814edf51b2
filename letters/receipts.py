"""What the copies of a letter prove: when both that section 55(6) asks for went, or what lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from letters.models import Delivery

State = Delivery.State
LACKS = {
    State.WAITING: "is on its way",
    State.FAILED: "has not gone out yet; it is tried again",
    State.GIVEN_UP: "was given up",
    State.BOUNCED: "came back",
}


@dataclass(frozen=True)
class Receipts:
    """The days on which each copy that section 55(6) asks for went, by its purpose's label."""

    days: list[tuple[str, date | None]]
    missing: list[str]

    @property
    def sent_on(self) -> date | None:
        """Return the day from which both copies were out, or None while one lacks."""
        days = [day for _, day in self.days if day]
        return max(days) if days and not self.missing else None


def receipts(deliveries: Iterable[Delivery]) -> Receipts:
    """Return what the deliveries of one letter prove."""
    deliveries = list(deliveries)
    days, missing = [], []
    for purpose in Delivery.Purpose.by_law():
        label = _in_sentence(purpose.label)
        copies = [d for d in deliveries if d.purpose == purpose]
        sent = [timezone.localdate(d.sent_at) for d in copies if d.state == State.SENT]
        days.append((label, min(sent, default=None)))
        if not sent:
            how = LACKS[copies[-1].state] if copies else "has not been asked for"
            missing.append(f"The copy to {label} {how}.")
    return Receipts(days, missing)


def _in_sentence(label: str) -> str:
    return f"the {label}" if label.startswith("Secretary") else label[0].lower() + label[1:]
