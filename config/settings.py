"""Settings, read from the environment; what the embedded servers need comes from config.local when none is named."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from config import local
from config.mail_server import MailServer

ROOT = Path(__file__).resolve().parent.parent
ENV: dict[str, str] = {**os.environ, **local.missing()}


def needed(name: str, what: str) -> str:
    """A setting without a default explains itself when it is missing."""
    if not ENV.get(name):
        raise ImproperlyConfigured(f"Set {name} in the environment: {what}.")
    return ENV[name]


def database(url: str) -> dict[str, Any]:
    parts = conninfo_to_dict(url)
    pool = {"min_size": 1, "max_size": int(ENV.get("DATABASE_POOL", "8")), "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "trede"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": ENV.get("PGBOUNCER") == "1",
        "OPTIONS": {
            # Plans are kept for statements that bind on the server; PGBouncer may give each another session.
            "prepare_threshold": None if ENV.get("PGBOUNCER") == "1" else 5,
            "pool": pool if ENV.get("TREDE_ROLE") != "owner" else False,
            # A page asks many small things: to compile one takes longer than to answer it.
            "options": "-c lock_timeout=2000 -c statement_timeout=60000 -c jit=off",
        },
    }


def replica(url: str) -> dict[str, Any]:
    given = database(url)
    options = given["OPTIONS"]
    options["options"] += " -c default_transaction_read_only=on"
    options["connect_timeout"] = 2
    if options["pool"]:
        options["pool"] |= {"min_size": 0, "timeout": 2}
    return given


VERSION = "0.1.0"
DEBUG = ENV.get("DEBUG") == "1"
DEMO = ENV.get("TREDE_DEMO") == "1"
MUNICIPALITY = ENV.get("MUNICIPALITY", "hoogeveen")
SECRET_KEY = needed("SECRET_KEY", "a long random text that signs sessions and forms")
DATA_KEYS = needed("DATA_KEYS", "the keys that seal BSNs, as 1:base64 and so on; the last one writes")
INDEX_KEY = needed("INDEX_KEY", "the base64 key of the blind index of BSNs")
ANCHOR_KEY = ENV.get("ANCHOR_KEY", "")
ANCHOR_DIR = ENV.get("ANCHOR_DIR", str(local.data_dir() / "anchors"))
IMPORT_DIR = ENV.get("IMPORT_DIR", str(local.data_dir() / "imports"))
# Makes the links of facilities; who changes it ends them all.
LINK_KEY = ENV.get("LINK_KEY", "") or SECRET_KEY
ALLOWED_HOSTS = ENV.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in ENV.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

OWNER_ROLE = "trede_owner"
RUNTIME_ROLE = "trede_runtime"
_runtime_url = needed("DATABASE_URL", "the PostgreSQL address for the runtime role")
_owner_url = ENV.get("DATABASE_OWNER_URL", "")
DATABASES = {"default": database(_owner_url if ENV.get("TREDE_ROLE") == "owner" and _owner_url else _runtime_url)}
# Reports may read a copy. It writes nothing, and a page does not wait long for it: the primary can answer too.
if ENV.get("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = replica(ENV["DATABASE_REPLICA_URL"])
    DATABASE_ROUTERS = ["reporting.replica.ReportsReadTheCopy"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config",
    "reporting",
    "intake",
    "cases",
    "provisions",
    "accounts",
    "ledger",
    "django_fsm",
    "django_htmx",
    "axes",
    "django.forms",
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
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "accounts.middleware.RequestContext",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "config.frame.frame",
            ],
        },
    },
    # The rows of long lists; whole pages and their frame are Django's.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "rows",
        "APP_DIRS": True,
        "OPTIONS": {"trim_blocks": True, "lstrip_blocks": True},
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Who signs in, and how long that lasts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.PostsBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
NOBODY = UUID(int=0)
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 15 * 60
SESSION_LONGEST = timedelta(hours=12)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_VERBOSE = False

# What the browser may do
SECURE_HTTPS = ENV.get("HTTPS", "0" if DEMO or DEBUG else "1") == "1"
SECURE_SSL_REDIRECT = SECURE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^_healthz/"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.get("BEHIND_PROXY") == "1" else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
SESSION_COOKIE_NAME = "__Host-trede" if SECURE_HTTPS else "trede"
CSRF_COOKIE_NAME = "__Host-trede-form" if SECURE_HTTPS else "trede-form"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {"camera": [], "geolocation": [], "microphone": [], "usb": []}
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["provisions.exchange.upload.CappedUpload"]
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# Language and time
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = "trede-language"
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = Path(ENV.get("STATIC_ROOT", str(local.data_dir() / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Work in the background: Redis rings, the outbox records
TASKS_APP = "config.celery"  # tasks are published through it; loaded with the first task, so not by a web process
CELERY_BROKER_URL = needed("REDIS_URL", "the address of Redis")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "unacked_restore_throttle": 1}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "anchor-the-journal": {"task": "ledger.tasks.anchor_journal", "schedule": timedelta(hours=1)},
    "clear-imports": {"task": "provisions.exchange.tasks.clear_imports", "schedule": timedelta(hours=1)},
    "clear-figure-files": {"task": "reporting.tasks.clear_figure_files", "schedule": timedelta(hours=1)},
    "make-editions": {"task": "reporting.tasks.make_editions", "schedule": timedelta(hours=6)},
    "notice-silent-referrals": {
        "task": "cases.referrals.tasks.notice_silent_referrals",
        "schedule": timedelta(hours=1),
    },
    "clear-idempotency-keys": {"task": "ledger.tasks.clear_keys", "schedule": timedelta(hours=6)},
    "tidy-the-outbox": {"task": "ledger.tasks.tidy", "schedule": timedelta(hours=3)},
}

# Mail: a server; in the demo without one a folder; else none, and mail waits in the outbox and says why
_mail = MailServer.of(ENV.get("EMAIL_URL", ""))
_folder = "django.core.mail.backends.filebased.EmailBackend" if DEMO else ""
EMAIL_BACKEND = "ledger.smtp.Backend" if _mail else _folder
EMAIL_FILE_PATH = ENV.get("MAIL_DIR", str(local.data_dir() / "mail"))
EMAIL_HOST = _mail.host if _mail else ""
EMAIL_PORT = _mail.port if _mail else 25
EMAIL_HOST_USER = _mail.user if _mail else ""
EMAIL_HOST_PASSWORD = _mail.password if _mail else ""
EMAIL_USE_TLS = bool(_mail and _mail.scheme == "submission")
EMAIL_USE_SSL = bool(_mail and _mail.scheme == "smtps")
EMAIL_TIMEOUT = int(ENV.get("MAIL_TIMEOUT", "30"))
# How the links in mails begin: a mail that leaves this machine must lead back to the site.
_site = needed("SITE_URL", "the address of the site, for links in mail") if _mail else ENV.get("SITE_URL", "")
SITE_URL = (_site or f"http://127.0.0.1:{ENV.get('PORT', '8000')}").rstrip("/")
DEFAULT_FROM_EMAIL = needed("MAIL_FROM", "the address mail comes from") if _mail else "Trede <trede@demo.trede.test>"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "config.redaction.Redacting",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": ENV.get("LOG_LEVEL", "WARNING")},
}
