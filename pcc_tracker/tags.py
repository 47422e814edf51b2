"""Template tags and filters that every template has without loading them.

The first half serves the crispy template pack in templates/govuk/.
"""

from copy import copy
from datetime import date

from django import forms, template
from django.forms.formsets import BaseFormSet
from django.forms.widgets import ChoiceWidget
from django.utils import timezone
from django.utils.translation import gettext

from pcc_tracker import markdown as words
from pcc_tracker.govuk import PARTS, DateInput

register = template.Library()
register.filter("address", words.address)

# Order matters: CheckboxSelectMultiple is a RadioSelect to Python.
KINDS = [
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (DateInput, "date"),
    (forms.MultiWidget, "multiwidget"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.PasswordInput, "password"),
]
DROPPED = {"cols", "required", "maxlength", "data-maxlength", "data-maxwords"}  # it cuts unheard
# How a label begins that takes no "the" in a sentence.
NAMED = {
    "a", "an", "how", "the", "their", "what", "when", "where", "which", "who", "whose", "why",
    "your",
}  # fmt: skip
CLASSES = {"textarea": "govuk-textarea", "select": "govuk-select", "file": "govuk-file-upload"}


@register.filter
def field_kind(field) -> str:
    """Return which template of the pack draws this bound field."""
    return next((name for widget, name in KINDS if isinstance(field.field.widget, widget)), "input")


@register.filter
def error_messages(field) -> list[str]:
    return [text for text, _ in _errors(field)]


def _errors(field):
    """Yield each message of a field with the id of the control that mends it."""
    for error in field.errors.as_data():
        text = " ".join(error.messages)
        if error.code == "required" and text == gettext("This field is required."):
            text = _missing(field)
        if error.code == "max_length" and error.params:
            what = f"Your answer to “{field.label}”" if "?" in field.label else field.label
            text = f"{what} must be {error.params['limit_value']:,} characters or fewer"
        yield text, _target(field, error)


def _missing(field) -> str:
    label = str(field.label)
    if label.endswith("?"):
        return f"Answer the question “{label}”"
    if isinstance(field.field.widget, forms.CheckboxInput):
        return f"Tick “{label}”"
    if label[:1].isupper() and label[1:2].islower():
        label = label[0].lower() + label[1:]
    if label.split()[0] not in NAMED:
        label = f"the {label}"
    if isinstance(field.field.widget, (ChoiceWidget, forms.FileInput)):
        return f"Select {label}"
    return f"Enter {label}"


def _target(field, error=None) -> str:
    """Return the id of the control to focus, or nothing if the field draws none."""
    id_ = field.field.widget.attrs.get("id") or field.auto_id
    match field_kind(field):
        case "radios" | "checkboxes":
            return next((w.id_for_label for w in field.subwidgets), "")
        case "date":
            return f"{id_}_{PARTS.index(_wrong_parts(error)[0])}"
        case "multiwidget":
            return f"{id_}_0"
    return "" if field.is_hidden else id_


def _wrong_parts(error) -> list[str]:
    return (getattr(error, "params", None) or {}).get("parts") or PARTS


@register.simple_tag
def control(field, described_by=""):
    """Draw the control of a one-control field with GOV.UK classes and no `required`.

    Browsers' own bubbles would come before our messages, hence no `required`.
    """
    widget = _plain(field.field.widget, field.field)
    attrs = field.build_widget_attrs({"id": widget.attrs.get("id") or field.auto_id}, widget)
    attrs.pop("required", None)
    if described_by:
        attrs["aria-describedby"] = " ".join(filter(None, [field.aria_describedby, described_by]))
    base = CLASSES.get(field_kind(field), "govuk-input")
    attrs["class"] = _classes(base, widget.attrs.get("class"), bool(field.errors))
    if field_kind(field) == "textarea" and is_counted(field):
        attrs["class"] += " govuk-js-character-count"
    if field_kind(field) == "password":
        attrs["class"] += " govuk-password-input__input govuk-js-password-input-input"
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    return widget.render(field.html_name, field.value(), attrs, field.form.renderer)


def _classes(base: str, own: str | None, wrong: bool) -> str:
    return " ".join(filter(None, [base, own, f"{base}--error" if wrong else ""]))


def _plain(widget, field):
    """Return the widget as GOV.UK draws it: numbers as text, files without extras."""
    drawn = copy(widget)
    drawn.attrs = {k: v for k, v in widget.attrs.items() if k not in DROPPED}
    if isinstance(widget, forms.NumberInput):
        drawn.input_type = "text"
        drawn.attrs = {k: v for k, v in drawn.attrs.items() if k not in {"min", "max", "step"}}
        whole = isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField)
        number = {"inputmode": "numeric" if whole else "decimal", "class": "govuk-input--width-5"}
        drawn.attrs = number | drawn.attrs
    if isinstance(widget, forms.ClearableFileInput):
        drawn.template_name = forms.FileInput.template_name
    return drawn


@register.filter
def is_counted(field) -> bool:
    return bool({"data-maxlength", "data-maxwords"} & field.field.widget.attrs.keys())


@register.filter
def widget_attr(field, name: str):
    return field.field.widget.attrs.get(name, "")


@register.filter
def date_parts(field) -> list[dict]:
    """Return the three inputs of a date: part, id, name, value, class."""
    widget = field.field.widget
    value = field.value()
    values = value if isinstance(value, list) else widget.decompress(value)
    wrong = {part for error in field.errors.as_data() for part in _wrong_parts(error)}
    return [
        {
            "part": part,
            "id": f"{field.auto_id}_{n}",
            "name": f"{field.html_name}_{part}",
            "value": values[n] or "",
            "wrong": part in wrong,
            "autocomplete": widget.attrs.get("autocomplete") == "bday" and f"bday-{part}",
        }
        for n, part in enumerate(PARTS)
    ]


@register.inclusion_tag("govuk/error_summary.html")
def error_summary(form):
    """List what is wrong with a form or formset, once a page; each item leads to its control."""
    if getattr(form, "summary_shown", False):
        return {"items": []}
    form.summary_shown = True
    return {"items": _formset_items(form) if isinstance(form, BaseFormSet) else _form_items(form)}


def _form_items(form) -> list[tuple[str, str]]:
    if not form.is_bound:
        return []
    items = [(text, "") for text in form.non_field_errors()]
    return items + [item for field in form for item in _errors(field)]


def _formset_items(formset) -> list[tuple[str, str]]:
    if not formset.is_bound:
        return []
    items = [(text, "") for text in formset.non_form_errors()]
    return items + [item for form in formset for item in _form_items(form)]


TAG_COLOURS = {
    "not_started": "grey",
    "not_for_us": "grey",
    "archived": "grey",
    "set_aside": "grey",
    "withdrawn": "grey",
    "closed": "grey",
    "draft": "light-blue",
    "in_review": "yellow",
    "returned": "orange",
    "due_soon": "orange",
    "approved": "turquoise",
    "explained": "turquoise",
    "sent": "turquoise",
    "signed": "purple",
    "published": "green",
    "met": "green",
    "accepted": "green",
    "complete": "green",
    "done": "green",
    "overdue": "red",
    "infected": "red",
    "waiting": "yellow",
    "handed_in": "green",
    "awaiting_review": "yellow",
    "being_progressed": "light-blue",
    "late": "red",
    "failed": "orange",
    "given_up": "red",
    "bounced": "red",
    "open": "blue",
}


@register.inclusion_tag("components/tag.html")
def tag_for(state, label=""):
    """Draw a state as a GOV.UK tag; an unknown state is blue."""
    name = str(getattr(state, "value", state))
    words_for_it = label or getattr(state, "label", "") or name.replace("_", " ").capitalize()
    return {"colour": TAG_COLOURS.get(name, "blue"), "label": words_for_it}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows):
    """Draw (key, value) pairs, or (key, value, url, what) with a link that changes `what`."""
    return {"rows": [dict(zip(["key", "value", "url", "what"], row, strict=False)) for row in rows]}


@register.filter
def stands_in(milestone, update) -> str:
    """Return the state of a milestone today or, where a later update took its place, on its day."""
    is_latest = getattr(update, "latest_pk", update.pk) == update.pk
    return milestone.state(timezone.localdate() if is_latest else update.as_at)


@register.filter
def markdown(text):
    return words.to_html(text)


register.filter("marked", words.marked)
register.filter("unmarked", words.unmarked)


@register.filter
def saved_value(row, name: str) -> str:
    """Return a field of a saved row as words: its choice's label, its day, its text."""
    label = getattr(row, f"get_{name}_display", None)
    value = label() if label else getattr(row, name, "")
    return f"{value:%-d %B %Y}" if isinstance(value, date) else str(value or "")


@register.filter
def as_date(text: str) -> date:
    """Return the day that frozen data holds as "2021-05-26"."""
    return date.fromisoformat(text)


@register.filter
def days(number) -> str:
    """Say a number of days: "1 day", "2 days"."""
    return f"{number} day" if abs(int(number)) == 1 else f"{number} days"


@register.filter
def page_numbers(page) -> list:
    """Return the page numbers to offer, with "…" for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


# What an event tells that another of the same moment tells too, each as its action and object.
ECHOES = {
    ("sign", "responses.response"): ("sign", "letters.letter"),
    ("publish", "responses.response"): ("publish", "letters.publication"),
    ("meet", "recommendations.obligation"): ("publish", "letters.publication"),
    ("approve stage", "responses.response"): ("approve", "responses.response"),
    ("owe", "recommendations.report"): ("confirm recommendations", "recommendations.report"),
}


@register.filter
def told_once(events) -> list:
    """Leave out of a timeline what another line of the same moment says; a note is never lost."""
    events = list(events)
    told = {(event.action, event.object_type, event.at) for event in events}

    def echoes(event) -> bool:
        twin = ECHOES.get((event.action, event.object_type))
        return bool(twin) and not event.note and (*twin, event.at) in told

    return [event for event in events if not echoes(event)]
