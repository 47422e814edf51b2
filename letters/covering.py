"""What a response says of other reports that it answers too. Reads only."""

from letters.fields import plain
from responses.models import Response
from responses.queries import covered_by


def covered_words(response: Response) -> str:
    """Return the sentence of the letter that names what is covered, or nothing."""
    named = [
        f"“{plain(r.report.title)}”, published on {r.report.published_on:%-d %B %Y}"
        for r in covered_by(response)
    ]
    if not named:
        return ""
    listed = ", and ".join(filter(None, ["; ".join(named[:-1]), named[-1]]))
    return f"This response also covers {listed}, whose recommendations are the same."


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
