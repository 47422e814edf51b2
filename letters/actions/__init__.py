"""Everything that may be done to letters and to what they are written on."""

from letters.actions.letters import make_letter, preview, sign_letter
from letters.actions.publishing import publish
from letters.actions.sending import ask_copies, correct_address, record_bounce, try_again
from letters.actions.templates import preview_template, save_template, shown_with

__all__ = [
    "ask_copies",
    "correct_address",
    "make_letter",
    "preview",
    "preview_template",
    "publish",
    "record_bounce",
    "save_template",
    "shown_with",
    "sign_letter",
    "try_again",
]
