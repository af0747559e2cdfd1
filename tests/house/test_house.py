"""The building itself: nothing in it grows past its measure or stands where it should not."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from importlinter.application import use_cases
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from stdnum.nl import bsn

from config.local import ROOT

ROOMS = ("config", "reporting", "intake", "cases", "provisions", "accounts", "ledger", "workflows", "tests", "docs")
NOT_WRITTEN_BY_HAND = ("/migrations/", "/__pycache__/", "django.po", "/data/")
LONGEST = 400
TEXT = (".py", ".html", ".css", ".js", ".toml", ".md", ".csv", ".po", ".yml", ".svg", ".txt", ".json")


def files(*endings: str) -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in endings and not any(part in path.as_posix() for part in NOT_WRITTEN_BY_HAND):
                yield path


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_stair_holds() -> None:
    assert use_cases  # the contracts are those of pyproject.toml
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


def test_no_file_is_longer_than_a_reader_bears() -> None:
    too_long = [named(path) for path in files(".py", ".html", ".css", ".js") if len(lines(path)) > LONGEST]
    assert too_long == []


@pytest.mark.django_db
def test_the_migrations_are_what_the_models_say() -> None:
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)
    assert "No changes" in out.getvalue()


INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:", re.IGNORECASE)


def test_templates_hold_no_script_or_style_of_their_own() -> None:
    found = [(named(path), INLINE.findall(path.read_text())) for path in files(".html")]
    assert [one for one in found if one[1]] == []


def test_pages_ask_nothing_of_others() -> None:
    elsewhere = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE)
    asking = [
        named(path) for path in files(".html") if elsewhere.search(path.read_text()) and "tests" not in path.parts
    ]
    assert asking == []


def test_nothing_is_marked_safe_by_hand() -> None:
    unsafe = re.compile(r"\|\s*safe\b|mark_safe\(|autoescape off|\.innerHTML|insertAdjacentHTML|\beval\(")
    found = [named(path) for path in files(".py", ".html", ".js") if unsafe.search(path.read_text())]
    assert [name for name in found if not name.startswith("tests/")] == []


def test_debug_is_off_unless_somebody_asks() -> None:
    assert settings.DEBUG is False


ELEVEN = re.compile(r"(?<![\d.\-/])\d{9}(?!\d)")
PERSONAS = re.compile(r"^9999")


def test_every_number_that_could_be_somebodys_is_out_of_the_test_range() -> None:
    """Test persons have numbers that start with 9999; any other valid number may be a real person's."""
    found = {
        (named(path), number)
        for path in files(*TEXT)
        for number in ELEVEN.findall(path.read_text(encoding="utf-8", errors="replace"))
        if bsn.is_valid(number) and not PERSONAS.match(number)
    }
    assert found == set()


UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


def test_nothing_is_left_for_later() -> None:
    found = [
        named(path) for path in files(".py", ".html", ".css", ".js", ".toml") if UNFINISHED.search(path.read_text())
    ]
    assert found == []


TO_THE_HOUSE = {
    "NotImplementedError": re.compile(r"NotImplementedError"),
    "type: ignore": re.compile(r"# type: ignore\n"),
}


@pytest.mark.parametrize("what", TO_THE_HOUSE)
def test_no_check_is_waved_through(what: str) -> None:
    found = [named(path) for path in files(".py") if TO_THE_HOUSE[what].search(path.read_text())]
    assert [name for name in found if not name.startswith("tests/")] == []


def test_no_signal_and_no_save_of_our_own() -> None:
    surprising = re.compile(r"@receiver|post_save|pre_save|def save\(self, \*args|\.connect\(")
    found = [named(path) for path in files(".py") if surprising.search(path.read_text())]
    rooms = tuple(f"{room}/" for room in ROOMS[:8] if room != "config")
    assert [name for name in found if name.startswith(rooms)] == []


def test_nothing_waits_in_redis_for_a_moment_to_come() -> None:
    """Redis may forget; what is due stands in the database."""
    waiting = re.compile(r"\b(eta|countdown)\s*=")
    found = [named(path) for path in files(".py") if waiting.search(path.read_text())]
    assert [name for name in found if not name.startswith("tests/")] == []


def test_the_clock_is_read_at_the_edge_only() -> None:
    reading = re.compile(r"timezone\.now\(\)|datetime\.now\(|date\.today\(|localdate\(\)")
    at_the_edge = re.compile(
        r"^(config/|accounts/(middleware|backends|views)|ledger/management|[a-z/]+/tasks\.py|tests/|[a-z]+/management/)"
    )
    found = [named(path) for path in files(".py") if reading.search(path.read_text())]
    assert [name for name in found if not at_the_edge.match(name)] == []
