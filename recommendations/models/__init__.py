"""The inspectors' reports, what they recommend, who owes what by when, and what was done."""

from recommendations.models.checked import Checked, FileCheck, rules_of_checks
from recommendations.models.closing import Closing
from recommendations.models.evidence import Evidence, EvidenceCheck
from recommendations.models.inspectors import InspectorStatus
from recommendations.models.link import RecommendationLink
from recommendations.models.milestone import UpdateMilestone
from recommendations.models.obligation import Obligation, OfficeTargets
from recommendations.models.recommendation import Addressee, Proposal, Recommendation
from recommendations.models.register import Register
from recommendations.models.release import Release
from recommendations.models.report import Report
from recommendations.models.retention import (
    Disposable,
    DisposableManager,
    DisposableQuerySet,
    Disposal,
    RetentionRule,
)
from recommendations.models.source import Source
from recommendations.models.update import AssuranceUpdate, UpdateRemark

__all__ = [
    "Addressee",
    "AssuranceUpdate",
    "Checked",
    "Closing",
    "Disposable",
    "DisposableManager",
    "DisposableQuerySet",
    "Disposal",
    "Evidence",
    "EvidenceCheck",
    "FileCheck",
    "InspectorStatus",
    "Obligation",
    "OfficeTargets",
    "Proposal",
    "Recommendation",
    "Register",
    "RecommendationLink",
    "Release",
    "Report",
    "RetentionRule",
    "Source",
    "UpdateMilestone",
    "UpdateRemark",
    "rules_of_checks",
]
