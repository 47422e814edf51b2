"""Lines that say one thing of an item: "Owner: chief constables", "Deadline: 31 March 2024"."""

from recommendations.extraction import markers
from recommendations.extraction.addressees import only_names
from recommendations.extraction.lines import Block
from recommendations.extraction.names import Names
from recommendations.extraction.shapes import Found


def take_fact(item: Found, block: Block, names: Names) -> bool:
    """Give the item what the line says of it, and say whether the line was such a one."""
    note = markers.NOTE.fullmatch(block.text) if not item.parts else None
    if note:
        item.kind = markers.kind_of(note["value"]) if note["type"] else item.kind
        return True
    fact = markers.FACT.fullmatch(block.text)
    if fact is None or (fact["whom"] and not only_names(fact["value"], names)):
        return False
    if fact["when"]:
        item.due = fact["value"]
    else:
        item.to = fact["value"]
    item.last = block.last
    return True
