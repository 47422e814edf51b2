"""Signing a letter: sealed in each of its languages, and frozen."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission
from letters.actions.delegating import require_signer
from letters.actions.letters import attachments_must_be_whole, check_day
from letters.addresses import changed_people
from letters.language import ENGLISH, SUFFIX
from letters.models import Letter
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
from recommendations.actions.keeping import kept_file
from responses.actions import hold, move
from responses.basis import basis_sha256
from responses.workflow import SIGN, State

CANNOT_SEAL = (CannotRender, BadCertificate, NotSealable, NotStamped)
NOT_SIGNED = "The letter was not signed and nothing is changed."


def why_outdated(letter: Letter) -> str:
    """Say why an unsigned letter is not that of its response as it was approved, or nothing."""
    if letter.is_signed:
        return ""
    if letter.response.state != State.APPROVED:
        return "The response is no longer approved."
    if letter.response_sha256 != basis_sha256(letter.response):
        return "The response has changed since the letter was made. Make it again."
    return ""


def _must_be_signable(letter: Letter, typed_name: str, *, at: datetime) -> None:
    today = timezone.localdate(at)
    if letter.is_signed:
        raise WrongState("This letter is already signed.")
    if outdated := why_outdated(letter):
        raise WrongState(outdated)
    attachments_must_be_whole(letter, at=at)
    check_day(letter.response, letter.dated_on, today)
    changed = changed_people(letter, today)
    if changed:
        raise Refused(" ".join([*changed, "Make the letter again with today’s date, then sign."]))
    name = letter.letter_words.signatory.name
    if " ".join(typed_name.split()).casefold() != name.casefold():
        raise Refused(
            f"Type the name exactly as it stands on the letter: {name}.", about="typed_name"
        )


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
    require_signer(letter, by=by, today=timezone.localdate(at))
    if not letter.is_signed:
        hold(letter.response, at=at)
    _must_be_signable(letter, typed_name, at=at)
    if seen and seen != letter.made_at.isoformat():
        raise WrongState("The letter was made again after you opened it. Read it again, then sign.")
    kept: list[str] = []
    try:
        sealed = {
            language: _sealed_files(letter, words, image, at, kept)
            for language, words in letter.words_by_language.items()
        }
        with transaction.atomic(), events_last():
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
    response = move(SIGN, letter.response, by=by, at=at, permission=permission)
    if letter.response_sha256 != basis_sha256(response):
        raise WrongState("The response has changed a moment ago. Read it again.")
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
