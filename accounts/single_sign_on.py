"""Coming in by the office's own sign-in service (OpenID Connect), such as Microsoft Entra ID."""

from datetime import datetime
from typing import NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from accounts.actions import (
    accept_invitation,
    follow_address,
    follow_groups,
    invitation_of,
    make_person,
    roles_of,
)
from accounts.errors import Refused
from accounts.models import AddressChange, User

INVITATION = "invitation_token"  # in the session: the link that was followed


class SignedTokens(OpenIDConnectOAuth2Adapter):
    """Check the signature of each token, also of those that come straight from the provider."""

    def _decode_id_token(self, app, id_token):
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Who may come in, and with which roles."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Find the person, or make one if a group or an invitation says so, and give their roles.

        An address counts only if the provider has proved it.
        """
        at = timezone.now()
        options = sociallogin.provider.app.settings
        claims = _claims(sociallogin)
        groups = [str(group) for group in claims.get(options.get("groups_claim", "groups")) or []]
        person = sociallogin.user if sociallogin.is_existing else None
        if person is None:
            person = self._person(request, claims, groups, options, at)
            if not person.socialaccount_set.filter(provider=sociallogin.account.provider).exists():
                sociallogin.account.extra_data = {}
                sociallogin.connect(request, person)
            else:
                _refuse(request, "other")
        else:
            sociallogin.account.extra_data = {}
            sociallogin.account.save(update_fields=["extra_data"])
            _follow_address(person, claims, options, at)
        if not person.is_active:
            _refuse(request, "closed")
        follow_groups(person, groups, at=at)
        request.proved_elsewhere = _has_proved_twice(claims, options)

    def _person(self, request, claims, groups, options, at) -> User:
        email = _proved_address(claims, options)
        if not email:
            _refuse(request, "address")
        person = User.objects.filter(email__iexact=email).first()
        invitation = invitation_of(request.session.get(INVITATION, ""), at=at)
        if person is None and invitation and invitation.email.casefold() == email.casefold():
            try:
                person = accept_invitation(invitation, by=None, at=at)
            except Refused as error:
                messages.error(request, str(error))
        if person is None and roles_of(groups):
            person = make_person(email, str(claims.get("name") or ""), at=at)
        if person is None:
            _refuse(request, "unknown")
        return person

    def on_authentication_error(self, request, provider, error=None, exception=None, **options):
        raise ImmediateHttpResponse(
            render(request, "accounts/single_sign_on_failed.html", status=401)
        )


def _refuse(request, reason: str) -> NoReturn:
    answer = render(request, "accounts/single_sign_on_refused.html", {"reason": reason}, status=403)
    raise ImmediateHttpResponse(answer)


def _claims(sociallogin) -> dict:
    """Return what the provider says of the person; the signed token has the last word."""
    said = sociallogin.account.extra_data
    about, token = said.get("userinfo") or {}, said.get("id_token") or {}
    if about and token and about.get("sub") != token.get("sub"):
        raise ImmediateHttpResponse(HttpResponseRedirect("/"))
    return about | token


def _proved_address(claims: dict, options: dict) -> str:
    """Return the address that the provider has proved, or nothing."""
    proved = claims.get("email_verified") is True or options.get("trust_email")
    return str(claims.get("email") or "") if proved else ""


def _follow_address(person: User, claims: dict, options: dict, at: datetime) -> None:
    """Keep the address of somebody without a password here as their office has it."""
    email = _proved_address(claims, options)
    if person.is_active and _is_address(email):
        follow_address(person, email, at=at)
        person.refresh_from_db(fields=["email", "username", "session_round"])


def _is_address(email: str) -> bool:
    try:
        AddressChange._meta.get_field("email").clean(email, None)
    except ValidationError:
        return False
    return True


def _has_proved_twice(claims: dict, options: dict) -> bool:
    """Say whether the provider's sign-in counts as a second step: always, never or as it says."""
    rule = options.get("second_step", "claims")
    return rule == "always" or (rule == "claims" and "mfa" in (claims.get("amr") or []))
