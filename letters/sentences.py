"""What a letter says of its reports and of whom their recommendations are for."""

import re
from collections.abc import Callable, Iterable, Sequence

from letters.language import ENGLISH, WELSH, day_words, in_english, listed, said, welsh_and, word
from letters.models import Letter
from recommendations.models import Recommendation, Report
from responses.models import Response

WITHOUT_THE = re.compile(
    r"(?<!of )(Police|Constabulary|Ofsted)$|^(HM|His Majesty’s|Her Majesty’s)\b"
)


def within(name: str, language: str = ENGLISH) -> str:
    """Return a body's name as it stands within a sentence: "the Metropolitan Police Service"."""
    if language != ENGLISH or not name or WITHOUT_THE.search(name.replace("'", "’")):
        return name
    return f"the {name}"


def reports_as_published(told: Sequence[tuple[str, str, str]], language: str) -> str:
    """Return "the report “A”, published by P on D", or of several each with its own day.

    Each of `told` is a title, who published it, and the day in words.
    """
    said = [
        word("as_published", language, title=title, publishers=publishers, day=day)
        for title, publishers, day in told
    ]
    joint = "and" if language == ENGLISH or not said else welsh_and(said[-1])
    name = "the_report" if len(said) == 1 else "the_reports"
    which = f", {joint} ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))
    return word(name, language, which=which)


def apply_to(
    recommendations: Iterable[Recommendation], reports: list[Report], language: str, whom: str = ""
) -> str:
    """Return "Recommendations 2 and 3 apply to …", by default to this office; or nothing.

    Each report, where there are several, has a sentence of its own that ends in its title.
    Areas for improvement and causes of concern have numbers of their own, and a sentence each.
    """
    by_kind: dict[tuple[int, str], list[str]] = {}
    for recommendation in recommendations:
        if recommendation.number:
            kind = (recommendation.report_id, recommendation.kind)
            by_kind.setdefault(kind, []).append(recommendation.number)
    titles = {r.pk: in_english(r.title, language) if len(reports) > 1 else "" for r in reports}
    kinds = [Recommendation.Kind.RECOMMENDATION, *Recommendation.Kind]
    ordered = sorted(by_kind, key=lambda k: (list(titles).index(k[0]), kinds.index(k[1])))
    return " ".join(_apply(k[1], by_kind[k], language, whom, titles[k[0]]) for k in ordered)


def _apply(kind: str, numbers: list[str], language: str, whom: str, title: str) -> str:
    one = len(numbers) == 1
    name = word(kind if one else f"{kind}_many", language)
    if language == WELSH:
        name = name[:1].lower() + name[1:]
    verb = f"{'applies' if one else 'apply'}{'' if whom else '_here'}"
    said = word(verb, language, what=name, numbers=listed(numbers, language), whom=whom)
    return f"{said.removesuffix('.')} (“{title}”)." if title else said


def corrects(
    response: Response, language: str = ENGLISH, *, safe: Callable[[str], str] = str
) -> str:
    """Return the sentence that names the letter which this response corrects and why, or nothing.

    What somebody typed goes through `safe` first.
    """
    letter = Letter.objects.filter(response=response.corrects_id).first()
    if letter is None:
        return ""
    return word(
        "corrects",
        language,
        reference=safe(letter.reference),
        day=day_words(letter.dated_on, language),
        reason=safe(said(response.correction_reason, response.correction_reason_cy, language)),
    )
