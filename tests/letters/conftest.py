import threading

import pytest

from tests.letters.mail_server import MailServer, closed_port


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
