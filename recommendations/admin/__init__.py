"""The admin of reports, of what they recommend, and of who owes what by when."""

from recommendations.admin.links import RecommendationLinkAdmin
from recommendations.admin.obligations import ObligationAdmin, OfficeTargetsAdmin
from recommendations.admin.releases import ReleaseAdmin
from recommendations.admin.reports import ReportAdmin
from recommendations.admin.retention import DisposalAdmin, RetentionRuleAdmin
from recommendations.admin.updates import AssuranceUpdateAdmin

__all__ = [
    "AssuranceUpdateAdmin",
    "DisposalAdmin",
    "ObligationAdmin",
    "OfficeTargetsAdmin",
    "RecommendationLinkAdmin",
    "ReleaseAdmin",
    "ReportAdmin",
    "RetentionRuleAdmin",
]
