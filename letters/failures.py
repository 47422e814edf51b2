"""Why a copy did not go out, in plain words, and whether another try can help."""

import smtplib
from dataclasses import dataclass

LONGEST_WORDS = 500


class CannotSend(Exception):
    """The message was not taken; `permanent` when no later try can change that."""

    def __init__(self, words: str, *, permanent: bool):
        self.permanent = permanent
        super().__init__(words)


@dataclass(frozen=True)
class Failure:
    words: str
    permanent: bool = False


def plain(text: str | bytes, longest: int = LONGEST_WORDS) -> str:
    """Return a stranger's text as one line without control characters."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:longest]


def explained(error: Exception) -> Failure:
    """Return what went wrong in sending; the mail server's own answer is quoted."""
    if isinstance(error, CannotSend):
        return Failure(plain(str(error)), error.permanent)
    if isinstance(error, smtplib.SMTPException):
        return _from_server(error)
    if isinstance(error, TimeoutError):
        return Failure("The mail server did not answer in time.")
    if isinstance(error, OSError):
        return Failure(plain(f"The mail server cannot be reached: {error.strerror or error}."))
    if isinstance(error, ValueError):  # Django's BadHeaderError among them
        return Failure(plain(f"The message cannot be made: {error}"), permanent=True)
    return Failure(plain(f"{type(error).__name__}: {error}"))


def _from_server(error: smtplib.SMTPException) -> Failure:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _refusal("this address", code, said)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _refusal(f"the sender {plain(error.sender)}", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPDataError):
        return _refusal("the message", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Failure(plain(f"The mail server cannot carry this address: {error}"), permanent=True)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Failure("The mail server broke off before it said that it took the message.")
    if isinstance(error, smtplib.SMTPResponseException):
        # Greeting or sign-in: what is wrong is the service's own settings, and can be mended.
        answer = f"{error.smtp_code} {plain(error.smtp_error)}"
        return Failure(plain(f"The mail server did not let this service in. It said: {answer}"))
    return Failure(plain(f"The mail server failed: {error}"))


def _refusal(what: str, code: int, said: str | bytes) -> Failure:
    permanent = 500 <= code < 600
    until = "for good" if permanent else "for now"
    words = f"The mail server refused {what} {until}. It said: {code} {plain(said)}"
    return Failure(plain(words), permanent)
