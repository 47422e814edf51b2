"""Sealing with a time-stamp server of this machine that answers, is down, hangs or lies."""

import logging
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command

from accounts.errors import Refused
from accounts.permissions import Role
from letters.actions import preview, sign_letter
from letters.certificates import Signer
from letters.models import Letter
from letters.render import render_letter
from letters.seal import NotSealable, NotStamped, Stamps, configured_stamps, seal, verify
from letters.timestamps import BadCertificate
from responses.models import Response
from responses.workflow import State
from tests.factories import AT, make_letter, make_response, make_user
from tests.letters.mail_server import closed_port
from tests.letters.pdfs import breaches
from tests.letters.sample_words import WORDS
from tests.letters.test_letter_actions import NAME, files_kept
from tests.letters.tsa import (
    Authority,
    certificate,
    drip,
    hang,
    other_request,
    time_stamp_server,
)

THEN = datetime(2021, 7, 19, 14, 30, tzinfo=UTC)
STAMPED = THEN + timedelta(seconds=2)


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture(scope="module")
def signer(authority):
    key = ec.generate_private_key(ec.SECP256R1())
    own = certificate(key, "Office of Wessmere", issuer=(authority.root, authority.key))
    return Signer(own, (authority.root,), key)


@pytest.fixture(scope="module")
def unsigned():
    return render_letter(WORDS, sealed=True)


def sign(pdf, signer, stamps):
    words = {"reason": "Signed", "name": "Rowan Ashby", "location": "Wessmere"}
    return seal(pdf, signer=signer, at=THEN, stamps=stamps, **words)


@pytest.fixture(scope="module")
def stamped(unsigned, signer, authority):
    with time_stamp_server(authority, STAMPED) as server:
        pdf = sign(unsigned, signer, Stamps(server.url, "office", "open sesame"))
    return pdf, server


def test_stamped_letter_says_when_and_who_vouches(stamped, authority):
    pdf, _ = stamped

    verdict = verify(pdf, trusted=authority.root, stamps_trusted=[authority.root])

    assert verdict.is_unaltered and verdict.trusted and verdict.stamp_trusted
    assert (verdict.signed_at, verdict.stamped_at) == (THEN, STAMPED)
    assert (verdict.stamped_by, verdict.problem) == ("Wessmere Time", "")


def test_stamp_of_a_server_that_nobody_knows_is_told_and_not_trusted(stamped, authority):
    pdf, _ = stamped

    verdict = verify(pdf, trusted=authority.root)

    assert verdict.is_unaltered
    assert (verdict.stamped_at, verdict.stamp_trusted) == (STAMPED, False)


def test_stamped_letter_is_still_pdf_a_and_pdf_ua(stamped):
    assert breaches(stamped[0]) == []


def test_server_is_asked_once_and_with_its_user(stamped):
    _, server = stamped

    [headers] = server.asked

    assert headers["Authorization"] == "Basic b2ZmaWNlOm9wZW4gc2VzYW1l"
    assert headers["Content-Type"] == "application/timestamp-query"


def test_letter_without_a_stamp_says_so(unsigned, signer, authority):
    verdict = verify(sign(unsigned, signer, None), trusted=authority.root)

    assert (verdict.stamped_at, verdict.stamped_by, verdict.stamp_trusted) == (None, "", False)


def refuse(status):
    def answer(handler, data):
        handler.send(status, b"open sesame is wrong")
        return True

    return answer


def garbage(handler, data):
    handler.send(200, b"open sesame")
    return True


def web_page(handler, data):
    handler.send(200, b"<html>", "text/html")
    return True


def stamp_of_something_else(handler, data):
    handler.reply(other_request(data))
    return True


def broken_stamp(handler, data):
    def change(body):
        return body[:-20] + bytes([body[-20] ^ 1]) + body[-19:]

    handler.reply(tsp.TimeStampReq.load(data), change=change)
    return True


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (hang(1.5), "did not answer within 0.5 seconds"),
        (drip, "did not answer within 0.5 seconds"),
        (refuse(401), "refused the user or password: see TSA_USER"),
        (refuse(503), "answered with the error 503"),
        (garbage, "gave no time stamp of this letter"),
        (web_page, "gave no time stamp of this letter"),
        (stamp_of_something_else, "stamped something else than the letter"),
        (broken_stamp, "gave no time stamp of this letter"),
    ],
)
def test_wrong_answer_seals_nothing_and_is_named(answer, words, unsigned, signer, authority):
    with time_stamp_server(authority, STAMPED, answer=answer) as server:
        stamps = Stamps(server.url, "office", "open sesame", seconds=0.5)

        with pytest.raises(NotStamped, match=words) as caught:
            sign(unsigned, signer, stamps)

    assert "open sesame" not in str(caught.value)


def test_server_that_is_down_is_named(unsigned, signer):
    with pytest.raises(NotStamped, match="cannot be reached"):
        sign(unsigned, signer, Stamps(f"http://127.0.0.1:{closed_port()}/"))


# --- Evidence for later: B-LT


def long_term(server, authority, *lists) -> Stamps:
    crls = tuple(one.public_bytes(Encoding.DER) for one in lists)
    return Stamps(server.url, long_term=True, roots=(authority.root,), crls=crls)


def test_long_term_letter_carries_its_revocation_list(unsigned, signer, authority):
    with time_stamp_server(authority, STAMPED) as server:
        stamps = long_term(server, authority, authority.revocation_list())
        pdf = sign(unsigned, signer, stamps)

    verdict = verify(pdf, trusted=authority.root, stamps_trusted=[authority.root])

    assert b"/DSS" in pdf[len(unsigned) :]
    assert verdict.is_unaltered and verdict.trusted and verdict.stamp_trusted
    for extra in [b"\n% a comment\n", b"x"]:
        assert not verify(pdf + extra, trusted=authority.root).is_unaltered
    changed = pdf.replace(b"/Lang", b"/Lanx", 1)
    assert not verify(changed, trusted=authority.root).is_unaltered


def test_without_revocation_information_nothing_is_sealed(unsigned, signer, authority):
    with (
        time_stamp_server(authority, STAMPED) as server,
        pytest.raises(NotStamped, match="no revocation information for .*SIGNING_LTV=0"),
    ):
        sign(unsigned, signer, long_term(server, authority))


def test_revoked_certificate_seals_nothing(unsigned, signer, authority):
    with time_stamp_server(authority, STAMPED) as server:
        stamps = long_term(server, authority, authority.revocation_list(signer.certificate))

        with pytest.raises(NotStamped, match="was revoked"):
            sign(unsigned, signer, stamps)


# --- The settings


def test_no_server_in_the_settings_means_no_stamp(settings):
    assert configured_stamps() is None
    settings.SIGNING_LTV = True
    with pytest.raises(BadCertificate, match="set TSA_URL"):
        configured_stamps()


def test_settings_name_server_authorities_and_lists(settings, tmp_path, authority):
    roots, listed = tmp_path / "roots.pem", tmp_path / "list.crl"
    roots.write_bytes(authority.root.public_bytes(Encoding.PEM))
    listed.write_bytes(authority.revocation_list().public_bytes(Encoding.PEM))
    settings.TSA_URL, settings.TSA_USER, settings.TSA_PASSWORD = "http://tsa.example", "u", "sesame"
    settings.SIGNING_LTV = True
    with pytest.raises(BadCertificate, match="needs SIGNING_ROOTS"):
        configured_stamps()
    settings.SIGNING_ROOTS, settings.SIGNING_CRLS = roots, [str(listed)]

    stamps = configured_stamps()

    assert (stamps.url, stamps.user, stamps.long_term) == ("http://tsa.example", "u", True)
    assert stamps.roots == (authority.root,)
    assert "sesame" not in repr(stamps)
    settings.SIGNING_CRLS = [str(tmp_path / "gone.crl")]
    with pytest.raises(BadCertificate, match=r"gone.crl cannot be read"):
        configured_stamps()
    settings.SIGNING_CRLS = [str(roots)]
    with pytest.raises(BadCertificate, match="is no revocation list"):
        configured_stamps()
    settings.SIGNING_ROOTS = listed
    with pytest.raises(BadCertificate, match="holds no PEM certificates"):
        configured_stamps()


# --- Signing a letter


@pytest.mark.django_db
def test_letter_is_signed_with_the_configured_stamp(settings, authority, tmp_path):
    letter = make_letter(make_response(state=State.APPROVED))
    with time_stamp_server(authority, AT) as server:
        settings.TSA_URL = server.url
        by = make_user(Role.SIGNATORY, letter.body)
        signed = sign_letter(letter, NAME, by=by, at=AT)

    verdict = verify(preview(signed))
    assert verdict.is_unaltered and verdict.stamped_at == AT
    path, out = tmp_path / "letter.pdf", StringIO()
    path.write_bytes(preview(signed))
    settings.SIGNING_ROOTS = tmp_path / "roots.pem"
    settings.SIGNING_ROOTS.write_bytes(authority.root.public_bytes(Encoding.PEM))
    call_command("verify_letter", path, stdout=out, no_color=True)
    assert (
        "Time stamp: 20 March 2026, 10:00 GMT, by Wessmere Time, which SIGNING_ROOTS vouches for"
        in out.getvalue().splitlines()
    )


@pytest.mark.django_db
def test_letter_is_not_signed_without_the_stamp_and_nothing_is_lost(settings, caplog):
    letter = make_letter(make_response(state=State.APPROVED))
    settings.TSA_URL = f"http://office:sesame@127.0.0.1:{closed_port()}/"
    settings.TSA_PASSWORD = "sesame"

    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(Refused, match="not signed and nothing is changed. The time-stamp") as caught,
    ):
        sign_letter(letter, NAME, by=make_user(Role.SIGNATORY, letter.body), at=AT)

    assert (Letter.objects.get().is_signed, files_kept()) == (False, [])
    assert Response.objects.get().state == State.APPROVED
    assert "sesame" not in str(caught.value) + caplog.text


def test_letter_that_cannot_be_sealed_asks_for_no_stamp(unsigned, signer, authority):
    with time_stamp_server(authority, STAMPED) as server, pytest.raises(NotSealable):
        sign(render_letter(WORDS, sealed=False), signer, Stamps(server.url))

    assert server.asked == []
