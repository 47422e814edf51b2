"""A logo drawn as SVG: held against a list of what it may hold, then written anew.

Nothing of the file goes on but the elements and attributes named here. The drawing
also gets its size from here, so that every letter shows it alike.
"""

import re
from collections.abc import Iterator
from math import isfinite
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from letters.images import BadImage

LARGEST = 200_000  # bytes
MOST_ELEMENTS = 2_000
DEEPEST = 40
BOX = (55, 24)  # millimetres: .logo in static/letters/letter.css

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
ELEMENTS = {
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "clipPath", "linearGradient", "radialGradient", "stop", "style",
}  # fmt: skip
UNSEEN = {"title", "desc", "metadata"}  # dropped with all they hold
PAINT = {"fill", "stroke", "clip-path"}  # may name something within the file
ATTRIBUTES = PAINT | {
    "id", "class", "d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry",
    "fx", "fy", "width", "height", "viewBox", "preserveAspectRatio", "transform", "offset",
    "gradientTransform", "gradientUnits", "spreadMethod", "clipPathUnits", "clip-rule", "color",
    "display", "visibility", "fill-opacity", "fill-rule", "opacity", "stop-color", "stop-opacity",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "style",
}  # fmt: skip
SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")
WITHIN = re.compile(r"url\(\s*(['\"]?)#([\w.:-]+)\1\s*\)\s*(?:none|#[0-9a-fA-F]{3,6})?")
BAD_STYLE = (
    "The SVG file has a style with url(), @ or \\. Save it with its styles as presentation"
    " attributes."
)
STYLE = re.compile(r"url\s*\(|[@\\<]", re.IGNORECASE)


def clean_svg(data: bytes) -> bytes:
    """Return the drawing with only what a logo needs; raises BadImage, saying what is wrong."""
    if len(data) > LARGEST:
        raise BadImage(f"The SVG file is larger than {LARGEST // 1000} kB.")
    root = _parsed(data)
    if root.tag != f"{SVG}svg":
        raise BadImage("The file is no SVG drawing.")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise BadImage(f"The SVG file has more than {MOST_ELEMENTS:,} elements.")
    _refuse(root)
    _refuse_loops(root)
    left, top, width, height = _box(root)
    scale = min(BOX[0] / width, BOX[1] / height)
    shape = {
        "xmlns": SVG[1:-1],
        "viewBox": f"{left:g} {top:g} {width:g} {height:g}",
        "width": f"{width * scale:.3f}mm",
        "height": f"{height * scale:.3f}mm",
    }
    kept = {name: value for name, value in _kept(root) if name not in shape}
    return _written(root, shape | kept).encode()


def _parsed(data: bytes) -> Element:
    try:
        return fromstring(data)
    except DefusedXmlException as error:
        raise BadImage("The SVG file declares entities. Save it without them.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise BadImage("The SVG file is damaged: it cannot be read.") from error


def _local(name: object) -> str:
    """Return a name without its namespace; comments have none."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _is_ours(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(SVG)


def _refuse(root: Element) -> None:
    """Raise BadImage for the first thing that could act, fetch or change with the machine."""
    for element in root.iter():
        name = _local(element.tag)
        if name.lower() in {"script", "foreignobject"}:
            raise BadImage(f"The SVG file holds <{name}>. A logo is shapes and colours only.")
        if name in {"text", "tspan", "textPath"} and _is_ours(element):
            raise BadImage("The SVG file holds text. Save it with its text turned into outlines.")
        known = name in ELEMENTS | UNSEEN and (name != "svg" or element is root)
        if _is_ours(element) and not known:
            raise BadImage(f"The SVG file holds <{name}>, which a logo may not have.")
        for attribute, value in element.attrib.items():
            _refuse_attribute(_local(attribute), value)
        if name == "style" and STYLE.search("".join(element.itertext())):
            raise BadImage(BAD_STYLE)


def _refuse_attribute(name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise BadImage(f"The SVG file holds an event handler, {name}.")
    if name in {"href", "src"} and not value.startswith("#"):
        raise BadImage(f"The SVG file refers to something outside itself: {value[:60]}")
    if name == "style" and STYLE.search(value):
        raise BadImage(BAD_STYLE)
    within = name in PAINT and WITHIN.fullmatch(value.strip())
    if name in ATTRIBUTES and not within and STYLE.search(value):
        raise BadImage(f"The SVG file refers to something outside itself: {value[:60]}")


def _refuse_loops(root: Element) -> None:
    """Raise BadImage where parts that show each other draw without end, or too deep."""
    named: dict[str, list[Element]] = {}
    for element in root.iter():
        named.setdefault(element.get("id", ""), []).append(element)
    counted: dict[Element, int] = {}

    def count(element: Element, above: tuple[Element, ...]) -> int:
        if element in above or len(above) > DEEPEST:
            raise BadImage("The SVG file nests its parts too deep, or within themselves.")
        if element not in counted:
            shown = [part for name in _targets(element) for part in named.get(name, ())]
            parts = [count(part, (*above, element)) for part in [*element, *shown]]
            counted[element] = 1 + sum(parts)
        return counted[element]

    if count(root, ()) > MOST_ELEMENTS:
        raise BadImage(f"The SVG file draws more than {MOST_ELEMENTS:,} shapes.")


def _targets(element: Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if _local(name) == "href":
            yield value[1:]
        elif found := WITHIN.fullmatch(value.strip()):
            yield found.group(2)


def _box(root: Element) -> tuple[float, float, float, float]:
    said = root.get("viewBox", "").replace(",", " ").split()
    if not said:
        sizes = [SIZE.fullmatch(root.get(name, "")) for name in ("width", "height")]
        said = ["0", "0", *(size.group(1) for size in sizes if size)]
    try:
        left, top, width, height = map(float, said)
    except ValueError as error:
        raise BadImage("The SVG file does not say how large it is: it needs a viewBox.") from error
    if not all(map(isfinite, (left, top, width, height))) or min(width, height) <= 0:
        raise BadImage("The SVG file says that it has no size.")
    return left, top, width, height


def _kept(element: Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name in ATTRIBUTES:
            yield name, value
        elif name in ("href", HREF):
            yield "href", value


def _written(element: Element, attributes: dict[str, str]) -> str:
    name = _local(element.tag)
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    words = escape(element.text or "") if name == "style" else ""
    inner = "".join(
        _written(part, dict(_kept(part)))
        for part in element
        if _is_ours(part) and _local(part.tag) in ELEMENTS
    )
    return f"<{name}{said}>{words}{inner}</{name}>"
