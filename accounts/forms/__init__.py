"""What people type about themselves and one another."""

from accounts.forms.people import AddressForm, InviteForm, SwitchForm, TakeUpForm
from accounts.forms.signing_in import (
    ActivateAppForm,
    AddPasskeyForm,
    ChangePasswordForm,
    CodeAgainForm,
    CodeForm,
    NamePasskeyForm,
    NewPasswordForm,
    PasskeyAgainForm,
    PasskeyAloneForm,
    PasskeyForm,
    ReauthenticateForm,
    ResetPasswordForm,
    SetPasswordForm,
    SignInForm,
)

__all__ = [
    "ActivateAppForm",
    "AddPasskeyForm",
    "AddressForm",
    "ChangePasswordForm",
    "CodeAgainForm",
    "CodeForm",
    "InviteForm",
    "NamePasskeyForm",
    "NewPasswordForm",
    "PasskeyAgainForm",
    "PasskeyAloneForm",
    "PasskeyForm",
    "ReauthenticateForm",
    "ResetPasswordForm",
    "SetPasswordForm",
    "SignInForm",
    "SwitchForm",
    "TakeUpForm",
]
