"""How much of the storage the files of a body take, and how much they may take together."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model, OuterRef, Subquery, Sum

from bodies.models import Body
from recommendations.models import Checked, Register, Source

MEGABYTE = 1024**2


def models_with_files() -> list[type[Model]]:
    """Return every model whose rows each keep a file that a person gave, with its size."""
    checked = [model for model in apps.get_models() if issubclass(model, Checked)]
    return [Source, Register, *checked]


def kept_rows(model: Any) -> Any:
    """Return the rows whose file is not disposed of."""
    rows = model._default_manager.all()
    return rows.kept() if hasattr(rows, "kept") else rows


def used_by(body: Body) -> int:
    """Return how many bytes the files of a body take, as they were recorded: one query."""
    sums = {}
    for model in models_with_files():
        whose = model.whose  # type: ignore[attr-defined]
        rows = kept_rows(model).filter(**{whose: OuterRef("pk")}).order_by()
        total = rows.values(whose).annotate(together=Sum("size")).values("together")
        sums[f"of_{model._meta.label_lower.replace('.', '_')}"] = Subquery(total[:1])
    row = Body.objects.filter(pk=body.pk).annotate(**sums).values_list(*sums).get()
    return sum(filter(None, row))


def room_of(body: Body) -> int:
    """Return how many bytes the files of a body may take."""
    return settings.BODY_FILES_MB * MEGABYTE


def in_words(size: int) -> str:
    """Return a size as a message says it."""
    if size >= 1024 * MEGABYTE:
        return f"{size / (1024 * MEGABYTE):.1f} GB".replace(".0 ", " ")
    if 0 < size < MEGABYTE:
        return "less than 1 MB"
    return f"{round(size / MEGABYTE)} MB"
