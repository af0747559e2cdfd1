"""Whether every text on the screen has its Dutch: `python -m tests.house.translations`.

English is the source language. The texts are collected anew, in a copy of the rooms, so that one that was added
since the last `make messages` is missed. Needs gettext for that, and no database. Exit code 1: something is missing.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = Path("locale", "nl", "LC_MESSAGES", "django.po")
ROOMS = ("config", "reporting", "intake", "cases", "provisions", "accounts", "ledger", "workflows")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")
DATED = re.compile(r'^"(POT-Creation|PO-Revision)-Date:', re.MULTILINE)


class NotCollected(RuntimeError):
    """The texts could not be collected; says why."""


def main() -> int:
    catalogue = ROOT / CATALOGUE
    if shutil.which("xgettext"):
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = [*complaints(collected(Path(folder))), *not_to_keep(catalogue)]
            except NotCollected as error:
                found = [f"The texts could not be collected: {error}"]
    else:
        sys.stderr.write(
            "NOT CHECKED WHOLE: gettext is missing, so texts that are new in the code are not seen."
            " Install it (apt-get install gettext).\n"
        )
        found = list(complaints(catalogue))
    for line in dict.fromkeys(found):
        sys.stderr.write(f"{line}\n")
    return 1 if found else 0


def collected(folder: Path) -> Path:
    """A catalogue as `make messages` would leave it, in `folder`. Raises NotCollected."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "static"))
    catalogue = folder / CATALOGUE
    catalogue.parent.mkdir(parents=True)
    shutil.copy(ROOT / CATALOGUE, catalogue)
    without_settings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "nl", "--no-location", "--verbosity", "0"]
    done = subprocess.run(command, cwd=folder, env=without_settings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotCollected(done.stderr)
    return catalogue


def complaints(catalogue: Path) -> Iterator[str]:
    """What is wrong with the Dutch of a catalogue, a line each. A guess of gettext's is no Dutch."""
    for message in _messages(catalogue):
        english, dutch = _forms(message.id), _forms(message.string)
        if message.fuzzy or not all(dutch):
            yield f"no Dutch for: {english[0]}"
        elif any(_placeholders(one) != _placeholders(other) for one, other in zip(english, dutch, strict=True)):
            yield f"other placeholders in: {dutch[-1]}"


def not_to_keep(catalogue: Path) -> Iterator[str]:
    """What should not be kept in the catalogue itself: guesses nobody looked at, and a date that changes each run."""
    for message in _messages(catalogue):
        if message.fuzzy:
            yield f"fuzzy: {_forms(message.id)[0]}"
    if DATED.search(catalogue.read_text(encoding="utf-8")):
        yield f"take the line with the date out of the head of {CATALOGUE}: it changes with every run"


def _messages(catalogue: Path) -> Iterable[Message]:
    with catalogue.open("rb") as file:
        return [message for message in read_po(file, locale="nl") if message.id]


def _forms(text: str | Iterable[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    sys.exit(main())
