"""The answer keys, where they are at hand: every item and every field."""

import json
import re

import pytest

from tests.recommendations.reading_texts import ROOT, read

FOLDER = ROOT.parent / "shared" / "samples"
TEXTS = sorted(FOLDER.glob("[0-9]*.txt"))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


@pytest.mark.skipif(not TEXTS, reason="The samples are not here.")
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_sample_is_read_as_its_key_says(path):
    key = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))

    found = read(path.read_text(encoding="utf-8"), None)

    assert str(found.published) == key["published"]
    assert len(found.recommendations) == len(key["recommendations"])
    for item, expected in zip(found.recommendations, key["recommendations"], strict=True):
        first, last = _words(expected["first_words"]), _words(expected["last_words"])
        text = _words(item.text)
        assert text[: len(first)] == first
        assert text[-len(last) :] == last
        assert item.number == expected["number"]
        assert item.kind == expected["kind"]
        assert set(item.addressees) == set(expected["addressees"])
        assert (item.deadline.isoformat() if item.deadline else None) == expected["deadline"]
        assert item.deadline_text == expected["deadline_text"]
        assert item.deadline_rule == expected["deadline_rule"]
        assert set(item.partners) == set(expected["partners"])
