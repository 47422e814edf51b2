"""People, and the roles they hold in bodies."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.permissions import Permission, Role, granted
from bodies.models import Body, DatedQuerySet


class EmailUserManager(UserManager):
    """Users are known by their email address."""

    def _create_user(self, username, email, password, **extra):
        return super()._create_user(username=email, email=email, password=password, **extra)

    def create_user(self, email, password=None, **extra):
        return super().create_user(username=email, email=email, password=password, **extra)

    def create_superuser(self, email, password=None, **extra):
        return super().create_superuser(username=email, email=email, password=password, **extra)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractUser):
    """One person. What they may do is in their memberships, not here."""

    first_name = None
    last_name = None
    name = models.CharField("full name", max_length=200)
    email = models.EmailField("email address", unique=True)
    session_round = models.PositiveIntegerField(
        default=0, editable=False, help_text="One more ends every session of this person at once."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = EmailUserManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_address_once_however_written",
                violation_error_message="There is an account with this address already.",
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def save(self, *args, **kwargs):
        self.username = self.email
        super().save(*args, **kwargs)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    def _get_session_auth_hash(self, secret=None):
        hashed = super()._get_session_auth_hash(secret=secret)
        if not self.session_round:
            return hashed
        salted = f"{hashed}{self.session_round}"
        return salted_hmac("accounts.User.session_round", salted, secret=secret).hexdigest()

    def current_memberships(self) -> list["Membership"]:
        """Return today's memberships, read once per object."""
        if not hasattr(self, "_memberships"):
            today = timezone.localdate()
            rows = self.memberships.on(today).select_related("body")
            self._memberships = list(rows) if self.is_active else []
        return self._memberships

    def roles_in(self, body) -> set[str]:
        """Return the roles held today in `body`; none where one acts for nobody."""
        pk = body.pk if body else None
        return {m.role for m in self.current_memberships() if m.body_id == pk}

    def bodies(self) -> list[Body]:
        """Return the bodies this person acts for today, each once, by name.

        Whoever is only asked by name acts for nobody: their role reads nothing of the body.
        """
        return self.bodies_where(Permission.READ)

    def own(self) -> list[int]:
        """Return the keys of this person's bodies and of those they took over from."""
        if not hasattr(self, "_own"):
            bodies = self.bodies()
            past = Body.objects.succeeded_by(bodies, timezone.localdate())
            self._own = sorted({body.pk for body in [*bodies, *past]})
        return self._own

    def reach(self) -> list[int]:
        """Return the keys of `own` and of the forces that this person's bodies oversee today."""
        if not hasattr(self, "_reach"):
            overseen = Body.objects.overseen_by(self.bodies(), timezone.localdate())
            self._reach = sorted({*self.own(), *overseen.values_list("pk", flat=True)})
        return self._reach

    def bodies_where(self, permission: Permission) -> list[Body]:
        """Return the bodies in which this person holds `permission` today, by name."""
        unique = {m.body_id: m.body for m in self.current_memberships()}
        allowed = [body for body in unique.values() if self.may(permission, body)]
        return sorted(allowed, key=lambda body: body.name)

    def may(self, permission: Permission, body) -> bool:
        return permission in granted(self.roles_in(body))


class Membership(models.Model):
    """One role of one person in one body, from a day to a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    starts_on = models.DateField("first day", default=timezone.localdate)
    ends_on = models.DateField("last day", null=True, blank=True)
    from_group = models.CharField(
        max_length=200, blank=True, editable=False,
        help_text="The group at the office’s own sign-in service that gives this role.",
    )  # fmt: skip

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["body", "user", "role"]
        constraints = [
            models.UniqueConstraint(
                name="membership_starts_once", fields=["user", "body", "role", "starts_on"]
            ),
            models.CheckConstraint(
                name="membership_starts_before_it_ends",
                condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
            ),
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=Role.values)
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display().lower()} at {self.body}"
