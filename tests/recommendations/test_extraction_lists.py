"""Items in lists, tables, registers and running words."""

import pytest

from tests.recommendations.reading_texts import Brief, briefs, read

CHIEFS, COMMISSIONERS = "chief_constables", "police_and_crime_commissioners"
AFI, CONCERN = "area_for_improvement", "cause_of_concern"
SUSSEX, DURHAM = "force:Sussex Police", "force:Durham Constabulary"

EXAMPLES = {
    "numbered list": (
        "Recommendations\n\n1. By 31 March 2024, chief constables should check records.\n"
        "2. Within six months, the Home Office should publish a strategy.\n"
        "3. The College of Policing and the NPCC should, by the end of 2024, agree a standard.\n\n"
        "We will return to these.\n",
        [
            Brief("1", "By 31", "records.", CHIEFS, "2024-03-31", "explicit"),
            Brief(
                "2", "Within", "strategy.", "home_office", "2023-12-15", "relative_to_publication"
            ),
            Brief("3", "The", "standard.", "college_of_policing, npcc", "2024-12-31", "month_end"),
        ],
    ),
    "bullets under a heading for each group": (
        "## Recommendations to forces\n\n- Publish outcomes.\n- Train sergeants.\n\n"
        "## Recommendations to the Home Office\n\n- Review the law by July 2024.\n\n"
        "## Background\n\n- Something else.\n",
        [
            Brief(None, "Publish", "outcomes.", CHIEFS),
            Brief(None, "Train", "sergeants.", CHIEFS),
            Brief(None, "Review", "2024.", "home_office", "2024-07-31", "month_end"),
        ],
    ),
    "areas for improvement as paragraphs": (
        "PEEL 2023 – An inspection of Sussex Police\n\nAreas for improvement\n\n"
        "The force should record crime sooner.\n\nThe force should record all offences.\n\n"
        "We found delays. Calls should be answered quickly.\n\nArea for improvement\n\n"
        "The force needs to improve supervision.\n\nWe found busy supervisors.\n",
        [
            Brief(None, "The force", "sooner.", SUSSEX, kind=AFI),
            Brief(None, "The force", "offences.", SUSSEX, kind=AFI),
            Brief(None, "The force", "supervision.", SUSSEX, kind=AFI),
        ],
    ),
    "bullets within bullets": (
        "An inspection of Sussex Police\n\nAreas for improvement\n"
        "• The force should search better by:\n    o training officers;\n    o checking records.\n"
        "• The force should work with partners.\n",
        [
            Brief(None, "The force", "checking records.", SUSSEX, kind=AFI),
            Brief(None, "The force", "with partners.", SUSSEX, kind=AFI),
        ],
    ),
    "cause of concern and its recommendations": (
        "PEEL: An inspection of Durham Constabulary\n\nCause of concern\n\n"
        "Durham Constabulary doesn't answer calls in time.\n\nRecommendations\n\n"
        "Within three months, Durham Constabulary should:\n- answer calls; and\n- train staff.\n\n"
        "By December 2023, the force should review staffing.\n\nMain findings\n\nWe found much.\n",
        [
            Brief(None, "Durham", "in time.", DURHAM, kind=CONCERN),
            Brief(None, "Within", "staff.", DURHAM, "2023-09-15", "relative_to_publication"),
            Brief(None, "By", "staffing.", DURHAM, "2023-12-31", "month_end"),
        ],
    ),
    "cause of concern answered at once": (
        "PEEL: Durham Constabulary\n\nCause of concern\nDurham Constabulary is failing people.\n\n"
        "To address this, the force should immediately:\n• answer calls; and\n• assess risk.\n\n"
        "To address this, the force should, within six months, review training.\n",
        [
            Brief(None, "Durham", "people.", DURHAM, kind=CONCERN),
            Brief(None, "To", "assess risk.", DURHAM, "2023-06-15", "immediate"),
            Brief(None, "To", "training.", DURHAM, "2023-12-15", "relative_to_publication"),
        ],
    ),
    "two columns": (
        "| Recommendation | Response |\n|---|---|\n"
        "| Recommendation 4: By October 2023, chief constables should plan. | Done. |\n"
        "| Recommendation 9: PCCs should check. | I meet them monthly. |\n",
        [
            Brief("4", "By October", "plan.", CHIEFS, "2023-10-31", "month_end"),
            Brief("9", "PCCs", "check.", COMMISSIONERS),
        ],
    ),
    "sub recommendations in a table": (
        "| Ref | Recommendation | Sub recommendation | Owner | Update |\n|--|--|--|--|--|\n"
        "| 3 | By 01/02/24, plan. | 3.1 Test the plan. | Chief Constables | Under way |\n"
        "| 3 | | 3.2 Publish it. | PCCs | |\n",
        [
            Brief("3", "By 01/02/24,", "plan.", CHIEFS, "2024-02-01", "explicit"),
            Brief("3.1", "Test", "plan.", CHIEFS, "2024-02-01", "inherited"),
            Brief("3.2", "Publish", "it.", COMMISSIONERS, "2024-02-01", "inherited"),
        ],
    ),
    "tabs": (
        "Ref\tRecommendation\tOwner\tDeadline\n1\tReview the estate.\tNPCC\t31/03/2024\n"
        "2\tForces should end the use of paper.\tChief Constables\tJune 2024\n",
        [
            Brief("1", "Review", "estate.", "npcc", "2024-03-31", "explicit"),
            Brief("2", "Forces", "paper.", CHIEFS, "2024-06-30", "month_end"),
        ],
    ),
    "labels in the first column": (
        "| Recommendation 1 | By 31 May 2024, forces should plan. |\n| Force view | Complete |\n"
        "| Recommendation 2 | The Home Office should act. |\n| Force position | Not for us |\n",
        [
            Brief("1", "By 31", "plan.", CHIEFS, "2024-05-31", "explicit"),
            Brief("2", "The Home", "act.", "home_office"),
        ],
    ),
    "register of several reports": (
        "URL: https://example.org/?recommendation-theme=vetting\n\nVetting (5012)\n\n"
        "By 30 April 2024, all chief constables should record decisions.\n\n"
        "[on]2nd November 2022 [status]awaiting-review[/status][/on][on]4th May 2023 [comment]\n\n"
        "The force should be seen.\n\n[/comment][/on]\n\nAn inspection of fraud (5013)\n\n"
        "Immediately, chief constables should stop using the form.\n\n"
        "[on]2nd November 2022 [status]complete[/status][/on]\n",
        [
            Brief(None, "By 30", "decisions.", CHIEFS, "2024-04-30", "explicit"),
            Brief(None, "Immediately,", "form.", CHIEFS, "2023-06-15", "immediate"),
        ],
    ),
    "quoted in a sentence": (
        "Inspectors made one recommendation: “Chief constables should review, within three months,"
        " how their forces store telephones.” I support it.\n",
        [Brief(None, "Chief", "telephones.", CHIEFS, "2023-09-15", "relative_to_publication")],
    ),
    "said in a sentence": (
        "The report recommended that forces should review all warrants by May 2024. All is well.\n",
        [Brief(None, "forces", "May 2024.", CHIEFS, "2024-05-31", "month_end")],
    ),
    "unmarked in a report": (
        "Chapter 3\n\nWe recommend that by 1 September 2023, the National Police Chiefs’ Council "
        "lead for vetting should write to every force.\n\nWe were told about other matters.\n",
        [Brief(None, "We recommend", "every force.", "npcc", "2023-09-01", "explicit")],
    ),
    "groups as headings in a list": (
        "The report recommended:\nTo chief constables:\n- assure themselves that it is followed\n"
        "To PCCs:\n- consider what support there is\n",
        [
            Brief(None, "assure", "followed", CHIEFS),
            Brief(None, "consider", "is", COMMISSIONERS),
        ],
    ),
    "numbers after whom they are for, a body among them that nobody knows": (
        "HMPPS, police forces and prisons should:\n\n"
        "11. make sure that referrals are made on time.\n\n"
        "Police forces should:\n\n12. train each manager.\n\n13. check workloads.\n",
        [
            Brief("11", "make", "time.", f"hmpps, {CHIEFS}"),
            Brief("12", "train", "manager.", CHIEFS),
            Brief("13", "check", "workloads.", CHIEFS),
        ],
    ),
    "headings of their own after whom they are for": (
        "Police and Crime Commissioners and the Police Service should:\n\n"
        "• Recommendation 8\nensure that investigators are trained.\n\n"
        "The Home Office and courts should:\n\n"
        "• Recommendation 9\ndevelop a programme.\n",
        [
            Brief("8", "ensure", "trained.", f"{COMMISSIONERS}, {CHIEFS}"),
            Brief("9", "develop", "programme.", "home_office"),
        ],
    ),
    "dotted numbers after half a sentence": (
        "An inspection of Sussex Police\n\nCause of concern 1\n\nSussex Police is slow.\n\n"
        "We recommend that, within six months, the force should:\n\n"
        "1.1 answer calls sooner; and\n\n1.2 train its staff.\n",
        [
            Brief("1", "Sussex", "slow.", SUSSEX, kind=CONCERN),
            Brief("1.1", "answer", "sooner;", SUSSEX, "2023-12-15", "relative_to_publication"),
            Brief("1.2", "train", "staff.", SUSSEX, "2023-12-15", "relative_to_publication"),
        ],
    ),
    "counted within a sentence": (
        "The report makes two recommendations: (1) by 31 May 2024, the Home Office should publish"
        " a plan; and (2) all forces should offer support. I am pleased with both.\n",
        [
            Brief("1", "by 31", "plan;", "home_office", "2024-05-31", "explicit"),
            Brief("2", "all", "support.", CHIEFS),
        ],
    ),
    "one that a heading gives to both and its words to one with the other": (
        "HMICFRS recommendation for the Home Office and APCC:\n\n"
        "The Home Office, together with the APCC, should publish data.\n",
        [Brief(None, "The Home", "data.", "home_office, apcc")],
    ),
    "letters with a dash, and what is to be done by whom": (
        "Recommendation five (a) – Immediate review of outcomes by all police forces.\n\n"
        "Recommendation five (b) – By December 2023, the NPCC should consult chief constables.\n",
        [
            Brief("5a", "Immediate", "forces.", CHIEFS, "2023-06-15", "immediate"),
            Brief("5b", "By", "constables.", "npcc", "2023-12-31", "month_end"),
        ],
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_listed_items_are_read(name):
    text, expected = EXAMPLES[name]

    assert briefs(text, expected) == expected


def test_words_that_lead_to_items_are_not_told_as_left_over():
    read_ = read(
        EXAMPLES["numbers after whom they are for, a body among them that nobody knows"][0]
    )

    assert not [note for note in read_.notes if "should:" in note]


def test_sentence_about_some_others_leads_to_no_list():
    text = "Officers who are in forces that have not trained should:\n\n11. ask.\n\n12. listen.\n"

    assert not [item for item in read(text).recommendations if item.number == "11"]


def test_quotation_is_doubted():
    text = "The recommendation was: “Forces should keep all of their records up to date.”"

    assert "Quoted" in " ".join(read(text).recommendations[0].doubts)


def test_bullets_after_a_text_that_is_left_open_belong_to_it():
    text = (
        "1. The Chief Constable of Essex Police should make sure that every officer has access to\n"
        "• training;\n• supervision; and\n• support\n"
    )

    [item] = read(text).recommendations

    assert item.number == "1"
    assert item.text.endswith("has access to\n\n- training;\n- supervision; and\n- support")
    assert item.doubts == ()
