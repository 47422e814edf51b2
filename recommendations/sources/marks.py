"""Marks of lists: a count as 1, a, A, i or I."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def mark(count: int, style: str) -> str:
    """Return a count in the style of its list, named by its first mark.

    >>> mark(4, "i"), mark(28, "a"), mark(3, "1")
    ('iv', 'bb', '3')
    """
    if style in ("i", "I") and 0 < count < 4000:
        words = _roman(count)
    elif style in ("a", "A") and 0 < count < 700:
        words = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    else:
        return str(count)
    return words.upper() if style.isupper() else words


def _roman(count: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        words += letters * (count // value)
        count %= value
    return words
