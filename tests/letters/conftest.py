"""Every letter that these tests make is looked at for tables without header cells."""

import re
import threading

import pytest

from letters import render
from tests.letters.mail_server import MailServer, closed_port

TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


@pytest.fixture(autouse=True)
def tables_have_headers(monkeypatch):
    draw = render._html

    def looked_at(*args, **options):
        html = draw(*args, **options)
        assert [table for table in TABLE.findall(html) if "<th" not in table] == []
        return html

    monkeypatch.setattr(render, "_html", looked_at)


@pytest.fixture
def smtp(settings):
    """Point the service at a mail server of this machine, first at a port where none answers."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5
    return settings


@pytest.fixture
def mail_server(smtp):
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
