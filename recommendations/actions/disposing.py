"""Disposing of what is due: the bytes go, a stub and the record stay."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused, WrongState
from accounts.models import Event, UnsavedWords, User, events_last
from accounts.permissions import Permission, require
from bodies.models import Body
from recommendations.kept import MODELS, Due, due_for_disposal
from recommendations.models import Disposal, Register
from recommendations.retention import Kind

Emptied = Callable[[Any], dict[str, Any]]
LET_GO: dict[Kind, Emptied] = {}
LOOKED_AT = timedelta(days=7)  # a file that outlived its disposal is looked for that long
NOT_DUE = "Something that you ticked is not due any more. Nothing was disposed of; look again."


def lets_go(kind: Kind) -> Callable[[Emptied], Emptied]:
    """Have a function empty a row of a kind beside its file; it returns what the event adds."""

    def known(empty: Emptied) -> Emptied:
        LET_GO[kind] = empty
        return empty

    return known


@lets_go(Kind.REGISTER)
def _empty_register(row: Register) -> dict[str, Any]:
    """The rows of the sheet are the file once more."""
    Register.objects.filter(pk=row.pk).update(sheets=[], plan={}, mapping={})
    return {}


@lets_go(Kind.WORDS)
def _forget(row: UnsavedWords) -> dict[str, Any]:
    UnsavedWords.objects.filter(pk=row.pk).delete()
    return {}


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
    more = LET_GO[kind](row) if kind in LET_GO else {}
    Event.record(
        "dispose", row, by=by, at=at, body=body, note=reason, rule=disposal.rule,
        sha256=disposal.sha256, **more,
    )  # fmt: skip
    transaction.on_commit(lambda: remove_bytes(disposal), robust=True)
    return disposal


def remove_bytes(disposal: Disposal) -> bool:
    """Take the file of what was disposed of out of the storage; say whether it was there.

    A text given to several reports is one file, which goes with the last of them; so is what
    a correction took over from the response it corrects.
    """
    kind = Kind(disposal.kind)
    row: Any = MODELS[kind]._default_manager.filter(pk=disposal.object_pk).first()
    file = row.file.name if hasattr(row, "file") else ""
    if kind == Kind.SOURCE:
        _remove_pictures(disposal.object_pk)
    if not file or is_kept(file) or not default_storage.exists(file):
        return False
    default_storage.delete(file)
    return True


def is_kept(file: str) -> bool:
    """Say whether a stored file is still named by a row that was not disposed of."""
    models = [model for model in MODELS.values() if hasattr(model, "file")]
    return any(model._default_manager.kept().filter(file=file).exists() for model in models)


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
