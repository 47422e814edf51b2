"""Other ways to the same letter: WeasyPrint and pyHanko used plainly, and other programs."""

import asyncio
import html
import importlib.util
import re
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

from letters.docx import word_letter
from letters.render import letter_html
from letters.words import LetterWords
from pcc_tracker.markdown import to_html

STYLE = Path(__file__).parents[1] / "static/letters/letter.css"


def naive_draw(words: LetterWords, pngs: dict[str, bytes]) -> bytes:
    """Draw as the first page of WeasyPrint's manual does: all anew, pictures as PNG."""
    from weasyprint import CSS, HTML  # noqa: PLC0415

    page = letter_html(words, sealed=True)
    for address, png in zip(re.findall(r'src="(letter:\w+)"', page), pngs.values(), strict=False):
        page = page.replace(address, f"data:image/png;base64,{b64encode(png).decode()}")
    return HTML(string=page).write_pdf(
        stylesheets=[CSS(string=STYLE.read_text())], pdf_variant="pdf/a-3a"
    )


def naive_seal(pdf: bytes, certificate: Path, passphrase: str) -> bytes:
    """Sign as the first page of pyHanko's manual does: the key is read for each letter."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415

    def sign() -> bytes:
        signer = signers.SimpleSigner.load_pkcs12(str(certificate), passphrase=passphrase.encode())
        meta = signers.PdfSignatureMetadata(
            field_name="Signature", subfilter=fields.SigSeedSubFilter.PADES
        )
        out = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=signer)
        return out.getvalue()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return sign()
    with ThreadPoolExecutor(1) as pool:  # the browser below keeps a loop running here
        return pool.submit(sign).result()


def blocks(words: LetterWords) -> Iterator[tuple[str, str]]:
    """Yield the letter as kinds and plain words: heading, paragraph, item."""
    head, to = words.letterhead, words.addressee
    yield "p", "\n".join([head.name, *head.address, head.telephone, head.email, head.web])
    yield "p", "\n".join([to.name, to.title, *to.address]) if to else ""
    yield "p", f"Our Ref: {words.reference}\nDate: {words.dated_on:%-d %B %Y}"
    yield "p", words.salutation
    yield "h", words.title
    for section in words.sections:
        yield "h", section.heading
        yield from _flow(section.text)
    yield "p", f"{words.valediction}\n\n{words.signatory.name}\n{words.signatory.title}"
    yield "h", words.appendix_title
    for item in words.appendix:
        yield "h", item.heading
        yield from _flow(item.text)
        for part in item.parts:
            yield "li", f"{part.label}. {part.text}"


def _flow(text: str) -> Iterator[tuple[str, str]]:
    for kind, inner in re.findall(r"<(p|li)>(.*?)</\1>", str(to_html(text)), re.DOTALL):
        yield kind, html.unescape(re.sub(r"<[^>]+>", "", inner))


def typst(words: LetterWords) -> bytes:
    import typst as engine  # noqa: PLC0415

    said = {"h": "= ", "p": "", "li": "- "}
    lines = [
        said[kind] + re.sub(r"([\\#*_`$<>@=\[\]~-])", r"\\\1", text).replace("\n", " \\\n")
        for kind, text in blocks(words)
        if text
    ]
    setup = (
        f'#set document(title: "{words.title}")\n#set page(paper: "a4", margin: 24mm,'
        ' numbering: "1 of 1")\n#set text(font: "Liberation Sans", size: 11pt, lang: "en")\n'
    )
    return engine.compile((setup + "\n\n".join(lines)).encode(), pdf_standards=["ua-1"])


def reportlab(words: LetterWords) -> bytes:
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.lib.styles import getSampleStyleSheet  # noqa: PLC0415
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer  # noqa: PLC0415

    styles, out = getSampleStyleSheet(), BytesIO()
    named = {"h": styles["Heading2"], "p": styles["BodyText"], "li": styles["BodyText"]}
    flow: list[Any] = []
    for kind, text in blocks(words):
        bullet = "\u2022" if kind == "li" else None
        flow += [Paragraph(html.escape(text).replace("\n", "<br/>"), named[kind], bullet)]
        flow += [Spacer(1, 6)]
    SimpleDocTemplate(out, pagesize=A4, title=words.title).build(flow)
    return out.getvalue()


def _converted(content: bytes, name: str, command: Callable[[Path, Path], list]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / name
        source.write_bytes(content)
        subprocess.run(  # noqa: S603
            command(source, Path(folder)), check=True, capture_output=True, timeout=120
        )
        return source.with_suffix(".pdf").read_bytes()


def libreoffice(program: str, words: LetterWords) -> bytes:
    """Fill in a Word letter and print it, as a mail merge does for each letter."""
    return _converted(
        word_letter(words),
        "letter.docx",
        lambda source, folder: [
            program, f"-env:UserInstallation=file://{tempfile.gettempdir()}/letters-benchmark",
            "--headless", "--convert-to", "pdf", "--outdir", folder, source,
        ],
    )  # fmt: skip


def chromium(program: str, words: LetterWords) -> bytes:
    page = letter_html(words).replace("<title>", f"<style>{STYLE.read_text()}</style><title>", 1)
    return _converted(
        page.encode(),
        "letter.html",
        lambda source, folder: [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--print-to-pdf={folder / 'letter.pdf'}", source.as_uri(),
        ],
    )  # fmt: skip


def programs() -> dict[str, Callable[[LetterWords], bytes] | None]:
    """Return what draws letters on this machine; None for what is not installed."""
    office = shutil.which("libreoffice") or shutil.which("soffice")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    return {
        "LibreOffice, a process for each": office and (lambda words: libreoffice(office, words)),
        "Chromium, a process for each": browser and (lambda words: chromium(browser, words)),
        "Typst": typst if importlib.util.find_spec("typst") else None,
        "ReportLab": reportlab if importlib.util.find_spec("reportlab") else None,
    }
