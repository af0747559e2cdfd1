"""What `manage.py COMMAND` needs before Django starts: servers or none, and which of the two roles."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config.local.cluster import using
from config.local.environment import missing, needs_servers
from config.local.errors import LocalError

# These read files only. `check` asks for the database itself with --database.
WITHOUT_DATABASE = {
    "",
    "help",
    "version",
    "term",
    "check",
    "makemigrations",
    "makemessages",
    "compilemessages",
    "collectstatic",
    "findstatic",
    "diffsettings",
    "startapp",
}

# These make, fill or verify; everything else serves, and connects as the runtime role.
AS_OWNER = {
    "migrate",
    "makemigrations",
    "showmigrations",
    "sqlmigrate",
    "load_municipality",
    "tell_stories",
    "seed",
    "verify_journal",
}

# Databases of many gigabytes, kept for a next time, and stories of nobody: apart from those of the demo.
IN_A_FOLDER_OF_ITS_OWN = {"bench": ".local/bench"}


def needs_database(argv: list[str]) -> bool:
    command, options = _parts(argv)
    if {"--help", "-h", "--version"} & set(options):
        return False
    if command == "check":
        return any(option.split("=")[0] == "--database" for option in options)
    return command not in WITHOUT_DATABASE


def role_of(argv: list[str]) -> str:
    return "owner" if _parts(argv)[0] in AS_OWNER else "runtime"


@contextmanager
def ready_for(argv: list[str]) -> Iterator[None]:
    """Fill the environment for this command and keep the embedded servers up as long as it runs.

    What the environment names already stays. A server that does not start is one line and exit code 2.
    """
    os.environ.setdefault("TREDE_ROLE", role_of(argv))
    if own := IN_A_FOLDER_OF_ITS_OWN.get(_parts(argv)[0]):
        os.environ.setdefault("TREDE_LOCAL", own)
    try:
        if needs_database(argv) and needs_servers():
            with using():
                os.environ.update(missing())
                yield
        else:
            os.environ.update(missing())
            yield
    except LocalError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


def _parts(argv: list[str]) -> tuple[str, list[str]]:
    """The command's name, or nothing, and what follows it."""
    if len(argv) < 2 or argv[1].startswith("-"):
        return "", argv[1:]
    return argv[1], argv[2:]
