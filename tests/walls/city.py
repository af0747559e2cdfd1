"""A city with a case of every team and law, told through the real actions, and who may see which row of it."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from accounts import access
from accounts.access import Actor, Permission
from cases.dossier.models import CaseGrant
from intake import actions as intake
from intake.actions import Typed
from ledger import outbox
from ledger.models import OutboxMessage
from tests.cast import (
    AT,
    COEVORDEN,
    CORA,
    DANA,
    IRIS,
    MAX,
    NOORD,
    SANNE,
    TEAMS,
    TESS,
    TOM,
    WIM,
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
from tests.walls import rows
from workflows.layers import Layer, Outcome

LAWS = ("wmo", "jeugd", "pw", "wgs")
Ask = Callable[[str], list[tuple[Any, ...]]]
UNDER_A_LAW = (
    "cases_report",
    "cases_deadline",
    "cases_task",
    "cases_need",
    "cases_application",
    "cases_contact",
    "cases_evidence",
    "cases_suspension",
    "cases_objection",
    "cases_referral",
)
OF_A_NEED = (
    "cases_assessment",
    "cases_coverage",
    "cases_proposal",
    "cases_decision",
    "cases_priorscheme",
    "cases_commonlyuseditem",
    "cases_pointing",
    "cases_advisedfacility",
)
OF_A_REFERRAL = ("cases_handoffcard", "cases_consent", "cases_partnerlink", "cases_reply")
OF_A_CONVERSATION = ("intake_revision", "intake_question", "intake_workedline")
WITH_CASE = "JOIN cases_case c ON c.id = x.case_id"
WITH_REFERRAL = "JOIN cases_referral r ON r.id = x.referral_id JOIN cases_case c ON c.id = r.case_id"
WITH_NEED = "JOIN cases_need n ON n.id = x.need_id JOIN cases_case c ON c.id = n.case_id"

# Per table: id, the case, the team it belongs to, the laws of which one must be authorised.
BELONGS: dict[str, str] = {
    "cases_case": "SELECT id::text, id, team_id, laws::text[] FROM cases_case",
    "cases_weighing": (
        "SELECT x.id::text, c.id, c.team_id, ARRAY[n.law]::text[] FROM cases_weighing x"
        f" JOIN cases_assessment a ON a.weighing_id = x.id {WITH_NEED.replace('x.need_id', 'a.need_id')}"
    ),
    "ledger_event": (
        """SELECT x.id::text, c.id, c.team_id, CASE x.law WHEN '' THEN c.laws ELSE ARRAY[x.law] END::text[]"""
        """ FROM ledger_event x JOIN cases_case c ON c.id = x."case" """
    ),
    **{
        table: f"SELECT x.id::text, c.id, c.team_id, ARRAY[x.law]::text[] FROM {table} x {WITH_CASE}"
        for table in UNDER_A_LAW
    },
    **{
        table: f"SELECT x.id::text, c.id, c.team_id, ARRAY[n.law]::text[] FROM {table} x {WITH_NEED}"
        for table in OF_A_NEED
    },
    **{
        table: f"SELECT x.id::text, c.id, c.team_id, ARRAY[r.law]::text[] FROM {table} x {WITH_REFERRAL}"
        for table in OF_A_REFERRAL
    },
}
OTHERS = (
    "cases_resident",
    "cases_household",
    "cases_householdmember",
    "cases_representative",
    "cases_casegrant",
    "cases_safetyconcern",
    "cases_safetynote",
    "intake_conversation",
    *OF_A_CONVERSATION,
    "intake_appointment",
    "accounts_notice",
    "ledger_journalentry",
    "ledger_idempotencykey",
)
FACTS = (
    "reporting_commitment",
    "reporting_course",
    "reporting_eventmonth",
    "reporting_finished",
    "reporting_finishedmonth",
    "reporting_finishedneed",
    "reporting_gap",
    "reporting_reported",
    "reporting_term",
)
SUMS = ("reporting_eventmonth", "reporting_finishedmonth")
KNOWN = "cases_knowncase"
EDITIONS, REMARKS = "reporting_edition", "reporting_remark"
FILES = {"reporting_figurefile": "by_id", "reporting_figurefilepart": "by"}
PERSON_TABLES = (*BELONGS, *OTHERS, *FACTS, KNOWN, EDITIONS, REMARKS, *FILES)


def build() -> None:
    """Three teams, four laws; in Noord one need of each outcome."""
    for worker in (TESS, TOM, CORA):
        resident = register_resident(by=worker, family_name=f"Bewoner van {worker.name}", housemates=("zoon, 20",))
        case = open_case(by=worker, laws=LAWS, resident=resident.id)
        start(case, by=worker)
        for law in LAWS:
            need = weigh_all(name_need(case, by=worker, law=law), by=worker)
            rows.beside_a_need(need, by=worker, text=words)
            rows.referral(need, by=worker, text=words)
            propose(need, by=worker)
        rows.around_a_resident(resident.id, by=worker, text=words, hidden=words)
        rows.concern(by=worker, text=words, case=case.id, resident=resident.id)
        rows.appointment(by=worker, team=worker.posts[0].team, text=words, resident=resident.id)
        _talk(worker)
    for team, law in ((NOORD, "wmo"), (None, "jeugd"), (COEVORDEN, "wmo")):
        rows.remark(team, law, text=words)
    _round_off()
    _behind_closed_doors()
    _safe_with_sanne()
    _talk(IRIS)
    rows.appointment(by=IRIS, team=NOORD, text=words, colleague=DANA.id)
    hand_over(open_case(by=TESS), to=ZUID)
    _deliver_notices()
    rows.editions()
    rows.figure_file(by=MAX)
    rows.figure_file(by=TESS)


def words() -> str:
    return "Woorden"


def _round_off() -> None:
    case = open_case(by=IRIS, team=NOORD, laws=("wmo", "jeugd"))
    start(case)
    asked, met = name_need(case), name_need(case, law="jeugd")
    propose(weigh_all(asked))
    cover(weigh_all(met, social_network=Outcome.SUFFICIENT), Layer.SOCIAL_NETWORK)
    report_outcome(case)
    rows.beside_an_application(apply_for(case), by=TESS, text=words)
    decide(asked)


def _behind_closed_doors() -> None:
    """Confidential cases of Noord: Tess opened one and lets Dana see it, no longer Wim; of the other she let go."""
    case = open_case(by=TESS, laws=("wmo", "jeugd"), confidential=True)
    name_need(case)
    rows.grant(case, DANA, by=TESS)
    rows.grant(case, WIM, by=TESS, revoked=True)
    let_go = open_case(by=TESS, confidential=True)
    with acting(TESS):
        CaseGrant.objects.filter(case=let_go.id).update(revoked_at=AT)


def _safe_with_sanne() -> None:
    """A concern from the desk, of which the safety officer wrote something down."""
    signalled = rows.concern(by=IRIS, text=words)
    rows.note_of(signalled, by=SANNE, words="Overlegd met Veilig Thuis")


def _talk(worker: Actor) -> None:
    with acting(worker):
        talk = intake.start_conversation(by=worker, at=AT)
        intake.save_text(conversation=talk.id, typed=Typed(f"Gesprek van {worker.name}", seen=0), by=worker, at=AT)
    rows.of_conversation(talk.id, by=worker, text=words)


def _deliver_notices() -> None:
    for message in OutboxMessage.objects.order_by("id"):
        with access.system("deliver", at=AT):
            outbox.deliver(message.id, at=AT)


OTHERWISE: dict[str, str] = {
    "cases_case": "SELECT id::text, municipality_id, laws::text[], confidential FROM cases_case",
    "cases_resident": (
        "SELECT r.id::text, r.municipality_id, c.id, c.team_id, c.laws::text[] FROM cases_resident r"
        " LEFT JOIN cases_case c ON c.resident_id = r.id"
    ),
    "cases_representative": (
        "SELECT x.id::text, r.municipality_id, c.id, c.team_id, c.laws::text[] FROM cases_representative x"
        " JOIN cases_resident r ON r.id = x.resident_id LEFT JOIN cases_case c ON c.resident_id = r.id"
    ),
    "cases_household": (
        "SELECT h.id::text, h.municipality_id, c.id, c.team_id, c.laws::text[] FROM cases_household h"
        " JOIN cases_householdmember m ON m.household_id = h.id LEFT JOIN cases_case c ON c.resident_id = m.person_id"
    ),
    "cases_householdmember": (
        "SELECT x.id::text, h.municipality_id, c.id, c.team_id, c.laws::text[] FROM cases_householdmember x"
        " JOIN cases_household h ON h.id = x.household_id JOIN cases_householdmember m ON m.household_id = h.id"
        " LEFT JOIN cases_case c ON c.resident_id = m.person_id"
    ),
    "cases_casegrant": "SELECT id::text, case_id, user_id, revoked_at IS NULL FROM cases_casegrant",
    "cases_safetyconcern": "SELECT id::text, municipality_id, signalled_by_id, resident_id FROM cases_safetyconcern",
    "cases_safetynote": (
        "SELECT n.id::text, s.municipality_id, n.by_id FROM cases_safetynote n"
        " JOIN cases_safetyconcern s ON s.id = n.concern_id"
    ),
    "intake_conversation": "SELECT id::text, team_id FROM intake_conversation",
    **{
        table: f"SELECT x.id::text, c.team_id FROM {table} x JOIN intake_conversation c ON c.id = x.conversation_id"
        for table in OF_A_CONVERSATION
    },
    "intake_appointment": "SELECT id::text, team_id, colleague_id, made_by_id FROM intake_appointment",
    "accounts_notice": "SELECT id::text, user_id FROM accounts_notice",
    "ledger_journalentry": (
        "SELECT id::text, municipality, object_id IS NULL AND subjects = '{}' FROM ledger_journalentry"
    ),
    "ledger_idempotencykey": "SELECT id::text, actor FROM ledger_idempotencykey",
}
OF_RESIDENTS = ("cases_resident", "cases_representative", "cases_household", "cases_householdmember")


def owns(actor: Actor, ask: Ask) -> dict[str, set[str]]:
    """What the words of the policy give this actor, computed without the database's policies; `ask` as the owner."""
    laws = actor.laws_per_team()
    others = {table: ask(query) for table, query in OTHERWISE.items()}
    granted = {case for _key, case, user, lasts in others["cases_casegrant"] if user == actor.id and lasts}
    closed = {case for (case,) in ask("SELECT id FROM cases_case WHERE confidential")} - granted

    def in_sight(case: Any, team: Any, under: Any) -> bool:
        return case not in closed and bool(set(under or ()) & laws.get(team, frozenset()))

    own = {table: {key for key, *where in ask(query) if in_sight(*where)} for table, query in BELONGS.items()}
    for table in OF_RESIDENTS:
        found = actor.finds_in()
        own[table] = {key for key, place, *where in others[table] if place in found or in_sight(*where)}
    worried_about = _worried_about(actor, others)
    own["cases_resident"] |= worried_about
    own["cases_representative"] |= {
        key for key, of in ask("SELECT id::text, resident_id::text FROM cases_representative") if of in worried_about
    }
    own["cases_casegrant"] = {
        key for key, case, user, _lasts in others["cases_casegrant"] if user == actor.id or case in granted
    }
    own |= _kept_apart(actor, others)
    for table in ("intake_conversation", *OF_A_CONVERSATION):
        own[table] = {key for key, team in others[table] if team in actor.desks()}
    own["intake_appointment"] = {
        key for key, team, *people in others["intake_appointment"] if team in actor.desks() or actor.id in people
    }
    for table in ("accounts_notice", "ledger_idempotencykey"):
        own[table] = {key for key, user in others[table] if user == actor.id}
    own["ledger_journalentry"] = {
        key
        for key, municipality, of_nobody in others["ledger_journalentry"]
        if municipality in actor.audits() or (actor.audits() and not municipality and of_nobody)
    }
    known = actor.knows_cases()
    own[KNOWN] = {
        key
        for key, place, under, confidential in others["cases_case"]
        if not confidential and set(under) & known.get(place, frozenset())
    }
    published = actor.reads_published_in()
    own[EDITIONS] = {key for key, place in ask(f"SELECT id::text, municipality FROM {EDITIONS}") if place in published}
    own |= {
        table: {key for key, user in ask(f"SELECT id::text, {column} FROM {table}") if user == actor.id}
        for table, column in FILES.items()
    }
    own |= {table: set() for table in (*FACTS, REMARKS)}
    if actor.may(Permission.FIGURES_READ):
        own[REMARKS] = {
            key
            for key, place, of, law in ask(f"SELECT id::text, municipality_id, team_id, law FROM {REMARKS}")
            if any(
                law in under and (team == of or (of is None and TEAMS[team][0] == place))
                for team, under in laws.items()
            )
        }
        for table in ("ledger_event", *FACTS):
            case = "NULL" if table in SUMS else '"case"'
            told = ask(f"SELECT id::text, {case}, team, law FROM {table}")
            own[table] |= {key for key, case, team, law in told if in_sight(case, team, [law])}
    return own


def _worried_about(actor: Actor, others: dict[str, list[tuple[Any, ...]]]) -> set[str]:
    """Whom the concerns of the safety officer's own municipality are about."""
    lives_in = {key: place for key, place, *_where in others["cases_resident"]}
    return {
        str(about)
        for _key, place, _by, about in others["cases_safetyconcern"]
        if about and place in actor.guards_safety_in() and lives_in[str(about)] == place
    }


def _kept_apart(actor: Actor, others: dict[str, list[tuple[Any, ...]]]) -> dict[str, set[str]]:
    """Concerns about safety: who signalled sees the own signal and the own words, the safety officer sees all."""
    guarded = actor.guards_safety_in()
    concerns, notes = others["cases_safetyconcern"], others["cases_safetynote"]
    return {
        "cases_safetyconcern": {key for key, place, by, _about in concerns if place in guarded or by == actor.id},
        "cases_safetynote": {key for key, place, by in notes if place in guarded or by == actor.id},
    }


def shown(ask: Ask | None = None) -> dict[str, set[str]]:
    """What the database shows now, every filter of ours switched off."""
    return {table: {key for (key,) in (ask or _ask)(f"SELECT id::text FROM {table}")} for table in PERSON_TABLES}


def _ask(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
