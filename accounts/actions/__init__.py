"""What people do about themselves and one another."""

from accounts.actions.addresses import (
    address_change_of,
    ask_address,
    follow_address,
    is_taken,
    keep_address,
    make_address_link,
    take_address,
)
from accounts.actions.giving import (
    ONE_ROLE,
    require_giver,
    tell_of_outsider,
    why_not_given,
)
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
from accounts.actions.standing_in import end_stand_in, name_stand_in
from accounts.actions.watching import files_taken, has_taken_most, watch
from accounts.actions.writing import ask_reset, tell_of_change, write_of_asking

__all__ = [
    "LONGEST_KEPT",
    "MOST_KEPT",
    "ONE_ROLE",
    "accept_invitation",
    "address_change_of",
    "ask_address",
    "ask_reset",
    "begin_try",
    "end_all_sessions",
    "end_session",
    "end_stand_in",
    "files_taken",
    "follow_address",
    "follow_groups",
    "forget_old_tries",
    "forget_words",
    "has_taken_most",
    "have_read",
    "invitation_of",
    "invite_again",
    "invite_person",
    "is_first_told",
    "is_spent",
    "is_taken",
    "keep_address",
    "keep_words",
    "keeps_account",
    "make_address_link",
    "make_link",
    "make_person",
    "name_stand_in",
    "record_own",
    "remove_second_step",
    "require_giver",
    "roles_of",
    "send_reset",
    "size_of",
    "spend_code",
    "take_address",
    "take_back_notices",
    "tell",
    "tell_of_change",
    "tell_of_outsider",
    "tell_person",
    "try_succeeded",
    "watch",
    "why_not_given",
    "withdraw_invitation",
    "write_of_asking",
]
