"""Which column is which, and what the rows of a register say; nothing of the database."""

from datetime import date

import pytest

from recommendations.extraction import KnownBody
from recommendations.registers import Mapping, guess, plan

TODAY = date(2026, 3, 31)
BODIES = [
    KnownBody("northmoor-police", "Northmoor Police", "force"),
    KnownBody("southmoor-police", "Southmoor Police", "force"),
    KnownBody("npcc", "National Police Chiefs' Council", "national_body"),
]
HEADINGS = ["Report", "Date published", "Rec no.", "Type", "Recommendation", "Owner", "Deadline"]
ROW = ["Calls", "2 March 2026", "1", "Recommendation", "Answer every call.", "Chief constables", ""]


def planned(*rows, mapping=None):
    rows = [HEADINGS, *rows]
    return plan(rows, mapping or guess([rows]), bodies=BODIES, today=TODAY)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (HEADINGS, dict(title=0, published_on=1, number=2, kind=3, text=4, addressees=5, due_on=6)),
        (
            ["Ref", "HMICFRS Inspection", "Publication Date", "Recommendation/AFI", "Addressed to"],
            dict(number=0, title=1, published_on=2, text=3, addressees=4),
        ),
        (
            ["ID", "Report title", "Recommendation text", "By when", "RAG", "Force update"],
            dict(number=0, title=1, text=2, due_on=3),
        ),
        (
            ["Recommendation number", "Recommendation type", "Full recommendation", "Due date"],
            dict(number=0, kind=1, text=2, due_on=3),
        ),
    ],
)
def test_columns_are_guessed_from_the_headings_that_offices_use(headings, columns):
    assert guess([[headings, ["x"] * len(headings)]]).columns == columns


@pytest.mark.parametrize(
    "words",
    [
        "Rec.|Date of publication|By when|Directed to|Category of item|Title of the report|Theme"
        "|Wording of the item",
        "#|Issued on|Target date|Made to|Type|Inspection name|Subject|HMICFRS findings",
        "Item ref / no|Date of report|To be completed by|Responsible body|Kind|Source|Topic"
        "|Cause of concern text",
        "AFI id|Report date|Timescale|For whom|Rec type|Publication title|Area"
        "|Areas for improvement made",
    ],
)
def test_each_column_is_known_by_many_headings(words):
    row = words.split("|")

    found = guess([[row, ["x"] * len(row)]]).columns

    names = ["number", "published_on", "due_on", "addressees", "kind", "title", "heading", "text"]
    assert found == {name: at for at, name in enumerate(names)}


def test_headings_are_found_below_a_title_and_on_another_sheet():
    cover = [["Northmoor Police"], ["Printed 3 March 2026"]]

    found = guess([cover, [["Inspections register"], [], HEADINGS, ROW]])

    assert (found.sheet, found.header) == (1, 2)


def test_column_with_the_most_words_is_the_text_where_no_heading_says_so():
    rows = [
        ["Ref", "Colour", "What we were told"],
        ["1", "Red", "Answer every call within ten seconds."],
    ]

    assert guess([rows]).columns == {"number": 0, "text": 2}


def test_rows_are_read_report_by_report():
    made = planned(
        ROW,
        ["Calls", "2 March 2026", "2", "AFI", "The force should write guidance by 31 May 2026.",
         "Northmoor Police", ""],
        ["Custody", "2026-01-05", "1", "", "Chief constables should train staff.", "",
         "within three months"],
    )  # fmt: skip

    calls, custody = made.reports
    assert made.problems == []
    assert (calls.title, calls.published_on) == ("Calls", date(2026, 3, 2))
    assert [(i.number, i.kind, i.addressees, i.deadline) for i in calls.found] == [
        ("1", "recommendation", ("chief_constables",), None),
        ("2", "area_for_improvement", ("force:Northmoor Police",), date(2026, 5, 31)),
    ]
    assert [(i.addressees, i.deadline) for i in custody.found] == [
        (("chief_constables",), date(2026, 4, 5))
    ]


def test_title_and_day_are_those_of_the_row_above_where_cells_were_merged():
    made = planned(ROW, ["", "", "2", "", "Chief constables should train staff.", "", ""])

    assert [len(report.found) for report in made.reports] == [2]


def test_title_and_day_hold_for_all_rows_where_no_column_has_them():
    mapping = Mapping(columns={"text": 4, "number": 2}, title="Calls", published_on=TODAY)

    made = planned(ROW, mapping=mapping)

    assert [(r.title, r.published_on) for r in made.reports] == [("Calls", TODAY)]


def test_same_recommendation_to_each_force_is_kept_once_with_all_its_addressees():
    made = planned(
        [*ROW[:5], "Northmoor Police", ""],
        [*ROW[:5], "Southmoor Police", ""],
    )

    assert [i.addressees for i in made.reports[0].found] == [
        ("force:Northmoor Police", "force:Southmoor Police")
    ]
    assert made.notes == [
        "“Calls”: 1 row says what an earlier row says. It is kept once, with the addressees of all"
        " its rows."
    ]


@pytest.mark.parametrize(
    ("at", "cell", "column", "words"),
    [
        (0, "", "Title of the report", "The title of the report is missing."),
        (0, "A" * 301, "Title of the report", "The title has 301 characters; 300 is the most."),
        (1, "soon", "Publication date of the report", "“soon” is not a date."),
        (1, "1 April 2026", "Publication date of the report", "1 April 2026 is still to come."),
        (1, "1 April 1889", "Publication date of the report", "1 April 1889 is before 1990."),
        (3, "Gossip", "Kind",
         "“Gossip” is none of recommendation, area for improvement or cause of concern."),
        (4, "", "The recommendation’s words", "There is no text."),
        (2, "1" * 21, "Number", "A number has at most 20 characters."),
        (6, "1 March 2026", "Deadline", "1 March 2026 is before the report was published."),
    ],
)  # fmt: skip
def test_row_that_cannot_be_taken_says_where_and_why(at, cell, column, words):
    row = [*ROW]
    row[at] = cell

    made = planned(row)

    assert [(p.row, p.column, p.words) for p in made.problems] == [(2, column, words)]


def test_number_told_twice_in_other_words_is_refused_with_both_rows():
    made = planned(ROW, [*ROW[:4], "Answer no call.", *ROW[5:]])

    assert [(p.row, p.words) for p in made.problems] == [
        (3, "The number 1 stands in row 2 too, with other words.")
    ]


def test_register_without_rows_is_refused():
    assert [p.words for p in planned().problems] == ["There is no row below the headings."]


def test_problems_beyond_what_a_page_holds_are_counted():
    made = planned(*[[*ROW[:4], "", *ROW[5:]]] * 250)

    assert len(made.problems) == 201
    assert made.problems[-1].words == "And 50 more from here on."


def test_guard_of_a_formula_is_taken_off_and_the_formula_stays_words():
    made = planned([*ROW[:4], "'=HYPERLINK(1)", *ROW[5:]])

    assert made.reports[0].found[0].text == "=HYPERLINK(1)"
