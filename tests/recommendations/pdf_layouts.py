"""Invented recommendations, and reports that set them out in the ways that reports do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

PUBLISHED = date(2026, 8, 31)
CHIEFS, COMMISSIONERS = "chief_constables", "police_and_crime_commissioners"


@dataclass(frozen=True)
class Wanted:
    """One recommendation as printed, and what must be read from it."""

    number: str
    words: str
    to: tuple[str, ...]
    due: str | None = None
    bullets: tuple[str, ...] = ()
    kind: str = "recommendation"
    parts: bool = False  # its bullets are lettered, and each stands alone

    @property
    def name(self) -> str:
        name = {
            "area_for_improvement": "Area for improvement",
            "cause_of_concern": "Cause of concern",
        }
        return f"{name.get(self.kind, 'Recommendation')} {self.number}".strip()

    @property
    def anchor(self) -> str:
        return self.name.lower().replace(" ", "-")


WANTED = [
    Wanted(
        "1",
        "By 31 March 2027, chief constables should make sure that every police station which takes"
        " in lost property keeps a book of it that shows:",
        (CHIEFS,),
        "2027-03-31",
        (
            "who brought the thing in, and from which street or place it came;",
            "where in the store it lies, on which shelf and under which number; and",
            "when its owner was told, by whom, and what the owner answered.",
        ),
    ),
    Wanted(
        "2",
        "Within six months of the publication of this report, the Home Office should say for how"
        " long forces may keep bicycles that nobody has asked for.",
        ("home-office",),
        "2027-02-28",
    ),
    Wanted(
        "3",
        "The National Police Chiefs’ Council and the College of Policing should, by the end of June"
        " 2027, agree on one form for handing over what was found.",
        ("npcc", "college-of-policing"),
        "2027-06-30",
    ),
    Wanted(
        "4",
        "Police and crime commissioners should ask their forces each year what was given back, and"
        " put the answer before the public.",
        (COMMISSIONERS,),
    ),
    Wanted(
        "6",
        "Progress with these recommendations should be told to His Majesty’s Chief Inspector:",
        (),
        None,
        (
            "the Home Office should report on its own within nine months of publication;",
            "the National Police Chiefs’ Council should collate that of chief constables by"
            " 1 July 2027.",
        ),
        parts=True,
    ),
    Wanted(
        "7",
        "Kent Police should immediately open its store to those whose property it holds.",
        ("force-kent",),
        "2026-08-31",
    ),
    Wanted(
        "1",
        "Forces should improve how they look for the owners of keys and of spectacles.",
        (CHIEFS,),
        kind="area_for_improvement",
    ),
    Wanted(
        "2",
        "Forces should get better at telling children that their toys were found.",
        (CHIEFS,),
        kind="area_for_improvement",
    ),
]  # fmt: skip

PARTS = [
    Wanted("6a", WANTED[4].bullets[0], ("home-office",), "2027-05-31"),
    Wanted("6b", WANTED[4].bullets[1], ("npcc",), "2027-07-01"),
]

FILLER = [
    "The inspectors went to eleven stations in the spring and looked into every store they found.",
    "Many shelves were empty. In one yard some two hundred bicycles stood in the rain, and nobody"
    " knew whose they were.",
    "Officers told us of umbrellas without number. A sergeant remembered a cello that came in on a"
    " Friday and was fetched on the Monday by a girl in tears.",
    "Of 412 entries that we read, 97 named no street. The handwriting in the older books was good;"
    " in the newer ones it was hard to make out.",
    "A well-run store smells of paper and of polish. The best-kept one that we saw belongs to a"
    " market town, where a retired constable comes in twice a week.",
]

NOTE = "Police forces should not be thought to own what they keep: the Act of 1897 says so."
_STYLE = """
@page { size: A4; margin: 2.2cm; %(page)s }
body { font: 10.5pt/1.35 "DejaVu Serif", serif; } h1 { font-size: 22pt } h2 { font-size: 15pt }
h3 { font-size: 11.5pt; margin: 1em 0 .3em } p { margin: 0 0 .7em } ul, ol { margin: 0 0 .7em }
table { border-collapse: collapse; width: 100%% } td, th { border: .6pt solid; padding: 3pt;
vertical-align: top; text-align: left } %(more)s
"""
RUNNING = """@top-left { content: "Lost and found" } @top-right { content: string(chapter) }
@bottom-center { content: "Page " counter(page) " of " counter(pages) }
@bottom-left { content: "OFFICIAL" }"""


def pages(body: str, *, more: str = "", page: str = "") -> str:
    style = _STYLE % {"more": more, "page": page}
    return f'<html lang="en"><style>{style}</style><title>Lost and found</title>{body}</html>'


def item(wanted: Wanted, anchor: str = "") -> str:
    """Return a recommendation under its own heading, its place marked by its anchor."""
    named = f' id="{anchor}"' if anchor else ""
    style = ' style="list-style-type: lower-alpha"' if wanted.parts else ""
    tag = "ol" if wanted.parts else "ul"
    bullets = "".join(f"<li>{words}</li>" for words in wanted.bullets)
    after = f"<{tag}{style}>{bullets}</{tag}>" if bullets else ""
    return f"<h3{named}>{wanted.name}</h3><p>{wanted.words}</p>{after}"


def chapters(*, note: str = "") -> Iterator[str]:
    """Yield a chapter around each recommendation, with enough words to fill pages."""
    for at, wanted in enumerate(WANTED):
        prose = "".join(f"<p>{FILLER[(at + i) % 5]}{note if i == 2 else ''}</p>" for i in range(7))
        more = "".join(f"<p>{FILLER[(at + 2 * i) % 5]}</p>" for i in range(4))
        opening = f"<h2>What we saw, part {at + 1}</h2>{prose}"
        yield f"{opening}{item(wanted, wanted.anchor)}<h2>And so</h2>{more}"


def body(**options: str) -> str:
    return "<h1>Lost and found</h1>" + "".join(chapters(**options))


def _contents(*, words: int = 0) -> str:
    titles = [f"{w.name}: {' '.join(w.words.split()[:words])}" if words else w.name for w in WANTED]
    rows = "".join(
        f'<li><a href="#{w.anchor}">{title}</a></li>'
        for w, title in zip(WANTED, titles, strict=True)
    )
    return f'<h2>Contents</h2><ul class="contents">{rows}</ul>'


def _summary() -> str:
    return "<h2>Summary of recommendations</h2>" + "".join(
        item(wanted, f"{wanted.anchor}-first") for wanted in WANTED
    )


def _table() -> str:
    rows = "".join(
        f'<tr><td id="{w.anchor}">{w.number}</td><td>{_cell(w)}</td></tr>'
        for w in WANTED
        if w.kind == "recommendation"
    )
    prose = "".join(f"<p>{words}</p>" for words in FILLER)
    head = "<tr><th>No.</th><th>Recommendation</th></tr>"
    return f"<h1>Lost and found</h1>{prose}<h2>Annex</h2><table>{head}{rows}</table>{prose}"


def _list() -> str:
    """Return the recommendations as one numbered list."""
    rows = "".join(
        item(w, w.anchor).replace("h3", "p").replace(f">{w.name}</p><p>", f">{w.number}. ")
        for w in WANTED
        if w.kind == "recommendation"
    )
    prose = "".join(f"<p>{words}</p>" for words in FILLER * 3)
    listed = f"<h2>Recommendations</h2>{rows}<h2>After</h2>"
    return f"<h1>Lost and found</h1>{prose}{listed}{prose}"


def _cell(wanted: Wanted) -> str:
    marks = "ab" if wanted.parts else "••••"
    lines = [
        f"{m}) {w}" if wanted.parts else f"{m} {w}"
        for m, w in zip(marks, wanted.bullets, strict=False)
    ]
    return "<br>".join([wanted.words, *lines])


LAYOUTS = {
    "one column": pages(body()),
    "two columns": pages(body(), more="body { columns: 2; column-gap: 24pt; font-size: 9.5pt }"),
    "contents": pages(
        _contents() + body(),
        more=".contents { list-style: none; padding: 0 } .contents a::after {"
        " content: leader('.') ' ' target-counter(attr(href), page) }",
    ),
    "contents with the first words": pages(
        _contents(words=9) + body(),
        page=RUNNING,
        more=".contents { list-style: none; padding: 0 } .contents a::after {"
        " content: leader('.') target-counter(attr(href), page) }",
    ),
    "numbered list": pages(_list(), page=RUNNING),
    "running heads and feet": pages(
        body(), page=RUNNING, more="h2 { string-set: chapter content() }"
    ),
    "summary in front": pages(_summary() + body(), page=RUNNING),
    "footnotes": pages(
        body(note=f'<span class="note">{NOTE}</span>'),
        more=".note { float: footnote; font-size: 8pt }",
    ),
    "hyphens": pages(
        body(), more="body { hyphens: auto; text-align: justify; columns: 3; font-size: 9pt }"
    ),
    "two columns with running heads and a summary": pages(
        _summary() + body(),
        page=RUNNING,
        more="body { columns: 2; font: 9pt/1.3 'DejaVu Sans' } h2 { column-span: all }",
    ),
    "boxes": pages(body(), more="h3 { background: #ddd } h3 + p { background: #eee }"),
    "table": pages(_table()),
}  # fmt: skip
