"""Forms for capturing reports, checking what was found, and updates. They write nothing."""

from recommendations.forms.capture import ProposalForm, SplitForm, TextForm
from recommendations.forms.duties import DueDayForm, FilesField, MetForm, UpdateForm
from recommendations.forms.registers import MappingForm, RegisterForm
from recommendations.forms.reports import FIRST_REPORTS, DiscardForm, ReportForm, UploadMixin

__all__ = [
    "FIRST_REPORTS",
    "DiscardForm",
    "DueDayForm",
    "FilesField",
    "MappingForm",
    "MetForm",
    "ProposalForm",
    "RegisterForm",
    "ReportForm",
    "SplitForm",
    "TextForm",
    "UpdateForm",
    "UploadMixin",
]
