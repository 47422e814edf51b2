"""How people come in: invitations, messages about accounts, and tries that failed."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models.people import User
from accounts.permissions import Permission, Role
from bodies.models import Body


class AccountInvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return those to the bodies that `user` administers; all for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(body__in=user.bodies_where(Permission.CONFIGURE))

    def open(self, at: datetime):
        """Return those that may still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)


class AccountInvitation(models.Model):
    """A person asked to take up a role. Of the link they are sent only the hash is kept."""

    email = models.EmailField("email address", max_length=150)  # it becomes the user name too
    name = models.CharField("full name", max_length=200)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    starts_on = models.DateField("first day", default=timezone.localdate)
    ends_on = models.DateField("last day", null=True, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = AccountInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        verbose_name = "invitation"
        constraints = [
            models.CheckConstraint(
                name="invitation_is_accepted_by_somebody_or_withdrawn_or_neither",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="invitation_starts_before_it_ends",
                condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
            ),
            models.CheckConstraint(
                name="invitation_role_is_known", condition=Q(role__in=Role.values)
            ),
            models.UniqueConstraint(
                name="invitation_token_is_its_own",
                fields=["token_hash"],
                condition=~Q(token_hash=""),
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_role_display().lower()} at {self.body}"

    def state(self, at: datetime) -> str:
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "waiting" if self.expires_at > at else "expired"


class AddressChangeQuerySet(models.QuerySet):
    def open(self, at: datetime):
        """Return those that still wait for their link to be opened."""
        return self.filter(confirmed_at=None, withdrawn_at=None, expires_at__gt=at)


class AddressChange(models.Model):
    """An address that a person wants in place of theirs; it counts once its link is opened."""

    user = models.ForeignKey(User, models.PROTECT, related_name="address_changes")
    email = models.EmailField("email address", max_length=150)  # it becomes the user name too
    token_hash = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "change of address"
        verbose_name_plural = "changes of address"
        constraints = [
            models.CheckConstraint(
                name="address_change_is_confirmed_or_withdrawn_or_neither",
                condition=Q(confirmed_at=None) | Q(withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="address_change_one_at_a_time",
                fields=["user"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="address_change_token_is_its_own",
                fields=["token_hash"],
                condition=~Q(token_hash=""),
            ),
        ]

    def __str__(self):
        return f"{self.user}, to {self.email}"


class AccountMailQuerySet(models.QuerySet):
    def ready(self, at: datetime):
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        due = self.filter(free, done_at=None, next_try_at__lte=at)
        return due.order_by("next_try_at", "pk")


class AccountMail(models.Model):
    """One message about an account. The row is the queue.

    A link is made as it is sent, so none stands in the database. Who asks for a new
    password gets a row whether or not there is an account: the answer takes as long.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Invitation"
        RESET = "reset", "New password"
        CHANGE = "change", "Something about the account was changed"
        ASKED = "asked", "Something is asked of the person"
        ADDRESS = "address", "A new address is to be opened"
        WATCH = "watch", "Something that a body’s administrators should know"

    kind = models.CharField(max_length=12, choices=Kind)
    email = models.EmailField()
    invitation = models.ForeignKey(
        AccountInvitation, models.CASCADE, null=True, related_name="mails"
    )
    address_change = models.ForeignKey(
        AddressChange, models.CASCADE, null=True, related_name="mails"
    )
    words = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    message_id = models.CharField(max_length=120, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    objects = AccountMailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="account_mail_is_about_an_invitation_or_not",
                condition=Q(kind="invitation", invitation__isnull=False)
                | (~Q(kind="invitation") & Q(invitation=None)),
            ),
            models.CheckConstraint(
                name="account_mail_is_about_an_address_or_not",
                condition=Q(kind="address", address_change__isnull=False)
                | (~Q(kind="address") & Q(address_change=None)),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} to {self.email}"


class FailedTries(models.Model):
    """Passwords that were wrong, counted under a key that names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    wait_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "failed tries"

    def __str__(self):
        return f"{self.count} since {self.since}"
