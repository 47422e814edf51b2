"""Turn a file's bytes into plain text, with the place of every line.

Pure: no model, database or network. A file is a stranger's, so the caller runs
this in a process held to a share of time and memory.
"""

from recommendations.extraction.errors import ExtractionError
from recommendations.sources.errors import UnknownEnding, UnreadableFile
from recommendations.sources.pdf import page_png, read_pdf
from recommendations.sources.plain import read_text
from recommendations.sources.shapes import Place, Source, Table
from recommendations.sources.sheets import read_tables
from recommendations.sources.web import read_page
from recommendations.sources.word import read_document

__all__ = ["Place", "Source", "Table", "page_png", "read_source", "read_tables"]


_SIGNS = (
    (b"%PDF-", ".pdf", "a PDF"),
    (b"PK\x03\x04", ".docx", "a Word file or another zip file"),
)


def read_source(data: bytes, ending: str) -> Source:
    """Return the text of a file; `ending` is .pdf, .docx, .html, .htm or .txt.

    Raises ExtractionError, whose message tells an officer how to mend it.
    """
    readers = {
        ".pdf": read_pdf,
        ".docx": lambda data: Source(read_document(data)),
        ".html": lambda data: Source(read_page(data)),
        ".htm": lambda data: Source(read_page(data)),
        ".txt": lambda data: Source(read_text(data)),
    }
    reader = readers.get(ending.lower())
    if reader is None:
        raise UnknownEnding(
            "Reports are read from .pdf, .docx, .html and .txt files. Save it as one of these."
        )
    for opening, own, what in _SIGNS:
        if data.startswith(opening) and ending.lower() != own:
            raise UnreadableFile(f"The ending says {ending}, but this is {what}. Mend its name.")
    try:
        return reader(data)
    except ExtractionError:
        raise
    except Exception as error:
        raise UnreadableFile(
            "This file cannot be read; it may be damaged. Copy its words and paste them."
        ) from error
