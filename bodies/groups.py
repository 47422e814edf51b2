"""The groups that inspectorates address, and which kinds of body each names."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a body is. Whether it still exists is said by its dates, never by its kind."""

    FORCE = "force", "Police force"
    PCC = "pcc", "Police and crime commissioner"
    PFCC = "pfcc", "Police, fire and crime commissioner"
    MAYOR = "mayor", "Mayor"
    MOPAC = "mopac", "Mayor's office for policing and crime"
    COMMON_COUNCIL = "common_council", "Common Council"
    INSPECTORATE = "inspectorate", "Inspectorate"
    GOVERNMENT_DEPARTMENT = "government_department", "Government department"
    NATIONAL_BODY = "national_body", "National body"
    OTHER_FORCE = "other_force", "Other force"
    AUTHORITY = "authority", "Authority"
    LAW_ENFORCEMENT_AGENCY = "law_enforcement_agency", "Law enforcement agency"


# Police Act 1996 s.101(1): who is a local policing body in England and Wales.
LOCAL_POLICING_BODIES = frozenset(
    {Kind.PCC, Kind.PFCC, Kind.MAYOR, Kind.MOPAC, Kind.COMMON_COUNCIL}
)

# Police Reform and Social Responsibility Act 2011 s.102(1): the Common Council is not elected.
ELECTED_LOCAL_POLICING_BODIES = LOCAL_POLICING_BODIES - {Kind.COMMON_COUNCIL}


class Group(TextChoices):
    """A group addressee as the inspectors write it."""

    CHIEF_CONSTABLES = "chief_constables", "Chief constables"
    POLICE_AND_CRIME_COMMISSIONERS = (
        "police_and_crime_commissioners",
        "Police and crime commissioners",
    )

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of body the group names.

        "Chief constables" includes the two Commissioners, and "police and crime
        commissioners" every local policing body whatever its office is called.
        """
        if self is Group.CHIEF_CONSTABLES:
            return frozenset({Kind.FORCE})
        return LOCAL_POLICING_BODIES
