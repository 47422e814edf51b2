"""Everything that may be done to a response, from the first word to approval."""

from responses.actions.attaching import attach, detach
from responses.actions.comment_files import attach_copy, give_file, take_file_away
from responses.actions.comments import (
    acknowledge,
    give_back,
    has_approver,
    invite,
    may_send,
    put_to_approver,
    save_comment,
    send_comments,
)
from responses.actions.correcting import start_correction
from responses.actions.drafting import (
    record_one_language,
    save_passage,
    save_words,
    start_response,
    take_over,
)
from responses.actions.handing import (
    ask_again,
    hand_round,
    pass_on,
    people_to_ask,
    save_answer,
    withdraw_question,
)
from responses.actions.holding import break_approval, hold
from responses.actions.letting_go import empty_answer
from responses.actions.releasing import (
    approve_release,
    ask_release,
    end_release,
    refuse_release,
)
from responses.actions.review import approve, move, reopen, return_to_draft, reviews_open_to, submit

__all__ = [
    "attach_copy",
    "give_file",
    "take_file_away",
    "acknowledge",
    "give_back",
    "has_approver",
    "may_send",
    "put_to_approver",
    "approve",
    "ask_again",
    "approve_release",
    "ask_release",
    "attach",
    "break_approval",
    "detach",
    "empty_answer",
    "end_release",
    "hand_round",
    "hold",
    "invite",
    "move",
    "pass_on",
    "people_to_ask",
    "record_one_language",
    "refuse_release",
    "reopen",
    "return_to_draft",
    "reviews_open_to",
    "save_answer",
    "save_comment",
    "save_passage",
    "save_words",
    "send_comments",
    "start_correction",
    "start_response",
    "submit",
    "take_over",
    "withdraw_question",
]
