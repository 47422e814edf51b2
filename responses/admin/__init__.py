"""The admin of responses and of the stages they pass; the report list learns of them here."""

from responses.admin.reports import AnsweredReportAdmin
from responses.admin.responses import ResponseAdmin
from responses.admin.stages import ReviewStageAdmin

__all__ = ["AnsweredReportAdmin", "ResponseAdmin", "ReviewStageAdmin"]
