from html.parser import HTMLParser
from pathlib import Path

import pytest
from crispy_forms.layout import HTML, ButtonHolder, Div, Field, Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.management import call_command
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from pcc_tracker.govuk import helper
from tests.govuk.forms import EveryFieldForm, HostileForm, Rows

TEMPLATES = Path(__file__).parents[2] / "templates"
CONTROLS = {"input", "select", "textarea", "button"}


class Elements(HTMLParser):
    """Every element of a page as (tag, attributes)."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def by_id(self, id_):
        return [(tag, attrs) for tag, attrs in self.found if attrs.get("id") == id_]

    def by_name(self, name):
        return [(tag, attrs) for tag, attrs in self.found if attrs.get("name") == name]


def rendered(form, used=None):
    return Elements(render_crispy_form(form, used))


@pytest.mark.parametrize(
    "name, tag, css_class",
    [
        ("title", "input", "govuk-input govuk-input--error"),
        ("kind", "select", "govuk-select govuk-select--error"),
        ("text", "textarea", "govuk-textarea govuk-textarea--error"),
        ("document", "input", "govuk-file-upload govuk-file-upload--error"),
        ("days", "input", "govuk-input govuk-input--width-5 govuk-input--error"),
        ("email", "input", "govuk-input govuk-input--error"),
        ("link", "input", "govuk-input govuk-input--error"),
    ],
)
def test_control_in_error_has_its_own_class_and_its_message(name, tag, css_class):
    form = EveryFieldForm({})

    ((found, attrs),) = rendered(form).by_name(name)

    assert (found, attrs["class"]) == (tag, css_class)
    assert attrs["aria-invalid"] == "true"
    assert attrs["aria-describedby"].endswith(f"id_{name}_error")
    assert "required" not in attrs


def test_every_description_exists():
    form = EveryFieldForm({})

    page = rendered(form)

    described = {i for _, a in page.found for i in (a.get("aria-describedby") or "").split()}
    assert len(described) > 12
    assert [id_ for id_ in described if len(page.by_id(id_)) != 1] == []


def test_ids_are_unique():
    form = EveryFieldForm({})

    ids = [attrs["id"] for _, attrs in rendered(form).found if "id" in attrs]

    assert len(ids) == len(set(ids))


def test_checkboxes_are_not_drawn_as_radios():
    form = EveryFieldForm({"themes": ["partly"]})

    boxes = rendered(form).by_name("themes")

    assert [attrs["type"] for _, attrs in boxes] == ["checkbox"] * 3
    assert [("checked" in attrs) for _, attrs in boxes] == [False, True, False]


def test_radios_keep_the_choice():
    form = EveryFieldForm({"position": "refused"})

    radios = rendered(form).by_name("position")

    assert [attrs["class"] for _, attrs in radios] == ["govuk-radios__input"] * 3
    assert [("checked" in attrs) for _, attrs in radios] == [False, False, True]


def test_number_is_text_with_a_numeric_keypad():
    form = EveryFieldForm({"days": "many"})

    ((_, attrs),) = rendered(form).by_name("days")

    assert (attrs["type"], attrs["inputmode"], attrs["value"]) == ("text", "numeric", "many")
    assert "min" not in attrs


def test_types_and_autocomplete_are_the_widgets_own():
    form = EveryFieldForm()

    page = rendered(form)

    assert page.by_name("email")[0][1]["type"] == "email"
    assert page.by_name("email")[0][1]["autocomplete"] == "email"
    assert page.by_name("link")[0][1]["type"] == "url"


def test_character_count_has_its_message():
    form = EveryFieldForm()

    page = rendered(form)

    ((_, attrs),) = page.by_name("summary")
    assert "govuk-js-character-count" in attrs["class"]
    assert attrs["aria-describedby"] == "id_summary-info"
    assert page.by_id("id_summary-info")
    assert [a["data-maxwords"] for _, a in page.found if "data-maxwords" in a] == ["100"]


def test_submit_is_a_button_that_guards_against_a_second_click():
    form = EveryFieldForm()

    ((tag, attrs),) = rendered(form).by_name("save")

    assert (tag, attrs["data-prevent-double-click"]) == ("button", "true")


@pytest.mark.parametrize(
    "data",
    [{}, {"published_on_day": "1", "published_on_month": "2"}, {"published_on_day": "99"}],
)
def test_summary_links_lead_to_controls(data):
    form = EveryFieldForm(data)

    page = rendered(form)

    targets = [a["href"][1:] for _, a in page.found if a.get("href", "").startswith("#")]
    assert len(targets) == len(form.errors) == 13
    assert [t for t in targets if [tag in CONTROLS for tag, _ in page.by_id(t)] != [True]] == []


def test_summary_leads_to_the_first_wrong_part_of_a_date():
    form = EveryFieldForm({"published_on_day": "1", "published_on_month": "2"})

    page = rendered(form)

    assert [a for _, a in page.found if a.get("href") == "#id_published_on_2"]
    wrong = [a["name"] for _, a in page.found if "published_on_" in a.get("name", "")
             and "govuk-input--error" in a["class"]]  # fmt: skip
    assert wrong == ["published_on_year"]


@pytest.mark.django_db
def test_summary_stands_once_on_a_page():
    form = EveryFieldForm({})
    request = RequestFactory().get("/")
    request.user = None

    html = render_to_string("pack_test/form.html", {"form": form}, request)

    assert html.count("There is a problem") == 1
    assert "<title>Error: Add a report" in html


def test_empty_field_is_named_in_its_message():
    form = EveryFieldForm({})

    html = render_crispy_form(form)

    assert '<a href="#id_title">Enter the title</a>' in html
    assert '<a href="#id_position_0">Select the position</a>' in html


def test_words_from_the_database_are_escaped():
    form = HostileForm({})

    html = render_crispy_form(form)

    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 18


def test_non_field_error_stands_in_the_summary():
    form = EveryFieldForm({})
    form.add_error(None, "Somebody else saved this first.")

    html = render_crispy_form(form)

    assert "<li>Somebody else saved this first.</li>" in html


def test_formset_links_lead_to_controls():
    formset = Rows({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-name": "B"})
    formset.forms[0].empty_permitted = False
    formset.is_valid()

    page = rendered(formset, helper("Save"))

    targets = [a["href"][1:] for _, a in page.found if a.get("href", "").startswith("#")]
    assert targets == ["id_form-0-name"]
    assert page.by_id("id_form-TOTAL_FORMS")
    assert page.by_name("form-0-name") and page.by_name("form-1-name")


def test_layout_objects_draw():
    form = EveryFieldForm()
    layout = Layout(
        Fieldset("About", Row(Div("title", css_class="half"), "kind")),
        Field("text", rows=9),
        HTML("<p>Between</p>"),
        ButtonHolder(Submit("go", "Go on", css_class="govuk-button--secondary")),
    )

    page = rendered(form, helper(layout=layout, form_tag=True))

    assert page.by_name("text")[0][1]["rows"] == "9"
    assert page.by_name("go")[0][1]["class"].split() == ["govuk-button", "govuk-button--secondary"]
    assert ["novalidate" in a for tag, a in page.found if tag == "form"] == [True]


def test_current_file_is_named_without_a_link():
    form = EveryFieldForm(initial={"document": "report.pdf"})

    html = render_crispy_form(form)

    assert "Current file: report.pdf" in html


def test_templates_have_no_inline_script_or_style():
    pages = {path: Elements(path.read_text()).found for path in TEMPLATES.rglob("*.html")
             if "letters" not in path.parts}  # fmt: skip

    broken = [
        (path.name, tag, attrs)
        for path, found in pages.items()
        for tag, attrs in found
        if tag == "style"
        or (tag == "script" and "src" not in attrs)
        or any(name == "style" or name.startswith("on") for name in attrs)
    ]
    assert len(pages) > 30
    assert broken == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")) + [
    *sorted((TEMPLATES / "govuk").rglob("*.html")), *sorted((TEMPLATES / "components").glob("*"))
])  # fmt: skip
def test_template_compiles(path):
    source = path.read_text()

    assert engines["django"].from_string(source)


def test_error_page_stands_without_a_request():
    html = render_to_string("400.html")

    assert "<title>Bad request - Section 55 Tracker</title>" in html


def test_collectstatic_with_hashed_names_passes(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()
    css = next((tmp_path / "vendor").glob("govuk-frontend.min.*.css")).read_text()
    assert "GDS Transport" not in css
    assert "@font-face" not in css


def test_the_browser_cuts_nothing_off_and_the_form_says_what_is_too_long():
    class Short(forms.Form):
        title = forms.CharField(label="Title", max_length=5)
        text = forms.CharField(label="Text", max_length=5, widget=forms.Textarea)

    form = Short({"title": "123456", "text": "123456"})
    page = rendered(form)

    for name in ("title", "text"):
        ((_, attrs),) = page.by_name(name)
        assert "maxlength" not in attrs
        assert "5 characters" in form.errors[name][0]
