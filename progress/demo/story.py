"""What happens to each report of the demonstration, step by step, through the real actions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from bodies.models import Body
from letters.actions import ask_copies, make_letter, publish, sign_letter
from letters.addresses import default_reference
from letters.models import Letter
from letters.tasks import send_next
from progress.demo.files import small_pdf
from recommendations.actions import (
    EvidenceFacts,
    agree_to_close,
    ask_to_close,
    confirm_recommendations,
    find_recommendations,
    record_report,
    record_update,
    save_proposal,
)
from recommendations.files import examine
from recommendations.models import Obligation, OfficeTargets, Report
from responses.actions import (
    approve,
    hand_round,
    invite,
    save_comment,
    save_passage,
    save_words,
    send_comments,
    start_response,
    submit,
)
from responses.models import Response


@dataclass
class Chapter:
    """One report of the story, and what has come of it so far."""

    words: dict[str, Any]
    office: Body
    people: dict[str, User]
    today: date
    now: datetime
    report: Report = field(default_factory=Report)

    def day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def ahead(self, passage: dict) -> date | None:
        days = passage.get("by_when_days_ahead")
        return self.today + timedelta(days=days) if days else None

    @property
    def response(self) -> Response:
        return Response.objects.get(body=self.office, reports=self.report)

    @property
    def letter(self) -> Letter:
        return Letter.objects.get(response=self.response)

    def number(self, number: str):
        return self.report.recommendations.get(number=number)


def recorded(chapter: Chapter, at: datetime, day: date) -> None:
    said, by = chapter.words, chapter.people["caseworker"]
    report = Report(
        title=said["title"], kind=said["kind"], basis=said["basis"], url=said["url"],
        published_on=chapter.day(said["days"]["published"]), recorded_for=chapter.office,
    )  # fmt: skip
    chapter.report = record_report(
        report,
        publishers=Body.objects.filter(slug__in=said["publishers"]),
        forces=Body.objects.filter(slug__in=said.get("forces", [])),
        by=by, at=at, today=day,
    )  # fmt: skip
    find_recommendations(report, said["text"].strip(), by=by, at=at)


def confirmed(chapter: Chapter, at: datetime, day: date) -> None:
    by = chapter.people["caseworker"]
    for proposal in chapter.report.proposals.all():
        save_proposal(proposal, version=proposal.version, decision="accepted", by=by, at=at)
    confirm_recommendations(chapter.report, by=by, at=at, today=day)
    chapter.report.refresh_from_db()


def invited(chapter: Chapter, at: datetime, day: date) -> None:
    by = chapter.people["caseworker"]
    response = start_response(chapter.office, [chapter.report], by=by, at=at)
    published_on = chapter.report.published_on
    asked_for_on = OfficeTargets.of(chapter.office).days(published_on)["comments"]
    invite(response, asked_for_on, by=by, at=at, today=day)


def asked(chapter: Chapter, at: datetime, day: date) -> None:
    """Let the force ask one of its people by name."""
    said, invitation = chapter.words["asked"], chapter.response.invitation
    hand_round(
        invitation, chapter.number(said["number"]), chapter.people["contributor"],
        by_day=invitation.asked_for_on, note=said["note"], by=chapter.people["force"],
        at=at, today=day,
    )  # fmt: skip


def comments(chapter: Chapter, at: datetime, day: date) -> None:
    by, said = chapter.people["force"], chapter.words["comments"]
    invitation = chapter.response.invitation
    for comment in invitation.response.comments.select_related("recommendation"):
        key = comment.recommendation.number if comment.recommendation else "overall"
        if key in said:
            save_comment(comment, said[key], version=comment.version, by=by, at=at)
    send_comments(invitation, by=by, at=at)


def written(chapter: Chapter, at: datetime, day: date) -> None:
    by, said, response = chapter.people["caseworker"], chapter.words, chapter.response
    parts = {name: said[name] for name in ["opening", "reply", "closing"]}
    save_words(response, version=response.version, by=by, at=at, **parts)
    for number, passage in said["passages"].items():
        save_passage(
            response, chapter.number(number), version=1, by=by, at=at,
            position=passage["position"], text=passage["text"],
            owner=passage.get("owner", ""), by_when=chapter.ahead(passage),
        )  # fmt: skip


def submitted(chapter: Chapter, at: datetime, day: date) -> None:
    submit(chapter.response, by=chapter.people["caseworker"], at=at)


def approved(chapter: Chapter, at: datetime, day: date) -> None:
    approve(chapter.response, by=chapter.people["approver"], at=at)


def made(chapter: Chapter, at: datetime, day: date) -> None:
    reference = default_reference(chapter.office, day)
    by = chapter.people["caseworker"]
    make_letter(chapter.response, dated_on=day, reference=reference, by=by, at=at, today=day)


def signed(chapter: Chapter, at: datetime, day: date) -> None:
    name = chapter.letter.letter_words.signatory.name
    sign_letter(chapter.letter, name, by=chapter.people["commissioner"], at=at)


def copies(chapter: Chapter, at: datetime, day: date) -> None:
    ask_copies(chapter.letter, by=chapter.people["publisher"], at=at)


def sent(chapter: Chapter, at: datetime, day: date) -> None:
    while send_next(at):
        pass


def public(chapter: Chapter, at: datetime, day: date) -> None:
    publish(chapter.letter, by=chapter.people["publisher"], at=at, today=day)


def neighbour(chapter: Chapter, at: datetime, day: date) -> None:
    """Let the other office start its own response and send its return."""
    said, by = chapter.words["neighbour"], chapter.people["neighbour"]
    office = by.bodies()[0]
    response = start_response(office, [chapter.report], by=by, at=at)
    save_words(response, version=1, opening=said["opening"], by=by, at=at)
    for number, text in said["passages"].items():
        save_passage(
            response, chapter.number(number), version=1, by=by, at=at,
            position="accepted", text=text,
        )  # fmt: skip
    owed = Obligation.objects.get(
        recommendation=chapter.number(said["return_number"]), body=office, kind="return"
    )
    closing = ask_to_close(owed, day, shown=said["return_note"], by=by, at=at)
    agree_to_close(closing, by=chapter.people["neighbour_approver"], at=at)


MILESTONES: dict[str, tuple[Callable[[Chapter, datetime, date], None], time]] = {
    "recorded": (recorded, time(9, 20)),
    "confirmed": (confirmed, time(9, 55)),
    "invited": (invited, time(10, 15)),
    "asked": (asked, time(11, 20)),
    "comments": (comments, time(14, 40)),
    "written": (written, time(15, 5)),
    "submitted": (submitted, time(16, 10)),
    "approved": (approved, time(16, 35)),
    "made": (made, time(11, 0)),
    "signed": (signed, time(12, 30)),
    "copies": (copies, time(13, 0)),
    "sent": (sent, time(13, 1)),
    "public": (public, time(14, 0)),
    "neighbour": (neighbour, time(14, 20)),
}


def updated(update: dict) -> Callable[[Chapter, datetime, date], None]:
    """Return the step in which the force records this update."""

    def step(chapter: Chapter, at: datetime, day: date) -> None:
        by, files, evidence_on = chapter.people["force"], [], None
        if "evidence" in update:
            pdf = SimpleUploadedFile(update["evidence"], small_pdf(update["evidence_words"]))
            files = [(pdf, examine(pdf))]
            evidence_on = chapter.day(update["evidence_days_ago"])
        record_update(
            chapter.number(update["number"]), by.bodies()[0], as_at=day,
            assessment=update["assessment"], narrative=update["narrative"], files=files,
            facts=EvidenceFacts(update.get("evidence_description", ""), evidence_on),
            by=by, at=at, today=day,
        )  # fmt: skip

    return step


def steps(chapter: Chapter) -> Iterator[tuple[datetime, date, Callable, Chapter]]:
    """Yield every step of a chapter with its moment, none of them still to come."""
    days = chapter.words["days"]
    found = [
        (days[name], clock, step) for name, (step, clock) in MILESTONES.items() if name in days
    ]
    updates = chapter.words.get("updates", [])
    found += [(update["days_ago"], time(15, 30), updated(update)) for update in updates]
    for days_ago, clock, step in found:
        day = chapter.day(days_ago)
        at = timezone.make_aware(datetime.combine(day, clock))
        yield min(at, chapter.now), day, step, chapter
