"""How the Word letter looks: one family, the office's colour, the letter's language."""

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

FAMILY = "Arial"
HEADINGS = {"Heading 1": 12, "Heading 2": 11, "Heading 3": 11, "Heading 4": 11}


def set_styles(document: Any, colour: str) -> None:
    ink = RGBColor.from_string((colour or "#000000").lstrip("#").upper())
    plain = document.styles["Normal"]
    plain.font.name, plain.font.size = FAMILY, Pt(11)
    plain.paragraph_format.space_after = Pt(9)
    for name, size in HEADINGS.items():
        style = document.styles[name]
        _own_family(style)
        style.font.size, style.font.bold, style.font.italic = Pt(size), True, False
        style.font.color.rgb = RGBColor(0, 0, 0) if name == "Heading 4" else ink
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(8)
    for name in ("Quote", "Header", "Footer"):
        document.styles[name].font.italic = False
    document.styles["Quote"].font.color.rgb = RGBColor(0, 0, 0)
    document.styles["Footer"].font.size = Pt(8.5)


def _own_family(style: Any) -> None:
    """Set the family by name; the theme's would win over it."""
    style.font.name = FAMILY
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]


CODES = {"cy": "cy-GB", "en": "en-GB"}


def say_language(run: Any, language: str) -> None:
    """Mark words as in another language than the letter's, for who hears them."""
    if language:
        code = CODES.get(language, language)
        properties = run._r.get_or_add_rPr()
        properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{code}"/>'))


def set_language(document: Any, language: str) -> None:
    code = CODES.get(language, language)
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), code)


def field(paragraph: Any, code: str) -> None:
    """Add a field that Word counts itself: PAGE, NUMPAGES."""
    paragraph._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )
