"""Bad files, read as the worker reads them: each is answered plainly, in little time and memory."""

import resource
import time
from datetime import date

import pytest

from recommendations.apart import MOST_MEMORY, MOST_WAIT, read_apart
from recommendations.extraction import ExtractionError
from recommendations.intake import Asked
from recommendations.sources import read_tables
from tests.recommendations import bad_files
from tests.recommendations.reading_texts import bodies

ASKED = Asked("Planning", date(2023, 6, 15), bodies())
SECONDS = 20
GOOD = bad_files.page(bad_files.stream(bad_files.WORDS))

REFUSED = {
    "scanned": (bad_files.scanned, ".pdf", "pictures of pages"),
    "encrypted": (bad_files.encrypted, ".pdf", "locked with a password"),
    "cut in half": (lambda: GOOD[: len(GOOD) // 2], ".pdf", "damaged"),
    "noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400, ".pdf", "damaged"),
    "flate bomb": (bad_files.flate_bomb, ".pdf", "damaged, or takes too long"),
    "object stream bomb": (bad_files.object_stream_bomb, ".pdf", "damaged, or takes too long"),
    "form in form": (bad_files.drawing_bomb, ".pdf", "damaged, or takes too long"),
    "10,000 pages": (bad_files.many_pages, ".pdf", "more than 2,000 pages"),
    "crowded page": (bad_files.crowded_page, ".pdf", "more words than can be read"),
    "deep page tree": (bad_files.deep_tree, ".pdf", "damaged"),
    "endless page tree": (bad_files.endless_tree, ".pdf", "damaged"),
    "swollen word": (bad_files.swollen_word, ".docx", "unpacks to far more"),
    "deep word": (bad_files.deep_word, ".docx", "nested too deeply"),
    "word with entities": (bad_files.entity_word, ".docx", "damaged"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), ".docx", "saved in an old format"),
    "deep page": (lambda: b"<div>" * 100_000 + b"Forces.", ".html", "nested too deeply"),
    "deep tables": (lambda: b"<table><tr><td>" * 100_000, ".html", "nested too deeply"),
    "deep lists": (lambda: b"<ul><li>" * 100_000 + b"Forces.", ".html", "nested too deeply"),
    "lines without end": (lambda: b"Forces.\n\n" * 70_000, ".txt", "paragraphs"),
    "bullets in one line": (lambda: " • a".encode() * 70_000, ".txt", "paragraphs"),
    "text too long": (lambda: b"a" * 5_000_001, ".txt", "5,000,000 is the most"),
    "PDF called Word": (lambda: GOOD, ".docx", "says .docx, but this is a PDF"),
    "Word called PDF": (bad_files.word, ".pdf", "says .pdf, but this is a Word file"),
    "PDF called text": (lambda: GOOD, ".txt", "says .txt, but this is a PDF"),
    "words called Word": (lambda: b"Forces should plan.", ".docx", "damaged"),
    "spreadsheet": (bad_files.workbook, ".xlsx", "Reports are read from"),
}  # fmt: skip

READ = {
    "deep objects": (bad_files.deep_objects, ".pdf"),
    "scripts": (lambda: b"<script>while(1){}</script>" * 40_000 + b"<p>" + PLAIN, ".html"),
    "5 MB of one paragraph": (lambda: PLAIN + b"\n\n" + b"Rain fell on them. " * 260_000, ".txt"),
}
PLAIN = b"Recommendation 1: Forces should plan."


@pytest.fixture
def measured():
    """Check that what a test asked for took no more than its share."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert most <= max(MOST_MEMORY, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


@pytest.mark.parametrize(("make", "ending", "words"), REFUSED.values(), ids=REFUSED)
@pytest.mark.usefixtures("measured")
def test_bad_file_is_refused_plainly(make, ending, words):
    with pytest.raises(ExtractionError, match=words):
        read_apart(make(), ending, ASKED)


@pytest.mark.parametrize(("make", "ending"), READ.values(), ids=READ)
@pytest.mark.usefixtures("measured")
def test_odd_file_is_read_all_the_same(make, ending):
    found = read_apart(make(), ending, ASKED)["found"]

    assert [item["text"] for item in found] == ["Forces should plan."]


def test_time_to_wait_is_within_what_is_promised():
    assert MOST_WAIT < SECONDS


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: bad_files.repacked(bad_files.workbook(), xl_a__bin=bytes(90_000_000)), "unpacks"),
        (lambda: b"PK\x03\x04 and no more", "damaged"),
        (lambda: bad_files.workbook([["a"]] * 5_001), "5,000"),
    ],
)
def test_bad_register_is_refused_plainly(data, words):
    with pytest.raises(ExtractionError, match=words):
        read_tables(data(), ".xlsx")
