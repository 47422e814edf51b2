"""Making and signing the letter of an approved response."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.errors import Refused, WrongState
from accounts.models import Event, User
from accounts.permissions import Permission, require
from letters.actions.delegating import require_signer
from letters.actions.keeping import kept_file
from letters.actions.references import take_reference
from letters.addresses import addresses_on, changed_people
from letters.compose import compose
from letters.language import ENGLISH, SUFFIX, WELSH
from letters.models import Delegation, Letter
from letters.public import pdf_name, public_content
from letters.render import CannotRender, render_letter
from letters.seal import (
    BadCertificate,
    NotSealable,
    NotStamped,
    configured_signer,
    configured_stamps,
    seal,
)
from letters.words import LetterWords
from responses.actions import move
from responses.models import Response
from responses.queries import words_sha256
from responses.welsh import welsh_gaps
from responses.workflow import SIGN, State

CANNOT_SEAL = (CannotRender, BadCertificate, NotSealable, NotStamped)
NOT_SIGNED = "The letter was not signed and nothing is changed."


def _check_day(response: Response, dated_on: date, today: date) -> None:
    if dated_on > today:
        raise Refused("The date of the letter must be today or in the past.")
    for report in response.reports.all():
        if dated_on < report.published_on:
            raise Refused(
                f"The letter cannot be dated before “{report}” was published,"
                f" on {report.published_on:%-d %B %Y}."
            )
    problems = addresses_on(response.body, dated_on).problems
    if problems:
        raise Refused(" ".join([*problems, "An administrator can add it."]))


def _check_deputy(response: Response, delegation: Delegation | None, day: date) -> None:
    if delegation is None:
        return
    if delegation.body != response.body or not delegation.holds_on(day):
        raise Refused(
            f"{delegation.deputy} is not deputy at {response.body} on {day:%-d %B %Y}."
            " Choose another date or another signatory."
        )


@transaction.atomic
def make_letter(
    response: Response,
    *,
    dated_on: date,
    reference: str,
    your_reference: str = "",
    delegation: Delegation | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Letter:
    """Make the letter of an approved response, or make it anew while it is unsigned.

    With a `delegation` its deputy is to sign. Raises WrongState, or Refused for a date
    out of range, a reference already issued, a deputy who is none on that day, or
    records that lack somebody the letter must name.
    """
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    require(by, Permission.MAKE_LETTER, response.body)
    if response.state != State.APPROVED:
        raise WrongState("A letter is made once the response is approved and before it is signed.")
    _check_day(response, dated_on, today)
    _check_deputy(response, delegation, dated_on)
    reference = reference.strip()
    words, public_words = (
        _composed(
            response,
            day=dated_on,
            reference=reference,
            theirs=your_reference.strip(),
            delegation=delegation,
            public=public,
        )
        for public in (False, True)
    )
    try:
        with transaction.atomic():
            letter, _ = Letter.objects.update_or_create(
                response=response,
                defaults={
                    "body": response.body,
                    "reference": reference,
                    "your_reference": your_reference.strip(),
                    "dated_on": dated_on,
                    "delegation": delegation,
                    "words": words[ENGLISH],
                    "words_cy": words.get(WELSH),
                    "public_words": public_words[ENGLISH],
                    "public_words_cy": public_words.get(WELSH),
                    "response_sha256": words_sha256(response),
                    "made_by": by,
                    "made_at": at,
                },
            )
    except IntegrityError as error:
        raise Refused(f"The reference {reference} has been issued already.") from error
    take_reference(letter, by=by, at=at)
    Event.record("make", letter, by=by, at=at, body=response.body, reference=reference)
    return letter


def _composed(
    response: Response,
    *,
    day: date,
    reference: str,
    theirs: str,
    delegation: Delegation | None,
    public: bool,
) -> dict[str, dict[str, Any]]:
    """Return the words of the letter in each language that it is to be signed in."""
    missing = welsh_gaps(response)
    if missing:
        raise Refused(" ".join(gap for gap, _ in missing))
    languages = [ENGLISH, WELSH] if response.is_bilingual else [ENGLISH]
    letters = {
        language: compose(
            response,
            dated_on=day,
            reference=reference,
            your_reference=theirs,
            delegation=delegation,
            public=public,
            language=language,
        )
        for language in languages
    }
    return {language: words.as_data() for language, words in letters.items()}


def preview(letter: Letter, language: str = ENGLISH) -> bytes:
    """Return the letter as a PDF: the sealed file once signed, else a proof of it now."""
    if letter.is_signed:
        with letter.file(language, public=False).open() as file:
            return file.read()
    try:
        return render_letter(letter.words_by_language[language], sealed=False)
    except CannotRender as error:
        raise Refused(f"The letter cannot be shown. {error}") from error


def _must_be_signable(letter: Letter, typed_name: str, by: User, today: date) -> None:
    require_signer(letter, by=by, today=today)
    if letter.is_signed:
        raise WrongState("This letter is already signed.")
    if letter.response.state != State.APPROVED:
        raise WrongState("The response is no longer approved.")
    if letter.response_sha256 != words_sha256(letter.response):
        raise WrongState("The response has changed since the letter was made. Make it again.")
    _check_day(letter.response, letter.dated_on, today)
    changed = changed_people(letter, today)
    if changed:
        raise Refused(" ".join([*changed, "Make the letter again with today’s date, then sign."]))
    name = letter.letter_words.signatory.name
    if " ".join(typed_name.split()).casefold() != name.casefold():
        raise Refused(f"Type the name exactly as it stands on the letter: {name}.")


def _sealed(words: LetterWords, letter: Letter, at: datetime) -> bytes:
    try:
        return seal(
            render_letter(words, sealed=True),
            signer=configured_signer(),
            stamps=configured_stamps(),
            reason=f"Signed as the letter {letter.reference}",
            name=words.signatory.name,
            location=letter.body.name,
            at=at,
        )
    except CANNOT_SEAL as error:
        raise Refused(f"{NOT_SIGNED} {error}") from error


def _stored(letter: Letter, pdf: bytes, language: str) -> tuple[str, str]:
    digest = hashlib.sha256(pdf).hexdigest()
    path = f"letters/{letter.dated_on:%Y}/{digest[:16]}-{pdf_name(letter, language)}"
    return kept_file(path, ContentFile(pdf), refused=NOT_SIGNED), digest


def sign_letter(
    letter: Letter,
    typed_name: str,
    *,
    image: "File[bytes] | None" = None,
    seen: str = "",
    by: User,
    at: datetime,
) -> Letter:
    """Sign the letter and freeze it: words, signatory, addressee and file, in each language.

    `seen` is when the letter that the signatory read was made, in ISO form.
    The file is made before the row is touched, and only the first of two
    signings takes it. Raises Refused or WrongState and then nothing is changed.
    """
    _must_be_signable(letter, typed_name, by, timezone.localdate(at))
    if seen and seen != letter.made_at.isoformat():
        raise WrongState("The letter was made again after you opened it. Read it again, then sign.")
    kept: list[str] = []
    try:
        sealed = {
            language: _sealed_files(letter, words, image, at, kept)
            for language, words in letter.words_by_language.items()
        }
        with transaction.atomic():
            _freeze(letter, sealed, by=by, at=at)
    except Exception:
        for name in kept:
            default_storage.delete(name)
        raise
    return Letter.objects.get(pk=letter.pk)


def _sealed_files(
    letter: Letter,
    words: LetterWords,
    image: "File[bytes] | None",
    at: datetime,
    kept: list[str],
) -> tuple[LetterWords, dict[str, str]]:
    """Store the public file and the office's own, with its marking; name them in `kept`."""
    signed_on = timezone.localdate(at).isoformat()

    def signed(words: LetterWords, picture: str = "") -> LetterWords:
        by = replace(words.signatory, signed_on=signed_on, image=picture)
        return replace(words, signatory=by)

    language = words.language
    to_publish = signed(letter.words_to_publish(language))
    public, public_sha256 = _stored(letter, _sealed(to_publish, letter, at), language)
    kept.append(public)
    picture = ""
    if image is not None:
        picture = kept_file("signatures/signature.png", image, refused=NOT_SIGNED)
        kept.append(picture)
    words = signed(words, picture)
    own, own_sha256 = _stored(letter, _sealed(words, letter, at), language)
    kept.append(own)
    files = {"pdf": own, "sha256": own_sha256}
    return words, files | {"public_pdf": public, "public_sha256": public_sha256}


def _frozen(letter: Letter, words: LetterWords, files: dict[str, str]) -> dict[str, Any]:
    content = public_content(letter, words) | {"pdf_sha256": files["public_sha256"]}
    return {"words": words.as_data(), "content": content, **files}


def _freeze(
    letter: Letter,
    sealed: dict[str, tuple[LetterWords, dict[str, str]]],
    *,
    by: User,
    at: datetime,
) -> None:
    words, files = sealed[ENGLISH]
    permission = Permission.READ if letter.delegation else None
    move(SIGN, letter.response, by=by, at=at, permission=permission)
    changed = Letter.objects.filter(
        pk=letter.pk,
        signed_at=None,
        response_sha256=letter.response_sha256,
        made_at=letter.made_at,
    ).update(
        **{
            f"{name}{SUFFIX[language]}": value
            for language, (said, stored) in sealed.items()
            for name, value in _frozen(letter, said, stored).items()
        },
        signatory_name=words.signatory.name,
        signatory_title=words.signatory.title,
        signed_by=by,
        signed_at=at,
    )
    if not changed:
        raise WrongState("This letter was signed or made again a moment ago.")
    Event.record(
        "sign",
        letter,
        by=by,
        at=at,
        body=letter.body,
        sha256=files["sha256"],
        signatory=f"{words.signatory.name}, {words.signatory.standing}",
    )
