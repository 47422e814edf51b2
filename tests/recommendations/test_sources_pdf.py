"""Reports made as PDF in many layouts, read back: what is found, how rightly, and where."""

import re
from functools import cache

import pytest
import weasyprint

from recommendations.intake import Asked, read_file
from tests.recommendations.pdf_layouts import LAYOUTS, PARTS, PUBLISHED, WANTED, Wanted
from tests.recommendations.reading_texts import bodies

ASKED = Asked("Lost and found", PUBLISHED, bodies())
FIELDS = ("number", "kind", "addressees", "deadline", "bounds")
POINTS = 0.75  # in a pixel


@cache
def made(layout: str) -> tuple[dict, dict[str, tuple[int, float]]]:
    """Return what is read from a layout, and the page and height of each anchor in it."""
    document = weasyprint.HTML(string=LAYOUTS[layout]).render()
    anchors = {
        name: (page, y * POINTS)
        for page, leaf in enumerate(document.pages, start=1)
        for name, (_, y, *_) in leaf.anchors.items()
    }
    return read_file(document.write_pdf(), ".pdf", ASKED), anchors


def expected(layout: str) -> list[Wanted]:
    wanted = [part for w in WANTED for part in ([w, *PARTS] if w.parts else [w])]
    return [
        w
        for w in wanted
        if "list" not in layout and layout != "table" or w.kind == "recommendation"
    ]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def spoken(wanted: Wanted) -> list[str]:
    return words(" ".join([wanted.words, *(() if wanted.parts else wanted.bullets)]))


def rightly(wanted: Wanted, found: dict) -> dict[str, bool]:
    return {
        "number": found["number"] == wanted.number,
        "kind": found["kind"] == wanted.kind,
        "addressees": tuple(found["addressees"]) == wanted.to,
        "deadline": found["due_on"] == wanted.due,
        "bounds": words(found["text"]) == spoken(wanted),
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_recommendations_are_read_back_from(layout):
    found = made(layout)[0]["found"]
    wanted = expected(layout)
    by_opening = {tuple(words(item["text"])[:6]): item for item in found}

    pairs = [(w, by_opening.get(tuple(spoken(w)[:6]))) for w in wanted]
    right = [rightly(w, item) for w, item in pairs if item]
    figures = {field: sum(r[field] for r in right) / len(wanted) for field in FIELDS}
    figures = {"found": 2 * len(right) / (len(wanted) + len(found)), **figures}

    print(f"{layout}: " + ", ".join(f"{k} {v:.3f}" for k, v in figures.items()))
    assert figures == dict.fromkeys(figures, 1.0), [item["text"] for item in found]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_place_of_each_is_where_the_page_shows_it_in(layout):
    read, anchors = made(layout)

    for item in read["found"]:
        wanted = next((w for w in expected(layout) if spoken(w) == words(item["text"])), None)
        assert wanted is not None, item["text"]
        if wanted in PARTS:
            continue
        page, height = anchors.get(f"{wanted.anchor}-first") or anchors[wanted.anchor]
        on, _, top, _, bottom = read["places"][item["first_line"]]
        assert on == page
        assert top - 12 <= height <= bottom + 12
