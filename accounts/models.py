"""People, the roles they hold in bodies, and the record of who did what."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import Truncator

from accounts.permissions import Permission, Role, granted
from bodies.models import Body, DatedQuerySet


class EmailUserManager(UserManager):
    """Users are known by their e-mail address."""

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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = EmailUserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name or self.email

    def save(self, *args, **kwargs):
        self.username = self.email
        super().save(*args, **kwargs)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    def current_memberships(self) -> list["Membership"]:
        """Return today's memberships, read once per object."""
        if not hasattr(self, "_memberships"):
            today = timezone.localdate()
            rows = self.memberships.on(today).select_related("body")
            self._memberships = list(rows) if self.is_active else []
        return self._memberships

    def roles_in(self, body) -> set[str]:
        return {m.role for m in self.current_memberships() if m.body_id == body.pk}

    def bodies(self) -> list[Body]:
        """Return the bodies this person acts for today, each once, by name."""
        unique = {m.body_id: m.body for m in self.current_memberships()}
        return sorted(unique.values(), key=lambda body: body.name)

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
        """Return the bodies in which this person holds `permission` today."""
        return [body for body in self.bodies() if permission in granted(self.roles_in(body))]

    def may(self, permission: Permission, body) -> bool:
        return permission in granted(self.roles_in(body))


class Membership(models.Model):
    """One role of one person in one body, from a day to a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    starts_on = models.DateField("first day", default=timezone.localdate)
    ends_on = models.DateField("last day", null=True, blank=True)

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


# What happened, as a timeline says it; any other action is shown by its own name.
PAST = {
    "add": "Added",
    "add source": "Added a text of",
    "approve": "Approved",
    "approve release": "Approved that this need not be answered",
    "approve stage": "Approved a stage",
    "ask copy": "Asked for a copy",
    "ask release": "Asked that this need not be answered",
    "be invited": "Sent",
    "change due day": "Changed the day",
    "check": "Checked",
    "comment": "Wrote",
    "compare": "Compared with another text",
    "confirm deadline": "Confirmed the deadline",
    "confirm publication day": "Confirmed the publication day",
    "confirm recommendations": "Confirmed the recommendations",
    "correct": "Corrected",
    "delegate": "Named as deputy",
    "discard": "Discarded",
    "download": "Downloaded",
    "end delegation": "Ended the delegation to",
    "export": "Exported",
    "give up copy": "Given up",
    "give one language": "Changed the reason for one language",
    "import": "Imported",
    "invite": "Invited the chief officer’s comments",
    "join": "Joined",
    "link": "Linked to another",
    "lodge": "Lodged the signed copy",
    "leave out copy": "Left out a copy",
    "make": "Made",
    "meet": "Done",
    "owe": "Wrote down who owes what",
    "publish": "Published",
    "read again": "Asked for another reading of",
    "read text": "Read the text of",
    "receive comments": "Received the chief officer’s comments",
    "record": "Recorded",
    "record bounce": "Came back",
    "record update": "Recorded",
    "refuse release": "Refused that this need not be answered",
    "reopen": "Opened again",
    "return": "Returned to draft",
    "save": "Saved",
    "send comments": "Sent the comments",
    "send copy": "Sent",
    "set aside": "Set aside",
    "sign": "Signed",
    "split": "Split",
    "start": "Started",
    "start correction": "Started the correction",
    "submit": "Submitted",
    "take over": "Took over",
    "take up again": "Took up again",
    "unlink": "Removed a link of",
    "withdraw": "Withdrew the request about",
    "try copy again": "Asked for another try",
    "write": "Wrote",
}


class EventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return what was done in the name of the user's bodies, and on shared records."""
        return self.filter(Q(body__in=user.bodies()))

    def about(self, *objects):
        """Return the events on any of `objects`, newest first."""
        wanted = Q(pk__in=[])
        for obj in objects:
            wanted |= Q(object_type=obj._meta.label_lower, object_pk=str(obj.pk))
        return self.filter(wanted).order_by("-pk")


class Event(models.Model):
    """Who did what to which object when. The database refuses change and removal.

    The object is named by its type and key and not by a foreign key, so that the
    record outlives it. Names are as they were at the time.
    """

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_pk = models.CharField(max_length=40)
    object_name = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["object_type", "object_pk"], name="event_object")]

    def __str__(self):
        return f"{self.by_name}: {self.action} {self.object_name}"

    @property
    def sentence(self) -> str:
        """Say what was done, for a timeline: "Wrote: Passage on Recommendation 6c"."""
        verb = PAST.get(self.action, self.action.capitalize())
        if self.object_type == "responses.response":
            return f"{verb}: the response"
        return f"{verb}: {Truncator(self.object_name).chars(100)}"

    @classmethod
    def record(cls, action: str, obj, *, by, at, body=None, note="", **data) -> "Event":
        """Write one event; `by` is None only for what the worker does by itself."""
        return cls.objects.create(
            at=at,
            by=by,
            by_name=str(by) if by else "The service",
            body=body,
            action=action,
            object_type=obj._meta.label_lower,
            object_pk=str(obj.pk),
            object_name=str(obj)[:300],
            note=note,
            data=data,
        )


class UnsavedWords(models.Model):
    """What a person had typed in a form and not yet saved: kept, never shown to others."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    fields = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="unsaved_words_once", fields=["user", "path"]),
        ]

    def __str__(self):
        return f"{self.user} at {self.path}"


class Notice(models.Model):
    """Something that changed under a person's work, shown to them until they have read it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    words = models.CharField(max_length=500)
    url = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.words
