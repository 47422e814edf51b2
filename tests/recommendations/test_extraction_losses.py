"""Nothing is lost unseen: open endings, numbers told twice, and lines that no item has."""

from datetime import date

import pytest

from tests.recommendations.reading_texts import read

CUT = "The text seems to end in the middle."
TWICE = "Another item here has the same number."
UNMARKED = "No number or heading marks it"
AREA = "Area for improvement\n\nThe force should improve how it records crime.\n"


@pytest.mark.parametrize("lead", ["has access to", "has", "gets the following", "can use, such as"])
@pytest.mark.parametrize("opening", ["1. ", "", "Recommendation 1: ", "Recommendation 1\n\n"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_bullets_after_an_open_text_belong_to_it(lead, opening, gap):
    duty = f"The Chief Constable of Wessmere Police should make sure that every officer {lead}"
    bullets = ["• training;", "• supervision; and", "• support"]

    [item] = read(gap.join([f"{opening}{duty}", *bullets])).recommendations

    assert item.text == f"{duty}\n\n- training;\n- supervision; and\n- support"
    assert CUT not in item.doubts
    assert any(UNMARKED in doubt for doubt in item.doubts) == (opening == "")


@pytest.mark.parametrize("ending", ["to", "including:", "and the", "plans,", "such as", "TO"])
def test_text_that_leads_on_to_nothing_is_doubted(ending):
    [item] = read(f"Recommendation 1\n\nForces should make {ending}\n").recommendations

    assert CUT in item.doubts


@pytest.mark.parametrize(
    "text",
    [
        "Recommendation 1\n\nForces should plan\n",
        "Recommendation 1\n\nForces should plan.\n",
        "Recommendation 1\n\nForces should:\n- plan, and\n- act in\n",
        "| No | Recommendation |\n|--|--|\n| 1 | Forces should plan to |\n",
        "Recommendation 1\n\nForces should:\n\n1.1 Plan, and\n\n1.2 Act.\n",
    ],
)
def test_text_that_ends_is_not_doubted(text):
    items = read(text).recommendations

    assert items
    assert not any(CUT in item.doubts for item in items)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Forces should plan.", "Forces should act with care."),
        ("Forces should train officers.", "Chief constables should publish an account."),
        (
            "By May 2024, forces should review how they record crime.",
            "By May 2024, forces should not review how they record crime.",
        ),
        ("By May 2024, forces should plan.", "By June 2024, forces should plan."),
        ("Publish the figures.", "Review the estate."),
    ],
)
def test_different_texts_with_one_number_are_both_kept(one, other):
    found = read(f"Recommendation 1\n\n{one}\n\nRecommendation 1\n\n{other}\n")

    assert [item.text for item in found.recommendations] == [one, other]
    assert all(TWICE in item.doubts for item in found.recommendations)


@pytest.mark.parametrize(
    "other",
    [
        "Forces should train custody sergeants.",
        "forces should train custody sergeants",
        "Forces should train custody ser-\ngeants.",
        "Forces should train custody sergeants, and say how.",
    ],
)
def test_text_told_twice_is_kept_once(other):
    text = "Forces should train custody sergeants."

    found = read(f"Recommendation 1: {text}\n\nChapter 1\n\nRecommendation 1: {other}\n")

    [item] = found.recommendations
    assert TWICE not in item.doubts
    assert "1 is on lines 1 and 5; it was kept once." in found.notes


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_numbered_items_without_a_heading_stay_apart(gap):
    first = gap.join(["1. Forces should have access to", "• training;", "• support"])

    items = read(
        gap.join([first, "2. Mayors should fund it.", "3. PCCs should act."])
    ).recommendations

    assert [item.number for item in items] == ["1", "2", "3"]
    assert items[1].text == "Mayors should fund it."


def test_bullets_that_each_name_a_body_stay_apart():
    items = read("- Forces should plan; and\n- PCCs should act.\n").recommendations

    assert [item.text for item in items] == ["Forces should plan;", "PCCs should act."]
    assert not any(CUT in item.doubts for item in items)


def test_title_in_a_summary_is_kept_once():
    text = (
        "Recommendation 1: Training of custody sergeants\n\nChapter 1\n\n"
        "Recommendation 1\n\nForces should improve the training that sergeants in custody get.\n"
    )

    [item] = read(text).recommendations

    assert item.text.startswith("Forces should improve")


@pytest.mark.parametrize(
    "line",
    [
        "2. Mayors and the Home Office should fund it.",
        "2. Mayors should fund it.",
        "Mayors and the Home Office must fund it.",
        "Home Office to fund it.",
    ],
)
@pytest.mark.parametrize("gap", ["", "\n"])
def test_line_after_an_area_for_improvement_is_an_item_or_noted(line, gap):
    found = read(f"{AREA}{gap}{line}\n")

    if any(line in item.text for item in found.recommendations):
        return
    number = 5 if gap else 4
    counted = f"1 line looks like a recommendation and belongs to no item: line {number}."
    assert len(found.recommendations) == 1
    assert counted in found.notes
    assert any(
        note.startswith(f"Line {number} reads like") and line in note for note in found.notes
    )


def test_lines_that_no_item_has_are_counted():
    text = (
        "Recommendation 1: Forces should plan.\n\n# Findings\n\nMuch is good.\n\n"
        "We heard that custody is a place where the Home Office should do much more\n"
        "than it has done.\n\nStaff should be kind.\n\nWe saw few. The College must act.\n"
    )

    notes = read(text).notes

    assert "3 lines look like a recommendation and belong to no item: lines 7–8, 12." in notes


def test_lines_of_items_and_replies_are_not_counted():
    text = (
        "Recommendation 1\n\nForces should plan.\n\nForce response: The force should do so.\n\n"
        "Recommendation 2: The Home Office should:\n- act; and\n- report.\n"
    )

    assert not any("belong" in note for note in read(text).notes)


def test_due_day_of_a_table_that_is_no_date_is_doubted():
    table = "| No | Recommendation | Deadline |\n|--|--|--|\n| 1 | Forces should plan. | {} |\n"

    [unread] = read(table.format("when funds allow")).recommendations
    [plain] = read(table.format("31 March 2024")).recommendations

    assert "“when funds allow” was not read as a date." in unread.doubts
    assert (unread.deadline, plain.deadline) == (None, date(2024, 3, 31))


@pytest.mark.parametrize("rest", ["- each year; and\n- by type.", "and what became of each case."])
def test_words_under_an_item_that_were_not_taken_make_it_doubtful(rest):
    text = f"Recommendation 1\n\nChief constables should publish the cost.\n\n{rest}\n"

    (item,) = read(text).recommendations

    first = rest.partition("\n")[0].removeprefix("- ")
    assert f"Words follow that were not taken: “{first}”." in item.doubts
