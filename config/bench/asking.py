"""What a path asks of the database: how often, and how many pages of it PostgreSQL touches."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connections
from psycopg.pq import TransactionStatus

from config.bench.databases import Session, Work

OF_THE_TRANSACTION = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)
READS_OR_WRITES = re.compile(r"(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
TELLS = "SELECT set_config("
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "


@dataclass(slots=True)
class Asked:
    """The statements of one call, without the words of the transaction, and the shared buffers they touched."""

    statements: list[str] = field(default_factory=list)
    buffers: int = 0


def statements_of(session: Session, work: Work) -> int:
    """How often one call of this work asks the database."""
    heard = Asked()
    _listening(session, work, lambda execute, text, values, many, context: _heard(heard, text))
    return len(heard.statements)


def buffers_of(session: Session, work: Work) -> int:
    """How many shared buffers one call touches: each statement is explained as it comes by, and undone, and then done.

    What triggers do after a statement is not in it.
    """
    heard = Asked()

    def explained(execute: Any, text: str, values: Any, many: bool, context: Any) -> None:
        if READS_OR_WRITES.match(text.lstrip()) and not text.startswith(TELLS) and not many:
            heard.buffers += _touched(context["connection"].connection, text, values)

    _listening(session, work, explained)
    return heard.buffers


def _listening(session: Session, work: Work, told: Callable[..., None]) -> None:
    def wrapper(execute: Any, text: str, values: Any, many: bool, context: Any) -> Any:
        told(execute, text, values, many, context)
        return execute(text, values, many, context)

    connections["default"] = session
    with session.execute_wrapper(wrapper):
        work()


def _heard(heard: Asked, text: str) -> None:
    if not OF_THE_TRANSACTION.match(text.lstrip()):
        heard.statements.append(text)


def _touched(line: "psycopg.Connection[Any]", text: str, values: Any) -> int:
    within = line.info.transaction_status == TransactionStatus.INTRANS
    begin, end = ("SAVEPOINT bench", "ROLLBACK TO SAVEPOINT bench") if within else ("BEGIN", "ROLLBACK")
    with line.cursor() as cursor:
        cursor.execute(begin)
        try:
            cursor.execute((EXPLAIN + text).encode(), values)
            ((plans,),) = cursor.fetchall()
        finally:
            cursor.execute(end)
    top = (plans if isinstance(plans, list) else json.loads(plans))[0]["Plan"]
    return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])
