"""The order of the house: what may import what, and how views find what they show."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = settings.BASE_DIR
APPS = ["bodies", "accounts", "recommendations", "responses", "letters", "progress"]

# From what knows nothing of the database to what a person sees. A module imports only
# what stands before it in its own app, and nothing that stands later in another app.
LAYERS = [
    {"privacy"}
    | {"alike", "apart", "attached", "bounces", "certificates", "chain", "changes"}
    | {"colours", "comparison", "milestones"}
    | {"conformance", "deadlines", "docx", "errors", "extraction", "failures", "fields", "files"}
    | {
        "groups",
        "hashers",
        "images",
        "inside",
        "intake",
        "keys",
        "language",
        "layouts",
        "likeness",
        "logos",
    }
    | {"notify", "numbers", "outbox", "passwords", "permissions", "references", "registers"}
    | {"render", "scanner", "seal", "sources", "style", "svg", "timestamps", "tokens", "triggers"}
    | {"retention", "signs", "stored", "verification", "words", "workflow"},
    {"models"},
    {"welsh"},
    {
        "addresses",
        "covering",
        "sentences",
        "kept",
        "known_bodies",
        "leaving",
        "queries",
        "receipts",
        "room",
        "same_report",
        "told",
    }
    | {"second_step", "standing"},
    {"basis", "gathering", "recipients"},
    {"compose"},
    {"checking", "public", "stored_files", "sweeping"},
    {"places", "pictures", "spreadsheets"},
    {"dossier"},
    {"actions"},
    {"heads", "patrol", "tasks"},
    {"assurance", "searches"},
    {"forms"},
    {"board", "demo", "downloads", "keeping", "subject_access", "taking", "timeline", "work"},
    {"adapters", "single_sign_on"},
    {"admin", "checks", "management", "middleware", "templatetags", "views"},
    {"receivers", "signals"},
    {"apps", "library_urls", "urls"},
]
RANKS = {name: rank for rank, names in enumerate(LAYERS) for name in names}

# The shell around the apps; the rest of pcc_tracker serves them and imports none of them.
SHELL = {"pcc_tracker.urls", "pcc_tracker.wsgi", "pcc_tracker.context"}

LAZY = {
    "letters/notify.py": ("notifications_python_client", "an extra that few offices install"),
    "letters/render.py": ("weasyprint", "takes a second to import; few pages make a letter"),
    "letters/seal.py": ("pyhanko", "takes half a second to import; few pages sign a letter"),
    "letters/timestamps.py": ("pyhanko", "as above"),
    "letters/tokens.py": ("pkcs11", "an optional package, for offices with a token"),
    "letters/verification.py": ("pyhanko", "as above"),
}
LONGEST_FILE = 300
LONGER_FILES: dict[str, str] = {}

CASE_APPS = ["recommendations", "responses", "letters"]
PUBLIC_VIEWS = {"letters/views/public.py"}


def modules(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield each module of this project that is imported, by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if is_module(name) else f"{node.module}" for name in inner]
        else:
            continue
        yield from (name for name in names if app_of(name) in [*APPS, "pcc_tracker"])


def app_of(name: str) -> str:
    return name.split(".")[0]


def part_of(name: str) -> str:
    """Return "models" for "letters.models.letter", and nothing for the app itself."""
    return (name.split(".") + [""])[1]


def imports_between_modules() -> Iterator[tuple[str, str]]:
    for path in modules(*APPS, "pcc_tracker"):
        for target in imported(tree_of(path)):
            yield name_of(path), target


def test_every_module_has_its_layer():
    parts = {(app_of(name), part_of(name)) for name in map(name_of, modules(*APPS))}

    assert {(app, part) for app, part in parts if part and part not in RANKS} == set()


def test_apps_import_only_to_the_left():
    wrong = [
        (source, target)
        for source, target in imports_between_modules()
        if {app_of(source), app_of(target)} <= set(APPS)
        and APPS.index(app_of(target)) > APPS.index(app_of(source))
    ]

    assert wrong == []


def test_the_shell_imports_apps_and_no_app_imports_the_shell():
    wrong = [
        (source, target)
        for source, target in imports_between_modules()
        if (app_of(source) in APPS and target in SHELL)
        or (app_of(target) in APPS and app_of(source) == "pcc_tracker" and source not in SHELL)
    ]

    assert wrong == []


def may_import(source: str, target: str) -> bool:
    own, other = RANKS.get(part_of(source)), RANKS.get(part_of(target))
    if own is None or other is None:
        return True
    side_by_side = app_of(source) != app_of(target) or part_of(source) == part_of(target)
    return other < own or (other == own and (side_by_side or own == 0))


def test_modules_import_only_lower_layers():
    wrong = [
        (source, target)
        for source, target in imports_between_modules()
        if {app_of(source), app_of(target)} <= set(APPS) and not may_import(source, target)
    ]

    assert wrong == []


def test_actions_take_no_request():
    wrong = [
        (name_of(path), node.name)
        for path in modules(*APPS)
        if part_of(name_of(path)) == "actions"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
        and "request" in {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
    ]

    assert wrong == []


def test_imports_stand_at_the_top():
    wrong = []
    for path in modules(*APPS, "pcc_tracker"):
        place = str(path.relative_to(ROOT))
        lazy = LAZY.get(place, ("", ""))[0]
        for function in ast.walk(tree_of(path)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    roots = {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    roots = {(node.module or ".").split(".")[0]}
                else:
                    continue
                if roots != {lazy}:
                    wrong.append((place, node.lineno))

    assert wrong == []


def test_files_are_short():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(*APPS, "pcc_tracker")
    }

    assert {p: n for p, n in lengths.items() if n > LONGEST_FILE and p not in LONGER_FILES} == {}


def case_models() -> set[str]:
    found = {m.__name__ for app in CASE_APPS for m in apps.get_app_config(app).get_models()}
    return found | {"Event"}


def unscoped(tree: ast.AST, models: set[str], scopes: set[str]) -> Iterator[int]:
    """Yield the lines that look for case records without saying whose."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            bare = [arg.id for arg in node.args if isinstance(arg, ast.Name)]
            if node.func.id.endswith("_or_404") and models & set(bare):
                yield node.lineno
        if not isinstance(node, ast.Attribute) or not node.attr.endswith(("objects", "_manager")):
            continue
        if not isinstance(node.value, ast.Name) or node.value.id not in models:
            continue
        chain, link = set(), parents[node]
        while isinstance(link, ast.Attribute | ast.Call):
            if isinstance(link, ast.Attribute):
                chain.add(link.attr)
            elif link.func is not node:
                break
            node, link = link, parents[link]
        if not chain & scopes:
            yield node.lineno


def test_views_find_only_what_the_user_may_see():
    wrong = []
    for path in modules(*APPS):
        if part_of(name_of(path)) != "views":
            continue
        place = str(path.relative_to(ROOT))
        scopes = {"visible_to"} | ({"published"} if place in PUBLIC_VIEWS else set())
        wrong += [(place, line) for line in unscoped(tree_of(path), case_models(), scopes)]

    assert wrong == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("Report.objects.visible_to(user).filter(pk=1)", False),
        ("get_object_or_404(Report.objects.filter(pk=1).visible_to(user), pk=1)", False),
        ("Report.objects.get(pk=1)", True),
        ("Report.objects.all()", True),
        ("get_object_or_404(Report, pk=1)", True),
        ("get_object_or_404(Report.objects, pk=request.user.visible_to(1))", True),
        ("Body.objects.all()", False),
    ],
)
def test_the_search_for_unscoped_queries_works(code, found):
    assert bool(list(unscoped(ast.parse(code), {"Report"}, {"visible_to"}))) is found
