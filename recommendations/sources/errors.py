"""Why a file could not be read, in words that say how to mend it."""

from recommendations.extraction.errors import ExtractionError


class UnreadableFile(ExtractionError):
    """The file is damaged, or is not what its ending says."""


class NoText(ExtractionError):
    """The pages hold pictures and no words."""


class Locked(ExtractionError):
    """The file opens only with a password."""


class TooBig(ExtractionError):
    """The file holds more than we read: pages, rows, depth or unpacked size."""


class UnknownEnding(ExtractionError):
    """No reader takes files with this ending."""
