"""Layouts of pages that repeat recommendations: action plans, registers, answers, themes."""

import pytest

from tests.recommendations.reading_texts import Brief, briefs, read

CHIEFS = "chief_constables"
AFI, CONCERN = "area_for_improvement", "cause_of_concern"
KENT = "force:Kent Police"
SIX_MONTHS = ("2023-12-15", "relative_to_publication")

EXAMPLES = {
    "numbered cause of concern": (
        "An inspection of Kent Police\n\n1. Cause of concern – The force forgets its post.\n",
        [Brief(None, "The force", "its post.", KENT, kind=CONCERN)],
    ),
    "page in brackets before the words": (
        "Recommendation (page 9): Chief constables should read letters.\n\n"
        "Office response: We do.\n\nRecommendation (page 12): Forces should keep letters.\n",
        [
            Brief(None, "Chief", "read letters.", CHIEFS),
            Brief(None, "Forces", "keep letters.", CHIEFS),
        ],
    ),
    "numbers without a stop, under time limits": (
        "We make the following recommendations:\n\nImmediately\n\n"
        "1 Forces should open letters.\n\nWithin six months:\n\n"
        "2 Within six months, the CPS should answer letters.\n",
        [
            Brief("1", "Forces", "open letters.", CHIEFS, "2023-06-15", "immediate"),
            Brief("2", "Within", "answer letters.", "cps", *SIX_MONTHS),
        ],
    ),
    "time limits as headings": (
        "Recommendations\n\nImmediately:\n\n• Forces should read.\n• The CPS should write.\n\n"
        "Within six months:\n\nForces should answer.\n\nNext steps\n\n"
        "Recommendation 4\n\nBy May 2024\n\nForces should walk.\n",
        [
            Brief(None, "Forces", "read.", CHIEFS, "2023-06-15", "immediate"),
            Brief(None, "The CPS", "write.", "cps", "2023-06-15", "immediate"),
            Brief(None, "Forces", "answer.", CHIEFS, *SIX_MONTHS),
            Brief("4", "Forces", "walk.", CHIEFS, "2024-05-31", "month_end"),
        ],
    ),
    "time limits inside one item": (
        "Recommendation 1\n\nForces should:\n\nwithin six months\n\n- write; and\n- read.\n",
        [Brief("1", "Forces", "read.", CHIEFS, *SIX_MONTHS)],
    ),
    "body and topic in a heading": (
        "Recommendation 2: Ministry of Justice – letters\n\nPay for stamps.\n\n"
        "Recommendation 3: Chief constables and the Home Office – stamps\n\nBuy stamps.\n",
        [
            Brief("2", "Pay", "stamps.", "ministry_of_justice"),
            Brief("3", "Buy", "stamps.", "chief_constables, home_office"),
        ],
    ),
    "areas for improvement under themes": (
        "An inspection of Kent Police\n\nAreas for improvement\n\nLeadership\n\n"
        "The force should read letters.\n\nIn the post room: sorting and care\n\n"
        "The force should sort letters.\n\nDetained letters should be kept dry.\n\n"
        "Background\n\nLetters should come by train.\n",
        [
            Brief(None, "The force", "read letters.", KENT, kind=AFI),
            Brief(None, "The force", "sort letters.", KENT, kind=AFI),
            Brief(None, "Detained", "kept dry.", KENT, kind=AFI),
        ],
    ),
    "numbers on lines of their own, with a status": (
        "Recommendations\n\n1\nCompleted\nThe force should read all letters that it gets; and\n"
        "Kent Police\n2\nOpen\nThe force should answer the letters that it gets.\nKent Police\n",
        [
            Brief("1", "The force", "it gets;", KENT),
            Brief("2", "The force", "it gets.", KENT),
        ],
    ),
    "order after a time limit": (
        "The report has a recommendation for chief constables that states:\n\n"
        "By 1 May 2024 (a year on), publish the letters.\n\nWe have published ours.\n\n"
        "Within six months, where they can, train people to write letters.\n",
        [
            Brief(None, "By 1", "the letters.", CHIEFS, "2024-05-01", "explicit"),
            Brief(None, "Within", "write letters.", CHIEFS, *SIX_MONTHS),
        ],
    ),
    "what inspectors recommend that a force does": (
        "An inspection of Kent Police\n\nRecommendations\n\n"
        "We recommend that within six months Kent Police:\n\n- writes; and\n- reads.\n\n"
        "We recommend that Kent Police immediately reviews its letters.\n\nReading\n\nWe read.\n",
        [
            Brief(None, "We recommend", "reads.", KENT, *SIX_MONTHS),
            Brief(None, "We recommend", "letters.", KENT, "2023-06-15", "immediate"),
        ],
    ),
    "what a clause asks that a body do": (
        "Recommendation 1\n\nThat by 1 May 2024 chief constables read letters.\n\n"
        "Response\n\nWe do.\n",
        [Brief("1", "That", "letters.", CHIEFS, "2024-05-01", "explicit")],
    ),
    "what a force does, told in brief": (
        "HMICFRS saw Kent Police. It made two recommendations. In brief, these were: –\n\n"
        "1. Kent Police reads letters. It should keep them.\n"
        "2. Within six months Kent Police acts to answer letters.\n\nI am pleased.\n",
        [
            Brief("1", "Kent", "keep them.", KENT),
            Brief("2", "Within", "answer letters.", KENT, *SIX_MONTHS),
        ],
    ),
    "column of items' names, whatever it is called": (
        "An inspection of Kent Police\n\n| Area | HMICFRS finding | Progress |\n|--|--|--|\n"
        "| **Cause of concern** | The force loses letters. | |\n"
        "| Recommendation 1 | The force should read letters. | Done |\n",
        [
            Brief(None, "The force", "letters.", KENT, kind=CONCERN),
            Brief("1", "The force", "read letters.", KENT),
        ],
    ),
    "joint in brackets": (
        "Recommendation 4 (joint with the NPCC): PCCs should read letters.\n",
        [Brief("4", "PCCs", "read letters.", "police_and_crime_commissioners")],
    ),
    "condition before the body": (
        "The inspectorate recommends that:\n\n- until trains run, chief constables should walk;\n"
        "- the NPCC should ride.\n",
        [
            Brief(None, "until trains", "walk;", CHIEFS),
            Brief(None, "the NPCC", "ride.", "npcc"),
        ],
    ),
    "column called recommendation that holds numbers": (
        "What we do about the recommendations made to chief constables.\n\n"
        "| Recommendation | What it says | Owner | Due |\n|---|---|---|---|\n"
        "| Recommendation 3 | Read all letters on the day of their coming. | Post | TBC |\n"
        "| Recommendation 4b | Answer all letters in the words of their writers. | | |\n",
        [
            Brief("3", "Read", "their coming.", CHIEFS),
            Brief("4b", "Answer", "their writers.", CHIEFS),
        ],
    ),
    "column for whom": (
        "| No | Recommendation | For | Timescale |\n|--|--|--|--|\n"
        "| 1 | Read letters. | Home Office; CPS | Within six months |\n",
        [Brief("1", "Read", "letters.", "home_office, cps", *SIX_MONTHS)],
    ),
    "references for numbers": (
        "| Ref | Recommendation | For |\n|--|--|--|\n| 2023/04/R1 | Read letters. | NPCC |\n",
        [Brief("2023/04/R1", "Read", "letters.", "npcc")],
    ),
    "table whose cells stand on lines of their own": (
        "|\nRec No. |\nRecomendation |\nSub recommendation/ |\nRec. Owner |\nUpdate |\n|\n"
        "|---|---|---|---|---|---|\n| 7 | By 01/05/24, read letters.|\n7.1 | Letters should stay. |"
        "\nChief Constables |\nWe do. |\n| 8 | Sort letters. | | |\nChief Constables |\nWe do. |\n",
        [
            Brief("7", "By", "read letters.", CHIEFS, "2024-05-01", "explicit"),
            Brief("7.1", "Letters", "should stay.", CHIEFS, "2024-05-01", "inherited"),
            Brief("8", "Sort", "letters.", CHIEFS),
        ],
    ),
    "aside that a comma closes before the second body": (
        "Rec 1: The NPCC, working with the College of Policing, and the Home Office should act.\n",
        [Brief("1", "The NPCC,", "should act.", "npcc, home_office")],
    ),
    "lead for two things": (
        "Recommendation 9 – NPCC lead for stop and search\n\nCollate the letters.\n",
        [Brief("9", "Collate", "the letters.", "npcc")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), EXAMPLES.values(), ids=EXAMPLES)
def test_layout_is_read(text, expected):
    assert briefs(text, expected) == expected


def test_register_comments_are_no_items():
    text = (
        "Areas for improvement\n\n• Kent Police should read letters.\n\n"
        "[on]1st May 2021 [comment]\n\nThe force should expect a visit.\n\n[/comment][/on]\n\n"
        "[on]2nd May 2021\n\nThe force should write back.\n\n[/on]\n"
    )

    assert [item.text for item in read(text).recommendations] == [
        "Kent Police should read letters."
    ]


def test_page_numbers_are_not_numbers_of_items():
    text = (
        "Recommendation 1\n\nForces should read the letters that they get.\n\n1\n\nIn 2020 we saw"
        " many letters.\n\n2\n\nThere were few stamps.\n\n3\n\nMost were blue.\n"
    )

    assert [item.number for item in read(text).recommendations] == ["1"]


def test_duty_right_under_an_item_is_noted_where_it_is_not_taken():
    text = (
        "Title: Response to a report on letters\n\nRecommendation 1\n\n"
        "By 1 May 2024, chief constables should read letters.\n\nBags should be opened at once.\n"
    )

    found = read(text)

    assert [item.text.split()[-1] for item in found.recommendations] == ["letters."]
    assert any("Bags should be opened" in note for note in found.notes)
