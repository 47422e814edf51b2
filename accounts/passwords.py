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
MOST_BESIDE_CONTEXT = 3  # letters that no word of the context covers: “my”, “the”, an initial
MOST_FIGURES = 8  # a day; a longer number is a secret by itself
# What anybody guesses first of people in this work, besides their own names.
CONTEXT = re.findall(
    r"\w+",
    """
    admin administrator april apcc area assurance august authority autumn chief commissioner
    constable constabulary county crime december deputy england february fire force friday hello
    hmicfrs home inspection inspector inspectorate january july june letmein letter login mayor
    march monday november october office officer opcc password pfcc please police policing
    publish recommendation report rescue response saturday secret section september service
    spring staff summer sunday thursday tracker tuesday update wales wednesday welcome winter
    work comisiynydd heddlu throseddu
    """,
)
JOINING = ["the", "and", "for", "of", "my", "our", "is", "in", "at", "to"]
ROWS = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"]
ROWS += ["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm"]  # down the keyboard
SHORTEST_RUN = 3
MOST_BESIDE_RUNS = 3
RUNS = {
    way[start:end]
    for row in ROWS
    for way in [row, row[::-1]]
    for start in range(len(row))
    for end in range(start + SHORTEST_RUN, len(row) + 1)
}


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
        if len(password) > LONGEST:  # refused already, and slow to look into
            return
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


class NotContextAlone:
    """Refuse what is put together from words about the person, their bodies and this work.

    OWASP ASVS 4.0, 2.1.7: “wessmere commissioner” stands in no list, and is guessed first.
    """

    def validate(self, password, user=None):
        if len(password) > LONGEST or sum(sign.isdigit() for sign in password) > MOST_FIGURES:
            return
        words = context_of(user)
        if any(uncovered(core, words) <= MOST_BESIDE_CONTEXT for core in cores(password)):
            raise ValidationError(
                "This is made of words that others know: your name, your office, the police or"
                " this service. Add two or three words that have nothing to do with them, such"
                " as things you see from your window."
            )

    def get_help_text(self):
        return "It must not be made of your name, your office and words of this work alone."


def context_of(user) -> set[str]:
    """Return the words that anybody knows about a person, in letters alone."""
    said = [settings.SERVICE_NAME, getattr(user, "name", ""), getattr(user, "email", "")]
    said += getattr(user, "body_names", [])
    if user is not None and user.pk:
        said += [name for body in user.bodies() for name in (body.name, body.name_cy, body.area)]
    flat = unicodedata.normalize("NFKC", " ".join(said)).casefold()
    found = {word for word in re.findall(r"[^\W\d_]+", flat) if len(word) > 2}
    return found | {*CONTEXT, *JOINING} | {word + "s" for word in [*found, *CONTEXT]}


def uncovered(letters: str, words: set[str]) -> int:
    """Return how many letters are left of a text when `words` are taken out as well as can be."""
    left = [0]
    for end in range(1, len(letters) + 1):
        whole = [left[end - len(word)] for word in words if letters.endswith(word, 0, end)]
        left.append(min([left[-1] + 1, *whole]))
    return left[-1]


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
    """Say whether a password repeats a few letters, or is put together from runs of keys."""
    flat = password.casefold()
    repeats = 0 < len(_unit(flat)) <= SHORTEST_CORE
    return repeats or uncovered(flat, RUNS) <= MOST_BESIDE_RUNS


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
