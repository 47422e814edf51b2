"""What people do about themselves and one another."""

from accounts.actions.keeping import (
    LONGEST_KEPT,
    forget_words,
    have_read,
    keep_words,
    size_of,
    tell,
)

__all__ = ["LONGEST_KEPT", "forget_words", "have_read", "keep_words", "size_of", "tell"]
