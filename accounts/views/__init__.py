"""Signing in and out, one's own account, inviting people, and keeping unsaved words."""

from accounts.views.address import address, address_keep, address_link, address_new
from accounts.views.desk import forget, keep, notice_read, switch
from accounts.views.invitations import (
    invitation,
    invitation_again,
    invitation_link,
    invitation_withdraw,
    invitations,
    invite,
)
from accounts.views.own import account, second_step, session_end, sessions, sessions_end
from accounts.views.privacy import privacy
from accounts.views.signing_in import (
    PasskeySignIn,
    SignIn,
    provider_callback,
    provider_sign_in,
    second_step_first,
)

__all__ = [
    "PasskeySignIn",
    "SignIn",
    "account",
    "address",
    "address_keep",
    "address_link",
    "address_new",
    "forget",
    "invitation",
    "invitation_again",
    "invitation_link",
    "invitation_withdraw",
    "invitations",
    "invite",
    "keep",
    "notice_read",
    "privacy",
    "provider_callback",
    "provider_sign_in",
    "second_step",
    "second_step_first",
    "session_end",
    "sessions",
    "sessions_end",
    "switch",
]
