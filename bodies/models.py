"""Public bodies over time: what existed when, who held its office, who oversees whom."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from bodies.groups import LOCAL_POLICING_BODIES, Group, Kind


class DatedQuerySet(models.QuerySet):
    """Rows with a first and a last day, both inclusive, either open."""

    def on(self, day: date):
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day)
        )


def starts_before_it_ends(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
    )


class BodyQuerySet(DatedQuerySet):
    def forces(self):
        return self.filter(kind=Kind.FORCE)

    def local_policing_bodies(self):
        return self.filter(kind__in=LOCAL_POLICING_BODIES)

    def in_group(self, group: Group, day: date):
        """Return the bodies that `group` named on `day`."""
        return self.on(day).filter(kind__in=group.kinds)

    def succeeded_by(self, bodies, day: date):
        """Return those that ended before `day` and whose functions `bodies` took over."""
        return self.filter(successor__in=bodies, ends_on__lt=day)

    def overseeing(self, forces, day: date):
        """Return the local policing bodies over any of `forces` on `day`."""
        return self.filter(oversights__in=Oversight.objects.on(day).filter(force__in=forces))

    def overseen_by(self, bodies, day: date):
        """Return the forces under any of `bodies` on `day`."""
        return self.filter(
            overseen__in=Oversight.objects.on(day).filter(local_policing_body__in=bodies)
        )


class Body(models.Model):
    """A force, a local policing body or a national body, for as long as it exists."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    name_cy = models.CharField("name in Welsh", max_length=200, blank=True)
    kind = models.CharField(max_length=30, choices=Kind)
    area = models.CharField("force area", max_length=100, blank=True)
    officer_title = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    fictional = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["name"]
        constraints = [
            starts_before_it_ends("body_starts_before_it_ends"),
            models.CheckConstraint(name="body_kind_is_known", condition=Q(kind__in=Kind.values)),
        ]

    def __str__(self):
        return self.name

    @property
    def is_local_policing_body(self) -> bool:
        return self.kind in LOCAL_POLICING_BODIES

    @property
    def is_force(self) -> bool:
        return self.kind == Kind.FORCE

    @property
    def is_welsh(self) -> bool:
        return bool(self.name_cy) and (self.is_force or self.is_local_policing_body)

    def with_past(self, day: date) -> "list[Body]":
        """Return this body and those it had taken over from by `day`."""
        return [self, *Body.objects.succeeded_by([self], day)]

    def heir_on(self, day: date) -> "Body":
        """Return who has its functions on `day`: this body, or whoever took them over."""
        body = self
        while body.ends_on and body.ends_on < day and body.successor:
            body = body.successor
        return body

    def name_on(self, day: date) -> str:
        """Return the name the body went by on `day`."""
        former = self.names.filter(until__gte=day).order_by("until").first()
        return former.name if former else self.name

    def holder_on(self, day: date):
        """Return the OfficeTerm of whoever held this body's office on `day`, or None."""
        return self.terms.on(day).order_by("-starts_on", "-pk").first()

    def force_on(self, day: date):
        """Return the force this local policing body oversaw on `day`, or None."""
        return Body.objects.overseen_by([self], day).first()


class BodyName(models.Model):
    """Another name of a body: a former one has its last day, an alias has none."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    until = models.DateField("last day of this name", null=True, blank=True)

    class Meta:
        ordering = ["body", "name"]
        constraints = [
            models.UniqueConstraint(name="body_name_once", fields=["body", "name"]),
        ]

    def __str__(self):
        return self.name


class OfficeTerm(models.Model):
    """One person in one office from a day to a day: how to name and greet them then."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="terms")
    honorific = models.CharField(max_length=60, blank=True, help_text="Rt Hon, Dame, Dr.")
    name = models.CharField(max_length=200)
    post_nominals = models.CharField(max_length=60, blank=True, help_text="MP, QPM, OBE.")
    title = models.CharField(max_length=200, help_text="Home Secretary, Acting Chief Constable.")
    title_cy = models.CharField("title in Welsh", max_length=200, blank=True)
    salutation = models.CharField(max_length=200, help_text="Goes after Dear.")
    salutation_cy = models.CharField(
        "salutation in Welsh", max_length=200, blank=True, help_text="Goes after Annwyl."
    )
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["body", "-starts_on"]
        constraints = [
            starts_before_it_ends("office_term_starts_before_it_ends"),
            models.UniqueConstraint(
                name="office_term_starts_once", fields=["body", "name", "starts_on"]
            ),
        ]

    def __str__(self):
        return f"{self.styled_name}, {self.title}"

    @property
    def styled_name(self) -> str:
        return " ".join(filter(None, [self.honorific, self.name, self.post_nominals]))


class Oversight(models.Model):
    """Which local policing body oversees which force, from a day to a day."""

    local_policing_body = models.ForeignKey(Body, models.CASCADE, related_name="oversights")
    force = models.ForeignKey(Body, models.CASCADE, related_name="overseen")
    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["local_policing_body", "starts_on"]
        constraints = [
            starts_before_it_ends("oversight_starts_before_it_ends"),
            models.UniqueConstraint(
                name="oversight_starts_once",
                fields=["local_policing_body", "force", "starts_on"],
            ),
            models.UniqueConstraint(
                name="oversight_without_start_once",
                fields=["local_policing_body", "force"],
                condition=Q(starts_on=None),
            ),
        ]

    def __str__(self):
        return f"{self.local_policing_body} over {self.force}"
