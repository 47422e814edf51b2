"""Keeping what people have typed and not yet saved, and telling them what has changed."""

from datetime import datetime

from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import Notice, UnsavedWords, User
from accounts.queries import stand_ins_of, told_at
from bodies.models import Body

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


def tell(body: Body, words: str, url: str, *, by: User | None, at: datetime) -> int:
    """Tell everybody who works for `body` that day, except the one who did it; return how many."""
    people = told_at(body, timezone.localdate(at))
    people = people.exclude(pk=by.pk) if by else people
    words = Truncator(words).chars(500)
    made = [
        Notice(user_id=pk, words=words, url=url, made_at=at)
        for pk in people.values_list("pk", flat=True)
    ]
    return len(Notice.objects.bulk_create(made))


def tell_person(
    user: User, words: str, url: str, *, at: datetime, body: Body | None = None
) -> None:
    """Tell one person; of what is about `body`, also who stands in for them there."""
    said = Truncator(words).chars(500)
    made = [Notice(user=user, words=said, url=url, made_at=at)]
    for deputy in stand_ins_of(user, body, timezone.localdate(at)) if body else ():
        said = Truncator(f"For {user}, who is away: {words}").chars(500)
        made.append(Notice(user=deputy, words=said, url=url, made_at=at))
    Notice.objects.bulk_create(made)


def take_back_notices(user: User, url: str, *, at: datetime) -> None:
    """Show a person no longer what they were told about a page that is closed to them."""
    user.notices.filter(url=url, read_at=None).update(read_at=at)


def have_read(user: User, notice_pk: int, *, at: datetime) -> None:
    """Record that a person has read a notice; another's is left alone."""
    user.notices.filter(pk=notice_pk, read_at=None).update(read_at=at)
