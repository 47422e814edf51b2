"""An office's colours: hexadecimal numbers, dark enough to be seen on white."""

import re

from django.core.exceptions import ValidationError

HEX = re.compile(r"#[0-9a-fA-F]{6}")
LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
LEAST_OF_RULES = 3.0  # WCAG 2.2, success criterion 1.4.11


def contrast_on_white(colour: str) -> float:
    """Return how many times white is brighter than "#0b4f6c": from 1 to 21."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def validate_colour(colour: str) -> None:
    """Raise ValidationError, saying why, for what is no colour or too pale to read."""
    _validate(colour, "headings need", LEAST_CONTRAST)


def validate_rule_colour(colour: str) -> None:
    """Raise ValidationError, saying why, for what is no colour or too pale to see."""
    _validate(colour, "lines need", LEAST_OF_RULES)


def _validate(colour: str, need: str, least: float) -> None:
    if not HEX.fullmatch(colour):
        raise ValidationError("Write the colour as # and six digits or letters, such as #0b4f6c.")
    contrast = contrast_on_white(colour)
    if contrast < least:
        # Rounded down, so that 4.49 is not told as 4.5.
        raise ValidationError(
            f"This colour is too pale on white: its contrast is {contrast - 0.05:.1f}"
            f" to 1, and {need} {least:g} to 1. Choose a darker one."
        )
