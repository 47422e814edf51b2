"""The record of who did what."""

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator

from accounts.models.people import User
from bodies.models import Body

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
