"""Forms of signing in: the password, the second step, and proving once more who one is."""

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import ask_reset, spend_code
from accounts.models import User
from accounts.passwords import LONGEST, context_of

FORGOTTEN = "If you do not know it, sign out and choose “I cannot sign in with my password”."
CHOOSE = (
    f"At least {settings.SHORTEST_PASSWORD} and at most {LONGEST} characters, of any kind."
    " Three or four words that do not belong together are good."
    " You may paste it from a password manager."
)


def _plain(form, **labels) -> None:
    """Give a library's fields our labels and no placeholders, which vanish while one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""
    for name, label in labels.items():
        form.fields[name].label = label


class Judged:
    """A form with a new password, of which the page says how strong it is while it is typed."""

    user: User

    @property
    def known_words(self) -> str:
        """Return the words that make this person's password no stronger, for the meter."""
        return " ".join(sorted(context_of(self.user)))


class NewPassword(Judged):
    """One new password, typed once: “Show” is there to check it."""

    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _plain(self, password1="New password")
        self.fields["password1"].help_text = CHOOSE
        self.fields["password1"].widget.attrs["minlength"] = settings.SHORTEST_PASSWORD


class SignInForm(account.LoginForm):
    """Email address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self, login="Email address", password="Password")  # noqa: S106 - a label
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ChangePasswordForm(NewPassword, account.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Your password now"
        self.fields["oldpassword"].help_text = FORGOTTEN


class SetPasswordForm(NewPassword, account.SetPasswordForm):
    """A first password, for somebody who has signed in through their office until now."""


class NewPasswordForm(NewPassword, account.ResetPasswordKeyForm):
    """A new password in place of one that was forgotten."""


class ResetPasswordForm(forms.Form):
    """Where to send the link. What follows is the same whether or not there is an account."""

    email = forms.EmailField(
        label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    def save(self, request, **kwargs):
        ask_reset(self.cleaned_data["email"], at=timezone.now())


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self, password="Password")  # noqa: S106 - a label
        self.fields["password"].help_text = FORGOTTEN


def _ask_code(form, label: str, hint: str) -> None:
    _plain(form, code=label)
    form.fields["code"].help_text = hint
    form.fields["code"].max_length = 20
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "govuk-input--width-10"}


class CodeOnce:
    """A code of the app counts once, for as long as the app's clock would let it."""

    def clean_code(self):
        code = super().clean_code()
        held = self.authenticator
        if held.type == held.Type.TOTP and not spend_code(self.user, code):
            self._emit_authentication_failed(held)
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(CodeOnce, codes.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _ask_code(self, "Code", "Six figures from your app, or one of your recovery codes.")


class CodeAgainForm(CodeOnce, codes.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _ask_code(self, "Code", "Six figures from your app, or one of your recovery codes.")


class ActivateAppForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _ask_code(self, "Code from the app", "The six figures that the app shows now.")


class CredentialField(forms.JSONField):
    """JSON from a device: a number without end or brackets without end are wrong like any other."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def bound_data(self, data, initial):
        return data or ""


class FromDevice:
    """What a device says comes by way of the browser, so it may be anything."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean(self):
        try:
            return super().clean()
        except (ValueError, TypeError) as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyForm(FromDevice, AuthenticateWebAuthnForm):
    """The second step by passkey."""


class PasskeyAloneForm(FromDevice, LoginWebAuthnForm):
    """Signing in by passkey alone."""


class PasskeyAgainForm(FromDevice, ReauthenticateWebAuthnForm):
    """The same person once more, before something of weight."""


class AddPasskeyForm(FromDevice, AddWebAuthnForm):
    """A passkey made by this device, its screen lock, or a key on a cable."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self, name="Name", passwordless="Sign in with it alone, without the password")
        self.fields["name"].help_text = "So that you know it again, such as “Office laptop”."
        self.fields["name"].max_length = 100
        self.fields["name"].initial = self.initial["name"] = ""
        self.fields["passwordless"].initial = True
        self.fields[
            "passwordless"
        ].help_text = "The device must then ask for your fingerprint, face or PIN."


class NamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self, name="Name")
