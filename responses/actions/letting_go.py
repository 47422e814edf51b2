"""What goes of the force's own answers once they are due: their words, for a stub stays."""

from typing import Any

from accounts.words import reworded
from recommendations.actions.disposing import lets_go
from recommendations.retention import Kind
from responses.models import HandRound

GONE = "[Disposed of]"


@lets_go(Kind.ANSWER)
def empty_answer(row: HandRound) -> dict[str, Any]:
    """Take away what somebody of the force was asked and wrote; the event proves which words."""
    before = {name: getattr(row, name) for name in HandRound.recorded_words}
    row.text, row.text_cy, row.note = GONE, "", ""
    row.save(update_fields=["text", "text_cy", "note"])
    return {"words": reworded(before, row, HandRound.recorded_words)}
