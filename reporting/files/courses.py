"""The list of cases: a row per case and law that was reported in a period, with the first day of each stage.

It may hold a million rows, so PostgreSQL writes the CSV itself (COPY). All texts in it are codes of ours or names given
here, which are made harmless for a spreadsheet before they go in; a case is named by its id, nobody by a name.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg import sql

from accounts.words import LAW_NAMES
from cases.dossier.models import Channel
from provisions.exchange.escaping import written
from reporting.catalogue.shapes import Definition
from reporting.editions.catalogue import CATEGORIES
from reporting.facts.models import Course
from reporting.figures.scope import Asked
from reporting.figures.steps import EXTERNAL, KNOW_TAILORED, LAYERS_OF

NAME = "cases"
TITLE = gettext_lazy("List of cases with the day of each stage")
DEFINITION = Definition(
    what=gettext_lazy("Per case and law the day on which each stage was first reached."),
    population=gettext_lazy("Everybody who reported in the period, once per law; in the team that got the report."),
    source=gettext_lazy("The first day of each stage, as it was recorded."),
    cannot_say=gettext_lazy("Help that nobody recorded is not seen. The rows stand in no order."),
)
QUERY = (Path(__file__).parent / "courses.sql").read_text(encoding="utf-8")
COPY = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, HEADER true, DELIMITER ';', FORCE_QUOTE *)")
STAGES = {
    "registered_on": gettext_lazy("Reported"),
    "talked_on": gettext_lazy("First talk"),
    "finished_on": gettext_lazy("Investigation finished"),
    "applied_on": gettext_lazy("Application"),
    "decided_on": gettext_lazy("Decision"),
    "granted_on": gettext_lazy("Granted"),
    "covered_on": gettext_lazy("A need met without individual support"),
    "supported_on": gettext_lazy("Support began"),
    "helped_on": gettext_lazy("Helped, says the resident"),
    "ended_on": gettext_lazy("Ended"),
    "back_on": gettext_lazy("Reported again"),
}


def in_sight(asked: Asked) -> "QuerySet[Course]":
    """The facts that a list holds a row of, as far as row-level security shows them."""
    return Course.objects.filter(asked.within, registered_on__gte=asked.since, registered_on__lte=asked.until)


def still_in_sight(asked: Asked, *, seen: int, last: int) -> bool:
    """Whether nothing left the list since: a case that was closed off is not counted, a new one has a later number."""
    return in_sight(asked).filter(id__lte=last).count() >= seen


def lines(asked: Asked, *, scope: Mapping[str, list[str]], teams: Mapping[str, str]) -> Iterator[bytes | memoryview]:
    """The header and the rows as CSV, in what COPY sends. Row-level security holds as in any other question."""
    heads = {name: _head(label) for name, label in STAGES.items()}
    query = sql.SQL(QUERY).format(
        case_head=_head(_("Case")),
        law_head=_head(_("Law")),
        team_head=_head(_("Team")),
        channel_head=_head(_("Channel")),
        step_head=_head(_("Ended in")),
        law=_named(sql.SQL("c.law"), LAW_NAMES),
        team=_named(sql.SQL("c.team::text"), teams),
        channel=_named(sql.SQL("c.channel"), dict(Channel.choices)),
        step=_step(),
        since=sql.Literal(asked.since),
        until=sql.Literal(asked.until),
        scope=_scope(scope),
        **heads,
    )
    with connection.cursor() as cursor, cursor.copy(COPY.format(query)) as copy:
        yield from copy


def _head(label: Any) -> sql.Identifier:
    # An identifier of PostgreSQL holds 63 bytes; a longer head would be cut off within a letter.
    return sql.Identifier(str(label).encode()[:63].decode(errors="ignore"))


def _named(what: sql.Composable, names: Mapping[str, Any]) -> sql.Composable:
    """A CASE from codes to words; what is not named is left open."""
    if not names:
        return sql.SQL("''")
    pairs = [
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(code), sql.Literal(written(str(name))))
        for code, name in names.items()
    ]
    return sql.SQL("CASE {} {} ELSE '' END").format(what, sql.SQL(" ").join(pairs))


def _step() -> sql.Composable:
    """The rule of reporting.figures.steps once more, written out: a function called a million times would cost more."""
    knows = sql.SQL("c.law = ANY ({})").format(sql.Literal([str(law) for law in KNOW_TAILORED]))
    more = {"tailored": knows, "own_decision": sql.SQL("NOT ") + knows}
    whens = [
        _when(sql.SQL("c.finished_on IS NULL"), ""),
        _when(sql.SQL("c.reason = {}").format(sql.Literal(EXTERNAL)), CATEGORIES["step"][EXTERNAL]),
    ]
    for outcome, layers in LAYERS_OF.items():
        of = sql.SQL("c.layer = ANY ({})").format(sql.Literal([str(layer) for layer in layers]))
        whens.append(_when(of + sql.SQL(" AND ") + more.get(outcome, sql.SQL("true")), CATEGORIES["step"][outcome]))
    return sql.SQL("CASE {} ELSE '' END").format(sql.SQL(" ").join(whens))


def _when(holds: sql.Composable, text: Any) -> sql.Composable:
    return sql.SQL("WHEN {} THEN {}").format(holds, sql.Literal(written(str(text))))


def _scope(scope: Mapping[str, list[str]]) -> sql.Composable:
    parts = [
        sql.SQL("c.team = {}::uuid AND c.law = ANY ({})").format(sql.Literal(team), sql.Literal(laws))
        for team, laws in scope.items()
    ]
    return sql.SQL(" OR ").join(parts) if parts else sql.SQL("false")
