"""Disposing of what is due: the bytes go, a stub and the record stay."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused, WrongState
from accounts.models import Event, UnsavedWords, User, events_last
from accounts.permissions import Permission, require
from bodies.models import Body
from recommendations.kept import Due, due_for_disposal
from recommendations.models import Disposal, Evidence, Register, Source
from recommendations.retention import Kind

MODELS: dict[Kind, type[Evidence] | type[Source] | type[Register] | type[UnsavedWords]] = {
    Kind.EVIDENCE: Evidence,
    Kind.SOURCE: Source,
    Kind.REGISTER: Register,
    Kind.WORDS: UnsavedWords,
}
LOOKED_AT = timedelta(days=7)  # a file that outlived its disposal is looked for that long
NOT_DUE = "Something that you ticked is not due any more. Nothing was disposed of; look again."


@transaction.atomic
@events_last()
def dispose(
    body: Body, keys: Iterable[str], *, reason: str, by: User, at: datetime
) -> list[Disposal]:
    """Dispose of what `keys` name of that which is due at `body`, all of it or nothing.

    The bytes go once this is committed. Raises PermissionDenied, Refused or WrongState.
    """
    require(by, Permission.CONFIGURE, body)
    wanted = sorted(set(keys))
    if not wanted:
        raise Refused("Tick at least one.", about="chosen")
    if not reason.strip():
        raise Refused("Enter the reason", about="reason")
    _hold(wanted)
    due = {each.key: each for each in due_for_disposal(body, timezone.localdate(at))}
    if not due.keys() >= set(wanted):
        raise WrongState(NOT_DUE, about="chosen")
    return [_dispose(body, due[key], reason.strip(), by=by, at=at) for key in wanted]


def _hold(keys: list[str]) -> None:
    """Lock the rows, so that of two who dispose of one thing the second sees that it is gone."""
    named = defaultdict(list)
    for key in keys:
        kind, _, pk = key.partition("-")
        if kind not in Kind.values or not pk.isdecimal() or len(pk) > 18:
            raise WrongState(NOT_DUE, about="chosen")
        named[Kind(kind)].append(int(pk))
    for kind in Kind:
        rows = MODELS[kind]._default_manager.filter(pk__in=named[kind]).order_by("pk")
        list(rows.select_for_update(of=["self"]).only("pk"))


def _dispose(body: Body, due: Due, reason: str, *, by: User, at: datetime) -> Disposal:
    row, kind = due.row, due.rule.kind
    disposal = Disposal.objects.create(
        body=body,
        kind=kind,
        object_type=row._meta.label_lower,
        object_pk=row.pk,
        object_name=due.name[:300],
        sha256=getattr(row, "sha256", ""),
        rule=str(due.rule),
        reason=reason,
        by=by,
        at=at,
    )
    Event.record(
        "dispose", row, by=by, at=at, body=body, note=reason, rule=disposal.rule,
        sha256=disposal.sha256,
    )  # fmt: skip
    if kind == Kind.REGISTER:  # the rows of the sheet are the file once more
        Register.objects.filter(pk=row.pk).update(sheets=[], plan={}, mapping={})
    if kind == Kind.WORDS:
        UnsavedWords.objects.filter(pk=row.pk).delete()
    transaction.on_commit(lambda: remove_bytes(disposal), robust=True)
    return disposal


def remove_bytes(disposal: Disposal) -> bool:
    """Take the file of what was disposed of out of the storage; say whether it was there.

    A text given to several reports is one file, which goes with the last of them.
    """
    kind = Kind(disposal.kind)
    if kind == Kind.WORDS:
        return False
    row: Any = MODELS[kind]._default_manager.filter(pk=disposal.object_pk).first()
    file = row.file.name if row else ""
    if kind == Kind.SOURCE:
        _remove_pictures(disposal.object_pk)
        if Source.objects.kept().filter(file=file).exists():
            return False
    if not file or not default_storage.exists(file):
        return False
    default_storage.delete(file)
    return True


def _remove_pictures(source_pk: int) -> None:
    folder = f"pages/{source_pk}"
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")


def remove_left_over(at: datetime) -> int:
    """Remove files that a killed process left behind after their disposal; return how many."""
    late = Disposal.objects.filter(at__gte=at - LOOKED_AT, at__lte=at)
    return sum(remove_bytes(disposal) for disposal in late)
