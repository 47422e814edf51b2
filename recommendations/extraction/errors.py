"""Why a text could not be read."""


class ExtractionError(Exception):
    """The text cannot be read; the message says why in words for a person."""


class EmptyText(ExtractionError):
    """Nothing is left once white space and invisible characters are taken away."""


class TextTooLong(ExtractionError):
    """The text is longer than `MAX_CHARACTERS`."""
