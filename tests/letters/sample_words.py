"""The letter of a place and of people that do not exist, in the shape of a real one."""

from datetime import date

from letters.words import (
    AppendixItem,
    AppendixPart,
    Letterhead,
    LetterWords,
    Party,
    Section,
    Signatory,
)

LETTERHEAD = Letterhead(
    name="Police, Fire and Crime Commissioner for Wessmere",
    address=("Harbour House", "12 Quay Street", "Wessmere", "WM1 4ZZ"),
    telephone="01632 960100",
    fax="01632 960101",
    email="office@wessmere.example",
    web="https://www.wessmere.example",
)
HOME_SECRETARY = Party(
    name="Rt Hon Philippa Thorne MP",
    title="Home Secretary",
    address=("2 Marsham Street", "London", "SW1P 4DF"),
    email="responses@ministry.example",
)
INSPECTOR = Party(
    name="Ambrose Fell",
    title="HM Inspector of Constabulary",
    address=("Example House", "London", "SE1 0ZZ"),
)
BODY = """\
I write in response to the report on the police response to coastal smuggling, published \
by the inspectors on 26 May 2021.

I acknowledge the recommendations made in this report. Recommendations 2, 3 and 4 apply to \
Wessmere Police and recommendations 4 and 6c apply to this office. The recommendations that \
apply are listed in Appendix A.

It is good to read that forces have **strengthened their approach** since the last \
inspection. The Coastal Unit, formed in 2019 with a strength of twelve, shows how seriously \
this is taken in Wessmere:

- a liaison officer in each of the five harbours;
- a navigator for witnesses, paid for by this office; and
- monthly figures, which I read with the Chief Constable.

With regard to recommendation 4, I fund a helpline and two local charities, so that people \
can be heard outside the police if they prefer that. The budget for 2021/22 has money for \
three more officers.

I am committed to watching further progress and will report on it as recommendation 6c asks.

I will continue to hold the Chief Constable to account for this work, at the monthly \
Performance Board among other places."""
APPENDIX = (
    AppendixItem(
        heading="Recommendation 2: To chief constables",
        text="""\
By 26 November 2021, chief constables should satisfy themselves that officers and staff, \
specialist or not, are supported by training and advice so that they can:

- find information about smuggling in the systems they use every day;
- recognise people who were made to take part, and treat them as witnesses;
- make those people safe at once, away from the harbour if need be; and
- refer them, with a referral that can be acted on.""",
    ),
    AppendixItem(
        heading="Recommendation 3: To chief constables",
        text="Chief constables should assure themselves that investigations go to the teams "
        "with the right skills, and that there are enough of them.",
    ),
    AppendixItem(
        heading="Recommendation 4: To chief constables, and police and crime commissioners",
        text="Chief constables and commissioners should work together to understand what "
        "support witnesses need and to provide it, within their own remits.",
    ),
    AppendixItem(
        heading="Recommendation 6: Monitoring of recommendations",
        parts=(
            AppendixPart("a", "The Home Office to report on its own progress within six months."),
            AppendixPart("b", "The chiefs' council to collate the progress of chief constables."),
            AppendixPart("c", "The commissioners' association to collate that of commissioners."),
        ),
    ),
)
WORDS = LetterWords(
    title="Response to the report on the police response to coastal smuggling",
    letterhead=LETTERHEAD,
    addressee=HOME_SECRETARY,
    reference="20210719AB",
    dated_on=date(2021, 7, 19),
    enquiries_to="Ada Brook",
    enquiries_email="enquiries@wessmere.example",
    salutation="Dear Home Secretary",
    sections=(Section(text=BODY),),
    signatory=Signatory(
        name="Rowan Ashby",
        title="Police, Fire and Crime Commissioner",
        signed_on="2021-07-19",
    ),
    cc=("Morgan Vale QPM, Chief Constable, Wessmere Police",),
    appendix=APPENDIX,
)
