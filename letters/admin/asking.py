"""What the admin asks before a letter is made or made public."""

from django import forms
from django.utils import timezone

from accounts.admin.asking import AskForm, DayInput
from accounts.errors import WrongState
from letters import actions
from letters.addresses import default_reference
from letters.models import Letter


class MakeLetterForm(AskForm):
    dated_on = forms.DateField(
        label="Date of the letter", widget=DayInput, initial=timezone.localdate
    )
    reference = forms.CharField(
        label="Our reference",
        max_length=60,
        required=False,
        help_text="Leave empty for the next free one.",
    )
    your_reference = forms.CharField(label="Your reference", max_length=60, required=False)

    def clean_dated_on(self):
        if self.cleaned_data["dated_on"] > timezone.localdate():
            raise forms.ValidationError("The date of the letter must be today or in the past.")
        return self.cleaned_data["dated_on"]

    def clean_reference(self):
        reference = self.cleaned_data["reference"].strip()
        if reference and len(self.rows) > 1:
            raise forms.ValidationError(
                "Each letter needs its own reference. Leave this empty, or choose one response."
            )
        return reference


class PublishForm(AskForm):
    sure = forms.BooleanField(label="I have checked what becomes public")


def letter_of(response) -> Letter:
    letter = getattr(response, "letter", None)
    if letter is None:
        raise WrongState("There is no letter yet. Make the letter first.")
    return letter


def make_letter(response, answers, *, by) -> Letter:
    """Make the letter under the reference given, its present one, or the next free one."""
    present = getattr(response, "letter", None)
    reference = answers["reference"] or (
        present.reference if present else default_reference(response.body, answers["dated_on"])
    )
    return actions.make_letter(
        response,
        **answers | {"reference": reference},
        delegation=present.delegation if present else None,
        by=by,
        at=timezone.now(),
        today=timezone.localdate(),
    )


def ask_and_publish(model_admin, request, rows, letter_of):
    """Ask whether to publish, then publish the letter of each row."""
    return model_admin.ask(
        request,
        rows,
        PublishForm,
        lambda row, _: actions.publish(
            letter_of(row), by=request.user, at=timezone.now(), today=timezone.localdate()
        ),
        done="Published",
        title="Publish",
        button="Publish",
        warning="The comments, the chief officer's comments, the reply and the letter become"
        " public at once and stay so. This is what section 55(5A) sets the last day for.",
    )
