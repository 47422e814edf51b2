"""No action without an event, and no event before the action has done its work."""

import ast
from collections.abc import Iterator

from tests.test_house import APPS, modules, name_of, part_of, tree_of

# What writes and is not recorded, and why.
UNRECORDED = {
    "accounts.keep_words": "what is being typed is nobody's business until it is saved",
    "accounts.have_read": "a notice is read, and nothing else changes",
    "letters.take_reference": "it is part of making a letter, which is recorded",
    "responses.save_over": "it is part of each action that saves words",
    "accounts.invitation_of": "it only looks",
    "accounts.address_change_of": "it only looks",
    "accounts.begin_try": "it counts tries; what came of one is recorded by accounts.signals",
    "accounts.queue_mail": "it is part of the action that sends",
    "accounts.tell_of_change": "the change that it tells of is recorded",
    "accounts.ask_reset": "nobody is signed in and nothing changes yet; a reset is recorded",
    "accounts.tell": "what is told is recorded by the action that tells",
    "accounts.tell_administrators": "as above",
    "accounts.tell_of_outsider": "as above",
    "accounts.take_back_notices": "as above",
    "accounts.tell_person": "as above",
    "accounts.write_of_asking": "as above",
}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield each function of the action modules with the app it is in."""
    for path in modules(*APPS):
        if part_of(name_of(path)) == "actions":
            for node in tree_of(path).body:
                if isinstance(node, ast.FunctionDef):
                    yield name_of(path).split(".")[0], node


def calls(function: ast.FunctionDef) -> set[str]:
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            names.add(ast.unparse(node.func))
    return names


def decorators(function: ast.FunctionDef) -> list[str]:
    return [ast.unparse(node) for node in function.decorator_list]


def acts(function: ast.FunctionDef) -> bool:
    """Whether a function does something for a person at a moment, for callers outside."""
    given = {arg.arg for arg in function.args.kwonlyargs}
    return not function.name.startswith("_") and "at" in given


def recording() -> set[str]:
    """Return the names of the functions that record, by themselves or through another."""
    called = {function.name: calls(function) for _, function in functions()}
    found = {"Event.record", "Event.record_between"}
    while True:
        more = {name for name, names in called.items() if names & found} | found
        if more == found:
            return found
        found = more


def test_every_action_records():
    known = recording()
    silent = {f"{app}.{f.name}" for app, f in functions() if acts(f) and f.name not in known}

    assert silent == set(UNRECORDED)


def test_every_atomic_action_writes_its_events_last():
    wrong = [
        f"{app}.{function.name}"
        for app, function in functions()
        if app != "bodies"
        and "transaction.atomic" in decorators(function)
        and "events_last()" not in decorators(function)
    ]

    assert wrong == []
