"""What is on a page but not of the text: facts at its head, page numbers, contents."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from recommendations.extraction import markers
from recommendations.extraction.deadlines_text import find_day
from recommendations.extraction.lines import PARAGRAPH, Block
from recommendations.extraction.lists import is_list_heading
from recommendations.extraction.patterns import any_of, ends_in_leaders, has_duty

HEAD_BLOCKS = 12
_PUBLISHED = re.compile(
    r"\b(?:(?:date\s+)?published(?:\s+(?:on|by\s+\w+\s+on))?|publication\s+date|date\s+of\s+publication)"
    r"\s*:?\s*(?P<when>.{0,40})",
    re.I,
)
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-–|]?\s*\d{1,4}\s*[-–|]?(?:\s*(?:of|/)\s*\d{1,4})?|page\s+\d{1,4}\b.{0,20}"
    r"|(?:full\s+)?(?:recommendation|afi)\s+(?:text|wording|details?|description):?|\d{3}\s+page\s+not\s+found|https?://\S{1,500}",
    re.I,
)
_HEAD = re.compile(
    r"(?P<key>"
    + any_of(
        *("url", "title", "title of report", "report title", "name of report", "report"),
        *(
            "published",
            "published on",
            "published date",
            "inspection title",
            "publication date",
            "date published",
        ),
        *("date of publication", "wording", "source", "inspection", "updated", "last updated"),
        *("author", "document type"),
    )
    + r")\s*:\s*(?P<value>.*)",
    re.I,
)
_ENTRY = re.compile(r".{3,120}\s\d{1,3}$")


@dataclass(frozen=True)
class Head:
    """The facts a saved page gives about itself."""

    title: str = ""
    url: str = ""
    published: date | None = None


def read_head(blocks: list[Block]) -> tuple[Head, list[Block]]:
    """Return the facts at the head of the text, and the blocks that follow them."""
    facts: dict[str, str] = {}
    known: set[Block] = set()
    for block in blocks[:HEAD_BLOCKS]:
        match = _HEAD.fullmatch(block.text)
        if markers.read_marker(block.text) or len(block.text) > 300:
            break
        if match:
            facts.setdefault(match["key"].lower(), match["value"].strip())
            known.add(block)
    rest = [block for block in blocks[:HEAD_BLOCKS] if block not in known] + blocks[HEAD_BLOCKS:]
    title = _title(facts) or _first_heading(rest)
    published = next(
        (day for key, value in facts.items() if "publi" in key and (day := find_day(value))), None
    )
    return Head(title, facts.get("url", ""), published or _published(rest)), rest


def _title(facts: dict[str, str]) -> str:
    return next((value for key, value in facts.items() if "title" in key or "report" in key), "")


def _first_heading(blocks: list[Block]) -> str:
    for block in blocks[:4]:
        if ends_in_leaders(block.text) or re.match(r"contents\b|dear\b|skip to", block.text, re.I):
            continue
        if markers.read_marker(block.text) or is_list_heading(block.text):
            return ""
        if block.kind == PARAGRAPH and len(block.text) < 200 and block.text[-1] not in ".:;,":
            return block.text if not _PAGE_NUMBER.fullmatch(block.text) else ""
    return ""


def _published(blocks: list[Block]) -> date | None:
    for block in blocks[:300]:
        for match in _PUBLISHED.finditer(block.text[:5_000]):
            day = find_day(match["when"][:40])
            if day and (match.start() < 40 or "report" in block.text[:5_000].lower()):
                return day
    return None


def without_furniture(blocks: list[Block]) -> list[Block]:
    """Return the blocks without page numbers, running heads, addresses and contents."""
    blocks = _with_numbers(blocks)
    repeated = _running_heads(blocks)
    kept: list[Block] = []
    in_contents = False
    for block in blocks:
        text = block.text
        if re.fullmatch(r"(?:table of )?contents(?: page)?", text, re.I):
            in_contents = True
            continue
        entry = ends_in_leaders(text) or (in_contents and bool(_ENTRY.fullmatch(text)))
        in_contents = in_contents and entry
        if entry or _PAGE_NUMBER.fullmatch(text[:600]) or text in repeated:
            continue
        kept.append(block)
    return kept


def _with_numbers(blocks: list[Block]) -> list[Block]:
    """Return the blocks with numbers that stand alone put before the duties they count.

    Registers set "1", "Completed" and the words on three lines. Page numbers are
    not followed by a duty each time.
    """
    counted: dict[int, int] = {}
    passed: list[int] = []
    number = 1
    for at, block in enumerate(blocks):
        if block.text != str(number) or block.kind != PARAGRAPH:
            continue
        number += 1
        passed.append(at)
        duty = next((i for i in (at + 1, at + 2) if i < len(blocks) and _is_item(blocks[i])), None)
        if duty is not None and blocks[duty].kind == PARAGRAPH:
            counted[duty] = at
    if len(counted) < 2 or len(counted) * 5 < len(passed) * 4:
        return blocks
    kept = {duty: f"{blocks[at].text}. {blocks[duty].text}" for duty, at in counted.items()}
    dropped = {i for duty, at in counted.items() for i in range(at, duty)}
    return [
        replace(block, text=kept.get(at, block.text))
        for at, block in enumerate(blocks)
        if at not in dropped
    ]


def _is_item(block: Block) -> bool:
    return has_duty(block.text) and len(block.text) > 30


def _running_heads(blocks: list[Block]) -> set[str]:
    """Return short lines that recur beside page numbers, as a report's name does."""
    near: Counter[str] = Counter()
    for at, block in enumerate(blocks):
        if not _PAGE_NUMBER.fullmatch(block.text[:600]) or not re.search(r"\d", block.text):
            continue
        for other in {b.text for b in (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2])}:
            if len(other) < 120 and not markers.read_marker(other) and not has_duty(other):
                near[other] += 1
    return {text for text, count in near.items() if count >= 2}
