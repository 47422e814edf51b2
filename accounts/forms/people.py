"""Forms about people: invitations, one's own address, in whose name one acts."""

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import ONE_ROLE
from accounts.forms.signing_in import CHOOSE, FORGOTTEN, Judged
from accounts.models import User
from accounts.permissions import Permission, Role
from bodies.models import Body
from pcc_tracker.govuk import DateField


class AddressForm(forms.Form):
    """Another email address in place of one's own, asked for with the password."""

    email = forms.EmailField(
        label="New email address",
        max_length=150,
        help_text="We send a link there. Your address changes when you have opened it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        help_text=FORGOTTEN,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self):
        if not get_adapter().reauthenticate(self.person, self.cleaned_data["password"]):
            raise ValidationError("The password is not right.")
        return self.cleaned_data["password"]


class InviteForm(forms.Form):
    """Whom to invite to which role."""

    name = forms.CharField(label="Full name", max_length=200)
    email = forms.EmailField(
        label="Email address", max_length=150, help_text="The invitation goes there."
    )
    body = forms.ModelChoiceField(Body.objects.none(), label="Office or force")
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *Role.choices],
        help_text="A named contributor sees what their force asks them by name, and nothing else.",
    )
    starts_on = DateField(label="First day")
    ends_on = DateField(
        label="Last day", required=False, help_text="Leave empty for a role without an end."
    )

    def __init__(self, *args, user, bodies, acting_for, **kwargs):
        super().__init__(*args, **kwargs)
        if user.is_superuser and not user.bodies_where(Permission.CONFIGURE):
            self.fields["role"].choices = [(Role.BODY_ADMINISTRATOR, "Body administrator")]
            self.fields["role"].help_text = ONE_ROLE
        self.fields["body"].queryset = bodies
        self.fields["body"].initial = acting_for
        self.fields["starts_on"].initial = timezone.localdate

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_starts_on(self):
        if self.cleaned_data["starts_on"] < timezone.localdate():
            raise ValidationError("A role starts today or later, for the record must stay true.")
        return self.cleaned_data["starts_on"]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day comes before the first.")
        return cleaned


class TakeUpForm(Judged, forms.Form):
    """A password for the account that an invitation makes; nothing for one there is."""

    password = forms.CharField(
        label="Choose a password",
        error_messages={"required": "Choose a password"},
        strip=False,
        help_text=CHOOSE,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "minlength": settings.SHORTEST_PASSWORD}
        ),
    )

    def __init__(self, *args, invitation, asks_password, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = User(email=invitation.email, name=invitation.name)
        body = invitation.body
        self.user.body_names = [name for name in (body.name, body.area) if name]
        if not asks_password:
            del self.fields["password"]

    def clean_password(self):
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]


class SwitchForm(forms.Form):
    """In whose name to act."""

    body = forms.ChoiceField(label="Office or force", widget=forms.RadioSelect)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [(str(body.pk), body.name) for body in choices]


class AbsenceForm(forms.Form):
    """Who is away at a body, from which day to which, and who stands in."""

    person = forms.ModelChoiceField(User.objects.none(), label="Who is away")
    deputy = forms.ModelChoiceField(
        User.objects.none(), label="Who stands in", empty_label="Choose a person"
    )
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")
    reason = forms.CharField(
        label="Why",
        max_length=200,
        help_text="Such as “On leave”. Who stands in and your administrators read it.",
    )

    shown_for = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user, body, people, deputies, keeps, **kwargs):
        super().__init__(*args, **kwargs)
        self.body = body
        self.fields["shown_for"].initial = body.pk
        self.fields["person"].queryset = people
        self.fields["deputy"].queryset = deputies.exclude(pk=user.pk)
        self.fields["starts_on"].initial = timezone.localdate
        if keeps:
            self.fields["person"].initial = user
        else:
            del self.fields["person"]

    def clean(self):
        """Refuse what was filled in for another body, before its writer changed in whose name."""
        cleaned = super().clean()
        if cleaned.pop("shown_for", None) not in (None, self.body.pk):
            self.data = self.data.copy()
            self.data["shown_for"] = self.body.pk
            raise ValidationError(f"You act for {self.body} now. Choose again, or change back.")
        return cleaned
