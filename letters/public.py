"""What becomes public with a letter, and under what names. Reads only."""

from datetime import date

from letters.addresses import addresses_on
from letters.covering import covered_reports
from letters.gathering import to_whom
from letters.models import Letter
from letters.words import LetterWords
from recommendations.deadlines import day_number
from responses.models import Passage
from responses.queries import DeskItem, desk, received_comments


def public_content(letter: Letter, words: LetterWords) -> dict:
    """Return, as plain data, everything that publication makes public: section 55(5)."""
    response = letter.response
    comments = received_comments(response)
    day = letter.dated_on
    who = addresses_on(response.body, day)
    return {
        "body": response.body.name_on(day),
        "reports": [
            {
                "title": report.title,
                "published_on": report.published_on.isoformat(),
                "url": report.url,
                "basis": report.get_basis_display(),
                "under_the_act": report.is_under_the_act,
            }
            for report in response.reports.all()
        ],
        "covers": covered_reports(response),
        "opening": response.opening,
        "closing": response.closing,
        "reply": response.reply,
        "passages": [_public_passage(item) for item in desk(response)],
        "chief_officer": who.chief_officer.styled_name if who.chief_officer else "",
        "chief_officer_title": who.chief_officer.title if who.chief_officer else "Chief officer",
        "force": who.force.name_on(day) if who.force else "",
        "comments": [
            {"on": str(c.recommendation) if key else "", "text": c.text}
            for key, c in sorted(comments.items(), key=lambda pair: pair[0] or 0)
        ],
        "invited_on": response.invitation.invited_on.isoformat(),
        "signatory": f"{words.signatory.name}, {words.signatory.standing}",
        "reference": letter.reference,
        "correction_reason": response.correction_reason,
        "dated_on": day.isoformat(),
        "pdf_name": pdf_name(letter),
    }


def _public_passage(item: DeskItem) -> dict:
    recommendation, passage = item.recommendation, item.passage
    return {
        "title": str(recommendation),
        "heading": recommendation.heading,
        "text": recommendation.text,
        "addressees": to_whom(recommendation),
        "deadline": recommendation.deadline_text,
        "position": passage.get_position_display(),
        "withheld": passage.withheld_reason,
        **_answer(passage),
    }


def _answer(passage: Passage) -> dict:
    """Return what is public of an answer: nothing, where it is kept out of publication."""
    if passage.withheld_reason:
        return {"words": "", "owner": "", "by_when": ""}
    by_when = passage.by_when.isoformat() if passage.by_when else ""
    return {"words": passage.text, "owner": passage.owner, "by_when": by_when}


def pdf_name(letter: Letter) -> str:
    """Return a file name that says what the file is."""
    report = letter.response.reports.first()
    title = slug_words(report.title if report else letter.reference, 60)
    return f"{letter.dated_on:%Y-%m-%d}-response-{title}-{letter.body.slug}.pdf"


def word_name(letter: Letter) -> str:
    """Return the name of the letter's Word file, which nobody should take for the letter."""
    return f"unsigned-{pdf_name(letter).removesuffix('.pdf')}.docx"


def slug_words(text: str, longest: int) -> str:
    """Return a slug of whole words, at most `longest` characters."""
    slug = "".join(c if c.isalnum() and c.isascii() else "-" for c in text.lower())
    words = [word for word in slug.split("-") if word]
    while len("-".join(words)) > longest and len(words) > 1:
        words.pop()
    return "-".join(words)[:longest]


def day_published(letter: Letter, published_on: date) -> list[tuple[str, int]]:
    """Return for each report its title and which day of its period `published_on` is."""
    return [
        (report.title, day_number(report.published_on, published_on))
        for report in letter.response.reports.all()
    ]
