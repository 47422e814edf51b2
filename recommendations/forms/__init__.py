"""Forms for capturing reports, checking what was found, and updates. They write nothing."""

from recommendations.forms.capture import ProposalForm, TextForm
from recommendations.forms.duties import DueDayForm, FilesField, MetForm, UpdateForm
from recommendations.forms.reports import FIRST_REPORTS, ReportForm, UploadMixin

__all__ = [
    "FIRST_REPORTS",
    "DueDayForm",
    "FilesField",
    "MetForm",
    "ProposalForm",
    "ReportForm",
    "TextForm",
    "UpdateForm",
    "UploadMixin",
]
