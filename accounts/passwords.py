"""Which passwords are refused: too long to hash in good time, or known to whoever guesses.

OWASP ASVS 4.0, 2.1: from 12 to 128 characters, no rules about their kinds, and none
that stands in a list of breached ones. The list is Django's own, of 20,000. Guessing
programs add a year, a sign and figures for letters, so all that is taken off first.
"""

import re
import unicodedata
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

LONGEST = 128
SHORTEST_CORE = 4
MOST_BESIDE_A_NAME = 4  # letters: “Wessmere police” is no better than “Wessmere”
FIGURES = str.maketrans("03457@$!€+8", "oeastasietb")
ROWS = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"]
RUNS = [row * 7 for row in ROWS] + [row[::-1] * 7 for row in ROWS]


class NotTooLong:
    """Refuse more than 128 characters: a longer one only costs the hashing."""

    def validate(self, password, user=None):
        if len(password) > LONGEST:
            raise ValidationError(f"A password can have at most {LONGEST} characters.")

    def get_help_text(self):
        return f"It can have up to {LONGEST} characters, of any kind, spaces too."


class NotWellKnown:
    """Refuse what stands in the list of breached passwords, what runs on, and our own names."""

    def validate(self, password, user=None):
        if runs_on(password):
            raise ValidationError("This password repeats itself or runs along the keyboard.")
        found = cores(password)
        if found & known_cores():
            raise ValidationError(
                "This is a well-known password with figures or signs changed or added."
                " Three or four words that do not belong together make a better one."
            )
        for name in own_names(user):
            if any(is_mostly(core, name) for core in found):
                raise ValidationError("This is the name of the service or of your office.")

    def get_help_text(self):
        return "Well-known passwords are refused."


def cores(password: str) -> set[str]:
    """Return the letters left of a password, without what guessing programs add or change."""
    flat = unicodedata.normalize("NFKC", password).casefold()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", flat)
    found = set()
    for said in [flat, bare]:
        for one in "il":
            letters = said.translate(FIGURES).replace("1", one)
            found.add(re.sub(r"[\W\d_]", "", letters))
    found |= {half for half in map(_unit, found) if half}
    return {core for core in found if len(core) >= SHORTEST_CORE}


def _unit(text: str) -> str:
    """Return what a text repeats: "password" for "passwordpassword"."""
    at = (text + text).find(text, 1)
    return text[:at] if 0 < at < len(text) else ""


def runs_on(password: str) -> bool:
    flat = password.casefold()
    return any(flat in run for run in RUNS) or 0 < len(_unit(flat)) <= SHORTEST_CORE


@lru_cache(maxsize=1)
def known_cores() -> frozenset[str]:
    found = set()
    for password in CommonPasswordValidator().passwords:
        found |= {core for core in cores(password) if len(core) > SHORTEST_CORE}
        if len(password) == SHORTEST_CORE and password.isalpha():
            found.add(password)
    return frozenset(found)


def own_names(user) -> set[str]:
    """Return the letters of the service's name, and of the bodies and areas of `user`."""
    names = [settings.SERVICE_NAME, *getattr(user, "body_names", [])]
    if user is not None and user.pk:
        names += [name for body in user.bodies() for name in (body.name, body.area)]
    return {core for name in names if name for core in cores(name)}


def is_mostly(core: str, name: str) -> bool:
    return name in core and len(core) - len(name) <= MOST_BESIDE_A_NAME
