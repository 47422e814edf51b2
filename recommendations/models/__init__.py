"""The inspectors' reports, what they recommend, who owes what by when, and what was done."""

from recommendations.models.obligation import Obligation, OfficeTargets
from recommendations.models.recommendation import Addressee, Proposal, Recommendation
from recommendations.models.register import Register
from recommendations.models.report import Report
from recommendations.models.source import Source
from recommendations.models.update import AssuranceUpdate, Evidence

__all__ = [
    "Addressee",
    "AssuranceUpdate",
    "Evidence",
    "Obligation",
    "OfficeTargets",
    "Proposal",
    "Recommendation",
    "Register",
    "Report",
    "Source",
]
