"""What is not part of an item: replies, contents, repeats; and the notes about them."""

import pytest

from tests.recommendations.reading_texts import read

ASKED = "Recommendation 2\n\nForces should check the register.\n\n"
REPLIES = [
    "Response\n\nSurrey Police checks it every month and officers must declare interests.",
    "Force response:\nIt should be complete by May.",
    "PCC comment: I already ask for one.",
    "The force has checked it.",
    "Surrey Police is compliant. Officers should declare interests.",
    "My office will check that this should work.",
    "We have checked it, and it should last.",
    "This recommendation is complete.",
    "Accepted.",
    "[on]8th March 2018 [status]awaiting-review[/status][/on]",
    "Action taken\n\nA register must be kept.",
    "Not applicable to this force.",
    "In response to this recommendation, a check should follow.",
    "Officer numbers have grown.",
]


@pytest.mark.parametrize("reply", REPLIES)
def test_reply_is_left_out(reply):
    items = read(f"{ASKED}{reply}\n").recommendations

    assert [(item.number, item.text) for item in items] == [
        ("2", "Forces should check the register.")
    ]


def test_reply_after_a_label_in_the_same_paragraph_is_left_out():
    text = "**Recommendation 21** Forces should plan. **Force response:** Done, and it should last."

    assert read(text).recommendations[0].text == "Forces should plan."


def test_office_page_ends_an_item_where_its_own_words_begin():
    office = (
        "Title: Response to the report on vetting\n\nRecommendation 1\n\nForces should plan.\n\n"
    )
    own = "All units must follow the plan.\n"

    assert read(office + own).recommendations[0].text == "Forces should plan."
    assert (
        "must follow"
        in read(office.replace("Response to the", "The") + own).recommendations[0].text
    )


def test_mention_in_prose_is_no_item():
    text = (
        "Recommendations 2, 3 and 4 are applicable to all forces.\n\n"
        "Recommendation 2 has been accepted in full.\n\nRecommendation 5 is for the Home Office.\n"
    )

    assert read(text).recommendations == ()


def test_contents_and_summary_are_read_once():
    text = (
        "Contents\n\nRecommendation 1 .......... 4\nRecommendation 2 .......... 9\n\n"
        "Summary of recommendations\n\nRecommendation 1\nForces should keep a register.\n\n"
        "Recommendation 2\nForces should check it each year.\n\nChapter 1\n\nWe found few.\n\n"
        "Recommendation 2\n\nForces should check it each year, and publish what they find.\n"
    )

    read_text = read(text)

    assert [item.number for item in read_text.recommendations] == ["1", "2"]
    assert read_text.recommendations[1].text.endswith("what they find.")
    assert "2 is on lines 11 and 18; it was kept once." in read_text.notes


def test_missing_numbers_are_noted():
    text = "Rec 2: Forces should plan.\nRec 4: Forces should act.\n"

    assert "1 and 3 do not appear in this text." in read(text).notes


def test_unnumbered_text_that_was_not_taken_is_noted():
    text = (
        "Recommendation 1: Forces should plan.\n\n# Findings\n\nMuch is good.\n\n"
        "Chief constables should also think about it.\n"
    )

    notes = read(text).notes

    assert any("Line 7" in note and "think about it" in note for note in notes)


def test_replies_are_counted():
    text = (
        "Rec 1: Forces should plan.\nForce response: Done.\nRec 2: Forces should act.\nAccepted.\n"
    )

    assert "Replies were skipped in 2 places." in read(text).notes


def test_no_addressee_is_doubted():
    item = read("Recommendation 1\n\nThe law should change.\n").recommendations[0]

    assert item.addressees == ()
    assert "No addressee was found." in item.doubts
