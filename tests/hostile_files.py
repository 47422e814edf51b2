"""Files that lie: names that lead elsewhere, and contents that are not what the name says."""

import io
import zipfile

from progress.demo.files import small_pdf
from tests.factories import make_image, make_office_file
from tests.hostile_words import ELSEWHERE, MARK

PDF, PNG = small_pdf("Words"), make_image()
PAGE = f"<html><script src=//{ELSEWHERE}/{MARK}.js></script>".encode()
DRAWING = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{MARK}()'/>".encode()
ENTITIES = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

# Names as a browser would never send them; the content is good where the ending says PDF.
NAMES = [
    "../../../../tmp/zq9431.pdf",
    "..\\..\\zq9431.pdf",
    "/etc/cron.d/zq9431.pdf",
    "zq9431.pdf/../../x.pdf",
    "zq9431\r\nSet-Cookie: a=b.pdf",
    'zq9431"; filename="x.exe.pdf',
    f"<img src=x onerror={MARK}()>.pdf",
    f"{MARK}\u202efdp.pdf",
    "=1+1.pdf",
    ".pdf",
    "..pdf",
    "CON.pdf",
    "a" * 3_000 + ".pdf",
    "\U0001f469" * 300 + ".pdf",
    "zq9431.php\x00.pdf",
    "{{ settings.SECRET_KEY }}.pdf",
    "'; DROP TABLE accounts_user; --.pdf",
    "zq9431.pdf.exe",
    "zq9431.pdf ",
    "zq9431.PDF.",
    ".htaccess",
    "zq9431",
]


def zipped(entries: dict[str, bytes]) -> bytes:
    """Return a ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def _huge_image() -> bytes:
    """Return a picture that says it has a thousand million pixels."""
    return PNG[:16] + (50_000).to_bytes(4, "big") * 2 + PNG[24:]


WORD = {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}
FILES = {
    "page.pdf": PAGE,
    "page-behind-a-pdf.pdf": b"%PDF-1.4\n" + PAGE,
    "pdf-behind-a-page.pdf": PAGE + PDF,
    "pdf-and-archive.pdf": PDF + zipped({"x.exe": b"MZ"}),
    "cut.pdf": PDF[: len(PDF) // 2],
    "head-alone.pdf": b"%PDF-",
    "script.pdf": PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.x())>>"),
    "program.pdf": b"MZ" + PDF,
    "empty.pdf": b"",
    "picture-and-script.png": b"GIF89a/*" + PAGE + b"*/",
    "drawing.png": DRAWING,
    "drawing.jpg": DRAWING,
    "page.png": PAGE,
    "huge.png": _huge_image(),
    "words-behind-a-picture.png": PNG + PAGE,
    "cut.png": PNG[:20],
    "head-alone.jpg": b"\xff\xd8\xff\xe0",
    "macros.docx": make_office_file("word/vbaProject.bin"),
    "macros.xlsx": make_office_file("xl/vbaProject.bin", main="xl/workbook.xml"),
    "entities.docx": zipped(WORD | {"word/document.xml": ENTITIES}),
    "ways-out.docx": zipped(WORD | {"../../../tmp/zq9431": b"x"}),
    "bomb.docx": zipped(WORD | {"word/media/x.bin": b"\0" * 60_000_000}),
    "spreadsheet.docx": zipped({"xl/workbook.xml": b"<x/>"}),
    "broken.xlsx": b"PK\x03\x04" + b"\0" * 40,
    "formulas.csv": b"Report,Number,Recommendation\n=1+1,@SUM(1),+cmd\n",
    "other-letters.csv": b"\xff\xfe" + "Report,Number\n<script>,1\n".encode("utf-16-le"),
    "broken-letters.csv": b"Report,Number\n\xff\xfe\xed\xa0\x80,1\n",
    "nothing.csv": b"\0" * 500,
    "one-line.csv": b"a," * 50_000,
    "open-quote.csv": b'Report,"Number\n' * 5_000,
    "page.html": PAGE,
    "page.txt": PAGE,
    "virus.txt": VIRUS,
    "virus.pdf": VIRUS,
    "drawing.svg": DRAWING,
    "program.exe": b"MZ" + b"\0" * 100,
    "archive.zip": zipped({"../x": b"x"}),
}


# --- Office files that act -------------------------------------------------------------------

WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def content_types(*types: tuple[str, str]) -> bytes:
    """Return [Content_Types].xml; a name that begins with a dot is an ending."""
    rows = "".join(
        f'<Default Extension="{name[1:]}" ContentType="{kind}"/>'
        if name.startswith(".")
        else f'<Override PartName="{name}" ContentType="{kind}"/>'
        for name, kind in types
    )
    return f'<Types xmlns="{TYPES}">{rows}</Types>'.encode()


def relationship(kind: str, mode: str) -> bytes:
    row = f'<Relationship Id="r1" Type="{kind}" Target="file:///x" TargetMode="{mode}"/>'
    return f'<Relationships xmlns="{RELATIONS}">{row}</Relationships>'.encode()


def office_file(main: str = "word/document.xml", **parts: bytes) -> bytes:
    return zipped({"[Content_Types].xml": content_types(), main: b"<x/>"} | parts)


def word_words(inner: str) -> bytes:
    return (
        f'<w:document xmlns:w="{WORDS}"><w:body><w:p>{inner}</w:p></w:body></w:document>'.encode()
    )


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(*pieces: str) -> str:
    """Return a field of Word; what is markup among its pieces stays so."""
    said = "".join(
        piece if piece.startswith("<") else f"<w:r><w:instrText>{piece}</w:instrText></w:r>"
        for piece in pieces
    )
    return _mark("begin") + said + _mark("separate") + "<w:r><w:t>1</w:t></w:r>" + _mark("end")


def simple_field(words: str) -> str:
    return f'<w:fldSimple w:instr="{words}"/>'


_RUNS = "c:\\\\windows\\\\cmd.exe"
DDE_WORDS = {
    "whole": word_words(field(f" DDEAUTO {_RUNS} ")),
    "split": word_words(field(" D", "DE", "AU", f"TO {_RUNS}")),
    "small letters": word_words(field(f"ddeauto {_RUNS}")),
    "quoted": word_words(field(f'"DDE" {_RUNS}')),
    "spelt as signs": word_words(field(f"&#68;&#x44;E {_RUNS}")),
    "simple": word_words(simple_field(f" DDE {_RUNS} ")),
    "within another": word_words(field(" IF 1 = ", field(f" DDE {_RUNS} "))),
    "never begun": word_words("<w:r><w:instrText>DDEAU</w:instrText></w:r>"
                              f"<w:r><w:instrText>TO {_RUNS}</w:instrText></w:r>"),
    "under another prefix": word_words(field(f" DDE {_RUNS} "))
    .replace(b"w:", b"q:")
    .replace(b"xmlns:w", b"xmlns:q"),
    "computed from numbers": word_words(field(field(" QUOTE 68 68 69 "), f" {_RUNS} ")),
}  # fmt: skip
ACTING = {
    "macros-by-type.docx": office_file(
        **{
            "[Content_Types].xml": content_types(
                ("/word/a.bin", "application/vnd.ms-office.vbaProject")
            )
        }
    ),
    "old-macros.xlsx": office_file("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": b"<x/>"}),
    "dde.docx": office_file(**{"word/document.xml": DDE_WORDS["split"]}),
    "template.docx": office_file(
        **{
            "word/_rels/settings.xml.rels": relationship(
                OFFICE_TYPE + "attachedTemplate", "External"
            )
        }
    ),
}
FILES |= ACTING
