"""What a bundle adds to the counts that are kept of a facility (how often referred to, how soon it answered)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection
from psycopg import sql

from cases.referrals.handing import working_days
from config.seeding.mass.reading import EVENTS, Bundle
from intake.models import Question
from provisions.models import ProvisionTally

COUNTS = (
    "pointed",
    "referred",
    "answered",
    "answer_days_total",
    "started",
    "no_shows",
    "helped",
    "partly",
    "not_helped",
)
ENDED = {"yes": "helped", "helped": "helped", "partly": "partly", "no": "not_helped", "not": "not_helped"}
NULL = r"\N"


def tallies(bundle: Bundle) -> dict[str, Counter[str]]:
    """Per facility (its id) what its pointings and referrals add."""
    found: dict[str, Counter[str]] = {}
    for row in bundle.of("cases_pointing"):
        counted = found.setdefault(row["provision_id"], Counter())
        counted["pointed"] += 1
        counted.update(ENDED[row["helped"]] for _ in range(bool(row["helped"])))
    for row in bundle.of("intake_question"):
        if row["outcome"] == Question.Outcome.POINTED:
            found.setdefault(row["provision_id"], Counter())["pointed"] += 1
    begun = {row["need"] for row in bundle.of(EVENTS) if row["kind"] == "referral:started"}
    for row in bundle.of("cases_referral"):
        if row["sent_at"] != NULL:
            found.setdefault(row["provision_id"], Counter()).update(_referred(row, begun=row["need_id"] in begun))
    return found


def _referred(row: Mapping[str, str], *, begun: bool) -> Counter[str]:
    counted = Counter({"referred": 1})
    if row["answered_at"] != NULL:
        sent, answered = (date.fromisoformat(row[moment][:10]) for moment in ("sent_at", "answered_at"))
        counted.update(answered=1, answer_days_total=working_days(sent, answered))
    completed = row["state"] == "completed"
    counted["started"] = int(begun or completed)
    counted["no_shows"] = int(row["state"] == "no_show")
    if completed:
        counted[ENDED[row["outcome"]]] += 1
    return counted


def add(counted: Mapping[str, Mapping[str, int]]) -> None:
    """Add to the counts of facilities, by id, in one statement."""
    if not counted:
        return
    table, columns = sql.Identifier(ProvisionTally._meta.db_table), [sql.Identifier(name) for name in COUNTS]
    more = sql.SQL(", ").join(sql.SQL("{0} = t.{0} + excluded.{0}").format(name) for name in columns)
    one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * (len(COUNTS) + 1)))
    statement = sql.SQL(
        "INSERT INTO {} AS t (provision_id, {}) VALUES {} ON CONFLICT (provision_id) DO UPDATE SET {}"
    ).format(table, sql.SQL(", ").join(columns), sql.SQL(", ").join([one] * len(counted)), more)
    values: list[Any] = [
        value for key in sorted(counted) for value in (key, *(counted[key].get(name, 0) for name in COUNTS))
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
