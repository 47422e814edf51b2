"""Forms for capturing reports, checking what was found, and updates. They write nothing."""

from recommendations.forms.capture import ProposalForm, SplitForm, TextForm
from recommendations.forms.duties import AskToCloseForm, CloseForm, DueDayForm
from recommendations.forms.links import LinkForm, UnlinkForm
from recommendations.forms.registers import MappingForm, RegisterForm
from recommendations.forms.reports import FIRST_REPORTS, DiscardForm, ReportForm, UploadMixin
from recommendations.forms.retention import DisposeForm
from recommendations.forms.updates import (
    EvidenceForm,
    FilesField,
    InspectorStatusForm,
    RemarkForm,
    ReplaceForm,
    UpdateForm,
    what_becomes_of_files,
)

__all__ = [
    "AskToCloseForm",
    "CloseForm",
    "EvidenceForm",
    "InspectorStatusForm",
    "RemarkForm",
    "ReplaceForm",
    "FIRST_REPORTS",
    "DiscardForm",
    "DisposeForm",
    "DueDayForm",
    "FilesField",
    "MappingForm",
    "LinkForm",
    "ProposalForm",
    "RegisterForm",
    "ReportForm",
    "SplitForm",
    "TextForm",
    "UnlinkForm",
    "UpdateForm",
    "UploadMixin",
    "what_becomes_of_files",
]
