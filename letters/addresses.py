"""Who is who on the day of a letter, from the dated records. Reads only."""

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from bodies.models import Body, OfficeTerm
from letters.models import Contact, IssuedReference, Letter, Letterhead, ReferencePattern
from letters.references import candidates, initials_of


@dataclass(frozen=True)
class Addresses:
    """Who is who on the day of the letter. `problems` says what the records lack."""

    secretary_of_state: OfficeTerm | None
    secretary_contact: Contact | None
    inspectors_contact: Contact | None
    chief_inspector: OfficeTerm | None
    signatory: OfficeTerm | None
    chief_officer: OfficeTerm | None
    chief_contact: Contact | None
    force: Body | None
    letterhead: Letterhead | None

    @property
    def problems(self) -> list[str]:
        lacks = {
            "who is Secretary of State on that day": self.secretary_of_state,
            "an email address of the Home Office for section 55 responses": self.secretary_contact
            and self.secretary_contact.email,
            "an email address of the inspectors for section 55 responses": self.inspectors_contact
            and self.inspectors_contact.email,
            "who holds this body's office on that day": self.signatory,
            "a letterhead of this body for that day": self.letterhead,
        }
        return [f"The records do not hold {what}." for what, value in lacks.items() if not value]


def addresses_on(body: Body, day: date) -> Addresses:
    """Return everybody the letter names, as on `day`."""
    home_office = Body.objects.filter(slug="home-office").first()
    inspectors = Body.objects.on(day).filter(slug__in=["hmicfrs", "hmic"]).first()
    force = body.force_on(day)

    def contact(of: Body | None) -> Contact | None:
        return Contact.objects.on(day).filter(body=of).first() if of else None

    return Addresses(
        secretary_of_state=home_office.holder_on(day) if home_office else None,
        secretary_contact=contact(home_office),
        inspectors_contact=contact(inspectors),
        chief_inspector=inspectors.holder_on(day) if inspectors else None,
        signatory=body.holder_on(day),
        chief_officer=force.holder_on(day) if force else None,
        chief_contact=contact(force),
        force=force,
        letterhead=Letterhead.objects.on(day).filter(body=body).first(),
    )


def changed_people(letter: Letter, day: date) -> list[str]:
    """Say who of those named on the letter holds the office no more on `day`, and who does.

    The letter is judged by the records as they are now, also where they were put right
    after it was made.
    """
    then, now = addresses_on(letter.body, letter.dated_on), addresses_on(letter.body, day)
    pairs = [
        (then.secretary_of_state, now.secretary_of_state),
        (then.chief_inspector, now.chief_inspector),
        (then.signatory, now.signatory),
        (then.chief_officer, now.chief_officer),
    ]
    # What is attached as data is not printed: a letter need not name the chief officer.
    on_paper = {name: said for name, said in letter.words.items() if name != "data"}
    printed = json.dumps(on_paper, ensure_ascii=False)
    said = [
        _succession(old, new)
        for old, new in pairs
        if old and str(old) != str(new) and (old.name in printed or _is_signed_for(letter, old))
    ]
    return [*said, *_misnamed(letter, then)]


def _is_signed_for(letter: Letter, term: OfficeTerm) -> bool:
    """Say whether a deputy is to sign for this holder: what they were given ends with them."""
    return letter.delegation_id is not None and term.body_id == letter.body_id


def _succession(old: OfficeTerm, new: OfficeTerm | None) -> str:
    if new is None:
        last = f" after {old.ends_on:%-d %B %Y}" if old.ends_on else ""
        return f"The records name nobody as {old.title}{last}; the letter names {old.name}."
    return f"Since {new.starts_on:%-d %B %Y} {new.styled_name} is {new.title}."


def _misnamed(letter: Letter, then: Addresses) -> list[str]:
    """Say where the records no longer agree with the letter about its own date."""
    words = letter.letter_words
    signatory = None if letter.delegation_id else words.signatory
    named = [(words.addressee, then.secretary_of_state), (signatory, then.signatory)]
    return [
        f"The letter names {on_it.name}, but on its date {term.styled_name} was {term.title}."
        for on_it, term in named
        if on_it and term and on_it.name != term.styled_name
    ]


def default_reference(body: Body, day: date) -> str:
    """Return the next reference of the body's pattern that was never issued."""
    letterhead = Letterhead.objects.on(day).filter(body=body).first()
    issued = IssuedReference.objects.filter(body=body)
    last = issued.filter(year=day.year).aggregate(last=Max("number"))["last"] or 0
    taken = set(issued.values_list("reference", flat=True))
    possible = candidates(
        ReferencePattern.of(body),
        day,
        initials_of(letterhead.enquiries_to if letterhead else ""),
        last,
    )
    return next(reference for reference in possible if reference not in taken)
