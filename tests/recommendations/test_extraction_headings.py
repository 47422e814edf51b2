"""Items under headings of their own: numbers, addressees, parts, several to a heading."""

import pytest

from tests.recommendations.reading_texts import Brief, briefs, read

CHIEFS, COMMISSIONERS = "chief_constables", "police_and_crime_commissioners"

EXAMPLES = {
    "words for numbers": (
        "Recommendation One\n\nBy September 2023, forces should name a lead for fraud.\n\n"
        "Recommendation Two\n\nPolice and crime commissioners should ask for a report.\n",
        [
            Brief("1", "By September", "for fraud.", CHIEFS, "2023-09-30", "month_end"),
            Brief("2", "Police and", "a report.", COMMISSIONERS),
        ],
    ),
    "on one line, shortened": (
        "Rec 3 - Chief officers must appoint a lead by 30 June 2023.\nAccepted\n"
        "The force has one.\nRec 4 - Chief officers must publish their data.\n",
        [
            Brief("3", "Chief officers", "June 2023.", CHIEFS, "2023-06-30", "explicit"),
            Brief("4", "Chief officers", "their data.", CHIEFS),
        ],
    ),
    "capitals": (
        "RECOMMENDATION 1\n\nCHIEF CONSTABLES SHOULD REVIEW PURSUITS.\n\n"
        "RECOMMENDATION 2\n\nTHE COLLEGE OF POLICING SHOULD WRITE IT BY APRIL 2024.\n",
        [
            Brief("1", "CHIEF CONSTABLES", "REVIEW PURSUITS.", CHIEFS),
            Brief("2", "THE COLLEGE", "2024.", "college_of_policing", "2024-04-30", "month_end"),
        ],
    ),
    "markdown heading and block quote": (
        "### Recommendation 5\n\n> By March 2024, each force should check\n> applicants."
        "\n> This should include old accounts.\n\nThe chief constable has told me so.\n",
        [Brief("5", "By March", "include old accounts.", CHIEFS, "2024-03-31", "month_end")],
    ),
    "addressees in brackets, after a dash, after to": (
        "Recommendation 1 (chief constables): Train custody sergeants.\n"
        "Recommendation 2 (for the Home Office and the College of Policing)\nReview the code.\n"
        "Recommendation 3 – Chief constables\nPublish figures.\n"
        "Recommendation 4: To the College of Policing, in consultation with the NPCC\nWrite it.\n",
        [
            Brief("1", "Train", "sergeants.", CHIEFS),
            Brief("2", "Review", "code.", "home_office, college_of_policing"),
            Brief("3", "Publish", "figures.", CHIEFS),
            Brief("4", "Write", "it.", "college_of_policing"),
        ],
    ),
    "addressees over a run of headings": (
        "Recommendations for chief constables\n\nRecommendation 1\nPublish a policy.\n\n"
        "Recommendation 2\nName a lead.\n\nRecommendations for the Home Office\n\n"
        "Recommendation 3\nReview the law.\n",
        [
            Brief("1", "Publish", "policy.", CHIEFS),
            Brief("2", "Name", "lead.", CHIEFS),
            Brief("3", "Review", "law.", "home_office"),
        ],
    ),
    "owner and deadline on lines of their own": (
        "Recommendation 12\nTo: Chief constables\nDeadline: 31 March 2024\nTrain every officer.\n"
        "Response: It has been done.\n",
        [Brief("12", "Train", "officer.", CHIEFS, "2024-03-31", "explicit")],
    ),
    "time limit in the heading": (
        "Recommendation 10 (by 31 October 2023)\n\nChief constables should sign up.\n",
        [Brief("10", "Chief", "sign up.", CHIEFS, "2023-10-31", "explicit")],
    ),
    "lettered parts owed by different bodies": (
        "Recommendation 9: Follow up\n(a) The Home Office should publish figures.\n"
        "(b) Chief constables should send figures by 1 May 2024.\n"
        "(c) PCCs should use the figures.\n",
        [
            Brief("9a", "The Home", "figures.", "home_office"),
            Brief("9b", "Chief", "May 2024.", CHIEFS, "2024-05-01", "explicit"),
            Brief("9c", "PCCs", "figures.", COMMISSIONERS),
        ],
    ),
    "lettered parts of one duty stay together": (
        "Recommendation 5: Chief constables\n\nChief constables should make sure that:\n\n"
        "a) suspects are told;\nb) victims are told; and\nc) records are kept.\n",
        [Brief("5", "Chief", "records are kept.", CHIEFS)],
    ),
    "letters inside a sentence": (
        "Recommendation 6: (a) The Home Office should write a code; (b) PCCs should use it.\n",
        [
            Brief("6a", "The Home", "a code;", "home_office"),
            Brief("6b", "PCCs should", "use it.", COMMISSIONERS),
        ],
    ),
    "dotted parts": (
        "Recommendation 7\nBy 1 July 2024, chief constables should improve training.\n"
        "7.1 The training should cover new law.\n7.2 The College of Policing should review it.\n",
        [
            Brief("7", "By 1", "training.", CHIEFS, "2024-07-01", "explicit"),
            Brief("7.1", "The training", "new law.", CHIEFS, "2024-07-01", "inherited"),
            Brief("7.2", "The College", "it.", "college_of_policing", "2024-07-01", "inherited"),
        ],
    ),
    "two numbers, two texts": (
        "Recommendations 10 and 22\n\nChief constables should review intelligence.\n\n"
        "Chief constables should staff their units.\n\nThe force has done both.\n",
        [
            Brief("10", "Chief", "intelligence.", CHIEFS),
            Brief("22", "Chief", "units.", CHIEFS),
        ],
    ),
    "section numbers before the word": (
        "2.1 Recommendation 3:\n\nChief constables should note:\n• risk;\n• doubt; and\n• harm.\n\n"
        "Response: There is a policy.\n",
        [Brief("3", "Chief", "harm.", CHIEFS)],
    ),
    "joint with prosecutors": (
        "Recommendation 2\nPolice forces and the Crown Prosecution Service should agree plans.\n",
        [Brief("2", "Police", "plans.", "chief_constables, cps")],
    ),
    "numbered areas for improvement": (
        "PEEL: Dorset Police\n\nArea for improvement 1\nThe constabulary should use its data.\n\n"
        "AFI 2: The force should plan.\nUpdate: None yet.\n",
        [
            Brief("1", "The", "data.", "force:Dorset Police", kind="area_for_improvement"),
            Brief("2", "The", "plan.", "force:Dorset Police", kind="area_for_improvement"),
        ],
    ),
    "wrapped, with page numbers and a running head": (
        "Recommendation 7\n\nBy 31 December 2023, chief constables should make sure that investi-\n"
        "gators finish their self-\nassessment, and that supervisors review\n\n14\n\n"
        "Custody and care\n\neach case once a month.\n\n15\n\nCustody and care\n\n"
        "Recommendation 8\n\nThe Home Office should review the law.\n",
        [
            Brief(
                "7",
                "By 31 December 2023, chief constables should make sure that investigators finish",
                "self-assessment, and that supervisors review each case once a month.",
                CHIEFS,
                "2023-12-31",
                "explicit",
            ),
            Brief("8", "The", "law.", "home_office"),
        ],
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_headed_items_are_read(name):
    text, expected = EXAMPLES[name]

    assert briefs(text, expected) == expected


def test_one_text_under_two_numbers_is_doubted():
    items = read("Recommendations 4 and 5\nForces should plan.\n").recommendations

    assert [(item.number, item.text) for item in items] == [
        ("4", "Forces should plan."),
        ("5", "Forces should plan."),
    ]
    assert all("4, 5" in " ".join(item.doubts) for item in items)


def test_parts_know_their_parent_and_lines():
    text = (
        "Recommendation 9: Follow up\n\n- a. NPCC to plan.\n- b. APCC to collate PCCs' progress.\n"
    )

    items = read(text).recommendations

    assert [(i.number, i.parent_number, i.first_line, i.last_line) for i in items] == [
        ("9a", "9", 2, 2),
        ("9b", "9", 3, 3),
    ]
    assert [i.returns_from for i in items] == [(), ("police_and_crime_commissioners",)]
    assert {i.heading for i in items} == {"Follow up"}


def test_bullets_are_kept_as_markdown():
    text = "Recommendation 1\nForces should:\n\uf0b7 plan;\n\uf0b7 act on\n  the plan.\n"

    assert read(text).recommendations[0].text == "Forces should:\n\n- plan;\n- act on the plan."


def test_partners_are_not_addressees():
    item = read(
        "Recommendation 1: Chief constables, working with PCCs, should review support.\n"
    ).recommendations[0]

    assert item.addressees == ("chief_constables",)
    assert item.partners == ("police_and_crime_commissioners",)
