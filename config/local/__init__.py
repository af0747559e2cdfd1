"""The embedded set-up: real PostgreSQL and Redis from Python wheels, started and stopped by Trede. No Django here."""

from config.local.cluster import Membership, running, using
from config.local.environment import environment, missing, needs_servers, superuser_url
from config.local.errors import LocalError
from config.local.paths import ROOT, Local, data_dir
from config.local.roles import prepare_database

__all__ = [
    "ROOT",
    "Local",
    "LocalError",
    "Membership",
    "data_dir",
    "environment",
    "missing",
    "needs_servers",
    "prepare_database",
    "running",
    "superuser_url",
    "using",
]
