from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from letters.render import render_letter
from letters.seal import configured_signer, seal
from tests.letters.sample_words import WORDS

AT = datetime(2021, 7, 19, 14, 30, tzinfo=UTC)


@pytest.fixture
def letter(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.SIGNING_PKCS12 = None
    path = tmp_path / "letter.pdf"
    path.write_bytes(
        seal(
            render_letter(WORDS, sealed=True),
            signer=configured_signer(),
            reason="Signed",
            name="Rowan Ashby",
            location="Wessmere",
            at=AT,
        )
    )
    return path


def run(path):
    out = StringIO()
    call_command("verify_letter", path, stdout=out, no_color=True)
    return out.getvalue()


def refusal(path):
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("verify_letter", path, stdout=out, no_color=True)
    assert caught.value.returncode == 1
    return out.getvalue(), str(caught.value)


def test_sound_letter_is_described(letter):
    assert run(letter).splitlines() == [
        "Signed by: DEVELOPMENT ONLY - not a real signature",
        "Signed at: 19 July 2021, 15:30 BST, as the signer stated it",
        "Certificate: the one configured here",
        "Nothing has changed since it was signed.",
    ]


def test_altered_letter_is_refused(letter):
    data = bytearray(letter.read_bytes())
    data[3000] ^= 1
    letter.write_bytes(data)

    out, error = refusal(letter)

    assert "DEVELOPMENT ONLY" in out
    assert error == "The file was changed after it was signed."


def test_letter_with_something_added_is_refused(letter):
    letter.write_bytes(letter.read_bytes() + b"\n% more")

    _, error = refusal(letter)

    assert error == "Something was added to the file after it was signed."


def test_unsigned_letter_is_refused(letter):
    letter.write_bytes(render_letter(WORDS, sealed=False))

    assert refusal(letter) == ("", "The PDF is not signed.")


def test_file_that_cannot_be_read_is_refused(letter, tmp_path):
    (tmp_path / "words.pdf").write_text("words")

    assert refusal(tmp_path / "words.pdf")[1] == "This is not a PDF file."
    assert "No such file" in refusal(tmp_path / "none.pdf")[1]
    assert "cannot be read" in refusal(tmp_path)[1]


def test_other_certificate_is_pointed_out(letter, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "another"

    out = run(letter)

    assert "Certificate: NOT the one configured here" in out
    assert "Nothing has changed" in out
    assert not (tmp_path / "another").exists()


def test_broken_configuration_does_not_hide_the_verdict(letter, settings, tmp_path):
    settings.SIGNING_PKCS12 = tmp_path / "gone.p12"

    out = run(letter)

    assert "gone.p12 cannot be read" in out
    assert "Nothing has changed" in out
