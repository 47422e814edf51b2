"""Reading the markup in a stranger's Office file: a piece at a time, and nothing expanded.

Office files declare no document type, so one that does is not read on: entities could make
gigabytes of it, or fetch other files. Expat reads from a stream and holds no tree.
"""

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

PIECE = 64 * 1024

Attributes = dict[str, str]


class Unreadable(Exception):
    """The markup is damaged, declares a document type or is too large."""


def read_markup(
    stream: IO[bytes],
    most: int,
    began: Callable[[str, Attributes], None],
    said: Callable[[str], None] | None = None,
    ended: Callable[[str], None] | None = None,
) -> int:
    """Tell of each element by its name without namespace; return how many bytes were read.

    Attributes are to be asked for by `value_of`. Raises Unreadable, also beyond `most` bytes.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: began(_bare(name), attributes)
    if said is not None:
        parser.CharacterDataHandler = said
    if ended is not None:
        parser.EndElementHandler = lambda name: ended(_bare(name))
    size = 0
    try:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > most:
                raise Unreadable
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable from error
    return size


def value_of(attributes: Attributes, wanted: str) -> str:
    """Return an attribute by its name without namespace, or nothing."""
    return next((value for name, value in attributes.items() if _bare(name) == wanted), "")


def _refuse(*said: object) -> None:
    raise Unreadable


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]
