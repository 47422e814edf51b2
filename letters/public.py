"""What becomes public with a letter, and under what names. Reads only."""

from datetime import date

from django.utils.text import capfirst

from letters.addresses import addresses_on
from letters.covering import covered_reports
from letters.gathering import name_of, named, title_of, to_whom
from letters.language import (
    ENGLISH,
    WELSH,
    in_english,
    said,
    said_at_length,
    text_in_english,
    word,
)
from letters.models import Letter
from letters.words import LetterWords
from recommendations.deadlines import day_number
from responses.models import Attachment, Passage
from responses.queries import DeskItem, desk, received_comments

ENDINGS = {ENGLISH: "", WELSH: "-cymraeg"}


def public_content(letter: Letter, words: LetterWords) -> dict:
    """Return, as plain data, everything that publication makes public: section 55(5).

    It is in the language of the letter's words; what is in the other one is marked so.
    """
    response = letter.response
    comments = received_comments(response)
    day = letter.dated_on
    who, language = addresses_on(response.body, day), words.language
    chief = who.chief_officer
    return {
        "body": name_of(response.body, day, language),
        "reports": [
            {
                "title": report.title,
                "published_on": report.published_on.isoformat(),
                "url": report.url,
                "basis": word(f"basis_{report.basis}", language),
                "under_the_act": report.is_under_the_act,
            }
            for report in response.reports.all()
        ],
        "covers": covered_reports(response),
        "opening": said_at_length(response.opening, response.opening_cy, language),
        "closing": said_at_length(response.closing, response.closing_cy, language),
        "reply": said_at_length(response.reply, response.reply_cy, language),
        "passages": [_public_passage(item, language) for item in desk(response)],
        "chief_officer": chief.styled_name if chief else "",
        "chief_officer_title": title_of(chief, language)
        or capfirst(word("chief_officer", language)),
        "force": name_of(who.force, day, language) if who.force else "",
        "comments": [
            {
                "on": named(c.recommendation, language) if c.recommendation else "",
                "text": said_at_length(c.text, c.text_cy, language),
            }
            for key, c in sorted(comments.items(), key=lambda pair: pair[0] or 0)
        ],
        "enclosures": [_public_enclosure(a, language) for a in response.attachments.all()],
        "invited_on": response.invitation.invited_on.isoformat(),
        "signatory": f"{words.signatory.name}, {words.signatory.standing}",
        "reference": letter.reference,
        "correction_reason": said(
            response.correction_reason, response.correction_reason_cy, language
        ),
        "dated_on": day.isoformat(),
        "pdf_name": pdf_name(letter, language),
    }


def _public_passage(item: DeskItem, language: str) -> dict:
    recommendation, passage = item.recommendation, item.passage
    return {
        "title": named(recommendation, language),
        "heading": in_english(recommendation.heading, language),
        "text": text_in_english(recommendation.text, language),
        "addressees": to_whom(recommendation, language),
        "deadline": in_english(recommendation.deadline_text, language),
        "position": capfirst(word(passage.position, language)) if passage.position else "",
        "withheld": passage.withheld_reason,
        **_answer(passage, language),
    }


def _answer(passage: Passage, language: str) -> dict:
    """Return what is public of an answer: nothing, where it is kept out of publication."""
    if passage.withheld_reason:
        return {"words": "", "owner": "", "by_when": ""}
    return {
        "words": said_at_length(passage.text, passage.text_cy, language),
        "owner": passage.owner,
        "by_when": passage.by_when.isoformat() if passage.by_when else "",
    }


def _public_enclosure(attachment: Attachment, language: str) -> dict:
    """Return what is public of a file that comes with the letter: of a withheld one the reason."""
    a = attachment
    if a.withheld_reason:
        return {"withheld": a.withheld_reason}
    return {
        "withheld": "",
        "attachment": a.pk,
        "title": said(a.title, a.title_cy, language),
        "name": a.name,
        "size": a.size,
        "sha256": a.sha256,
    }


def pdf_name(letter: Letter, language: str = ENGLISH) -> str:
    """Return a file name that says what the file is, and that it is in Welsh where it is."""
    report = letter.response.reports.first()
    title = slug_words(report.title if report else letter.reference, 60)
    return f"{letter.dated_on:%Y-%m-%d}-response-{title}-{letter.body.slug}{ENDINGS[language]}.pdf"


def word_name(letter: Letter, language: str = ENGLISH, *, public: bool = False) -> str:
    """Return the name of the letter's Word file, which nobody should take for the letter."""
    kind = "public-" if public else ""
    return f"unsigned-{kind}{pdf_name(letter, language).removesuffix('.pdf')}.docx"


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
