"""What was applied for in a case, and what was decided without it: how each stands, and what may be done with it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Actor, Permission
from accounts.words import LAW_NAMES
from cases.decisions.models import Decision, Objection
from cases.dossier import clocks
from cases.dossier.models import Case
from cases.needs.facts import rows_of
from cases.needs.models import Need
from workflows import terms
from workflows.application_flow import PENDING, ApplicationState, DecisionOutcome
from workflows.layers import Law
from workflows.refusal import Text

Row = dict[str, Any]


def applications_of(actor: Actor, case: Case, applications: list[Row], held: list[Row], objections: list[Row]) -> Row:
    """The panel `cases/applications.html`. Rows as `with_page()` brings them, of the laws in sight."""
    made = [row for row in applications if not row["ex_officio"]]
    cards = [_card(actor, case, row, _of(row, held), _of(row, objections)) for row in made]
    return {"cards": cards, "count": len(cards)}


def unasked_of(actor: Actor, case: Case, needs: Sequence[Need], applications: list[Row], objections: list[Row]) -> Row:
    """The same panel, of decisions that answered no application; `needs` as `with_stair()` brings them.

    The decisions that one objection is about are one card, which tells the newest.
    """
    ex_officio = {row["id"]: row for row in applications if row["ex_officio"]}
    told = {
        row["application"] or row["id"]: (need, row)
        for need in needs
        for row in rows_of(need, "decision")
        if row["application"] is None or row["application"] in ex_officio
    }
    cards = [
        _decided(actor, case, need, row, ex_officio.get(row["application"]), objections) for need, row in told.values()
    ]
    return {"cards": cards, "count": len(cards)}


def _decided(actor: Actor, case: Case, need: Need, decision: Row, row: Row | None, objections: list[Row]) -> Row:
    against = _of(row, objections) if row else []
    day = {"decided_on": decision["decided_on"], "decided_last": None}
    basis = str(Decision.Basis(decision["basis"]).label).capitalize() + "."
    return {
        "title": need.title,
        "word": Decision.Outcome(decision["outcome"]).label,
        "lines": [line for line in (basis, _may_object(day, against), *map(_objected, against)) if line],
        "actions": _actions(actor, case, row, against) if row else _first_objection(actor, case, decision),
    }


def _first_objection(actor: Actor, case: Case, decision: Row) -> list[Row]:
    if not actor.may_in(case.team_id, Permission.APPLICATION_REGISTER):
        return []
    return [_link(case, "object_to_decision", decision["id"], _("Register an objection"))]


def _of(application: Row, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["application"] == application["id"]]


def _card(actor: Actor, case: Case, row: Row, held: list[Row], objections: list[Row]) -> Row:
    said = [_waits(case, row), _stands_still(row, held), _may_object(row, objections), *map(_objected, objections)]
    return {
        "title": _("%(law)s, received on %(day)s") % {"law": LAW_NAMES[row["law"]], "day": _day(row["received_on"])},
        "word": _word(row),
        "lines": [line for line in said if line],
        "actions": _actions(actor, case, row, objections),
    }


def _word(row: Row) -> Any:
    if row["state"] == ApplicationState.DECIDED:
        return DecisionOutcome(row["outcome"]).label
    return ApplicationState(row["state"]).label


def _waits(case: Case, row: Row) -> Text:
    """Why it is not handled yet; it was registered all the same."""
    if row["state"] not in PENDING or not row["premature"]:
        return ""
    if row["law"] == Law.WGS:
        return _("In debt help the first talk is the application. Plan the first talk.")
    early = clocks.earliness(case, law=row["law"], received_on=_parsed(row["received_on"]))
    return early.reason if early else ""


def _stands_still(row: Row, held: list[Row]) -> str:
    still = [one for one in held if one["until"] is None]
    if row["state"] != ApplicationState.SUSPENDED or not still:
        return ""
    words = {"since": _day(still[-1]["since"]), "until": _day(still[-1]["answer_by"])}
    if still[-1]["answer_by"]:
        return _("The term stands still since the letter of %(since)s. An answer is asked by %(until)s.") % words
    return _("The term stands still since the letter of %(since)s.") % words


def _may_object(row: Row, objections: list[Row]) -> str:
    if not row["decided_on"] or objections:
        return ""
    newest = row["decided_last"] or row["decided_on"]
    last_day = terms.end_of("awb.objection", _parsed(newest)).end
    words = {"day": _day(newest), "until": date_format(last_day, "j F Y")}
    return _("Decided on %(day)s. The resident can object until %(until)s.") % words


def _objected(objection: Row) -> str:
    received = _("Objection received on %(day)s") % {"day": _day(objection["received_on"])}
    late = "" if objection["in_time"] else _("after the term ended")
    outcome = Objection.Outcome(objection["outcome"]).label if objection["outcome"] else ""
    return ", ".join(str(part) for part in (received, late, outcome) if part) + "."


def _actions(actor: Actor, case: Case, row: Row, objections: list[Row]) -> list[Row]:
    registers = actor.may_in(case.team_id, Permission.APPLICATION_REGISTER)
    decides = actor.may_in(case.team_id, Permission.APPLICATION_DECIDE)
    state = row["state"]
    offered = (
        ("waive_wait", _("The wait does not apply"), registers and state in PENDING and bool(row["held_until"])),
        ("pay_advance", _("An advance was paid"), registers and state in PENDING and row["law"] == Law.PW),
        ("suspend", _("Let the term stand still"), registers and state == ApplicationState.RECEIVED),
        ("run_again", _("The answer is in"), registers and state == ApplicationState.SUSPENDED),
        ("withdraw_application", _("The resident withdraws it"), registers and state in PENDING),
        ("not_process", _("Leave it unprocessed"), decides and state in PENDING),
        ("object", _("Register an objection"), registers and state == ApplicationState.DECIDED),
    )
    doors = [_link(case, door, row["id"], label) for door, label, fits in offered if fits]
    for objection in objections:
        if not objection["outcome"]:
            label = _("Decide on the objection")
            doors += [_link(case, "decide_objection", objection["id"], label)] if decides else []
            label = _("The objection is withdrawn")
            doors += [_link(case, "withdraw_objection", objection["id"], label)] if registers else []
    return doors


def _link(case: Case, door: str, about: str, label: str) -> Row:
    return {"url": reverse(f"cases:{door}", args=[case.id, about]), "label": label, "post": door == "run_again"}


def _parsed(day: str) -> date:
    return parse_date(day) or date.max


def _day(day: str | None) -> str:
    return date_format(_parsed(day), "j F Y") if day else ""
