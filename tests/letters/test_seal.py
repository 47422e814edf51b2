import asyncio
import logging
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from accounts.errors import Refused
from accounts.models import Event
from accounts.permissions import Role
from letters import seal as module
from letters.actions import sign_letter
from letters.certificates import SIGNING_ONLY
from letters.checks import signing_certificate
from letters.models import Letter
from letters.render import render_letter
from letters.seal import (
    BadCertificate,
    NotSealable,
    Signer,
    Verdict,
    configured_certificates,
    configured_signer,
    ensure_development_certificate,
    load_signer,
    seal,
    verify,
)
from responses.workflow import State
from tests.factories import AT as AT_2026
from tests.factories import make_letter, make_response, make_user
from tests.letters.pdfs import breaches, catalogue, signature_fields, text_of
from tests.letters.sample_words import WORDS

AT = datetime(2021, 7, 19, 14, 30, tzinfo=UTC)
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
PASSPHRASE = "a passphrase of the office"


@pytest.fixture(scope="module")
def unsigned():
    return render_letter(WORDS, sealed=True)


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    path = write_pkcs12(tmp_path_factory.mktemp("certificate"))
    return load_signer(path, PASSPHRASE)


@pytest.fixture(scope="module")
def sealed(unsigned, signer):
    return sign(unsigned, signer)


def sign(pdf, signer, *, at=AT, reason="Signed as the letter 20210719AB"):
    return seal(pdf, signer=signer, reason=reason, name="Rowan Ashby", location="Wessmere", at=at)


def make_certificate(
    key, name, *, issuer=None, until=UNTIL, authority=False, usage=SIGNING_ONLY, purposes=()
):
    """Return a certificate of `name`: its own issuer, or issued by (certificate, key)."""
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above, above_key = (issuer[0].subject, issuer[1]) if issuer else (own, key)
    builder = (
        x509.CertificateBuilder(above, own, key.public_key(), x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        builder = builder.add_extension(usage, critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return builder.sign(above_key, None if is_edwards(above_key) else hashes.SHA256())


def is_edwards(key):
    return isinstance(key, ed25519.Ed25519PrivateKey)


def write_pkcs12(
    folder, *, key=None, name="Office of Wessmere", until=UNTIL, issuer=None, chain=None
):
    key = key or ec.generate_private_key(ec.SECP256R1())
    certificate = make_certificate(key, name, issuer=issuer, until=until)
    lock = BestAvailableEncryption(PASSPHRASE.encode())
    path = folder / "office.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, chain, lock))
    return path


def flipped(pdf: bytes, place: int) -> bytes:
    changed = bytearray(pdf)
    changed[place] ^= 1
    return bytes(changed)


def test_sealed_letter_is_signed_intact_whole_and_trusted(sealed, signer):
    assert verify(sealed, trusted=signer.certificate) == Verdict(
        signed=True,
        intact=True,
        covers_whole_file=True,
        trusted=True,
        signer_name="Office of Wessmere",
        signed_at=AT,
    )


def test_sealed_letter_is_still_pdf_a_and_pdf_ua(sealed):
    assert breaches(sealed) == []


def test_seal_adds_to_the_letter_and_changes_no_word(unsigned, sealed):
    assert sealed.startswith(unsigned)
    assert text_of(sealed) == text_of(unsigned)
    assert catalogue(sealed)["/Metadata"].data == catalogue(unsigned)["/Metadata"].data


def test_signature_states_who_why_where_and_when(sealed):
    [field] = signature_fields(sealed)

    value = field["/V"]
    assert str(value["/SubFilter"]) == "/ETSI.CAdES.detached"
    assert str(value["/Name"]) == "Rowan Ashby"
    assert str(value["/Location"]) == "Wessmere"
    assert str(value["/Reason"]) == "Signed as the letter 20210719AB"
    assert str(value["/M"]).startswith("D:20210719143000")


def test_time_is_now_when_none_is_given(unsigned, signer):
    before = datetime.now(UTC).replace(microsecond=0)

    signed_at = verify(sign(unsigned, signer, at=None)).signed_at

    assert before <= signed_at <= datetime.now(UTC)


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler is not on this machine")
def test_another_program_agrees(sealed, tmp_path):
    for name, pdf in [("good.pdf", sealed), ("bad.pdf", flipped(sealed, 3000))]:
        (tmp_path / name).write_bytes(pdf)

    def says(name):
        return subprocess.run(  # noqa: S603
            ["pdfsig", "-nocert", name],  # noqa: S607
            cwd=tmp_path,
            capture_output=True,
            text=True,
        ).stdout

    assert "Signature is Valid" in says("good.pdf")
    assert "Total document signed" in says("good.pdf")
    assert "Signature is Valid" not in says("bad.pdf")


@pytest.mark.parametrize("part", [n / 16 for n in range(16)] + ["last"])
def test_one_flipped_bit_is_noticed_anywhere(sealed, signer, part):
    place = len(sealed) - 2 if part == "last" else int(len(sealed) * part)

    verdict = verify(flipped(sealed, place), trusted=signer.certificate)

    assert not verdict.is_unaltered
    assert verdict.problem


def gap_of(sealed):
    start = sealed.rindex(b"/Contents <") + len(b"/Contents <")
    return start, sealed.index(b">", start)


def test_bits_flipped_in_the_signature_value_are_noticed(sealed, signer):
    start, end = gap_of(sealed)
    value_end = len(sealed[start:end].rstrip(b"0")) + start

    for place in range(value_end - 140, value_end, 9):
        assert not verify(flipped(sealed, place), trusted=signer.certificate).is_unaltered


def test_words_hidden_beside_the_signature_are_noticed(sealed, signer):
    _, end = gap_of(sealed)
    hidden = b"48656c6c6f"
    changed = sealed[: end - 40] + hidden + sealed[end - 40 + len(hidden) :]

    assert not verify(changed, trusted=signer.certificate).is_unaltered


@pytest.mark.parametrize("extra", [b"\n", b"\x00", b"\n% a comment\n", b"x" * 5000])
def test_appended_bytes_are_noticed(sealed, signer, extra):
    verdict = verify(sealed + extra, trusted=signer.certificate)

    assert not verdict.is_unaltered
    assert verdict.problem


def test_incremental_update_is_noticed(sealed, signer):
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Lang"].__class__("fr")
    writer.update_root()
    changed = BytesIO()
    writer.write(changed)

    verdict = verify(changed.getvalue(), trusted=signer.certificate)

    assert verdict.signed
    assert not verdict.covers_whole_file
    assert not verdict.is_unaltered
    assert verdict.problem == "Something was added to the file after it was signed."


@pytest.mark.parametrize("part", [0.01, 0.3, 0.7, 0.95, 0.999])
def test_letter_cut_short_is_noticed(sealed, part):
    verdict = verify(sealed[: int(len(sealed) * part)])

    assert not verdict.is_unaltered
    assert verdict.problem


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.7", b"PK\x03\x04", b"%PDF-1.7\nxref\ntrailer\n<<>>\n%%EOF"]
)
def test_what_is_no_pdf_has_a_verdict_too(data):
    verdict = verify(data)

    assert not verdict.signed
    assert verdict.problem


def test_unsigned_letter_is_said_to_be_unsigned(unsigned):
    assert verify(unsigned) == Verdict(False, problem="The PDF is not signed.")
    assert verify(render_letter(WORDS, sealed=False)).problem == "The PDF is not signed."


def test_certificate_of_somebody_else_is_not_trusted(unsigned, signer, tmp_path):
    other = load_signer(write_pkcs12(tmp_path, name="Office of Wessmere"), PASSPHRASE)

    verdict = verify(sign(unsigned, other), trusted=[signer.certificate])

    assert verdict.is_unaltered
    assert not verdict.trusted
    assert "trusted" in verdict.problem


def test_certificate_below_a_trusted_authority_is_trusted(unsigned, tmp_path):
    root_key, middle_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = make_certificate(root_key, "Wessmere Root", authority=True)
    middle = make_certificate(
        middle_key, "Wessmere Issuing", issuer=(root, root_key), authority=True
    )
    path = write_pkcs12(tmp_path, issuer=(middle, middle_key), chain=[middle])

    pdf = sign(unsigned, load_signer(path, PASSPHRASE))

    assert verify(pdf, trusted=[root]).trusted
    assert not verify(pdf).trusted


def test_certificate_that_has_expired_since_is_trusted_for_its_time(unsigned, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    root = make_certificate(key, "Wessmere Root", authority=True)
    path = write_pkcs12(tmp_path, issuer=(root, key), until=AT + timedelta(days=1))

    pdf = sign(unsigned, load_signer(path, PASSPHRASE))

    assert verify(pdf, trusted=root).trusted


def signed_twice(sealed, second):
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    append_signature_field(writer, SigFieldSpec("Second", box=(10, 10, 60, 40)))
    opened = BytesIO()
    writer.write(opened)
    return sign(opened.getvalue(), second)


def test_two_signatures_are_judged_together(sealed, signer, tmp_path):
    second = load_signer(write_pkcs12(tmp_path, name="Chief Finance Officer"), PASSPHRASE)
    pdf = signed_twice(sealed, second)

    both = verify(pdf, trusted=[signer.certificate, second.certificate])
    one = verify(pdf, trusted=[signer.certificate])

    assert both.is_unaltered
    assert both.trusted
    assert both.signer_name == "Office of Wessmere, Chief Finance Officer"
    assert not one.trusted
    assert not verify(flipped(pdf, 3000)).is_unaltered
    assert not verify(pdf + b"\n").is_unaltered


def test_rsa_key_signs_too(unsigned, tmp_path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signer = load_signer(write_pkcs12(tmp_path, key=key), PASSPHRASE)

    pdf = sign(unsigned, signer)

    assert verify(pdf, trusted=signer.certificate).trusted
    assert breaches(pdf) == []


def test_nothing_is_sealed_twice_or_without_a_field(sealed, signer):
    with pytest.raises(NotSealable):
        sign(sealed, signer)
    with pytest.raises(NotSealable):
        sign(render_letter(WORDS, sealed=False), signer)
    with pytest.raises(NotSealable):
        sign(b"no PDF at all", signer)


def test_letters_are_sealed_and_verified_while_an_event_loop_runs(unsigned, signer):
    async def both():
        return verify(sign(unsigned, signer), trusted=signer.certificate)

    with ThreadPoolExecutor() as pool:  # a browser test may have left a loop in this thread
        assert pool.submit(lambda: asyncio.run(both())).result().trusted


def test_stream_ends_stay_clear(unsigned, signer):
    """pyHanko's cross-reference stream ends in CR for one length of words in 256."""
    unclear = []
    for length in range(1, 4000):
        hanko = module._pdf_signer(signer, AT, reason="x" * length, name="n", location="l")
        if module.UNCLEAR_END in module._sealed_once(unsigned, hanko, None)[len(unsigned) :]:
            unclear.append(length)
            break

    [length] = unclear
    pdf = seal(unsigned, signer=signer, reason="x" * length, name="n", location="l", at=AT)

    assert module.UNCLEAR_END not in pdf[len(unsigned) :]
    assert breaches(pdf) == []


def test_wrong_passphrase_and_missing_or_foreign_file_are_named(tmp_path):
    path = write_pkcs12(tmp_path)
    (tmp_path / "words.p12").write_text("no certificate")

    with pytest.raises(BadCertificate, match="passphrase is wrong"):
        load_signer(path, "guess")
    with pytest.raises(BadCertificate, match="cannot be read: No such file"):
        load_signer(tmp_path / "nowhere.p12", PASSPHRASE)
    with pytest.raises(BadCertificate, match="no PKCS#12 file"):
        load_signer(tmp_path / "words.p12", PASSPHRASE)
    with pytest.raises(BadCertificate, match="cannot be read"):
        load_signer(tmp_path, PASSPHRASE)


def test_certificate_without_its_key_is_named(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = make_certificate(key, "Wessmere")
    lock = BestAvailableEncryption(PASSPHRASE.encode())
    path = tmp_path / "certificate.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", None, None, [certificate], lock))

    with pytest.raises(BadCertificate, match="no certificate with its private key"):
        load_signer(path, PASSPHRASE)


def test_key_that_letters_are_not_signed_with_is_named(tmp_path):
    path = write_pkcs12(tmp_path, key=ed25519.Ed25519PrivateKey.generate())

    with pytest.raises(BadCertificate, match="neither RSA nor"):
        load_signer(path, PASSPHRASE)


def test_expired_certificate_seals_nothing_but_old_letters_stay_trusted(unsigned, tmp_path):
    until = AT + timedelta(days=1)
    signer = load_signer(write_pkcs12(tmp_path, until=until), PASSPHRASE)
    pdf = sign(unsigned, signer)

    with pytest.raises(BadCertificate, match="expired on 2021-07-20"):
        sign(unsigned, signer, at=AT + timedelta(days=2))
    with pytest.raises(BadCertificate, match="starts on 2020-01-01"):
        sign(unsigned, signer, at=datetime(2019, 12, 31, tzinfo=UTC))
    with pytest.raises(BadCertificate, match="expired"):
        sign(unsigned, signer, at=None)
    assert verify(pdf, trusted=signer.certificate).trusted


def usage_of(*, signing: bool) -> x509.KeyUsage:
    names = [
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    ]  # fmt: skip
    allowed = "digital_signature" if signing else "key_encipherment"
    return x509.KeyUsage(**{name: name == allowed for name in names})


def signer_with(**values) -> Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    return Signer(make_certificate(key, "Office of Wessmere", **values), (), key)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"usage": usage_of(signing=False)}, "made for other uses of its key and not for signing"),
        ({"purposes": [ExtendedKeyUsageOID.SERVER_AUTH]}, "made for web servers and not for"),
        (
            {"purposes": [ExtendedKeyUsageOID.CODE_SIGNING, ExtendedKeyUsageOID.TIME_STAMPING]},
            "made for programs and time stamps and not for signing letters",
        ),
    ],
)
def test_certificate_made_for_something_else_seals_nothing(unsigned, values, words):
    with pytest.raises(BadCertificate, match=words):
        sign(unsigned, signer_with(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"usage": usage_of(signing=True)},
        {"purposes": [ExtendedKeyUsageOID.EMAIL_PROTECTION]},
        {"purposes": [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]},
    ],
)
def test_certificate_made_for_signing_too_seals_and_is_trusted(unsigned, values):
    signer = signer_with(**values)

    assert verify(sign(unsigned, signer), trusted=signer.certificate).trusted


def test_deployment_is_warned_of_its_certificate(settings, tmp_path):
    def said():
        return [(warning.id, warning.msg) for warning in signing_certificate(None)]

    def use(**values):
        settings.SIGNING_PKCS12 = write_pkcs12(tmp_path, **values)
        settings.SIGNING_PASSPHRASE = PASSPHRASE
        return said()

    now = datetime.now(UTC)
    [(missing, _)] = said()
    [(soon, words)] = use(until=now + timedelta(days=30))
    [(gone, expired)] = use(until=now - timedelta(days=30))
    assert use(until=now + timedelta(days=90)) == []
    settings.SIGNING_PASSPHRASE = "another sesame"
    [(wrong, passphrase)] = said()

    assert [missing, soon, gone, wrong] == [
        "letters.W003", "letters.W005", "letters.W004", "letters.W004",
    ]  # fmt: skip
    assert "expires on" in words and "expired on" in expired
    assert "passphrase is wrong" in passphrase and "sesame" not in passphrase


def test_key_is_read_once_and_again_when_the_file_changes(tmp_path):
    path = write_pkcs12(tmp_path, name="First")
    first = load_signer(path, PASSPHRASE)
    assert load_signer(path, PASSPHRASE) is first

    write_pkcs12(tmp_path, name="Second")

    assert load_signer(path, PASSPHRASE).name == "Second"


def test_development_certificate_is_private_and_says_what_it_is(tmp_path):
    path = ensure_development_certificate(tmp_path / "certificates")

    passphrase = path.parent / "passphrase"
    signer = load_signer(path, passphrase.read_text())
    assert "DEVELOPMENT ONLY" in signer.name
    assert path.stat().st_mode & 0o777 == 0o600
    assert passphrase.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "certificates").stat().st_mode & 0o777 == 0o700
    assert ensure_development_certificate(tmp_path / "certificates") == path
    assert load_signer(path, passphrase.read_text()) is signer


def test_processes_that_start_at_once_share_one_certificate(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from letters.certificates import ensure_development_certificate, load_signer\n"
        "path = ensure_development_certificate(Path(sys.argv[1]))\n"
        "print(load_signer(path, (path.parent / 'passphrase').read_text()).certificate"
        ".serial_number)\n"
    )

    def start(_):
        return subprocess.run(  # noqa: S603
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
        ).stdout

    with ThreadPoolExecutor(6) as pool:
        serials = set(pool.map(start, range(6)))

    assert len(serials) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["development"]


def test_settings_choose_the_certificate(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.SIGNING_PKCS12 = None
    assert configured_certificates() == ()
    assert not (tmp_path / "certificates").exists()
    assert "DEVELOPMENT ONLY" in configured_signer().name
    assert configured_certificates() == (configured_signer().certificate,)

    settings.SIGNING_PKCS12 = write_pkcs12(tmp_path)
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    assert configured_signer().name == "Office of Wessmere"

    settings.SIGNING_PASSPHRASE = ""
    with pytest.raises(BadCertificate):
        configured_signer()


def test_key_is_not_shown_with_the_signer(signer):
    assert "key" not in repr(signer)
    assert replace(signer, key=None) != signer


@pytest.mark.django_db
def test_letter_signed_with_a_wrong_passphrase_tells_it_to_nobody(settings, tmp_path, caplog):
    letter = make_letter(make_response(state=State.APPROVED))
    settings.SIGNING_PKCS12 = write_pkcs12(tmp_path)
    settings.SIGNING_PASSPHRASE = "another sesame"

    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(Refused, match="not signed and nothing is changed.*passphrase is") as caught,
    ):
        sign_letter(letter, "Robin Ashby", by=make_user(Role.SIGNATORY, letter.body), at=AT_2026)

    kept = [str(row) for event in Event.objects.values() for row in event.values()]
    assert "sesame" not in str(caught.value) + caplog.text + " ".join(kept)
    assert not Letter.objects.get().is_signed
