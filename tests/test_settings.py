"""What the environment makes of the settings, each time in a process of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from letters.certificates import ensure_development_certificate

PRODUCTION = {
    "SECRET_KEY": "k7Qd-2mVtY9xPzLw4RnBc8sHfJg3aUe6TiOoMvXyZqWrEtYuIoPlKjHgFdSa",
    "HTTPS_ONLY": "1",
    "ALLOWED_HOSTS": "tracker.example",
    "SITE_URL": "https://tracker.example",
}


def manage(tmp_path, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
    )


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    sources = {s for rule in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for s in rule}

    assert sources == {"'none'", "'self'", "data:"}


@pytest.mark.django_db
def test_policy_is_sent(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_production_passes_the_deployment_checks(tmp_path):
    made = ensure_development_certificate(tmp_path / "certificates")
    key = {
        "SIGNING_PKCS12": str(made),
        "SIGNING_PASSPHRASE": (made.parent / "passphrase").read_text(),
    }

    result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, **key)

    assert (result.returncode, "no issues" in result.stdout) == (0, True), result.stderr


def test_production_is_warned_that_it_has_no_certificate(tmp_path):
    result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert result.returncode != 0
    assert "Set SIGNING_PKCS12 with SIGNING_PASSPHRASE" in result.stderr


def test_cookies_of_production_have_the_prefix_of_their_host(tmp_path):
    said = manage(tmp_path, "diffsettings", **PRODUCTION).stdout.splitlines()

    assert "SESSION_COOKIE_NAME = '__Host-sessionid'" in said
    assert "CSRF_COOKIE_NAME = '__Host-csrftoken'" in said
    assert {"SESSION_COOKIE_SECURE = True", "CSRF_COOKIE_SECURE = True"} <= set(said)
    assert [line for line in said if line.startswith(("SESSION_COOKIE_D", "CSRF_COOKIE_D"))] == []


def test_production_hashes_passwords_slowly_and_keeps_to_https(tmp_path):
    code = (
        "from django.conf import settings as s; from django.contrib.auth.hashers import get_hasher;"
        "h = get_hasher(); print(h.algorithm, h.iterations, len(h.salt()), s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS, s.DEBUG)"
    )

    said = manage(tmp_path, "shell", "--no-imports", "-c", code, **PRODUCTION).stdout.split()

    assert said[0] == "pbkdf2_sha256" and int(said[1]) >= 600_000 and int(said[2]) >= 22
    assert said[3:] == ["True", "63072000", "False"]


def test_wrong_values_are_all_reported_at_once(tmp_path):
    wrong = {"DEBUG": "perhaps", "EMAIL_PORT": "smtp", "SESSION_SECONDS": "long"}

    result = manage(tmp_path, "check", **wrong)

    assert result.returncode != 0
    assert {name for name in wrong if name in result.stderr} == set(wrong)


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("OIDC_PROVIDERS", '[{"id": "x"}]', "lacks client_id"),
        ("OIDC_PROVIDERS", "{}", "list of providers"),
        ("OIDC_GROUP_ROLES", '{"g": ["caseworker"]}', "body-key"),
        ("MFA_ROLES", "emperor", "no role"),
        ("OIDC_ISSUER", "http://login.example", "https://"),
    ],
)
def test_wrong_settings_of_signing_in_are_told(tmp_path, name, wrong, said):
    result = manage(tmp_path, "check", **{name: wrong})

    assert result.returncode != 0
    assert said in result.stderr


def test_secret_key_is_made_once_and_kept_from_others(tmp_path):
    for _ in range(2):
        assert manage(tmp_path, "check", DATA_DIR=str(tmp_path / "new")).returncode == 0

    key = tmp_path / "new" / "secret.key"

    assert len(key.read_text()) > 60
    assert key.stat().st_mode & 0o777 == 0o600


def test_every_variable_is_explained(tmp_path):
    example = (settings.BASE_DIR / ".env.example").read_text()
    code = (settings.BASE_DIR / "pcc_tracker" / "settings.py").read_text()

    read = {line.split('"')[1] for line in code.splitlines() if "env." in line and '"' in line}
    read = {name for name in read if name.isupper()} | {"DATABASE_URL"}

    assert {name for name in read if f"{name}=" not in example} == set()
