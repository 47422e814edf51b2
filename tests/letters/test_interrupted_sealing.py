"""A process that dies while it seals a letter, and a disk that fills up meanwhile."""

import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as product
from django.core.files.storage import FileSystemStorage
from django.db import connection

from accounts.errors import Refused
from accounts.permissions import Role
from letters.actions import sign_letter
from letters.models import Letter
from responses.models import Response
from responses.workflow import State
from tests.factories import AT, make_image, make_letter, make_response, make_upload, make_user
from tests.letters.test_letter_actions import NAME, files_kept
from tests.letters.tsa import Authority, time_stamp_server

# What the child runs; `die` is done in its middle.
CHILD = """
import json, os, signal, sys
import django
django.setup()
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from accounts.errors import Refused
from accounts.models import User
from letters.actions import signing as module
from letters.models import Letter
from tests.factories import AT

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def half_written(storage, name, content):
    path = storage.path(name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content.read()[:5000])
    die()

{prepare}
letter, by = Letter.objects.get(), User.objects.get(pk={by})
try:
    letter = module.sign_letter(letter, "Robin Ashby", by=by, at=AT)
    with letter.pdf.open() as file:
        said = [module.hashlib.sha256(file.read()).hexdigest() == letter.sha256]
except Refused as error:
    said = [str(error)]
letter = Letter.objects.get()
print(json.dumps(said + [letter.is_signed, letter.response.state]))
"""
PLACES = {
    "while the time-stamp server thinks": "settings.TSA_URL += str(os.getpid())",
    "while the file is written": "settings.TSA_URL = ''; FileSystemStorage._save = half_written",
    "once the file is kept": "settings.TSA_URL = ''; module._freeze = die",
    "within the transaction": "settings.TSA_URL = ''; module.Event.record = die",
}


@pytest.fixture
def database(tmp_path):
    """The address of this test's database, for another process; SQLite's is copied to a file."""
    if connection.vendor == "postgresql":
        values = connection.get_connection_params()
        host, port = quote(values.get("host") or "", safe=""), values.get("port") or ""
        user, password = values.get("user") or "", values.get("password") or ""
        return f"postgres://{user}:{password}@{host}:{port}/{values['dbname']}"

    path = tmp_path / "copy.sqlite3"

    def copy():
        with sqlite3.connect(path) as target:
            connection.ensure_connection()
            connection.connection.backup(target)
        target.close()
        return f"sqlite:///{path}"

    return copy


def run(address, settings, *, by, prepare="", **variables) -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", CHILD.replace("{prepare}", prepare).replace("{by}", str(by.pk))],
        cwd=product.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.child_settings",
            "DATABASE_URL": address,
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            **variables,
        },
        capture_output=True,
        text=True,
        timeout=90,
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.django_db(transaction=True)
def test_letter_whose_sealing_was_killed_is_whole_and_is_signed_once(place, database, settings):
    letter = make_letter(make_response(state=State.APPROVED))
    by = make_user(Role.SIGNATORY, letter.body)
    address = database() if callable(database) else database
    connection.close()

    with time_stamp_server(Authority(), AT, answer=kill_the_asker) as server:
        killed = run(address, settings, by=by, prepare=PLACES[place], TSA_URL=server.url)
    after = run(address, settings, by=by)
    again = run(address, settings, by=by)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert json.loads(after.stdout) == [True, True, "signed"], after.stderr
    assert json.loads(again.stdout) == ["This letter is already signed.", True, "signed"]
    whole = [f for f in kept(settings) if f.stat().st_size > 5000]
    left = 2 if place in ["once the file is kept", "within the transaction"] else 0
    assert len(whole) == 2 + left  # the office's own and the public one, and what the kill left


def kept(settings) -> list[Path]:
    return list(Path(settings.MEDIA_ROOT, "letters").rglob("*.pdf"))


def kill_the_asker(handler, data):
    os.kill(int(handler.path.strip("/")), signal.SIGKILL)
    return True


# --- A full disk


def full_after(count: int):
    """Return a way to store files that writes `count` of them and half of the next."""
    plain, left = FileSystemStorage._save, [count]

    def save(storage, name, content):
        if left[0] > 0:
            left[0] -= 1
            return plain(storage, name, content)
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read()[:1000])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return save


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.django_db
def test_full_disk_is_named_and_nothing_is_lost_or_left(count, monkeypatch):
    letter = make_letter(make_response(state=State.APPROVED))
    by = make_user(Role.SIGNATORY, letter.body)
    image = make_upload("me.png", make_image(200, 60))

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full_after(count))
        with pytest.raises(Refused, match="nothing is changed.*No space left on device"):
            sign_letter(letter, NAME, image=image, by=by, at=AT)

    assert (Letter.objects.get().is_signed, files_kept()) == (False, [])
    assert Response.objects.get().state == State.APPROVED
    assert sign_letter(Letter.objects.get(), NAME, by=by, at=AT).is_signed
