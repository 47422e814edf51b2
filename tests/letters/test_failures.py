import smtplib
import socket
import ssl

import pytest
from django.core.mail import BadHeaderError

from letters.failures import CannotSend, Failure, explained


@pytest.mark.parametrize(
    ("error", "words", "permanent"),
    [
        (
            smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"5.1.1 No\r\nsuch \x1b[31muser")}),
            "The mail server refused this address for good. It said: 550 5.1.1 No such [31muser",
            True,
        ),
        (
            smtplib.SMTPRecipientsRefused({"a@b.example": (450, b"Later")}),
            "The mail server refused this address for now. It said: 450 Later",
            False,
        ),
        (
            smtplib.SMTPDataError(552, "Too big"),
            "The mail server refused the message for good. It said: 552 Too big",
            True,
        ),
        (
            smtplib.SMTPAuthenticationError(535, b"Wrong password"),
            "The mail server did not let this service in. It said: 535 Wrong password",
            False,
        ),
        (
            smtplib.SMTPNotSupportedError("SMTPUTF8"),
            "The mail server cannot carry this address: SMTPUTF8",
            True,
        ),
        (TimeoutError(), "The mail server did not answer in time.", False),
        (
            socket.gaierror(-2, "Name or service not known"),
            "The mail server cannot be reached: Name or service not known.",
            False,
        ),
        (ssl.SSLError(1, "bad certificate"), "The mail server cannot be reached: bad certificate.",
         False),
        (BadHeaderError("newlines"), "The message cannot be made: newlines", True),
        (CannotSend("Too\nlong", permanent=True), "Too long", True),
        (RuntimeError("odd"), "RuntimeError: odd", False),
    ],
)  # fmt: skip
def test_failure_is_told_in_plain_words(error, words, permanent):
    assert explained(error) == Failure(words, permanent)


def test_long_answer_is_cut():
    assert len(explained(smtplib.SMTPDataError(550, "x" * 9000)).words) == 500
