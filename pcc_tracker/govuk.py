"""Form parts of the GOV.UK Design System that Django lacks."""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import get_text_list

PARTS = ["day", "month", "year"]
MONTHS = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip


class DateInput(forms.MultiWidget):
    """Day, month and year, each typed."""

    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value):
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return [None, None, None]

    def value_from_datadict(self, data, files, name):
        """Return the parts, also when all three were typed into the first: "5 6 2021"."""
        typed = [str(part or "").strip() for part in super().value_from_datadict(data, files, name)]
        in_first = typed[0].replace("/", " ").split()
        return in_first if len(in_first) == 3 and not any(typed[1:]) else typed


class DateField(forms.DateField):
    """A day given in three parts; the month as a number or a name.

    Errors name the parts in `params["parts"]`, so that a page can point at them.
    """

    widget = DateInput
    default_error_messages = {
        "incomplete": "%(label)s must include a %(missing)s",
        "invalid": "%(label)s must be a real date",
    }

    def prepare_value(self, value):
        return date.fromisoformat(value) if _is_iso(value) else value

    def to_python(self, value):
        if _is_iso(value):
            return date.fromisoformat(value)
        if not value or isinstance(value, date):
            return super().to_python(value)
        typed = value.split() if isinstance(value, str) else list(value)
        if not any(typed):
            return None
        missing = [part for part, text in zip(PARTS, typed, strict=False) if not text]
        if missing:
            raise self._error("incomplete", missing)
        wrong = [p for p, text in zip(PARTS, typed, strict=False) if _number(p, text) is None]
        if wrong or len(typed) != 3:
            raise self._error("invalid", wrong or PARTS)
        day, month, year = (_number(p, text) for p, text in zip(PARTS, typed, strict=True))
        try:
            return date(year, month, day)
        except ValueError as error:
            raise self._error("invalid", PARTS) from error

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _error(self, code, parts):
        return ValidationError(
            self.error_messages[code],
            code=code,
            params={
                "label": self.label or "The date",
                "missing": get_text_list(parts, "and"),
                "parts": parts,
            },
        )


def _is_iso(value) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _number(part: str, text: str) -> int | None:
    """Return what was typed for a part as a number, or None if it cannot be one."""
    text = str(text).strip().lower()
    if part == "month" and len(text) >= 3:
        named = [n for n, month in enumerate(MONTHS, start=1) if month.startswith(text)]
        if named:
            return named[0]
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text[:6])
    limits = {"day": (1, 31), "month": (1, 12), "year": (1000, 9999)}
    low, high = limits[part]
    return number if low <= number <= high else None


def in_welsh(form: forms.BaseForm, *, writes_welsh: bool) -> None:
    """Name each field in Welsh after the one in English above it; take them out for the others."""
    for name in [name for name in form.fields if name.endswith("_cy")]:
        if writes_welsh:
            english = form.fields[name.removesuffix("_cy")].label
            form.fields[name].label = format_html(
                '{}, in Welsh (<span lang="cy">yn Gymraeg</span>)', english
            )
        else:
            del form.fields[name]


def helper(submit_label: str = "", *, form_tag: bool = False, layout=None) -> FormHelper:
    """Return a crispy helper; the page writes the <form> tag unless `form_tag` is set."""
    made = FormHelper()
    made.form_tag = form_tag
    made.layout = layout
    if submit_label:
        made.add_input(Submit("save", submit_label))
    return made
