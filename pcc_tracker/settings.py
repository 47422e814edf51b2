"""Every setting, from the environment, with a safe default for a single machine.

`.env.example` lists the variables. All that are wrong are reported at once.
"""

import secrets
from pathlib import Path
from typing import Any

from environs import Env

from pcc_tracker.sign_in import *  # noqa: F403
from pcc_tracker.sign_in import (
    ROLES_OF_WEIGHT,
    are_group_roles,
    are_providers,
    for_the_library,
    origins,
    providers,
)

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
env.read_env(str(BASE_DIR / ".env"), recurse=False)

DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = env.path("DATA_DIR", default=BASE_DIR / "var")
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
SERVICE_NAME = env.str("SERVICE_NAME", default="Section 55 Tracker")
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=8 * 60 * 60)
IDLE_SECONDS = env.int("IDLE_SECONDS", default=30 * 60)
DRAFT_MARKING = env.str("DRAFT_MARKING", default="OFFICIAL-SENSITIVE")
SIGNING_PKCS12 = env.path("SIGNING_PKCS12", default=None)
SIGNING_PASSPHRASE = env.str("SIGNING_PASSPHRASE", default="")
SIGNING_PKCS11_MODULE = env.path("SIGNING_PKCS11_MODULE", default=None)
SIGNING_PKCS11_TOKEN = env.str("SIGNING_PKCS11_TOKEN", default="")
SIGNING_PKCS11_KEY = env.str("SIGNING_PKCS11_KEY", default="")
SIGNING_PKCS11_PIN = env.str("SIGNING_PKCS11_PIN", default="")
SIGNING_ROOTS = env.path("SIGNING_ROOTS", default=None)
SIGNING_LTV = env.bool("SIGNING_LTV", default=False)
SIGNING_CRLS = env.list("SIGNING_CRLS", default=[])
CLAMD = env.str("CLAMD", default="")  # a socket's path, or host:port
BODY_FILES_MB = env.int("BODY_FILES_MB", default=20 * 1024)  # of one body together
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT = env.str("S3_ENDPOINT", default="")
S3_REGION = env.str("S3_REGION", default="")
S3_ACCESS_KEY = env.str("S3_ACCESS_KEY", default="")
S3_SECRET_KEY = env.str("S3_SECRET_KEY", default="")
S3_FOLDER = env.str("S3_FOLDER", default="")
TSA_URL = env.str("TSA_URL", default="")
TSA_USER = env.str("TSA_USER", default="")
TSA_PASSWORD = env.str("TSA_PASSWORD", default="")
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
NOTIFY_API_KEY = env.str("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE_ID = env.str("NOTIFY_TEMPLATE_ID", default="")
NOTIFY_LINKS = env.int("NOTIFY_LINKS", default=1)
NOTIFY_API_URL = env.str("NOTIFY_API_URL", default="https://api.notifications.service.gov.uk")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="tracker@localhost")
AUDIT_HEADS_FILE = env.path("AUDIT_HEADS_FILE", default=DATA_DIR / "audit-heads.txt")
AUDIT_HEADS_TO = env.list("AUDIT_HEADS_TO", default=[])
PASSWORD_PEPPERS = [key for key in env.list("PASSWORD_PEPPERS", default=[]) if key]
WATCH_FILES = env.int("WATCH_FILES", default=100)
WATCH_FAILURES = env.int("WATCH_FAILURES", default=20)
MOST_FILES_AN_HOUR = env.int("MOST_FILES_AN_HOUR", default=300)
MFA_ROLES = [role for role in env.list("MFA_ROLES", default=ROLES_OF_WEIGHT) if role]
OIDC_PROVIDERS = providers(
    env.json("OIDC_PROVIDERS", default=[], validate=are_providers) or [],
    env.str("OIDC_ISSUER", default=""),
    env.str("OIDC_NAME", default="your office’s account"),
    (env.str("OIDC_CLIENT_ID", default=""), env.str("OIDC_CLIENT_SECRET", default="")),
)
OIDC_GROUP_ROLES = env.json("OIDC_GROUP_ROLES", default={}, validate=are_group_roles) or {}
HASHED_STATIC = env.bool("HASHED_STATIC", default=not DEBUG)
DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        default=f"sqlite:///{DATA_DIR / 'tracker.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
_secret_key = env.str("SECRET_KEY", default="")
env.seal()


def kept_secret(path: Path) -> str:
    """Return the key kept at `path`, made on first use and readable by this user only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


def hashers(peppers: list[str]) -> list[str]:
    """Return how passwords are hashed, first the one for new ones."""
    peppered = "accounts.hashers.Peppered"
    plain = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    return [peppered, plain] if peppers else [plain, peppered]


PASSWORD_HASHERS = hashers(PASSWORD_PEPPERS)
SECRET_KEY = _secret_key or kept_secret(DATA_DIR / "secret.key")

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # REPLACE deletes: without the last pragma it would pass the append-only triggers by.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA recursive_triggers=ON;",
    }

INSTALLED_APPS = [
    "bodies",
    "accounts",
    "recommendations",
    "responses",
    "letters",
    "progress",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "csp",
    "pcc_tracker.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "pcc_tracker.middleware.permissions_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pcc_tracker.middleware.without_unseen",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.session_limit",
    "accounts.middleware.acting_for",
    "accounts.middleware.second_step",
]

ROOT_URLCONF = "pcc_tracker.urls"
WSGI_APPLICATION = "pcc_tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["pcc_tracker.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pcc_tracker.context.service",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
SOCIALACCOUNT_PROVIDERS = for_the_library(OIDC_PROVIDERS)
MFA_TOTP_ISSUER = SERVICE_NAME
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "progress:my-work"
LOGOUT_REDIRECT_URL = "letters:register"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["pcc_tracker.formats"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"  # private: only authorised views read it
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "pcc_tracker.object_storage.ObjectStorage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT or None,
            "region_name": S3_REGION or None,
            "access_key": S3_ACCESS_KEY or None,
            "secret_key": S3_SECRET_KEY or None,
            "location": S3_FOLDER,
        },
    }
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024  # a 20 MB paste gets an answer, not a bare 400

LARGEST_REQUEST = 210 * 1024 * 1024  # a form with several files

# Limits hold for all processes together, and outlive them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # few enough to fill would forget every limit
    }
}

CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"

OUTBOX_DIR = DATA_DIR / "outbox"
if NOTIFY_API_KEY:
    EMAIL_BACKEND = "letters.notify.EmailBackend"
elif EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    EMAIL_BACKEND = "letters.outbox.EmailBackend"
EMAIL_TIMEOUT = 20

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'", *origins(OIDC_PROVIDERS)],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # a link in a mail must land signed in
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pcc_tracker.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if HTTPS_ONLY:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"  # no neighbour below the same domain can set it
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS_ONLY  # passkeys on this machine's own address
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "pcc_tracker.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ["weasyprint", "fontTools", "pyhanko"]},
}
