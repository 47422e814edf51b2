"""What a response of a Welsh body says in Welsh, and what of it is still in English alone."""

from collections.abc import Iterable

from django.urls import reverse

from responses.models import ChiefOfficerComment, Passage, Response

NAMES = {"opening": "opening", "reply": "reply to the chief officer", "closing": "closing"}


def welsh_gaps(response: Response) -> list[tuple[str, str]]:
    """Return which words of a Welsh body's response are in English alone, and where to mend it.

    None for another body, nor once the reason is recorded why it is in one language.
    """
    if not response.is_bilingual:
        return []
    address = reverse("responses:words", args=[response.pk])
    missing = [
        (f"The {NAMES[name]} has no {language} yet.", address)
        for name, language in response.words_in_one_language.items()
    ]
    passages = response.passages.select_related("recommendation")
    missing += [
        (f"The attachment “{a.title}” has no name in Welsh.",
         reverse("responses:attachments", args=[response.pk]))
        for a in response.attachments.filter(title_cy="")
    ]  # fmt: skip
    return missing + [
        (
            f"What is said on {p.recommendation} has no Welsh yet.",
            reverse("responses:passage", args=[response.pk, p.recommendation_id]),
        )
        for p in passages
        if p.lacks_welsh
    ]


def welsh_words(
    response: Response, passages: Iterable[Passage], comments: Iterable[ChiefOfficerComment]
) -> dict:
    """Return what an approval approves of it, empty where there is neither Welsh nor a reason."""
    said = {
        "own": [response.opening_cy, response.reply_cy, response.closing_cy],
        "passages": [[p.recommendation_id, p.text_cy] for p in passages if p.text_cy],
        "comments": sorted([c.recommendation_id or 0, c.text_cy] for c in comments if c.text_cy),
        "reason": response.no_welsh_reason,
    }
    is_said = any(said["own"]) or said["passages"] or said["comments"] or said["reason"]
    return {"welsh": said} if is_said else {}
