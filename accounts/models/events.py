"""The record of who did what."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connections, models, transaction
from django.db.models import Q
from django.utils.text import Truncator

from accounts.chain import FIELDS, START, digest, plain
from accounts.changes import said
from accounts.models.people import User
from accounts.models.verbs import PAST
from accounts.words import Rewording
from bodies.models import Body

DAYS = ["due_on", "published_on"]  # recorded under their own names, each before and after


class _Held(threading.local):
    """The events of this thread that wait for their block to end; None outside of one."""

    events: "list[Event] | None" = None


_held = _Held()


@contextmanager
def events_last() -> Iterator[None]:
    """Write the events of this block when it ends, after everything else it writes.

    For an action that goes on writing once it has recorded, for the end of the chain is
    held from the first event on. What an inner block recorded goes with it when it fails.
    """
    outer = _held.events
    _held.events = [] if outer is None else outer
    before = len(_held.events)
    try:
        yield
    except BaseException:
        del _held.events[before:]
        _held.events = outer
        raise
    waiting, _held.events = _held.events, outer
    if outer is None:
        for event in waiting:
            event.add_to_chain()


CHAIN_LOCK = 55_1996  # the number of the lock on PostgreSQL; nothing else uses one


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

    def chained(self) -> Iterator[dict]:
        """Yield each event as `accounts.chain.check` reads it, a few at a time."""
        rows = self.order_by("number", "pk").values("pk", "digest", *FIELDS)
        return rows.iterator(chunk_size=1000)


class Event(models.Model):
    """Who did what to which object when. The database refuses change and removal.

    The object is named by its type and key and not by a foreign key, so that the
    record outlives it. Names are as they were at the time. The events are one chain
    (`accounts.chain`), numbered without gaps; the key has gaps where work was undone.
    """

    number = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
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
        constraints = [
            models.UniqueConstraint(name="event_number_once", fields=["number"]),
            models.UniqueConstraint(name="event_digest_once", fields=["digest"]),
            models.UniqueConstraint(name="event_follows_one", fields=["previous"]),
            models.CheckConstraint(name="event_number_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self):
        return f"{self.by_name}: {self.action} {self.object_name}"

    @staticmethod
    def verb_of(action: str) -> str:
        return PAST.get(action, action.capitalize())

    @property
    def sentence(self) -> str:
        """Say what was done, for a timeline: "Wrote: Passage on Recommendation 6c"."""
        verb = self.verb_of(self.action)
        if self.object_type == "responses.response":
            return f"{verb}: the response"
        return f"{verb}: {Truncator(self.object_name).chars(100)}"

    @property
    def changed(self) -> list[tuple[str, object, object]]:
        """Return each field that was changed, as it was before and after."""
        said = self.data.get("changes") or {}
        parts = said if isinstance(said, list) else [{"values": said}]
        values = [part["values"] for part in parts if isinstance(part, dict) and "values" in part]
        days = {name: self.data[name] for name in DAYS if isinstance(self.data.get(name), list)}
        return [(name, *pair) for held in [*values, days] for name, pair in held.items()]

    @property
    def changed_in_words(self) -> list[tuple[str, str, str]]:
        """Return what was changed as a timeline says it."""
        return [(name.replace("_", " "), said(old), said(new)) for name, old, new in self.changed]

    @property
    def reworded(self) -> list[Rewording]:
        """Return which long words were changed: how long they were and are, and their digests."""
        held = self.data.get("words")
        found = [Rewording.of(name, pair) for name, pair in held.items()] if held else []
        return [each for each in found if each.was_sha256 != each.sha256]

    @classmethod
    def record(cls, action: str, obj, *, by, at, body=None, note="", by_name="", **data) -> "Event":
        """Write one event at the end of the chain.

        `by` is None for what the worker does by itself, and for whoever has not signed
        in, whom `by_name` then describes. The end of the chain is held until the
        transaction ends, so whatever else it locks has to come first.
        """
        event = cls(
            at=at,
            by=by,
            by_name=(by_name or (str(by) if by else "The service"))[:200],
            body=body,
            action=action,
            object_type=obj._meta.label_lower,
            object_pk="" if obj.pk is None else str(obj.pk),
            object_name=str(obj)[:300],
            note=note,
            data=plain(data),
        )
        if _held.events is None:
            event.add_to_chain()
        else:
            _held.events.append(event)
        return event

    @classmethod
    def record_between(cls, bodies: Iterable[Body], action: str, obj, **values) -> None:
        """Write an event into the record of each body that it is between, once each."""
        for body in dict.fromkeys(bodies):
            cls.record(action, obj, body=body, **values)

    def add_to_chain(self) -> None:
        with transaction.atomic(savepoint=False):
            self._hold_the_end()
            last = Event.objects.order_by("-number").values("number", "digest").first()
            self.number = last["number"] + 1 if last else 1
            self.previous = last["digest"] if last else START
            self.digest = digest(self.own())
            self.save(force_insert=True)

    @classmethod
    def _hold_the_end(cls) -> None:
        """Let no other transaction add to the chain until this one ends.

        On SQLite a transaction that writes is the only one (IMMEDIATE, see the settings).
        """
        connection = connections[cls.objects.db]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])

    def own(self) -> dict:
        """Return what its digest stands on."""
        keys = {"by": "by_id", "body": "body_id"}
        return {name: getattr(self, keys.get(name, name)) for name in FIELDS}
