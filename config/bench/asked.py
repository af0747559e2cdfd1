"""The best SQL for what a figure counts, written by hand: `sql/<figure>.sql`, with the period as its parameters.

It asks past the walls, of all teams and laws, what `manage.py report` asks of the same figure.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

HERE = Path(__file__).parent / "sql"
# What begins with what was committed, and by which area that is taken together.
COMMITTED = {"cost": "''", "cost-by-area": "neighbourhood"}


def is_written(figure: str) -> bool:
    return (HERE / f"{figure}.sql").exists()


@cache
def text_of(figure: str) -> str:
    text = _read(figure)
    if figure in COMMITTED:
        text = _read("parts/committed").replace("AREA", COMMITTED[figure]) + "\n" + text
    return text.strip().rstrip(";")


def _read(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def rows_of(asked: str, values: Mapping[str, Any] | Sequence[Any]) -> list[dict[str, Any]]:
    """The rows as dicts, by the session that is open."""
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
