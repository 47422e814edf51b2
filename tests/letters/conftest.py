"""Every letter that these tests make is looked at for tables without header cells."""

import re

import pytest

from letters import render

TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


@pytest.fixture(autouse=True)
def tables_have_headers(monkeypatch):
    draw = render._html

    def looked_at(*args, **options):
        html = draw(*args, **options)
        assert [table for table in TABLE.findall(html) if "<th" not in table] == []
        return html

    monkeypatch.setattr(render, "_html", looked_at)
