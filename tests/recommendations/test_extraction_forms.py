"""Ways of writing met in joint inspections, custody reports, letters and older reports."""

import pytest

from tests.recommendations.reading_texts import Brief, briefs, read

CHIEFS, COMMISSIONERS = "chief_constables", "police_and_crime_commissioners"
AFI, CONCERN = "area_for_improvement", "cause_of_concern"
MET, KENT, SURREY = "force:Metropolitan Police Service", "force:Kent Police", "force:Surrey Police"
POWYS = "force:Dyfed-Powys Police"

EXAMPLES = {
    "numbers run on through each body's list": (
        "Recommendations\n\nThe Crown Prosecution Service should:\n\n1. appoint a lead\n"
        "2. publish its policy; and\n\nBy 1 May 2024, chief constables should jointly:\n\n"
        "3. rank their cases\n4. by 31 July 2024, audit them.\n",
        [
            Brief("1", "appoint", "a lead", "cps"),
            Brief("2", "publish", "policy;", "cps"),
            Brief("3", "rank", "cases", CHIEFS, "2024-05-01", "explicit"),
            Brief("4", "by 31", "them.", CHIEFS, "2024-07-31", "explicit"),
        ],
    ),
    "numbers in an item that has its own stay in it": (
        "Recommendation 3\n\nChief constables should:\n1. count vans;\n2. count cars.\n",
        [Brief("3", "Chief constables", "count cars.", CHIEFS)],
    ),
    "whole bullets said to one body after another": (
        "Recommendations\n\nChief constables should:\n- name a lead\n- train custody staff\n\n"
        "HM Prison and Probation Service should:\n- share release dates\n- visit hostels.\n",
        [
            Brief(None, "name a", "lead", CHIEFS),
            Brief(None, "train", "staff", CHIEFS),
            Brief(None, "share", "dates", "hmpps"),
            Brief(None, "visit", "hostels.", "hmpps"),
        ],
    ),
    "bullets of one sentence stay one item": (
        "Recommendations\n\nChief constables should:\n- name a lead; and\n- train staff.\n\n"
        "The Home Office should:\n- count them; and\n- publish.\n",
        [
            Brief(None, "Chief", "train staff.", CHIEFS),
            Brief(None, "The Home", "publish.", "home_office"),
        ],
    ),
    "numbered list of an annexe is no more of the list before": (
        "Recommendations\n\n1. Forces should buy scales.\n2. Forces should use them.\n\n"
        "Annex C: Forces we went to\n\n1. Dorset Police\n2. Sussex Police\n",
        [
            Brief("1", "Forces should", "buy scales.", CHIEFS),
            Brief("2", "Forces should", "use them.", CHIEFS),
        ],
    ),
    "number that goes on under a heading with a plain statement": (
        "Recommendations\n\n1. Forces should buy scales.\n\nHow this report is set out\n\n"
        "2. Chapter one is about weights.\n",
        [Brief("1", "Forces should", "buy scales.", CHIEFS)],
    ),
    "roman numerals": (
        "RECOMMENDATION I\nForces should draw maps.\n\nRECOMMENDATION II\n"
        "PCCs should read them.\n\nRecommendation IV: The Home Office should print them.\n",
        [
            Brief("i", "Forces should", "draw maps.", CHIEFS),
            Brief("ii", "PCCs should", "read them.", COMMISSIONERS),
            Brief("iv", "The Home", "print them.", "home_office"),
        ],
    ),
    "new recommendation": (
        "New recommendation 2\n\nForces should draw maps.\n",
        [Brief("2", "Forces should", "draw maps.", CHIEFS)],
    ),
    "numbered paragraphs under headings": (
        "An inspection of custody in Kent: Kent Police\n\n5.1 Cause of concern: "
        "The force loses keys.\n\nAreas for improvement\n\n"
        "5.2 The force should count its keys.\n\n5.3 Cells should be cleaned weekly.\n\n"
        "Closing remarks\n\n6.1 The force should be proud of its staff.\n",
        [
            Brief("5.1", "The force", "loses keys.", KENT, kind=CONCERN),
            Brief("5.2", "The force", "its keys.", KENT, kind=AFI),
            Brief("5.3", "Cells should", "cleaned weekly.", KENT, kind=AFI),
        ],
    ),
    "reference on a line of its own": (
        "Ref: 2022/07/R3\nForces should draw maps.\nStatus: open\n\n"
        "Ref: 2022/07/R4\nPCCs should read them.\n",
        [
            Brief("2022/07/R3", "Forces should", "draw maps.", CHIEFS),
            Brief("2022/07/R4", "PCCs should", "read them.", COMMISSIONERS),
        ],
    ),
    "commissioners of two forces by their titles": (
        "Recommendation 1\nThe Commissioner of Police of the Metropolis should lend boats.\n\n"
        "Recommendation 2\nThe Metropolitan Police Commissioner should man them.\n",
        [
            Brief("1", "The", "lend boats.", MET),
            Brief("2", "The", "man them.", MET),
        ],
    ),
    "the forces that the heading names": (
        "Recommendations\n\nKent Police and Surrey Police\n\n"
        "1. Within three months, the forces should share a van.\n\nSurrey Police\n\n"
        "2. The force should paint it.\n",
        [
            Brief(
                "1", "Within", "a van.", f"{KENT}, {SURREY}", "2023-09-15",
                "relative_to_publication",
            ),
            Brief("2", "The force", "paint it.", SURREY),
        ],
    ),
    "hyphens of a name left out": (
        "Recommendation 1\nDyfed Powys Police should share a van.\n",
        [Brief("1", "Dyfed", "a van.", POWYS)],
    ),
    "an agency inspected as forces are": (
        "An inspection of the National Crime Agency\n\nAreas for improvement\n\n"
        "The NCA should train its staff.\n\nThe agency should pay them on time.\n",
        [
            Brief(None, "The NCA", "its staff.", "nca", kind=AFI),
            Brief(None, "The agency", "on time.", "nca", kind=AFI),
        ],
    ),
    "the force in a report on the transport police": (
        "An inspection of British Transport Police\n\nArea for improvement\n\n"
        "The force should wait for trains.\n",
        [Brief(None, "The force", "for trains.", "btp", kind=AFI)],
    ),
    "no limit that can be a day": (
        "An inspection of Kent Police\n\nRecommendations\n\nBy May 2024, the force should act.\n\n"
        "As soon as practicable, the force should report.\n",
        [
            Brief(None, "By May", "act.", KENT, "2024-05-31", "month_end"),
            Brief(None, "As soon", "report.", KENT),
        ],
    ),
    "recommended that a named force, within a time, does something": (
        "An inspection of Kent Police\n\nRecommendations\n\nWithin three months\n\n"
        "We recommend that Kent Police looks at:\n- its cells;\n- its vans.\n\n"
        "Within six months\n\nWe recommend that Kent Police, within nine months, buys vans.\n",
        [
            Brief(None, "We", "its vans.", KENT, "2023-09-15", "relative_to_publication"),
            Brief(None, "We", "buys vans.", KENT, "2024-03-15", "relative_to_publication"),
        ],
    ),
    "the same time as the item before": (
        "Recommendation 4: Reporting\n\na. The NPCC to report by 1 May 2024.\n"
        "b. The APCC to report within the same time.\n",
        [
            Brief("4a", "The NPCC", "May 2024.", "npcc", "2024-05-01", "explicit"),
            Brief("4b", "The APCC", "same time.", "apcc", "2024-05-01", "inherited"),
        ],
    ),
    "findings that name no duty": (
        "Kent Police: a look at its vans\n\n"
        "Area for improvement 1: The force does not always wash its vans.\n\n"
        "The force has bought a hose.\n\n"
        "Area for improvement 2: The force is too slow to buy vans.\n\n"
        "Area for improvement 3: The force has bought vans since.\n",
        [
            Brief("1", "The force", "its vans.", KENT, kind=AFI),
            Brief("2", "The force", "buy vans.", KENT, kind=AFI),
        ],
    ),
    "findings that say themselves what they are": (
        "We found these areas for improvement:\n\n"
        "- Police forces' use of horses is an area for improvement.\n"
        "- The care of horses by forces is an area for improvement.\n",
        [
            Brief(None, "Police", "for improvement.", CHIEFS, kind=AFI),
            Brief(None, "The care", "for improvement.", CHIEFS, kind=AFI),
        ],
    ),
    "what needs to improve": (
        "Joint targeted area inspection\n\nWhat needs to improve\n\n"
        "- How soon Kent Police should see children.\n\nNext steps\n\nNone.\n",
        [Brief(None, "How soon", "see children.", KENT, kind=AFI)],
    ),
    "R and a number without a stop": (
        "R1 By 1 May 2024, forces should buy vans.\n\nThe force has bought two.\n\n"
        "R2 PCCs should pay for them.\n\nR2 is in hand.\n",
        [
            Brief("1", "By 1", "buy vans.", CHIEFS, "2024-05-01", "explicit"),
            Brief("2", "PCCs", "for them.", COMMISSIONERS),
        ],
    ),
    "title that replies also have": (
        "Recommendation 3: Evidence\n\nForces should buy scales.\n\n"
        "Recommendation 3: Evidence\n\nWe have bought scales and should use them.\n\n"
        "Recommendation 4: Response\n\nForces should be glad of ours.\n",
        [Brief("3", "Forces", "buy scales.", CHIEFS)],
    ),
    "long title on the line above": (
        "Recommendation 2: How the Home Office counts each mule and donkey\n"
        "Within six months, the Home Office should say how many mules the forces own and why.\n",
        [
            Brief("2", "Within", "own and why.", "home_office", "2023-12-15",
                  "relative_to_publication"),
        ],
    ),
    "column of kinds named after them": (
        "Kent Police and its mules: an inspection\n\n"
        "Number\tAFI or recommendation\tRecommendation text\tUpdate\n"
        "1\tAFI\tThe force should feed its mules well.\tFed\n"
        "2\tRecommendation\tBy 1 May 2024, the force should sell them.\tNot yet\n",
        [
            Brief("1", "The force", "mules well.", KENT, kind=AFI),
            Brief("2", "By 1", "sell them.", KENT, "2024-05-01", "explicit"),
        ],
    ),
    "numbers in brackets after the words": (
        "There are nine recommendations. Those for chief constables are that they should:\n\n"
        "- feed their mules (recommendation 4); and\n- brush them (recommendation 7).\n",
        [
            Brief("4", "feed", "(recommendation 4);", CHIEFS),
            Brief("7", "brush", "(recommendation 7).", CHIEFS),
        ],
    ),
    "inspectors who found it are not asked to mend it": (
        "Kent Police: mules\n\nHMICFRS gave a cause of concern, which reads:\n\n"
        "Neglect of mules was seen in each stable.\n\n"
        "Recommendations\n\nBy May 2024, the force should feed them.\n",
        [
            Brief(None, "Neglect", "each stable.", KENT, kind=CONCERN),
            Brief(None, "By May", "feed them.", KENT, "2024-05-31", "month_end"),
        ],
    ),
    "recommendations that are for inspectors": (
        "Recommendations to HMICFRS\n\n- Count the mules again.\n- Say how many there are.\n",
        [
            Brief(None, "Count", "mules again.", "hmicfrs"),
            Brief(None, "Say", "there are.", "hmicfrs"),
        ],
    ),
    "what happens after the last item": (
        "Recommendation 1\n\nForces should draw maps.\n\n"
        "Each of the organisations concerned should publish its response within six months.\n",
        [Brief("1", "Forces should", "draw maps.", CHIEFS)],
    ),
    "a duty to respond in the middle of an item": (
        "Recommendation 1\n\nForces should draw maps.\n\n"
        "All organisations that keep maps should respond to callers within a day.\n",
        [Brief("1", "Forces should", "within a day.", CHIEFS)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EXAMPLES.values(), ids=EXAMPLES)
def test_form_is_read(text, expected):
    assert briefs(text, expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "In its 2019 report the inspectorate recommended that forces should draw maps.",
        "HMICFRS had recommended that forces should draw maps by now.",
        "The agency had recommended that forces should draw maps.",
    ],
)
def test_what_was_recommended_earlier_is_no_item(text):
    assert read(f"I met the Chief Constable in May.\n\n{text}\n").recommendations == ()


def test_what_this_report_recommended_is_an_item():
    text = "I met the Chief Constable.\n\nThe report recommended that forces should draw maps.\n"

    assert [item.text for item in read(text).recommendations] == ["forces should draw maps."]


def test_the_agency_is_nobody_where_no_agency_is_inspected():
    text = "Recommendation 1\n\nThe agency should draw maps.\n"

    assert [item.addressees for item in read(text).recommendations] == [()]
