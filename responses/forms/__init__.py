"""The forms of responses: writing and review, attachments, and releases."""

from responses.forms.attaching import (
    AttachmentForm,
)
from responses.forms.releasing import (
    DecideReleaseForm,
    EndReleaseForm,
    ReleaseForm,
)
from responses.forms.writing import (
    CommentForm,
    CorrectForm,
    GiveBackForm,
    InviteForm,
    NoteForm,
    OneLanguageForm,
    PassageForm,
    StartForm,
    WordsForm,
)

__all__ = [
    "AttachmentForm",
    "CommentForm",
    "CorrectForm",
    "DecideReleaseForm",
    "EndReleaseForm",
    "GiveBackForm",
    "InviteForm",
    "NoteForm",
    "OneLanguageForm",
    "PassageForm",
    "ReleaseForm",
    "StartForm",
    "WordsForm",
]
