"""Everything that may be done to reports and what follows from them."""

from recommendations.actions.capture import (
    accept,
    accept_sure,
    add_proposal,
    confirm_recommendations,
    missing_item,
    save_proposal,
)
from recommendations.actions.closing import (
    agree_to_close,
    ask_to_close,
    may_agree,
    may_ask_to_close,
    may_withdraw,
    said_of_people,
    send_back_closing,
    waiting_for,
    withdraw_closing,
)
from recommendations.actions.comparing import compare_with, compared, take_found
from recommendations.actions.disposing import dispose
from recommendations.actions.dividing import (
    join_to_one_before,
    one_before,
    pieces_of,
    split,
)
from recommendations.actions.duties import (
    change_due_on,
    confirm_due_on,
    may_change,
    owe,
)
from recommendations.actions.guarding import must_be_as_given, note_not_as_given
from recommendations.actions.judging import (
    accept_update,
    answer_question,
    ask_about_update,
    may_note_status,
    note_inspector_status,
    office_over,
)
from recommendations.actions.linking import link, may_link, unlink
from recommendations.actions.registers import (
    discard_register,
    give_register,
    guessed,
    import_register,
    left_out,
    map_register,
    same_reports,
)
from recommendations.actions.reports import (
    confirm_publication_day,
    correct_report,
    discard_report,
    record_report,
)
from recommendations.actions.sources import (
    add_file,
    find_recommendations,
    give_text,
)
from recommendations.actions.updates import (
    EvidenceFacts,
    add_evidence,
    record_update,
    replace_evidence,
)
from recommendations.actions.waiting import read_again

__all__ = [
    "EvidenceFacts",
    "agree_to_close",
    "ask_to_close",
    "may_agree",
    "may_withdraw",
    "may_ask_to_close",
    "said_of_people",
    "send_back_closing",
    "waiting_for",
    "withdraw_closing",
    "accept_update",
    "add_evidence",
    "answer_question",
    "ask_about_update",
    "may_note_status",
    "note_inspector_status",
    "office_over",
    "replace_evidence",
    "accept",
    "accept_sure",
    "add_file",
    "add_proposal",
    "change_due_on",
    "compare_with",
    "compared",
    "confirm_due_on",
    "confirm_publication_day",
    "confirm_recommendations",
    "correct_report",
    "discard_register",
    "discard_report",
    "dispose",
    "find_recommendations",
    "give_register",
    "give_text",
    "guessed",
    "import_register",
    "join_to_one_before",
    "left_out",
    "map_register",
    "link",
    "may_change",
    "may_link",
    "missing_item",
    "must_be_as_given",
    "note_not_as_given",
    "one_before",
    "owe",
    "pieces_of",
    "read_again",
    "record_report",
    "record_update",
    "same_reports",
    "save_proposal",
    "split",
    "take_found",
    "unlink",
]
