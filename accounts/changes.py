"""What the record says of a change: each field that matters, before and after.

Never what is secret, and of long words only their beginning, their length and their hash.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

LONGEST = 300
CODE = re.compile(r"[a-z]+(_[a-z]+)*")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SECRET = ("password", "secret", "token", "passphrase")


def shown(value: Any) -> Any:
    """Return a value as the record keeps it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return _short(str(value))
    return [shown(part) for part in value]


def _short(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    digest = hashlib.sha256(words.encode(errors="replace")).hexdigest()
    return f"{words[:100]}… ({len(words)} characters, SHA-256 {digest})"


def changes(before: object, after: object, fields: Iterable[str]) -> dict[str, list]:
    """Return `{field: [before, after]}` of those that differ; None stands for nothing there.

    Both are objects or mappings. A field whose name says that it is secret is left out.
    """
    found = {}
    for name in fields:
        pair = [shown(_value(before, name)), shown(_value(after, name))]
        if pair[0] != pair[1] and not any(word in name for word in SECRET):
            found[name] = pair
    return found


def _value(held: object, name: str) -> Any:
    if held is None:
        return None
    return held.get(name) if isinstance(held, Mapping) else getattr(held, name)


def said(value: Any) -> str:
    """Return a value of the record as a page says it: days and choices in words."""
    if isinstance(value, list):
        return ", ".join(map(said, value))
    words = "nothing" if value is None or value == "" else str(value)
    if DAY.fullmatch(words):
        try:
            return f"{date.fromisoformat(words):%-d %B %Y}"
        except ValueError:
            return words
    return words.replace("_", " ") if CODE.fullmatch(words) else words
