"""Makes the virtual environment and installs the locked dependencies, when they are not there or have changed.

    python3 config/local/venv.py runtime|dev

Runs with the machine's own Python, before anything is installed: the standard library only.
"""

from __future__ import annotations  # an old Python must get as far as the line that says so

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
TOO_NEW = (3, 14)


class VenvError(Exception):
    """One clear line for standard error."""


def main(argv: list[str]) -> None:
    if len(argv) != 1 or argv[0] not in ("runtime", "dev"):
        raise VenvError("Say which dependencies: python3 config/local/venv.py runtime|dev")
    check_python()
    if not usable():
        make()
    install(argv[0])


def check_python() -> None:
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        version = ".".join(map(str, sys.version_info[:3]))
        raise VenvError(
            f"This is Python {version}; Trede needs 3.11, 3.12 or 3.13. Name one: make demo PYTHON=/path/to/python3.11"
        )


def usable() -> bool:
    """Whether the environment's Python still runs and is one we take: the one it was made with may be gone."""
    question = "import sys; print(sys.version_info[:2]); import pip"
    try:
        answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return OLDEST <= tuple(int(part) for part in answer.stdout.strip("()\n ").split(",")) < TOO_NEW


def make() -> None:
    say(f"Making {VENV.name} ...")
    if VENV.exists():
        shutil.rmtree(VENV)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise VenvError(
            f"{sys.executable} can't make a virtual environment: it lacks venv or ensurepip. "
            "Install it (Debian, Ubuntu: apt-get install python3-venv), or name another: make demo PYTHON=..."
        )


def install(which: str) -> None:
    """pip, every file checked against its hash. The stamp says for which requirements this was done."""
    requirements = ROOT / "requirements" / f"{which}.txt"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    # What is for development holds what is for running, in the same versions.
    stamps = [VENV / f"{name}.installed" for name in {which, "dev"}]
    if any(stamp.exists() and stamp.read_text() == wanted_by(stamp) for stamp in stamps):
        return
    say(f"Installing requirements/{which}.txt ...")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--quiet", "--require-hashes"]
    done = subprocess.run([*pip, "-r", str(requirements)], check=False)
    if done.returncode:
        raise VenvError(f"The dependencies could not be installed: see above. Try again with the network on ({which}).")
    (VENV / f"{which}.installed").write_text(wanted)


def wanted_by(stamp: Path) -> str:
    """The stamp that today's requirements would leave."""
    requirements = (ROOT / "requirements" / stamp.stem).with_suffix(".txt")
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except VenvError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
