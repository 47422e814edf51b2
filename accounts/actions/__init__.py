"""What people do about themselves and one another."""

from accounts.actions.grouping import follow_groups, make_person, roles_of
from accounts.actions.inviting import (
    accept_invitation,
    invitation_of,
    invite_again,
    invite_person,
    make_link,
    withdraw_invitation,
)
from accounts.actions.keeping import (
    LONGEST_KEPT,
    MOST_KEPT,
    forget_words,
    have_read,
    keep_words,
    size_of,
    take_back_notices,
    tell,
    tell_person,
)
from accounts.actions.limiting import (
    begin_try,
    forget_old_tries,
    is_first_told,
    is_spent,
    spend_code,
    try_succeeded,
)
from accounts.actions.people import (
    end_all_sessions,
    end_session,
    keeps_account,
    record_own,
    remove_second_step,
    send_reset,
)
from accounts.actions.writing import ask_reset, tell_of_change, write_of_asking

__all__ = [
    "LONGEST_KEPT",
    "MOST_KEPT",
    "accept_invitation",
    "ask_reset",
    "begin_try",
    "end_all_sessions",
    "end_session",
    "follow_groups",
    "forget_old_tries",
    "forget_words",
    "have_read",
    "invitation_of",
    "invite_again",
    "invite_person",
    "is_first_told",
    "is_spent",
    "keep_words",
    "keeps_account",
    "make_link",
    "make_person",
    "record_own",
    "remove_second_step",
    "roles_of",
    "send_reset",
    "size_of",
    "spend_code",
    "take_back_notices",
    "tell",
    "tell_of_change",
    "tell_person",
    "try_succeeded",
    "withdraw_invitation",
    "write_of_asking",
]
