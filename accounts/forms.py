"""Forms about the person and in whose name they act."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """E-mail address and password."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "The email address or the password is not right."
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Email address"
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username"})


class SwitchForm(forms.Form):
    """In whose name to act."""

    body = forms.ChoiceField(label="Office or force", widget=forms.RadioSelect)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [(str(body.pk), body.name) for body in choices]
