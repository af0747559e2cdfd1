"""A city with a case of every team and law, told through the real actions, and who may see which row of it."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from accounts import access
from accounts.access import Actor, Permission
from intake import actions as intake
from intake.actions import Typed
from ledger import outbox
from ledger.models import OutboxMessage
from tests.cast import (
    AT,
    CORA,
    IRIS,
    NOORD,
    TESS,
    TOM,
    ZUID,
    acting,
    apply_for,
    cover,
    decide,
    hand_over,
    name_need,
    open_case,
    propose,
    register_resident,
    report_outcome,
    start,
    weigh_all,
)
from workflows.layers import Layer, Outcome

LAWS = ("wmo", "jeugd", "pw", "wgs")
Ask = Callable[[str], list[tuple[Any, ...]]]
UNDER_A_LAW = ("cases_report", "cases_deadline", "cases_task", "cases_need", "cases_application")
OF_A_NEED = ("cases_assessment", "cases_coverage", "cases_proposal", "cases_decision")
WITH_CASE = "JOIN cases_case c ON c.id = x.case_id"
WITH_NEED = "JOIN cases_need n ON n.id = x.need_id JOIN cases_case c ON c.id = n.case_id"

# Per table: id, the team it belongs to, the laws of which one must be authorised.
BELONGS: dict[str, str] = {
    "cases_case": "SELECT id::text, team_id, laws::text[] FROM cases_case",
    "cases_weighing": (
        "SELECT x.id::text, c.team_id, ARRAY[n.law]::text[] FROM cases_weighing x"
        f" JOIN cases_assessment a ON a.weighing_id = x.id {WITH_NEED.replace('x.need_id', 'a.need_id')}"
    ),
    "ledger_event": (
        """SELECT x.id::text, c.team_id, CASE x.law WHEN '' THEN c.laws ELSE ARRAY[x.law] END::text[]"""
        """ FROM ledger_event x JOIN cases_case c ON c.id = x."case" """
    ),
    "cases_housemate": (
        "SELECT x.id::text, c.team_id, c.laws::text[] FROM cases_housemate x"
        " JOIN cases_case c ON c.resident_id = x.resident_id"
    ),
    **{
        table: f"SELECT x.id::text, c.team_id, ARRAY[x.law]::text[] FROM {table} x {WITH_CASE}" for table in UNDER_A_LAW
    },
    **{table: f"SELECT x.id::text, c.team_id, ARRAY[n.law]::text[] FROM {table} x {WITH_NEED}" for table in OF_A_NEED},
}
OTHERS = ("cases_resident", "intake_conversation", "intake_revision", "ledger_journalentry", "ledger_idempotencykey")
PERSON_TABLES = (*BELONGS, *OTHERS, "cases_casegrant", "accounts_notice")


def build() -> None:
    """Three teams, four laws; in Noord one need of each outcome."""
    for worker in (TESS, TOM, CORA):
        resident = register_resident(by=worker, family_name=f"Bewoner van {worker.name}", housemates=("zoon, 20",))
        case = open_case(by=worker, laws=LAWS, resident=resident.id)
        start(case, by=worker)
        for law in LAWS:
            need = weigh_all(name_need(case, by=worker, law=law), by=worker)
            propose(need, by=worker)
        _talk(worker)
    _round_off()
    _talk(IRIS)
    hand_over(open_case(by=TESS), to=ZUID)
    _deliver_notices()


def _round_off() -> None:
    case = open_case(by=IRIS, team=NOORD, laws=("wmo", "jeugd"))
    start(case)
    asked, met = name_need(case), name_need(case, law="jeugd")
    propose(weigh_all(asked))
    cover(weigh_all(met, social_network=Outcome.SUFFICIENT), Layer.SOCIAL_NETWORK)
    report_outcome(case)
    apply_for(case)
    decide(asked)


def _talk(worker: Actor) -> None:
    with acting(worker):
        talk = intake.start_conversation(by=worker, at=AT)
        intake.save_text(conversation=talk.id, typed=Typed(f"Gesprek van {worker.name}", seen=0), by=worker, at=AT)


def _deliver_notices() -> None:
    for message in OutboxMessage.objects.order_by("id"):
        with access.system("deliver", at=AT):
            outbox.deliver(message.id, at=AT)


OTHERWISE: dict[str, str] = {
    "cases_resident": (
        "SELECT r.id::text, r.municipality_id, c.team_id, c.laws::text[] FROM cases_resident r"
        " JOIN cases_case c ON c.resident_id = r.id"
    ),
    "intake_conversation": "SELECT id::text, team_id FROM intake_conversation",
    "intake_revision": (
        "SELECT r.id::text, c.team_id FROM intake_revision r JOIN intake_conversation c ON c.id = r.conversation_id"
    ),
    "accounts_notice": "SELECT id::text, user_id FROM accounts_notice",
    "ledger_journalentry": (
        "SELECT id::text, municipality, object_id IS NULL AND subjects = '{}' FROM ledger_journalentry"
    ),
}


def owns(actor: Actor, ask: Ask) -> dict[str, set[str]]:
    """What the words of the policy give this actor, computed without the database's policies; `ask` as the owner."""
    laws = actor.laws_per_team()
    own = {
        table: {key for key, team, under in ask(query) if set(under) & laws.get(team, frozenset())}
        for table, query in BELONGS.items()
    }
    others = {table: ask(query) for table, query in OTHERWISE.items()}
    own["cases_resident"] = {
        key
        for key, municipality, team, under in others["cases_resident"]
        if municipality in actor.finds_in() or set(under) & laws.get(team, frozenset())
    }
    own["intake_conversation"] = {key for key, team in others["intake_conversation"] if team in actor.desks()}
    own["intake_revision"] = {key for key, team in others["intake_revision"] if team in actor.desks()}
    own["accounts_notice"] = {key for key, user in others["accounts_notice"] if user == actor.id}
    own["ledger_journalentry"] = {
        key
        for key, municipality, of_nobody in others["ledger_journalentry"]
        if municipality in actor.audits() or (actor.audits() and not municipality and of_nobody)
    }
    if actor.may(Permission.FIGURES_READ):
        events = ask("SELECT id::text, team, law FROM ledger_event")
        own["ledger_event"] |= {key for key, team, law in events if law in laws.get(team, ())}
    return own


def shown(ask: Ask | None = None) -> dict[str, set[str]]:
    """What the database shows now, every filter of ours switched off."""
    return {table: {key for (key,) in (ask or _ask)(f"SELECT id::text FROM {table}")} for table in PERSON_TABLES}


def _ask(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
