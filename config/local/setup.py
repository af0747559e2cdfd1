"""Sets up an installed PostgreSQL for Trede: roles, tables, the municipality, and in a demo the stories.

    python -m config.local.setup

Every step may be run again. Only this command knows the superuser; what it starts does not.
"""

import os
import subprocess
import sys

from config.local import guard, roles
from config.local.demo import steps
from config.local.errors import LocalError
from config.local.paths import ROOT

KNOWN_TO_ALL = "trede-demo"
DEMO_ONLY = ("tell_stories", "seed", "make_editions")


def run() -> None:
    environ = dict(os.environ)
    is_demo = environ.get("TREDE_DEMO") == "1"
    if is_demo:
        guard.refuse_public(environ)
    elif any(KNOWN_TO_ALL in environ.get(name, "") for name in roles.ADDRESSES):
        raise LocalError("The passwords of the demo are known to everybody: set your own, as .env.example shows.")
    roles.from_environment(environ)
    del environ["DATABASE_SUPERUSER_URL"]
    for told, command in steps(environ.get("MUNICIPALITY", "hoogeveen")):
        if command[0] == "collectstatic" or (command[0] in DEMO_ONLY and not is_demo):
            continue
        sys.stdout.write(f"{told} ...\n")
        sys.stdout.flush()
        if subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environ, check=False).returncode:
            raise LocalError(f"{told} failed: see above.")


def main() -> int:
    try:
        run()
    except LocalError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
