"""The fixed words of a letter, and its days and lists, in English and in Welsh."""

import re
from collections.abc import Iterable
from datetime import date

from pcc_tracker.markdown import block_in, run_in

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
    "enclosure": ("Enclosure", "Amgaead"),
    "enclosures": ("Enclosures", "Amgaeadau"),
    "not_for_publication": (
        "{what} (not for publication: {reason})",
        "{what} (nid i’w gyhoeddi: {reason})",
    ),
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
    "chief_officers": ("chief officers of police", "brif swyddogion yr heddlu"),
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
    "reply_several": ("Our reply to those comments", "Ein hymateb i’r sylwadau hynny"),
    "reply_to": (
        "My reply to the comments of the {title}",
        "Fy ymateb i sylwadau’r {title}",
    ),
    "reply_to_several": (
        "Our reply to the comments of the {title}",
        "Ein hymateb i sylwadau’r {title}",
    ),
    "oversight": ("Oversight", "Goruchwyliaeth"),
    "own_comments": ("Comments of the {title}", "Sylwadau’r {title}"),
    "responses": ("Response to each recommendation", "Ymateb i bob argymhelliad"),
    "next_steps": ("Next steps", "Y camau nesaf"),
    "force_action": ("What {force} says", "Yr hyn a ddywed {force}"),
    "our_position": ("My position", "Fy safbwynt"),
    "our_position_several": ("Our position", "Ein safbwynt"),
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
    "logo_of": ("Logo of", "Logo"),
    "signature_of": ("Signature of", "Llofnod"),
    "signature_field": ("Digital signature of {who}", "Llofnod digidol {who}"),
    "the_inspectors": ("the inspectors", "yr arolygwyr"),
    "the_force": ("the force", "yr heddlu"),
    "chief_officer": ("chief officer", "prif swyddog"),
    "under_the_act": (
        ", as section 55 of the Police Act 1996 asks of me as local policing body",
        ", fel sy’n ofynnol i mi fel corff plismona lleol o dan adran 55 o Ddeddf yr Heddlu 1996",
    ),
    "under_the_act_several": (
        ", as section 55 of the Police Act 1996 asks of us as local policing body",
        ", fel sy’n ofynnol i ni fel corff plismona lleol o dan adran 55 o Ddeddf yr Heddlu 1996",
    ),
    "we": ("I", "Rwyf"),
    "we_several": ("We", "Rydym"),
    "his_majesty": ("His Majesty’s", "Ei Fawrhydi"),
    "her_majesty": ("Her Majesty’s", "Ei Mawrhydi"),
    "applies": (
        "{what} {numbers} applies to {whom}.",
        "Mae {what} {numbers} yn berthnasol i {whom}.",
    ),
    "apply": (
        "{what} {numbers} apply to {whom}.",
        "Mae {what} {numbers} yn berthnasol i {whom}.",
    ),
    "applies_here": (
        "{what} {numbers} applies to this office.",
        "Mae {what} {numbers} yn berthnasol i’r swyddfa hon.",
    ),
    "apply_here": (
        "{what} {numbers} apply to this office.",
        "Mae {what} {numbers} yn berthnasol i’r swyddfa hon.",
    ),
    "the_report": ("the report {which}", "’r adroddiad {which}"),
    "the_reports": ("the reports {which}", "’r adroddiadau {which}"),
    "as_published": (
        "“{title}”, published by {publishers} on {day}",
        "“{title}”, a gyhoeddwyd gan {publishers} ar {day}",
    ),
    "in_appendix": (
        "The recommendations that apply are listed in Appendix A.",
        "Rhestrir yr argymhellion perthnasol yn Atodiad A.",
    ),
    "counts": (
        "{whole}, {force} of them to {chiefs} {joint} {body} to local policing bodies",
        "{whole}, {force} ohonynt i {chiefs} {joint} {body} i gyrff plismona lleol",
    ),
    "count_one": ("1 recommendation", "1 argymhelliad"),
    "count": ("{count} recommendations", "{count} argymhelliad"),
    "covers": (
        "This response also covers {reports}, whose recommendations are the same.",
        "Mae’r ymateb hwn hefyd yn cwmpasu {reports}, sy’n gwneud yr un argymhellion.",
    ),
    "covered_report": ("“{report}”, published on {day}", "“{report}”, a gyhoeddwyd ar {day}"),
    "kind_peel": ("PEEL inspection", "Arolygiad PEEL"),
    "kind_thematic": ("Thematic inspection", "Arolygiad thematig"),
    "kind_super_complaint": ("Super-complaint report", "Adroddiad ar uwch-gŵyn"),
    "kind_joint": ("Joint inspection", "Arolygiad ar y cyd"),
    "kind_revisit": ("Revisit", "Ailymweliad"),
    "kind_other": ("Other", "Arall"),
    "basis_section_55": ("Police Act 1996, section 55", "Deddf yr Heddlu 1996, adran 55"),
    "basis_super_complaint": (
        "Super-complaint (Police Reform Act 2002, Part 2A)",
        "Uwch-gŵyn (Deddf Diwygio’r Heddlu 2002, Rhan 2A)",
    ),
    "basis_other": ("Other", "Arall"),
}
SUFFIX = {ENGLISH: "", WELSH: "_cy"}  # of the fields that hold the words in that language


def word(name: str, language: str = ENGLISH, **values: str) -> str:
    """Return one of WORDS with its places filled in."""
    english, welsh = WORDS[name]
    said = welsh if language == WELSH else english
    return said.format(**values) if values else said


def as_said_by(name: str, *, several: bool) -> str:
    """Return the name of what a body of several people says, where it differs."""
    of_several = f"{name}_several"
    return of_several if several and of_several in WORDS else name


def day_words(day: date, language: str = ENGLISH) -> str:
    """Return the day as letters write it: 19 July 2021, 19 Gorffennaf 2021."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def in_english(words: str, language: str) -> str:
    """Return words that are English; in a Welsh letter marked so, for those who hear it."""
    return words if language == ENGLISH else run_in(words, "en")


def text_in_english(text: str, language: str) -> str:
    """Return the same for paragraphs."""
    return text if language == ENGLISH else block_in(text, "en")


def said(english: str, welsh: str, language: str) -> str:
    """Return which of the two the letter says; for want of Welsh, the English marked as such."""
    return welsh if language == WELSH and welsh else in_english(english, language)


def said_at_length(english: str, welsh: str, language: str) -> str:
    """Return the same for paragraphs."""
    return welsh if language == WELSH and welsh.strip() else text_in_english(english, language)


def listed(words: Iterable[str], language: str = ENGLISH) -> str:
    """Return "2, 3 and 4" for three words."""
    words = list(words)
    last = words[-1] if words else ""
    joint = f" {word('and') if language == ENGLISH else welsh_and(last)} "
    return joint.join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def welsh_and(following: str) -> str:
    """Return "ac" before a vowel, also that of a number as it is read: un, wyth; else "a"."""
    said = following.lstrip('[(“‘"')[:1].casefold()
    number = re.match(r"\d+", following)
    if number:
        digits = number.group()
        vowel = digits in {"1", "8"} or re.fullmatch("1[1-9]|8[0-9]", digits)
    else:
        vowel = said in set("aeiouyâêîôûŷ")
    return "ac" if vowel and said else "a"
