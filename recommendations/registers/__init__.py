"""An office's own register of recommendations: which column is which, and what its rows say.

Pure: no model, database or clock.
"""

from recommendations.registers.columns import FIELDS, NAMES, Field, Mapping, guess, headings
from recommendations.registers.planning import Plan, PlannedReport, Problem, plan

__all__ = [
    "FIELDS",
    "NAMES",
    "Field",
    "Mapping",
    "Plan",
    "PlannedReport",
    "Problem",
    "guess",
    "headings",
    "plan",
]
