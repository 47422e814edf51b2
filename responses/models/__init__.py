"""One body's response to reports: its words, the chief officer's, and its review."""

from responses.models.attachment import Attachment, AttachmentCheck
from responses.models.comment import ChiefOfficerComment, Invitation
from responses.models.comment_file import CommentFile, CommentFileCheck
from responses.models.handing import HandRound
from responses.models.response import Passage, Response, ResponseReport
from responses.models.review import Review, ReviewStage

__all__ = [
    "Attachment",
    "AttachmentCheck",
    "ChiefOfficerComment",
    "CommentFile",
    "CommentFileCheck",
    "HandRound",
    "Invitation",
    "Passage",
    "Response",
    "ResponseReport",
    "Review",
    "ReviewStage",
]
