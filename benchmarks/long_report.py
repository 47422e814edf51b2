"""Make a long report of many recommendations: `python -m benchmarks.long_report PDF PAGES`.

Two columns, running heads, page numbers.
"""

import sys
from itertools import count
from pathlib import Path

import weasyprint

RECOMMENDATIONS = 40
_STYLE = """@page { size: A4; margin: 2cm; @top-left { content: "Lost and found" }
@top-right { content: "OFFICIAL" } @bottom-center { content: "Page " counter(page) } }
body { columns: 2; column-gap: 20pt; font: 9.5pt/1.35 serif; text-align: justify }
h2 { font-size: 14pt } h3 { font-size: 11pt }"""
_PROSE = [
    "The inspectors went to {n} stations in the spring and looked into every store they found.",
    "Many shelves were empty. In one yard some {n} bicycles stood in the rain, and nobody knew"
    " whose they were or how long they had been there.",
    "Officers told us of umbrellas without number; a sergeant remembered a cello that came in on a"
    " Friday and was fetched on the Monday by a girl in tears.",
    "Of {n} entries that we read, many named no street. The handwriting in the older books was"
    " good; in the newer ones it was hard to make out.",
    "A well-run store smells of paper and of polish. The best-kept one that we saw belongs to a"
    " market town, where a retired constable comes in twice a week to read the labels.",
]
_ASKS = [
    "By {day} March 2027, chief constables should make sure that store {n}:",
    "Within six months, the Home Office and the NPCC should agree how store {n}:",
    "The College of Policing, working with the CPS, should write down how store {n}:",
    "Police and crime commissioners should ask each year whether store {n}:",
]
_BULLETS = "<ul><li>keeps a book of what came in;</li><li>shows it to who asks.</li></ul>"
_PER_PAGE = 24.8  # paragraphs


def make(path: Path, pages: int) -> None:
    """Write a report of about so many pages."""
    paragraphs = int(pages * _PER_PAGE / RECOMMENDATIONS)
    chapters = "".join(_chapter(n, paragraphs) for n in range(1, RECOMMENDATIONS + 1))
    page = f"<style>{_STYLE}</style><title>Lost and found</title><h1>Lost and found</h1>{chapters}"
    weasyprint.HTML(string=page).write_pdf(path)


def _chapter(number: int, paragraphs: int) -> str:
    numbers, half = count(number * 31), paragraphs // 2
    prose = [f"<p>{_PROSE[n % 5].format(n=next(numbers))}</p>" for n in range(paragraphs)]
    asks = _ASKS[number % 4].format(day=number % 31 + 1, n=number)
    item = f"<h3>Recommendation {number}</h3><p>{asks}</p>{_BULLETS}<h2>And so</h2>"
    return f"<h2>Part {number}</h2>{''.join(prose[:half])}{item}{''.join(prose[half:])}"


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
