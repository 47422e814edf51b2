"""What docs/security.md claims: every test, file and setting that it names is there."""

import ast
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

import pytest
from django.conf import settings

PAGE = settings.BASE_DIR / "docs" / "security.md"
STATES = {"met", "operator", "not met", "none"}
NUMBER = re.compile(r"\d+\.\d+\.\d+")
QUOTED = re.compile(r"`([^`]+)`")
FILE = re.compile(r"[\w./-]+/[\w./-]+|\w+\.(?:md|txt|toml|py)|\.env\.example")
SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|CLAMD|DEBUG")


class Row(NamedTuple):
    number: str
    asked: str
    state: str
    how: str
    shown: str

    @property
    def tests(self) -> list[str]:
        return QUOTED.findall(self.shown)


def rows() -> list[Row]:
    """Return the rows that begin with a number, each of five cells."""
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]
    return [Row(*row) for row in cells if NUMBER.fullmatch(row[0])]


@cache
def named_in(path: str) -> set[str]:
    """Return the tests of a file as pytest names them, those of a class behind its name."""
    found = set()
    for node in ast.parse((settings.BASE_DIR / path).read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{n.name}" for n in node.body if hasattr(n, "name")}
    return {name for name in found if name.split("::")[-1].startswith("test_")}


def test_numbers_are_in_order_and_each_stands_once():
    numbers = [tuple(map(int, row.number.split("."))) for row in rows()]

    assert len(numbers) > 200
    assert numbers == sorted(set(numbers))
    assert {chapter for chapter, _, _ in numbers} == set(range(1, 15))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_row_says_what_is_so(row):
    assert row.state in STATES and row.asked and row.how
    for test in row.tests:
        path, _, name = test.partition("::")
        assert name in named_in(path), test
    if row.state == "met":
        assert row.tests or row.shown == "by reading"
    if row.state == "not met":
        assert "Would meet it:" in row.how


def test_every_file_and_setting_that_is_named_exists():
    said = {name for name in QUOTED.findall(PAGE.read_text()) if "::" not in name}
    files = {name for name in said if FILE.fullmatch(name)}
    names = {name for name in said if SETTING.fullmatch(name)}
    known = set(dir(settings)) | set(_variables())

    assert len(files) > 40 and len(names) > 20
    assert {name for name in files if not (settings.BASE_DIR / name).exists()} == set()
    assert names - known - {"GRANTS"} == set()


def _variables() -> list[str]:
    example = (settings.BASE_DIR / ".env.example").read_text()
    return re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE)


def test_counts(capsys):
    counts = Counter(row.state for row in rows())
    by_test = sum(row.state == "met" and bool(row.tests) for row in rows())

    with capsys.disabled():
        print(
            f"\nASVS 4.0.3 level 2: {counts['met']} met ({by_test} of them by a test),"
            f" {counts['operator']} for the operator, {counts['not met']} not met,"
            f" {counts['none']} about nothing here"
        )
    summary, unmet = _said("Of "), _said("Not met, ")
    assert f"{counts['met']} met ({by_test} of them by a test)" in summary
    assert f"{counts['operator']} for the operator, {counts['not met']} not met" in summary
    assert NUMBER.findall(unmet) == [row.number for row in rows() if row.state == "not met"]


def _said(start: str) -> str:
    return next(line for line in PAGE.read_text().splitlines() if line.startswith(start))
