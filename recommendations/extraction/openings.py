"""The first words of an item: what its marker says of it, and what already belongs to its text."""

from recommendations.extraction.addressees import addressed
from recommendations.extraction.lines import Block
from recommendations.extraction.markers import Marker
from recommendations.extraction.names import Names
from recommendations.extraction.patterns import has_duty
from recommendations.extraction.shapes import Found


def from_marker(block: Block, marker: Marker, section: str, names: Names) -> Found:
    """Return the item that a marker opens: "Recommendation 2: To chief constables"."""
    item = Found(next(iter(marker.numbers), None), marker.kind, block.first, block.last)
    item.also, item.section = marker.numbers[1:], section
    item.to, rest = addressed(marker.rest, names)
    if rest and (has_duty(rest) or len(rest.split()) > 14 or rest.endswith(".")):
        item.say("p", rest, block.first, block.last)
    else:
        item.heading = rest
    return item
