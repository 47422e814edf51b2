"""Keeping what people have typed and not yet saved."""

from datetime import datetime

from accounts.models import UnsavedWords, User

LONGEST_KEPT = 400_000


def keep_words(user: User, path: str, fields: dict[str, list[str]], *, at: datetime) -> bool:
    """Keep the fields of the form at `path` for `user`; return False when they are too long."""
    if sum(len(value) for values in fields.values() for value in values) > LONGEST_KEPT:
        return False
    UnsavedWords.objects.update_or_create(
        user=user, path=path[:300], defaults={"fields": fields, "kept_at": at}
    )
    return True


def forget_words(user: User, path: str) -> None:
    """Forget what was kept: it has been saved or thrown away."""
    UnsavedWords.objects.filter(user=user, path=path[:300]).delete()
