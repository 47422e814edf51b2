"""What the background worker does for accounts: one message at a time, taken from its row."""

import logging
from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.actions import is_taken, make_address_link, make_link
from accounts.models import AccountInvitation, AccountMail, AddressChange, User

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than a mail server may take
LONGEST_WAIT = timedelta(hours=1)
KEPT = timedelta(days=90)  # after it is done: long enough to ask what became of a message
USELESS_AFTER = timedelta(days=2)

INVITATION = """{inviter} invites you to {service}, as {role} at {body}.

Follow this link to take it up. It works once, until {until}:
{link}

If you did not expect this, do nothing.
"""
RESET = """Somebody asked for a new password for your account at {service}.

Follow this link to choose one. It works once, for four hours:
{link}

If it was not you, do nothing: your password stays as it is.
"""
CHANGE = """{words}

If it was not you, tell your body administrator now: they can close the account at once.
{link}
"""
ADDRESS = """{person} wants this address for their account at {service}.

Sign in as before and follow this link, and it counts. It works once, until {until}:
{link}

If you are not {person}, do nothing: the address then stays as it is.
"""
TAKEN = """Somebody wanted this address for another account at {service}.

You have an account with it already, so nothing has changed. If it was you, sign in with
this address and ask your body administrator for the roles that you need. If it was not,
there is nothing you need to do.
"""
WATCH = """{words}

The people of your body:
{link}
"""
ASKED = """{words}

Sign in to read and answer it. Nobody else can by this message.
{link}
"""


def _message(mail: AccountMail, at: datetime) -> EmailMessage | None:
    """Return what to send, with a link made for it now, or None if there is nobody to tell."""
    made = {
        AccountMail.Kind.INVITATION: _invitation,
        AccountMail.Kind.RESET: _reset,
        AccountMail.Kind.CHANGE: _change,
        AccountMail.Kind.ASKED: _asked,
        AccountMail.Kind.ADDRESS: _new_address,
        AccountMail.Kind.WATCH: _watch,
    }[AccountMail.Kind(mail.kind)](mail, at)
    if made is None:
        return None
    subject, to, body = made
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[to],
        from_email=settings.DEFAULT_FROM_EMAIL,
        headers={"Message-ID": mail.message_id},
    )


def _address(name: str, *args) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _invitation(mail: AccountMail, at: datetime) -> tuple[str, str, str] | None:
    rows = AccountInvitation.objects.open(at).select_related("body", "invited_by")
    invitation = rows.filter(pk=mail.invitation_id).first()
    if invitation is None:
        return None
    body = INVITATION.format(
        inviter=invitation.invited_by,
        service=settings.SERVICE_NAME,
        role=invitation.get_role_display().lower(),
        body=invitation.body,
        until=f"{invitation.expires_at:%-d %B %Y}",
        link=_address("accounts:invitation-link", make_link(invitation)),
    )
    return f"Invitation to {settings.SERVICE_NAME}", invitation.email, body


def _reset(mail: AccountMail, at: datetime) -> tuple[str, str, str] | None:
    person = User.objects.filter(email__iexact=mail.email, is_active=True).first()
    if person is None:
        return None
    key = default_token_generator.make_token(person)
    link = _address("account_reset_password_from_key", user_pk_to_url_str(person), key)
    body = RESET.format(service=settings.SERVICE_NAME, link=link)
    return f"New password for {settings.SERVICE_NAME}", person.email, body


def _change(mail: AccountMail, at: datetime) -> tuple[str, str, str]:
    body = CHANGE.format(words=mail.words, link=_address("accounts:account"))
    return f"Your account at {settings.SERVICE_NAME}", mail.email, body


def _asked(mail: AccountMail, at: datetime) -> tuple[str, str, str]:
    body = ASKED.format(words=mail.words, link=_address("progress:my-work"))
    return f"Something is asked of you at {settings.SERVICE_NAME}", mail.email, body


def _new_address(mail: AccountMail, at: datetime) -> tuple[str, str, str] | None:
    """Return the link, or, where another account has the address, a word to its owner."""
    rows = AddressChange.objects.open(at).select_related("user")
    wanted = rows.filter(pk=mail.address_change_id).first()
    if wanted is None:
        return None
    if is_taken(wanted.email, but=wanted.user):
        said = TAKEN.format(service=settings.SERVICE_NAME)
        return f"Your account at {settings.SERVICE_NAME}", wanted.email, said
    body = ADDRESS.format(
        person=wanted.user,
        service=settings.SERVICE_NAME,
        until=date_format(timezone.localtime(wanted.expires_at), "j F Y, H:i"),
        link=_address("accounts:address-link", make_address_link(wanted)),
    )
    return f"Your new address for {settings.SERVICE_NAME}", wanted.email, body


def _watch(mail: AccountMail, at: datetime) -> tuple[str, str, str]:
    body = WATCH.format(words=mail.words, link=_address("letters:people"))
    return f"The people of your body at {settings.SERVICE_NAME}", mail.email, body


def _take(at: datetime) -> AccountMail | None:
    """Lease the oldest message that is due, so that no second worker has it."""
    for mail in AccountMail.objects.ready(at)[:10]:
        as_seen = {"tries": mail.tries, "leased_until": mail.leased_until}
        taken = AccountMail.objects.filter(pk=mail.pk, done_at=None, **as_seen).update(
            leased_until=at + LEASE, tries=F("tries") + 1
        )
        if taken:
            return AccountMail.objects.get(pk=mail.pk)
    return None


def forget_old_mails(at: datetime) -> int:
    """Drop what was sent, or given up, long ago; return how many. The record keeps its events."""
    return AccountMail.objects.filter(done_at__lte=at - KEPT).delete()[0]


def send_next_mail(at: datetime) -> bool:
    """Send the oldest message that is due at `at`; say whether there was one.

    A failure is tried again, each wait double the last, for as long as the message is
    of use. A finished row keeps no address of somebody who has no account.
    """
    mail = _take(at)
    if mail is None:
        return False
    facts: dict = {"done_at": at, "problem": ""}
    try:
        message = _message(mail, at)
        if message:
            message.send()
        else:
            facts["email"] = ""
    except Exception as error:
        logger.warning("Message %s not sent at try %s", mail.pk, mail.tries, exc_info=True)
        facts = {"problem": str(error) or type(error).__name__}
        if at - mail.asked_at > USELESS_AFTER:
            facts["done_at"] = at
        wait = min(timedelta(minutes=2 ** min(mail.tries, 12)), LONGEST_WAIT)
        facts["next_try_at"] = at + wait
    AccountMail.objects.filter(pk=mail.pk, tries=mail.tries).update(leased_until=None, **facts)
    return True
