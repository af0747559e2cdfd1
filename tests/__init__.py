"""The tests' own surroundings, settled before Django is imported: a cluster of their own, and no word from outside.

Tests connect as the runtime role: what row-level security hides is hidden here too.
"""

import os
import sys

import django
from django.conf import settings

NOT_FROM_OUTSIDE = (
    "DATABASE_URL DATABASE_OWNER_URL REDIS_URL SECRET_KEY DATA_KEYS INDEX_KEY ANCHOR_KEY ANCHOR_DIR STATIC_ROOT HTTPS"
    " TREDE_DEMO TREDE_ROLE MUNICIPALITY DEBUG ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS EMAIL_URL MAIL_FROM MAIL_DIR"
    " LINK_KEY SITE_URL PORT"
)


def _settle() -> None:
    if "config.settings" in sys.modules and os.environ.get("TREDE_LOCAL") != ".local/test":
        raise RuntimeError("Start the tests without DJANGO_SETTINGS_MODULE: they name their own cluster first.")
    for name in NOT_FROM_OUTSIDE.split():
        os.environ.pop(name, None)
    os.environ["TREDE_LOCAL"] = ".local/test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    settings.DATABASES["default"]["OPTIONS"].pop("pool")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()


_settle()
