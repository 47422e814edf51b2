"""Everything that was written about a response and that a person may read, as plain data.

The same data become a page to read and JSON. What a person may not see on the pages is not
in it: comments that were not sent, another force's updates, what a force asks its own people.
"""

from collections import defaultdict
from typing import Any

from accounts.models import User
from recommendations.models import AssuranceUpdate, Evidence, UpdateRemark
from responses.models import ChiefOfficerComment, HandRound, Passage, Response
from responses.queries import covered_by

SCHEMA = "section-55-whole-file/1"
OWN_WORDS = [
    ("opening", "Opening"),
    ("reply", "Reply to the chief officer’s comments"),
    ("closing", "Closing"),
]
Data = dict[str, Any]


def words_of(response: Response, user: User) -> Data:
    """Return the words of a response as far as `user` may see them; `en` and `cy` are Markdown."""
    comments, updates = _comments(response, user), _updates(response, user)
    asked = _asked(response, user)
    recommendations = response.recommendations().select_related("report")
    passages = {p.recommendation_id: p for p in response.passages.all()}
    return {
        "schema": SCHEMA,
        "response": str(response),
        "body": str(response.body),
        "state": response.get_state_display(),
        "correction_reason": _both(response, "correction_reason"),
        "in_one_language_because": response.no_welsh_reason,
        "reports": [
            {"title": r.title, "published_on": r.published_on, "url": r.url}
            for r in response.reports.all()
        ],
        "also_covers": [str(release.report) for release in covered_by(response)],
        "words": [
            {"part": label, **_both(response, name)}
            for name, label in OWN_WORDS
            if any(_both(response, name).values())
        ],
        "comments_on_the_whole": comments[None],
        "asked_on_the_whole": asked[None],
        "recommendations": [
            {
                "report": str(item.report),
                "name": str(item),
                "heading": item.heading,
                "text": item.text,
                "answer": _passage(passages.get(item.pk)),
                "comments": comments[item.pk],
                "updates": updates[item.pk],
                "asked": asked[item.pk],
            }
            for item in recommendations
        ],
        "attachments": [
            {
                "title": a.title,
                "title_cy": a.title_cy,
                "name": a.name,
                "sha256": a.sha256,
                "marking": a.marking,
                "not_for_publication": a.withheld_reason,
            }
            for a in response.attachments.all()
        ],
    }


def _both(row: Any, name: str) -> Data:
    return {"en": getattr(row, name), "cy": getattr(row, f"{name}_cy")}


def _passage(passage: Passage | None) -> Data | None:
    if passage is None:
        return None
    return {
        "position": passage.get_position_display(),
        **_both(passage, "text"),
        "owner": passage.owner,
        "by_when": passage.by_when,
        "not_for_publication": passage.withheld_reason,
    }


def _comments(response: Response, user: User) -> defaultdict[int | None, list[Data]]:
    """Return the chief officer's comments by recommendation, the overall one under None."""
    rows = ChiefOfficerComment.objects.visible_to(user).filter(response=response)
    rows = rows.select_related("force").order_by("pk")
    invitation = getattr(response, "invitation", None)
    sent_at = invitation.received_at if invitation else None
    found: defaultdict[int | None, list[Data]] = defaultdict(list)
    for row in rows.exclude(text="", text_cy=""):
        found[row.recommendation_id].append(
            {"force": str(row.force), "sent_at": sent_at, **_both(row, "text")}
        )
    return found


def _updates(response: Response, user: User) -> defaultdict[int, list[Data]]:
    rows = AssuranceUpdate.objects.visible_to(user).whole()
    rows = rows.filter(recommendation__report__in=response.reports.all())
    found: defaultdict[int, list[Data]] = defaultdict(list)
    for row in rows.order_by("as_at", "pk"):
        found[row.recommendation_id].append(_update(row))
    return found


def _update(update: AssuranceUpdate) -> Data:
    return {
        "as_at": update.as_at,
        "force": str(update.body),
        "assessment": update.get_assessment_display(),
        "per_cent_done": update.progress,
        "en": update.narrative,
        "next_due_on": update.next_due_on,
        "recorded_by": str(update.recorded_by),
        "recorded_at": update.recorded_at,
        "milestones": [str(one) for one in update.milestones.all()],
        "evidence": [_evidence(evidence) for evidence in update.evidence.all()],
        "remarks": [_remark(remark) for remark in update.remarks.all()],
    }


def _evidence(evidence: Evidence) -> Data:
    return {
        "name": str(evidence),
        "description": evidence.description,
        "evidence_on": evidence.evidence_on,
        "expires_on": evidence.expires_on,
        "marking": evidence.get_marking_display(),
        "sha256": evidence.sha256,
        "disposed_of": evidence.disposed_of,
    }


def _remark(remark: UpdateRemark) -> Data:
    return {
        "kind": remark.get_kind_display(),
        "by": str(remark.by),
        "body": str(remark.body),
        "at": remark.at,
        "en": remark.text,
    }


def _asked(response: Response, user: User) -> defaultdict[int | None, list[Data]]:
    """Return what the force asked of its own people and was handed in, by recommendation."""
    rows = HandRound.objects.visible_to(user).filter(invitation__response=response)
    rows = rows.filter(answered_at__isnull=False, withdrawn_at=None).with_names()
    found: defaultdict[int | None, list[Data]] = defaultdict(list)
    for row in rows.order_by("asked_at", "pk"):
        found[row.recommendation_id].append(
            {
                "person": str(row.contributor),
                "asked_by": str(row.asked_by),
                "note": row.note,
                "answered_at": row.answered_at,
                **_both(row, "text"),
            }
        )
    return found
