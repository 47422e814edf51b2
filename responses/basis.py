"""What an approval is about: the exact words, the evidence beside them, and the attachments.

Each part has its own hash, so that a page can say which of them is no longer what was
approved. Reads only.
"""

import hashlib
import json
from typing import Any

from recommendations.models import AssuranceUpdate
from responses.models import Attachment, Response, Review
from responses.queries import covered_by, latest_updates, received_comments
from responses.welsh import welsh_words
from responses.workflow import State

MAY_BREAK = {State.IN_REVIEW, State.APPROVED}
PARTS = {
    "reports": "The facts of the report have changed.",
    "recommendations": "The text of a recommendation has changed.",
    "opening": "The opening has changed.",
    "reply": "The reply to the chief officer has changed.",
    "closing": "The closing has changed.",
    "passages": "What is said on a recommendation has changed.",
    "comments": "The chief officer’s comments have changed.",
    "covers": "The reports that it covers have changed.",
    "welsh": "The Welsh has changed.",
}

Basis = dict[str, dict[str, Any]]


def basis_of(response: Response) -> Basis:
    """Return what an approval of the response as it stands now is about, as plain data."""
    return {
        "words": {name: _sha256(part) for name, part in _words(response).items()},
        "evidence": _evidence(response),
        "attachments": {str(a.pk): _attachment(a) for a in response.attachments.all()},
    }


def basis_sha256(response: Response) -> str:
    """Return the one hash of all that an approval approves."""
    return sha256_of(basis_of(response))


def sha256_of(basis: Basis) -> str:
    return _sha256(basis)


def broken(response: Response) -> list[str]:
    """Return why what is approved of the response is no longer what it is; empty if it is."""
    if response.state not in MAY_BREAK:
        return []
    approvals = [r for r in response.current_round() if r.decision == Review.Decision.APPROVED]
    if not approvals:
        return []
    now = basis_of(response)
    digest = sha256_of(now)
    why: dict[str, None] = {}
    for review in approvals:
        if review.words_sha256 != digest:
            why |= dict.fromkeys(differences(review.basis, now))
    return list(why)


def differences(before: Basis, now: Basis) -> list[str]:
    """Return a sentence for each part that differs between two bases."""
    if not before:
        return ["It was approved before its evidence was part of what is approved."]
    said = [PARTS[name] for name in PARTS if before["words"].get(name) != now["words"].get(name)]
    said += _compared(before["evidence"], now["evidence"], "There is evidence", "Evidence")
    return said + _compared(
        before["attachments"], now["attachments"], "There is an attachment", "An attachment"
    )


def _compared(before: dict, now: dict, new: str, gone: str) -> list[str]:
    return [
        *(
            f"{new} that was not there at the approval: {now[key]['what']}."
            for key in now
            if now[key] != before.get(key)
        ),
        *(
            f"{gone} is gone that was there at the approval: {before[key]['what']}."
            for key in before
            if key not in now
        ),
    ]


def _evidence(response: Response) -> dict[str, Any]:
    """Return, by recommendation, the force's update that stands beside the answer to it."""
    recommendations = list(response.recommendations())
    names = {r.pk: str(r) for r in recommendations}
    updates = latest_updates(response, recommendations)
    return {str(key): _update(names[key], update) for key, update in sorted(updates.items())}


def _update(recommendation: str, update: AssuranceUpdate) -> dict[str, str]:
    files = [[e.sha256, e.name, e.description, str(e.evidence_on)] for e in update.evidence.all()]
    said = [update.pk, str(update.as_at), update.assessment, update.narrative, files]
    what = f"the force’s update of {update.as_at:%-d %B %Y} on {recommendation}"
    return {"what": what, "sha256": _sha256(said)}


def _attachment(attachment: Attachment) -> dict[str, str]:
    a = attachment
    said = [a.sha256, a.name, a.title, a.title_cy, a.marking, a.withheld_reason]
    return {"what": f"“{a.title}”", "sha256": _sha256(said)}


def _words(response: Response) -> dict[str, Any]:
    """Return the words, and what they answer, part by part."""
    passages = response.passages.order_by("recommendation_id")
    facts = response.recommendations().select_related("report")
    comments = received_comments(response)
    covered = [[r.pk, r.report.title, str(r.report.published_on)] for r in covered_by(response)]
    words: dict[str, Any] = {
        "reports": [
            [r.pk, r.title, r.url, str(r.published_on)] for r in response.reports.order_by("pk")
        ],
        "recommendations": [[r.pk, r.number, r.heading, r.text] for r in facts],
        "opening": response.opening,
        "reply": response.reply,
        "closing": response.closing,
        "passages": [
            [p.recommendation_id, p.position, p.text, p.owner, str(p.by_when), p.withheld_reason]
            for p in passages
        ],
        "comments": [
            [key, comment.text]
            for key, comment in sorted(comments.items(), key=lambda item: item[0] or 0)
        ],
        "covers": covered,
    }
    return words | welsh_words(response, passages, comments.values())


def _sha256(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
