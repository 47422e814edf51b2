"""Recommendation numbers: "2", "6c", "7.1", "2022/01/R1", ordered as a person counts."""

import re

PIECES = re.compile(r"\d+|[a-z]+", re.ASCII)
STEM = re.compile(r"(?:[^/]*/)+[a-z]*\d*|\d+", re.ASCII)


def tidy(number: str) -> str:
    """Return the number as it is stored: "6 (C)." becomes "6c".

    The slashes of an inspectorate's own reference stay: "2022/01/R1" without
    them would be another number.
    """
    return re.sub(r"[^0-9a-z./]", "", number.lower()).strip("./")


def sort_key(number: str) -> str:
    """Return a string that sorts as the numbers do: 2, 3, 6, 6a, 6b, 7.1, 10.

    Letters and digits only, for a database's collation may pass over all else.

    >>> sorted(["10", "6c", "6", "2"], key=sort_key)
    ['2', '6', '6c', '10']
    """
    pieces = PIECES.findall(tidy(number))
    return "".join(p.zfill(6) if p.isdigit() else p.zfill(3) for p in pieces)


def stem(number: str) -> str:
    """Return the leading whole number: "6" for "6c". A reference is whole to its last number."""
    match = STEM.match(tidy(number))
    return match.group() if match else tidy(number)
