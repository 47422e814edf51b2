"""What turns WeasyPrint's PDF/A-3a into PDF/UA-1 as well, with a place for a signature.

WeasyPrint calls `finish` when all objects of the PDF are made and none is written.
"""

from collections.abc import Iterator
from typing import Any

import pydyf

PT_PER_PX = 0.75
FIELD_ANCHOR = "sigfield"  # the id in templates/letters/page.html
PRINT_AND_LOCK = 4 + 128

# PDF/A lets XMP name a schema of another standard only when it describes it too.
PDFUA_XMP = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name>
   <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Part of ISO 14289 that is followed</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


class MissingGlyphs(Exception):
    """No font can draw these characters, and PDF/A forbids the sign for that."""

    def __init__(self, characters: set[int]):
        super().__init__(", ".join(f"U+{character:04X}" for character in sorted(characters)))
        self.characters = characters


def mend_stream_ends() -> None:
    """Have each stream end in CR LF, as readers must be able to tell where its bytes end.

    pydyf writes LF. After compressed bytes that happen to end in CR, one stream in
    256, validators then take CR LF for the end of the line and find a byte missing.
    """
    written = pydyf.Stream.data.fget
    if getattr(pydyf.Stream, "ends_in_crlf", False):
        return

    def data(self: pydyf.Stream) -> bytes:
        return written(self).removesuffix(b"\nendstream") + b"\r\nendstream"

    pydyf.Stream.data = property(data)
    pydyf.Stream.ends_in_crlf = True


def mark_languages(tags: Any) -> None:
    """Have the structure tree say the language of what is not in the letter's own.

    `tags` is WeasyPrint's module of that name; it writes the language of the whole only.
    """
    built = tags._build_box_tree
    if getattr(tags, "marks_languages", False):
        return

    def tree(box: Any, *rest: Any) -> Iterator[pydyf.Dictionary]:
        element = getattr(box, "element", None)
        language = element.get("lang") if element is not None else None
        for part in built(box, *rest):
            if language and element.tag != "html":
                part["Lang"] = pydyf.String(language)
            yield part

    tags._build_box_tree = tree
    tags.marks_languages = True


def finish(document: Any, pdf: pydyf.PDF, *, field: str, identifier: str) -> None:
    """Say in the metadata that this is PDF/UA too, and make it so; place the signature field.

    `field` is what the field is called aloud; without it there is none. `identifier` tells
    this file from others. Raises MissingGlyphs.
    """
    if missing := {code for font in document.fonts.values() for code in font.missing}:
        raise MissingGlyphs(missing)
    # WeasyPrint names each attachment twice.
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.compress = False
    metadata.stream = [
        part.replace(b"</rdf:RDF>", PDFUA_XMP + b"</rdf:RDF>") for part in metadata.stream
    ]
    for element in _tagged(pdf, "/LI"):
        _give_body(pdf, element)
    _join_tables(pdf)
    if field:
        _add_field(document, pdf, field)
    _identify(pdf, identifier)


def _identify(pdf: pydyf.PDF, identifier: str) -> None:
    """Have the file identified by what it is made from.

    pydyf would write every object a second time only to hash it.
    """
    write, add = pdf.write, pdf.add_object
    name = pydyf.String(identifier).data

    def add_with_name(made: pydyf.Object) -> None:
        if isinstance(made, pydyf.Stream) and made.extra.get("Type") == "/XRef":
            made.extra["ID"] = pydyf.Array([name, name])
        add(made)

    def write_once(output: Any, version: bytes, _: Any, compress: bool) -> None:
        pdf.add_object = add_with_name
        write(output, version, False, compress)

    pdf.write = write_once


def _tagged(pdf: pydyf.PDF, tag: str) -> list[pydyf.Dictionary]:
    """Return the elements of that tag in reading order, as WeasyPrint makes them."""
    return [o for o in pdf.objects if isinstance(o, dict) and o.get("S") == tag]


def _join_tables(pdf: pydyf.PDF) -> None:
    """Put the rows of a table that goes on overleaf into the table that they belong to.

    WeasyPrint makes a table of each page's part. Where the head is not drawn again, as within
    a row taller than a page, nothing would say what its cells are.
    """
    whole = None
    for table in _tagged(pdf, "/Table"):
        if whole is None or _has_header(pdf, table):
            whole = table
            continue
        broken = _cells(pdf, whole)[-1]
        for row in _cells(pdf, table):
            for cell, above in zip(row, broken, strict=False):
                cell["A"] = above["A"]  # which names its headers
        for reference in table["K"]:
            _object(pdf, reference)["P"] = whole.reference
        whole["K"].extend(table["K"])
        table["K"] = pydyf.Array()
        _take_out(pdf, table)


def _cells(pdf: pydyf.PDF, element: pydyf.Dictionary) -> list[list[pydyf.Dictionary]]:
    """Return the cells of a table, or of a part of one, row by row."""
    inner = [_object(pdf, kid) for kid in element["K"] if isinstance(kid, bytes)]
    if element["S"] == "/TR":
        return [inner]
    return [row for part in inner if "S" in part for row in _cells(pdf, part)]


def _has_header(pdf: pydyf.PDF, element: pydyf.Dictionary) -> bool:
    inner = [_object(pdf, kid) for kid in element["K"] if isinstance(kid, bytes)]
    return any(
        part["S"] == "/TH" or (part["S"] != "/TD" and _has_header(pdf, part))
        for part in inner
        if "S" in part
    )


def _take_out(pdf: pydyf.PDF, element: pydyf.Dictionary) -> None:
    """Take an empty element out of the tree, and what is empty without it."""
    while not element["K"] and isinstance(element.get("P"), bytes):
        parent = _object(pdf, element["P"])
        parent["K"] = pydyf.Array([kid for kid in parent["K"] if kid != element.reference])
        element = parent


def _give_body(pdf: pydyf.PDF, item: pydyf.Dictionary) -> None:
    """Put all of a list item but its label into one LBody.

    WeasyPrint does so for bare text, and leaves the paragraphs of an item outside.
    """
    parts = [(reference, _object(pdf, reference)) for reference in item["K"]]
    if all(part["S"] in ("/Lbl", "/LBody") for _, part in parts):
        return
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array(),
            "Pg": item["Pg"],
            "P": item.reference,
        }
    )
    pdf.add_object(body)
    item["K"] = pydyf.Array([reference for reference, part in parts if part["S"] == "/Lbl"])
    item["K"].append(body.reference)
    for reference, part in parts:
        if part["S"] != "/Lbl":
            body["K"].extend(part["K"] if part["S"] == "/LBody" else [reference])
    for reference in body["K"]:
        _object(pdf, reference)["P"] = body.reference


def _add_field(document: Any, pdf: pydyf.PDF, name: str) -> None:
    number, page = next(
        found for found in enumerate(document.pages) if FIELD_ANCHOR in found[1].anchors
    )
    x1, y1, x2, y2 = (PT_PER_PX * length for length in page.anchors[FIELD_ANCHOR])
    height = PT_PER_PX * page.height
    blank = pydyf.Stream(
        [], {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, x2 - x1, y2 - y1])}
    )
    pdf.add_object(blank)
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String("Signature"),
            "TU": pydyf.String(name),
            "F": PRINT_AND_LOCK,
            "Rect": pydyf.Array([x1, height - y2, x2, height - y1]),
            "P": pdf.page_references[number],
            "AP": pydyf.Dictionary({"N": blank.reference}),
        }
    )
    pdf.add_object(field)
    paper = _object(pdf, pdf.page_references[number])
    paper.setdefault("Annots", pydyf.Array()).append(field.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field.reference])})
    _tag_field(pdf, field, pdf.page_references[number])


def _tag_field(pdf: pydyf.PDF, field: pydyf.Dictionary, page: bytes) -> None:
    """Put the field into the reading order, at the end of the letter's closing section."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    top = _object(pdf, root["K"][0])
    closing = [e for e in (_object(pdf, kid) for kid in top["K"]) if e["Pg"] == page][-1]
    target = pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page})
    pdf.add_object(target)
    form = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/Form",
            "K": pydyf.Array([target.reference]),
            "Pg": page,
            "P": closing.reference,
        }
    )
    pdf.add_object(form)
    closing["K"].append(form.reference)
    parents = _object(pdf, root["ParentTree"])["Nums"]
    field["StructParent"] = parents[-2] + 1
    parents.extend([field["StructParent"], form.reference])


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
