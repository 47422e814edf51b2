"""Everything that may be done to letters and to what they are written on."""

from letters.actions.delegating import delegate, end_delegation, may_delegate, require_signer
from letters.actions.dossier import export_dossier
from letters.actions.handing_over import hand_over
from letters.actions.letters import make_letter, preview, signs_lost_in
from letters.actions.lodging import lodge_copy, may_lodge
from letters.actions.publishing import publish
from letters.actions.sending import ask_copies, correct_address, record_bounce, try_again
from letters.actions.signing import sign_letter, why_outdated
from letters.actions.templates import preview_template, save_template, shown_with
from letters.actions.word import export_word

__all__ = [
    "ask_copies",
    "export_dossier",
    "export_word",
    "delegate",
    "end_delegation",
    "hand_over",
    "lodge_copy",
    "correct_address",
    "make_letter",
    "may_delegate",
    "may_lodge",
    "preview",
    "preview_template",
    "publish",
    "require_signer",
    "record_bounce",
    "save_template",
    "shown_with",
    "sign_letter",
    "signs_lost_in",
    "try_again",
    "why_outdated",
]
