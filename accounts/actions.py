"""Keeping what people have typed and not yet saved."""

from datetime import datetime

from accounts.models import UnsavedWords, User

LONGEST_KEPT = 400_000  # characters of one form
MOST_KEPT = 50  # forms of one person


def keep_words(user: User, path: str, fields: dict[str, list[str]], *, at: datetime) -> bool:
    """Keep the fields of the form at `path` for `user`; return False when they are too long."""
    if size_of(fields) > LONGEST_KEPT or len(path) > 300 or "\x00" in path:
        return False
    clean = {name: [value.replace("\x00", "") for value in fields[name]] for name in fields}
    UnsavedWords.objects.update_or_create(
        user=user, path=path, defaults={"fields": clean, "kept_at": at}
    )
    kept = UnsavedWords.objects.filter(user=user).order_by("-kept_at", "-pk")
    UnsavedWords.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[MOST_KEPT:])).delete()
    return True


def size_of(fields: dict[str, list[str]]) -> int:
    """Return how many characters a form's names and values have."""
    return sum(len(name) + sum(map(len, values)) for name, values in fields.items())


def forget_words(user: User, path: str) -> None:
    """Forget what was kept: it has been saved or thrown away."""
    UnsavedWords.objects.filter(user=user, path=path[:300]).delete()
