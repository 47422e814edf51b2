"""The letter as a Word document, for offices that finish their letters in Word."""

from datetime import datetime

from accounts.errors import Refused
from accounts.models import Event, User
from letters.docx import word_letter
from letters.language import ENGLISH
from letters.models import Letter
from letters.pictures import logo_picture
from letters.public import word_name
from letters.render import CannotRender


def export_word(
    letter: Letter, language: str = ENGLISH, *, public: bool = False, by: User, at: datetime
) -> bytes:
    """Return the letter in one of its languages as a .docx file, and record who took it.

    The office's own holds every word and its marking, the `public` one what may become
    public. Whoever may read the letter may take it: it is not signed and says nothing more.
    Raises Refused.
    """
    words = letter.words_in(language, public=public)
    try:
        made = word_letter(words, logo_picture(words.letterhead))
    except CannotRender as error:
        raise Refused(f"The letter cannot be made for Word. {error}") from error
    name = word_name(letter, language, public=public)
    Event.record("export", letter, by=by, at=at, body=letter.body, file=name)
    return made
