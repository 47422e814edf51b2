"""Giving a register, and saying which of its columns holds what."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import Truncator

from pcc_tracker.govuk import DateField
from recommendations.files import LARGEST_FILE, REGISTERS
from recommendations.forms.reports import MEGABYTES, UploadMixin
from recommendations.models import Register, Report
from recommendations.registers import FIELDS, Mapping
from recommendations.registers.planning import FIRST_YEAR, LONGEST_TITLE


class RegisterForm(UploadMixin, forms.Form):
    """A spreadsheet of recommendations."""

    allowed = REGISTERS
    largest = LARGEST_FILE
    upload = forms.FileField(
        label="The register",
        error_messages={"required": "Choose the file"},
        help_text=f"CSV or Excel (.xlsx), up to {MEGABYTES} MB and 5,000 rows. Formulas are not"
        " run: the values last saved are read. It is checked for its type, but not scanned for"
        " viruses.",
    )


class MappingForm(forms.Form):
    """Which column holds what, and what holds for every row."""

    kind = forms.ChoiceField(
        label="Kind of report", choices=Report.Kind.choices, initial=Report.Kind.OTHER
    )
    basis = forms.ChoiceField(
        label="Statutory basis", choices=Report.Basis.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label="Title, if all rows are of one report", required=False, max_length=LONGEST_TITLE
    )
    published_on = DateField(label="Publication date, if all rows are of one", required=False)

    def __init__(self, *args, register: Register, mapping: Mapping, **kwargs):
        super().__init__(*args, **kwargs)
        self.register, self.mapping = register, mapping
        rows = register.sheets[mapping.sheet]["rows"]
        choices = [("", "Not in this register"), *_columns(rows, mapping.header)]
        names = []
        for each in FIELDS:
            if register.report and each.name in ("title", "published_on"):
                continue
            self.fields[each.name_of_column] = forms.TypedChoiceField(
                label=each.label,
                choices=choices,
                coerce=int,
                required=each.name == "text",
                empty_value=None,
                initial=mapping.columns.get(each.name),
                error_messages={"required": "Say which column holds the recommendation’s words"},
            )
            names.append(each.name_of_column)
        if register.report:
            for name in ["title", "published_on", "kind", "basis"]:
                del self.fields[name]
        self.order_fields(["column_text", *names, "title", "published_on", "kind", "basis"])
        self.initial.setdefault("basis", Report.Basis.SECTION_55)

    def clean_published_on(self):
        day = self.cleaned_data["published_on"]
        if day and (day.year < FIRST_YEAR or day > timezone.localdate()):
            raise ValidationError(
                f"Publication date must be from {FIRST_YEAR} on, and today or in the past"
            )
        return day

    def clean(self):
        data = super().clean()
        if self.register.report:
            return data
        for name, what in [("title", "title"), ("published_on", "publication date")]:
            if name in self.errors or data.get(name):
                continue
            if data.get(f"column_{name}") is None:
                message = f"Say which column holds the report’s {what}, or enter one for all rows"
                self.add_error(f"column_{name}", message)
        return data

    def said(self) -> dict:
        """Return what `map_register` needs."""
        data, report = self.cleaned_data, self.register.report
        columns = {
            each.name: data[each.name_of_column]
            for each in FIELDS
            if data.get(each.name_of_column) is not None
        }
        mapping = Mapping(
            self.mapping.sheet,
            self.mapping.header,
            columns,
            " ".join(report.title.split()) if report else " ".join(data["title"].split()),
            report.published_on if report else data["published_on"],
        )
        kind, basis = (report.kind, report.basis) if report else (data["kind"], data["basis"])
        return {"mapping": mapping, "kind": kind, "basis": basis}


def _columns(rows, header: int) -> list[tuple[str, str]]:
    """Return each column with its letter, heading and first words."""
    headings = rows[header] if header < len(rows) else []
    below = rows[header + 1 : header + 51]
    width = max((len(row) for row in [headings, *below]), default=0)
    found = []
    for at in range(width):
        heading = headings[at] if at < len(headings) else ""
        words = next((row[at] for row in below if at < len(row) and row[at]), "")
        if heading or words:
            shown = Truncator(" ".join(words.split())).chars(40)
            name = Truncator(" ".join(heading.split())).chars(60) or "no heading"
            found.append((str(at), f"{letters(at)}: {name}" + (f" – “{shown}”" if shown else "")))
    return found


def letters(column: int) -> str:
    """Return the letters of a column as spreadsheets have them: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
