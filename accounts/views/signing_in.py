"""The ways in: password, passkey, the office's own service; and the second step after them."""

import logging

from allauth.account import views as account
from allauth.account.internal.decorators import login_not_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn import views as passkeys
from allauth.mfa.webauthn.internal import flows
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from requests import RequestException

from accounts.keeping import HELD, signed_in
from accounts.second_step import has_second_step
from accounts.single_sign_on import SignedTokens

logger = logging.getLogger(__name__)


class SignIn(account.LoginView):
    """Ask for address and password; somebody signed in already goes to their work."""

    template_name = "accounts/sign_in.html"

    def get_authenticated_redirect_url(self):
        wanted = super().get_authenticated_redirect_url()
        back_here = wanted.partition("?")[0] == self.request.path
        return reverse(settings.LOGIN_REDIRECT_URL) if back_here else wanted

    def get_context_data(self, **kwargs):
        providers = [(one["id"], one["name"]) for one in settings.OIDC_PROVIDERS]
        next_page = get_next_redirect_url(self.request) or ""
        return super().get_context_data(providers=providers, next=next_page, **kwargs)


class PasskeySignIn(passkeys.LoginWebAuthnView):
    """Sign in with a passkey alone, and go on to the page that was wanted."""

    def form_valid(self, form):
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        return flows.perform_passwordless_login(self.request, authenticator, login)


def _by_provider(view_class):
    @login_not_required
    def view(request, provider_id):
        try:
            return view_class.adapter_view(SignedTokens(request, provider_id))(request)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        except (RequestException, LookupError, TypeError, ValueError):
            logger.warning("The sign-in service %s cannot be used", provider_id, exc_info=True)
            return render(request, "accounts/single_sign_on_failed.html", status=503)

    return view


provider_sign_in = _by_provider(OAuth2LoginView)
provider_callback = _by_provider(OAuth2CallbackView)


@signed_in
def second_step_first(request):
    """Say that a second step must be set up before anything else; then lead on."""
    if not has_second_step(request.user):
        return render(request, "accounts/second_step_first.html")
    held = request.session.get(HELD)
    return redirect(held["path"] if held else "progress:my-work")
