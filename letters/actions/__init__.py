"""Everything that may be done to letters and to what they are written on."""

from letters.actions.letters import make_letter, preview, sign_letter
from letters.actions.publishing import publish
from letters.actions.sending import ask_copies
from letters.actions.templates import preview_template, save_template, shown_with
from letters.actions.word import export_word

__all__ = [
    "ask_copies",
    "export_word",
    "make_letter",
    "preview",
    "preview_template",
    "publish",
    "save_template",
    "shown_with",
    "sign_letter",
]
