"""The forms of responses: writing and review, attachments, and releases."""

from responses.forms.attaching import (
    AttachCopyForm,
    AttachmentForm,
    CommentFileForm,
)
from responses.forms.handing import (
    AnswerForm,
    AskAgainForm,
    HandRoundForm,
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
    "AnswerForm",
    "AttachCopyForm",
    "CommentFileForm",
    "AskAgainForm",
    "AttachmentForm",
    "CommentForm",
    "CorrectForm",
    "DecideReleaseForm",
    "EndReleaseForm",
    "GiveBackForm",
    "HandRoundForm",
    "InviteForm",
    "NoteForm",
    "OneLanguageForm",
    "PassageForm",
    "ReleaseForm",
    "StartForm",
    "WordsForm",
]
