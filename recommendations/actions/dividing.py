"""Two found items that are one, and one that is two."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.errors import Refused, Stale
from accounts.models import Event, User, events_last
from recommendations.actions.capture import to_check
from recommendations.models import Proposal

SENTENCE = re.compile(r"(?<=[.;:?!])\s+(?=\S)")


def pieces_of(proposal: Proposal) -> list[str]:
    """Return the pieces between which an item may be split: paragraphs, or else sentences."""
    paragraphs = [piece for piece in re.split(r"\n\s*\n|\n(?=- )", proposal.text) if piece.strip()]
    return paragraphs if len(paragraphs) > 1 else SENTENCE.split(proposal.text.strip())


def _current(proposal: Proposal, version: int) -> Proposal:
    current = Proposal.objects.select_for_update(of=["self"]).get(pk=proposal.pk)
    if current.version != version:
        raise Stale(current)
    return current


@transaction.atomic
@events_last()
def split(proposal: Proposal, at_piece: int, *, version: int, by: User, at: datetime) -> Proposal:
    """Make a second item of the pieces from `at_piece` on; return it, still to be checked.

    What was extracted stays with the first. Raises Refused where there is nothing to split off.
    """
    report = to_check(proposal.report, by=by)
    proposal = _current(proposal, version)
    pieces = pieces_of(proposal)
    if not 0 < at_piece < len(pieces):
        raise Refused("Choose where the second item starts.")
    cut = proposal.text.index(pieces[at_piece], sum(map(len, pieces[:at_piece])))
    report.proposals.filter(position__gt=proposal.position).update(position=F("position") + 1)
    second = Proposal.objects.create(
        report=report,
        position=proposal.position + 1,
        kind=proposal.kind,
        text=proposal.text[cut:].strip(),
        addressees=proposal.addressees,
        deadline_text=proposal.deadline_text,
        due_on=proposal.due_on,
        source=proposal.source,
        first_line=proposal.first_line,
        last_line=proposal.last_line,
        doubts=["Split off: give it its own number, addressees and deadline."],
    )
    proposal.text = proposal.text[:cut].strip()
    proposal.decision = Proposal.Decision.PENDING
    proposal.version += 1
    proposal.save(update_fields=["text", "decision", "version"])
    Event.record("split", proposal, by=by, at=at, body=report.recorded_for, into=second.pk)
    return second


def one_before(proposal: Proposal) -> Proposal | None:
    """Return the item that stands before this one and is not dropped, or None."""
    before = proposal.report.proposals.filter(position__lt=proposal.position)
    return before.exclude(decision=Proposal.Decision.DROPPED).order_by("-position").first()


@transaction.atomic
@events_last()
def join_to_one_before(proposal: Proposal, *, version: int, by: User, at: datetime) -> Proposal:
    """Add this item's words to the one before it, which is then to be checked again.

    This one is dropped with that as its reason, so what was extracted is kept.
    Raises Refused when none stands before it.
    """
    report = to_check(proposal.report, by=by)
    proposal = _current(proposal, version)
    before = one_before(proposal)
    if before is None:
        raise Refused("There is no item before this one to join it to.")
    before.text = f"{before.text.rstrip()}\n\n{proposal.text.strip()}"
    before.addressees = list(dict.fromkeys([*before.addressees, *proposal.addressees]))
    if before.due_on is None:
        before.due_on, before.deadline_text = proposal.due_on, proposal.deadline_text
    if proposal.source_id == before.source_id and proposal.last_line is not None:
        before.last_line = max(before.last_line or 0, proposal.last_line)
    before.decision = Proposal.Decision.PENDING
    before.version += 1
    before.save()
    proposal.decision = Proposal.Decision.DROPPED
    proposal.reason = f"Joined to {before}"[:300]
    proposal.version += 1
    proposal.save(update_fields=["decision", "reason", "version"])
    Event.record("join", proposal, by=by, at=at, body=report.recorded_for, to=before.pk)
    return before
