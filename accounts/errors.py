"""What an action says when it will not do what it was asked. Views show the words."""


class Refused(Exception):
    """The rules do not allow it now; the message says why and how to go on.

    `about` names the argument that is wrong, so that a form can say it at that field.
    """

    def __init__(self, message: str, *, about: str = ""):
        self.about = about
        super().__init__(message)


class WrongState(Refused):
    """Somebody else got there first, or it is too early or too late."""


class Stale(Refused):
    """Another person saved first. `current` is the row as it now stands."""

    def __init__(self, current):
        self.current = current
        who = getattr(current, "saved_by", None)
        super().__init__(
            f"{who or 'Somebody else'} saved this while you were writing. Your words are below and"
            " are not saved yet. Compare them with what is saved now, then save again."
        )


class Incomplete(Refused):
    """Something is missing; `gaps` lists each as (what is missing, address or empty)."""

    def __init__(self, gaps: list[tuple[str, str]]):
        self.gaps = gaps
        super().__init__(f"{len(gaps)} still to do before this can go on.")
