"""What holds for every file: a text or a named error, never another exception."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.extraction import ExtractionError
from recommendations.intake import Asked, read_file
from recommendations.sources import read_source
from tests.recommendations import bad_files
from tests.recommendations.pdf_layouts import PUBLISHED
from tests.recommendations.reading_texts import bodies
from tests.recommendations.test_sources_files import PAGE

ENDINGS = st.sampled_from([".pdf", ".docx", ".html", ".htm", ".txt", ".PDF", ".rtf", ""])
OPENINGS = st.sampled_from(
    [
        b"",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"<html>",
        b"<?xml",
    ]
)
TAGS = st.sampled_from(
    [
        *("<p>", "</p>", "<ul>", "<li>", "</ul>", "<ol start='x'>", "<table>", "<tr>", "<td>"),
        *("</table>", "<h2>", "<main>", "</main>", "<script>", "</script>", "<br>", "<!--", "-->"),
        *("&#0;", "&#xd800;", "<![CDATA[", "<?pi", "<div hidden>", "Recommendation 1", "Forces"),
        *(
            " should plan.",
            "\x00",
            "<meta charset='utf-7'>",
            "<li value='-99999999999'>",
            "|",
            "\v",
        ),
    ]
)


def answers(data: bytes, ending: str) -> None:
    """Check that a file gives a text whose lines have their places, or an error in words."""
    try:
        source = read_source(data, ending)
    except ExtractionError as error:
        assert str(error)
    else:
        assert len(source.places) in (0, source.text.count("\n") + 1)


@cache
def whole(ending: str) -> bytes:
    kinds = {
        ".pdf": lambda: bad_files.page(bad_files.stream(bad_files.WORDS)),
        ".docx": lambda: bad_files.word("Recommendation 1", "Forces should plan."),
        ".html": PAGE.encode,
        ".txt": lambda: "Recommendation 1\n\nForces should keep “books”.".encode(),
    }
    return kinds[ending]()


@st.composite
def mutated(draw, ending: str) -> bytes:
    """Draw a good file with bytes changed, cut out, doubled or put in."""
    data = bytearray(whole(ending))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(0, 40))
        new = draw(st.sampled_from([b"", bytes(data[at : at + length]) * 2, None]))
        data[at : at + length] = draw(st.binary(max_size=20)) if new is None else new
    return bytes(data)


@given(OPENINGS, st.binary(max_size=400), ENDINGS)
def test_any_bytes_give_a_text_or_a_named_error(opening, data, ending):
    answers(opening + data, ending)


@given(mutated(".pdf"))
def test_any_harmed_pdf_gives_a_text_or_a_named_error(data):
    answers(data, ".pdf")


@given(mutated(".docx"))
@settings(max_examples=60)
def test_any_harmed_word_file_gives_a_text_or_a_named_error(data):
    answers(data, ".docx")


@given(
    st.one_of(
        mutated(".html"),
        st.lists(TAGS, max_size=60)
        .map("".join)
        .map(lambda text: text.encode("utf-8", "surrogatepass")),
    )
)
def test_any_page_gives_a_text_or_a_named_error(data):
    answers(data, ".html")


@given(st.one_of(mutated(".txt"), st.text(max_size=300).map(lambda text: text.encode("utf-16"))))
def test_any_text_file_gives_a_text_or_a_named_error(data):
    answers(data, ".txt")


@given(
    st.sampled_from([".pdf", ".html", ".txt"]).flatmap(lambda e: st.tuples(mutated(e), st.just(e)))
)
@settings(max_examples=40)
def test_any_harmed_file_is_read_to_items_that_can_be_kept(harmed):
    try:
        read = read_file(*harmed, Asked("Planning", PUBLISHED, bodies()))
    except ExtractionError as error:
        assert str(error)
    else:
        lines = read["text"].count("\n") + 1
        assert all(item["text"] and item["last_line"] < lines for item in read["found"])
