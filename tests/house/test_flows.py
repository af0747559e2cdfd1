"""Every move of a flow has an action that makes it and an event that tells it, or is known to come later."""

import ast
from collections.abc import Iterator

import pytest

from cases.decisions.models import Application
from cases.dossier.models import Case
from cases.needs.models import Need
from config.local import ROOT
from workflows.flow import FlowMixin, transitions_of

ROOMS = ("intake", "cases", "provisions", "accounts")
COMES_WITH_THE_NEXT_ISSUES = {
    ("case", "start_review"),
    ("case", "continue_support"),
    ("case", "resume_investigation"),
    ("case", "withdraw"),
    ("case", "transfer"),
    ("need", "step_down"),
    ("need", "close"),
    ("application", "suspend"),
    ("application", "resume"),
    ("application", "receive_objection"),
    ("application", "decide_objection"),
    ("application", "withdraw_objection"),
    ("application", "withdraw"),
}
FLOWS: dict[str, type[FlowMixin]] = {"case": Case, "need": Need, "application": Application}


def moves(flow: str) -> set[str]:
    return {edge.name for edge in transitions_of(FLOWS[flow])}


def actions() -> Iterator[ast.FunctionDef]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("actions.py")):
            yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


def strings_of(function: ast.FunctionDef) -> set[str]:
    return {node.value for node in ast.walk(function) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def calls_event(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "event"
        for node in ast.walk(function)
    )


@pytest.mark.parametrize("flow", FLOWS)
def test_every_move_is_made_by_an_action_with_an_event(flow: str) -> None:
    made = {text for function in actions() if calls_event(function) for text in strings_of(function)}
    later = {move for of, move in COMES_WITH_THE_NEXT_ISSUES if of == flow}
    assert moves(flow) - made == later - made
    assert later <= moves(flow)


def test_what_comes_later_is_not_there_yet() -> None:
    """A move that got its action leaves the list."""
    moved = {
        node.args[1].value
        for function in actions()
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute | ast.Name)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id) in ("move", "_move")
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }
    alone = {move for _, move in COMES_WITH_THE_NEXT_ISSUES} - {"withdraw", "resume", "close"}
    assert moved & alone == set()


def test_actions_take_keywords_only() -> None:
    verbs = (function for function in actions() if not function.name.startswith("_"))
    positional = [function.name for function in verbs if function.args.args and function.args.args[0].arg != "self"]
    assert set(positional) <= NOT_VERBS, "an action is called with names"


NOT_VERBS = {"deliver_notice", "ensured"}


def test_actions_that_change_a_case_say_who_and_when() -> None:
    for function in actions():
        opens = any(isinstance(node, ast.Attribute) and node.attr == "on_case" for node in ast.walk(function))
        if opens and not function.name.startswith("_"):
            names = {argument.arg for argument in function.args.kwonlyargs}
            assert {"by", "at"} <= names, function.name
