"""What a person may do for a body, by the roles they hold there."""

from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices


class Role(TextChoices):
    CASEWORKER = "caseworker", "Caseworker"
    APPROVER = "approver", "Approver"
    SIGNATORY = "signatory", "Signatory"
    PUBLISHER = "publisher", "Publisher"
    FORCE_CONTRIBUTOR = "force_contributor", "Force contributor"
    DEPUTY_CONTRIBUTOR = "deputy_contributor", "Deputy contributor"
    FORCE_APPROVER = "force_approver", "Force approver"
    NAMED_CONTRIBUTOR = "named_contributor", "Named contributor"
    COLLATOR = "collator", "Collator"
    AUDITOR = "auditor", "Auditor"
    BODY_ADMINISTRATOR = "body_administrator", "Body administrator"


class Permission(StrEnum):
    READ = "read"
    CAPTURE = "capture"  # record reports, confirm recommendations and days
    DRAFT = "draft"  # invite, write, submit
    APPROVE = "approve"
    MAKE_LETTER = "make_letter"
    SIGN = "sign"
    SEND = "send"
    PUBLISH = "publish"
    COMMENT = "comment"  # the chief officer's comments
    APPROVE_COMMENTS = "approve_comments"  # for the chief officer, before they leave the force
    ANSWER_ASKED = "answer_asked"  # what one is asked by name, and to read no more than that
    UPDATE = "update"  # assurance updates and evidence
    COLLATE = "collate"
    CONFIGURE = "configure"
    AUDIT = "audit"  # read all that was done in the body's name


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CASEWORKER: frozenset({P.READ, P.CAPTURE, P.DRAFT, P.MAKE_LETTER, P.SEND}),
    Role.APPROVER: frozenset({P.READ, P.APPROVE}),
    Role.SIGNATORY: frozenset({P.READ, P.APPROVE, P.SIGN}),
    Role.PUBLISHER: frozenset({P.READ, P.SEND, P.PUBLISH}),
    Role.FORCE_CONTRIBUTOR: frozenset({P.READ, P.COMMENT, P.UPDATE, P.ANSWER_ASKED}),
    Role.DEPUTY_CONTRIBUTOR: frozenset({P.READ, P.COMMENT, P.UPDATE, P.ANSWER_ASKED}),
    Role.FORCE_APPROVER: frozenset(
        {P.READ, P.COMMENT, P.UPDATE, P.ANSWER_ASKED, P.APPROVE_COMMENTS}
    ),
    Role.NAMED_CONTRIBUTOR: frozenset({P.ANSWER_ASKED}),
    Role.COLLATOR: frozenset({P.READ, P.COLLATE}),
    Role.AUDITOR: frozenset({P.READ, P.AUDIT}),
    Role.BODY_ADMINISTRATOR: frozenset({P.READ, P.CONFIGURE, P.AUDIT}),
}
# What nobody holds in another's place: signing has its own record, with a title (decision 12),
# and who administers a body lends that to nobody.
NOT_LENT = frozenset({Role.SIGNATORY, Role.BODY_ADMINISTRATOR})
OFFICE_ROLES = frozenset({Role.CASEWORKER, Role.APPROVER, Role.SIGNATORY, Role.PUBLISHER})
FORCE_ROLES = frozenset(
    {
        Role.FORCE_CONTRIBUTOR,
        Role.DEPUTY_CONTRIBUTOR,
        Role.FORCE_APPROVER,
        Role.NAMED_CONTRIBUTOR,
    }
)


def roles_with(permission: Permission) -> list[Role]:
    """Return the roles that hold `permission`."""
    return [role for role in Role if permission in GRANTS[role]]


def granted(roles) -> frozenset[Permission]:
    """Return all that a set of roles allows together."""
    return frozenset().union(*(GRANTS[Role(role)] for role in roles))


def require(user, permission: Permission, body) -> None:
    """Raise PermissionDenied unless `user` holds `permission` in `body` today.

    `body` is None for whoever acts for nobody.
    """
    if permission not in granted(user.roles_in(body)):
        roles = " or ".join(role.label.lower() for role in roles_with(permission))
        where = f" at {body}" if body else ""
        raise PermissionDenied(f"For this you need to be {roles}{where}.")
