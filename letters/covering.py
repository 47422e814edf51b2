"""What a response says of other reports that it answers too. Reads only."""

from letters.fields import plain
from letters.language import ENGLISH, day_words, in_english, welsh_and, word
from responses.models import Response
from responses.queries import covered_by


def covered_words(response: Response, language: str = ENGLISH) -> str:
    """Return the sentence of the letter that names what is covered, or nothing."""
    named = [
        word(
            "covered_report",
            language,
            report=plain(in_english(r.report.title, language)),
            day=day_words(r.report.published_on, language),
        )
        for r in covered_by(response)
    ]
    if not named:
        return ""
    joint = word("and") if language == ENGLISH else welsh_and(named[-1])
    listed = f", {joint} ".join(filter(None, ["; ".join(named[:-1]), named[-1]]))
    return word("covers", language, reports=listed)


def covered_reports(response: Response) -> list[dict]:
    """Return the same as plain data, for the public page."""
    return [
        {
            "title": r.report.title,
            "published_on": r.report.published_on.isoformat(),
            "url": r.report.url,
        }
        for r in covered_by(response)
    ]
