"""The addresses of the sign-in library that are served, under the names that it reverses.

What is not here is not reachable: no sign-up, no linking of accounts. The change of address is
our own.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from django.contrib.auth import views as auth
from django.urls import path, re_path

from accounts import views

PASSKEYS = "second-step/passkeys"

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", auth.LogoutView.as_view(), name="account_logout"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/first/", account.password_set, name="account_set_password"),
    path("password/forgotten/", account.password_reset, name="account_reset_password"),
    path("password/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/renewed/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second-step/", views.second_step, name="mfa_index"),
    path("second-step/", views.second_step, name="mfa_list_webauthn"),
    path("second-step/ask/", mfa.authenticate, name="mfa_authenticate"),
    path("second-step/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/app/", app.activate_totp, name="mfa_activate_totp"),
    path("second-step/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-step/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-step/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(f"{PASSKEYS}/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(f"{PASSKEYS}/sign-in/", views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path(
        f"{PASSKEYS}/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"
    ),
    path(f"{PASSKEYS}/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(f"{PASSKEYS}/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("by/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("by/failed/", social.login_error, name="socialaccount_login_error"),
    path("by/<str:provider_id>/", views.provider_sign_in, name="openid_connect_login"),
    path("by/<str:provider_id>/back/", views.provider_callback, name="openid_connect_callback"),
]
