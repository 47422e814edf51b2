"""The fixed words of a letter, and its days and lists, in English and in Welsh."""

from collections.abc import Iterable
from datetime import date

ENGLISH, WELSH = "en-GB", "cy"

MONTHS = {
    ENGLISH: [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ],
    WELSH: [
        "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi",
        "Hydref", "Tachwedd", "Rhagfyr",
    ],
}  # fmt: skip

WORDS: dict[str, tuple[str, str]] = {
    "your_ref": ("Your Ref", "Eich Cyf"),
    "our_ref": ("Our Ref", "Ein Cyf"),
    "date": ("Date", "Dyddiad"),
    "enquiries_to": ("Enquiries to", "Ymholiadau i"),
    "email": ("E-mail", "E-bost"),
    "telephone": ("Telephone", "Ffôn"),
    "fax": ("Fax", "Ffacs"),
    "dear": ("Dear {who}", "Annwyl {who}"),
    "valediction": ("Yours sincerely", "Yn gywir"),
    "on_behalf_of": ("on behalf of the {title}", "ar ran y {title}"),
    "copies": ("c.c.", "copi:"),
    "page": ("Page", "Tudalen"),
    "page_of": ("of", "o"),
    "response_to": ("Response to {report}", "Ymateb i {report}"),
    "signed": ("Digitally signed by {who} on {day}", "Llofnodwyd yn ddigidol gan {who} ar {day}"),
    "proof_signed": ("Digitally signed by {who}", "Llofnodwyd yn ddigidol gan {who}"),
    "appendix": ("Appendix {letter} - {title}", "Atodiad {letter} - {title}"),
    "recommendations": ("Recommendations", "Argymhellion"),
    "to": ("To {whom}", "At {whom}"),
    "and": ("and", "a"),
    "recommendation": ("Recommendation", "Argymhelliad"),
    "recommendation_many": ("Recommendations", "Argymhellion"),
    "area_for_improvement": ("Area for improvement", "Maes i’w wella"),
    "area_for_improvement_many": ("Areas for improvement", "Meysydd i’w gwella"),
    "cause_of_concern": ("Cause of concern", "Achos pryder"),
    "cause_of_concern_many": ("Causes of concern", "Achosion pryder"),
    "chief_constables": ("chief constables", "brif gwnstabliaid"),
    "police_and_crime_commissioners": (
        "police and crime commissioners",
        "gomisiynwyr yr heddlu a throseddu",
    ),
    "accepted": ("accepted", "derbyniwyd"),
    "partly_accepted": ("partly accepted", "derbyniwyd yn rhannol"),
    "not_accepted": ("not accepted", "ni dderbyniwyd"),
    "not_for_us": ("not for this office", "nid i’r swyddfa hon"),
    "not_for_this_office": ("Not for this office", "Nid i’r swyddfa hon"),
    "who": ("Who: {who}.", "Pwy: {who}."),
    "by_when": ("By when: {day}.", "Erbyn pryd: {day}."),
    "withheld": ("Withheld from publication: {reason}", "Heb ei gyhoeddi: {reason}"),
    "corrects": (
        "This corrects our letter {reference} of {day}. {reason}",
        "Mae hwn yn cywiro ein llythyr {reference} dyddiedig {day}. {reason}",
    ),
    "deadline": ("Deadline", "Terfyn amser"),
    "comments_of": ("Comments of the {title}", "Sylwadau’r {title}"),
    "reply": ("My reply to those comments", "Fy ymateb i’r sylwadau hynny"),
    "oversight": ("Oversight", "Goruchwyliaeth"),
    "own_comments": ("Comments of the {title}", "Sylwadau’r {title}"),
    "responses": ("Response to each recommendation", "Ymateb i bob argymhelliad"),
    "next_steps": ("Next steps", "Y camau nesaf"),
    "force_action": ("What {force} says", "Yr hyn a ddywed {force}"),
    "our_position": ("Our position", "Ein safbwynt"),
    "facts": ("About this response", "Am yr ymateb hwn"),
    "fact_title": ("Title of the report", "Teitl yr adroddiad"),
    "fact_kind": ("Type of inspection", "Math o arolygiad"),
    "fact_published": ("Published", "Cyhoeddwyd"),
    "fact_publishers": ("Published by", "Cyhoeddwyd gan"),
    "fact_deadline": ("Last day to publish this response", "Diwrnod olaf i gyhoeddi’r ymateb"),
    "fact_recommendations": ("Recommendations", "Argymhellion"),
    "fact_areas": ("Areas for improvement", "Meysydd i’w gwella"),
    "fact_sent": ("Date of this response", "Dyddiad yr ymateb hwn"),
    "fact_sent_to": ("Sent to", "Anfonwyd at"),
    "force_response": ("Response of {force}", "Ymateb {force}"),
    "office_response": ("Response of the {title}", "Ymateb y {title}"),
    "table_item": ("Recommendation", "Argymhelliad"),
    "table_answer": ("Response", "Ymateb"),
    "attached": ("This response as data (JSON)", "Yr ymateb hwn fel data (JSON)"),
    "none": ("None", "Dim"),
}


def word(name: str, language: str = ENGLISH, **values: str) -> str:
    """Return one of WORDS with its places filled in."""
    english, welsh = WORDS[name]
    said = welsh if language == WELSH else english
    return said.format(**values) if values else said


def day_words(day: date, language: str = ENGLISH) -> str:
    """Return the day as letters write it: 19 July 2021, 19 Gorffennaf 2021."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def listed(words: Iterable[str], language: str = ENGLISH) -> str:
    """Return "2, 3 and 4" for three words."""
    words = list(words)
    joint = f" {word('and', language)} "
    return joint.join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
