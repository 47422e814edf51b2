"""Time limits: the words, the day, the rule, and what is doubted."""

from datetime import date

import pytest

from recommendations.extraction.deadlines_text import add_months, inherit, read_deadline

PUBLISHED = date(2023, 8, 31)
CASES = [
    ("By 31 August 2025, forces should plan.", "By 31 August 2025", "2025-08-31", "explicit"),
    ("By 1st of May 2024 forces should.", "By 1st of May 2024", "2024-05-01", "explicit"),
    ("Not later than 31 March 2024 forces should.", None, "2024-03-31", "explicit"),
    ("No later than March 5, 2024, forces should.", None, "2024-03-05", "explicit"),
    ("By 27/03/25, plan.", "By 27/03/25", "2025-03-27", "explicit"),
    ("By 27.03.2025, plan.", "By 27.03.2025", "2025-03-27", "explicit"),
    ("By 2025-03-27, plan.", "By 2025-03-27", "2025-03-27", "explicit"),
    ("By February 2024, forces should plan.", "By February 2024", "2024-02-29", "month_end"),
    ("By the end of Sept 2024, plan.", "By the end of Sept 2024", "2024-09-30", "month_end"),
    ("Forces should plan by the end of 2025.", "by the end of 2025", "2025-12-31", "month_end"),
    ("Within six months, forces should.", "Within six months", "2024-02-29", None),
    ("Forces should, within 28 days, plan.", "within 28 days", "2023-09-28", None),
    ("Forces should plan within a year.", "within a year", "2024-08-31", None),
    (
        "NPCC to report within 12 weeks of the date of publication of this report.",
        "within 12 weeks of the date of publication of this report",
        "2023-11-23",
        None,
    ),
    ("Forces should immediately plan.", "immediately", "2023-08-31", "immediate"),
    ("With immediate effect, forces should.", "With immediate effect", "2023-08-31", "immediate"),
    ("If in doubt, they immediately stop.", "immediately", "2023-08-31", "immediate"),
    (
        "Forces should take immediate action to plan.",
        "take immediate action",
        "2023-08-31",
        "immediate",
    ),
    ("Forces should know how to take immediate steps.", None, None, "none"),
    ("Forces should make sure that officers immediately help victims.", None, None, "none"),
    ("Forces should match what was written on 29 January 2019.", None, None, "none"),
    ("Forces should answer within ten seconds.", None, None, "none"),
    (
        "Within three months of the Home Office's guidance, forces should plan.",
        "Within three months of the Home Office's guidance",
        None,
        "relative_to_document",
    ),
]


@pytest.mark.parametrize(("text", "words", "day", "rule"), CASES)
def test_time_limit_is_read(text, words, day, rule):
    found = read_deadline(text, PUBLISHED)

    assert (found.on.isoformat() if found.on else None) == day
    assert found.rule == (rule or "relative_to_publication")
    assert words is None or found.text == words
    assert (found.text is None) == (found.rule == "none")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("By 1 May 2023, forces should plan.", "before the day of publication"),
        ("By 31 June 2024, forces should plan.", "not a date in the calendar"),
        ("By 1 May 2024, plan. It should end by 1 June 2024.", "More than one time limit"),
        ("Within three months of the new code, forces should plan.", "another document"),
        ("Forces should plan as soon as possible.", "as soon as possible"),
        ("Within ten working days, forces should plan.", "Working days"),
        ("Before 1 May 2024, forces should plan.", "the day before"),
        ("Within 999 years forces should plan.", ""),
    ],
)
def test_uncertain_time_limit_is_doubted(text, doubt):
    assert doubt in " ".join(read_deadline(text, PUBLISHED).doubts)


@pytest.mark.parametrize(
    "text", ["Within six months forces should.", "Immediately, forces should."]
)
def test_unknown_publication_keeps_the_rule_without_a_day(text):
    found = read_deadline(text, None)

    assert found.on is None
    assert found.rule in ("relative_to_publication", "immediate")
    assert found.doubts == ("The day of publication is not known.",)


def test_limit_beyond_the_calendar_has_no_day():
    found = read_deadline("Within 999 years, forces should plan.", date(9500, 1, 1))

    assert found.on is None
    assert "beyond the calendar" in found.doubts[0]


def test_inherited_limit_names_its_source():
    parent = read_deadline("By 27/03/25, plan.", PUBLISHED)

    found = inherit(parent, "7")

    assert (found.on, found.text, found.rule) == (
        date(2025, 3, 27),
        "By 27/03/25 (from 7)",
        "inherited",
    )


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2021, 5, 26), 6, date(2021, 11, 26)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
    ],
)
def test_months_are_calendar_months(day, months, result):
    assert add_months(day, months) == result
