"""People, and the roles they hold in bodies."""

from datetime import date

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.permissions import NOT_LENT, Permission, Role, granted, roles_with
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
        """Return today's memberships, own ones and lent ones, read once per object.

        A lent one belongs to somebody who is away, in whose place this person stands that
        day; who reads nothing of the body by themselves is lent nothing of it.
        """
        if not hasattr(self, "_memberships"):
            rows = list(Membership.objects.reaching(self, timezone.localdate()))
            own = [row for row in rows if row.user_id == self.pk]
            here = {row.body_id for row in own if Permission.READ in granted([row.role])}
            lent = [row for row in rows if row.user_id != self.pk and row.body_id in here]
            self._memberships = [*own, *lent] if self.is_active else []
        return self._memberships

    def lent(self) -> list["Membership"]:
        """Return today's memberships of others in whose place this person stands."""
        return [row for row in self.current_memberships() if row.user_id != self.pk]

    def stands_in_for(self) -> list["Membership"]:
        """Return one lent membership of each person and body, each with its `away_until`."""
        return list({(row.user_id, row.body_id): row for row in self.lent()}.values())

    def speaks_for(self, body, permission: Permission) -> set[int]:
        """Return the keys of those in whose name this person may use `permission` at `body`."""
        rows = [row for row in self.current_memberships() if row.body_id == body.pk]
        return {row.user_id for row in rows if permission in granted([row.role])}

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


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return those of the user, those in which they stand in, and all of bodies they keep."""
        kept = user.bodies_where(Permission.CONFIGURE)
        return self.filter(Q(person=user) | Q(deputy=user) | Q(body__in=kept))

    def lasting(self, day: date):
        """Return those that hold on `day`."""
        return self.filter(ended_at=None, starts_on__lte=day, ends_on__gte=day)

    def meeting(self, first: date, last: date):
        """Return those that hold on any day from the first to the last."""
        return self.filter(ended_at=None, starts_on__lte=last, ends_on__gte=first)

    def with_cover(self, day: date):
        """Add whether who stands in still reads for the body by themselves on `day`."""
        reading = Membership.objects.on(day).filter(role__in=roles_with(Permission.READ))
        here = reading.filter(user=OuterRef("deputy"), body=OuterRef("body"), user__is_active=True)
        return self.annotate(is_covered=Exists(here))


class Absence(models.Model):
    """Somebody is away at a body from day to day, and a colleague stands in."""

    person = models.ForeignKey(User, models.PROTECT, related_name="absences")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="who stands in")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_is_not_covered_by_oneself", condition=~Q(person=F("deputy"))
            ),
            models.CheckConstraint(
                name="absence_starts_before_it_ends", condition=Q(starts_on__lte=F("ends_on"))
            ),
            models.CheckConstraint(name="absence_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="absence_ended_by_and_at",
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.deputy} for {self.person}"

    def is_over_on(self, day: date) -> bool:
        return self.ended_at is not None or self.ends_on < day


class MembershipQuerySet(DatedQuerySet):
    def reaching(self, user: User, day: date):
        """Return those of `user` on `day`, and of those who are away and whom they stand in for.

        With each comes `away_until`, the last day of such an absence. Nothing is passed on:
        only a person's own memberships are lent.
        """
        away = Absence.objects.lasting(day).filter(deputy=user)
        here = away.filter(person=OuterRef("user"), body=OuterRef("body"))
        lent = ~Q(role__in=NOT_LENT) & Q(user__is_active=True) & Exists(here)
        rows = self.on(day).filter(Q(user=user) | Q(user__in=away.values("person")))
        rows = rows.filter(Q(user=user) | lent).select_related("body", "user")
        return rows.annotate(away_until=Subquery(here.values("ends_on")[:1]))


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

    objects = MembershipQuerySet.as_manager()

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
