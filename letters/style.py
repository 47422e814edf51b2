"""How an office has its letters laid out. Choices only."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Layout(TextChoices):
    NARRATIVE = "narrative", "A letter in prose, the recommendations in an appendix"
    SECTIONS = "sections", "A letter with a section for each recommendation"
    STATEMENT = "statement", "A statement in numbered sections"
    FORM = "form", "A form: a block of facts, then a table"


class Appendix(TextChoices):
    RECOMMENDATIONS = "recommendations", "The recommendations that apply"
    CHIEF_OFFICER = "chief_officer", "The chief officer’s comments"
    BOTH = "both", "Both"
    NONE = "none", "No appendix"


class AddressedTo(TextChoices):
    SECRETARY_OF_STATE = "secretary_of_state", "The Secretary of State"
    BOTH = "both", "The Secretary of State and the inspectors together"
    NOBODY = "nobody", "Nobody: a statement to the public"


@dataclass(frozen=True)
class Style:
    """One office's switches. A layout reads them and nothing else of the office."""

    layout: str = Layout.NARRATIVE
    appendix: str = Appendix.RECOMMENDATIONS
    addressed_to: str = AddressedTo.SECRETARY_OF_STATE
    numbered: bool = False
    statutory_opening: bool = True
    answers_areas: bool = True

    @property
    def lists_recommendations(self) -> bool:
        return self.appendix in (Appendix.RECOMMENDATIONS, Appendix.BOTH)

    @property
    def appends_comments(self) -> bool:
        return self.appendix in (Appendix.CHIEF_OFFICER, Appendix.BOTH)
