"""Every move of a flow has an action that makes it and an event that tells it."""

import ast
from collections.abc import Iterator

import pytest

from cases.decisions.models import Application
from cases.dossier.models import Case
from cases.needs.models import Need
from cases.referrals.models import Referral
from cases.safety.models import SafetyConcern
from config.local import ROOT
from workflows.flow import FlowMixin, transitions_of

ROOMS = ("intake", "cases", "provisions", "accounts")
FLOWS: dict[str, type[FlowMixin]] = {"case": Case, "need": Need, "application": Application, "referral": Referral}


def moves(flow: str) -> set[str]:
    return {edge.name for edge in transitions_of(FLOWS[flow])}


def actions() -> Iterator[ast.FunctionDef]:
    yield from (node for tree in pages("actions.py") for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def pages(name: str) -> Iterator[ast.Module]:
    for room in ROOMS:
        yield from (ast.parse(path.read_text()) for path in sorted((ROOT / room).rglob(name)))


def strings_of(*nodes: ast.AST) -> set[str]:
    found = (one for node in nodes for one in ast.walk(node))
    return {one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def names_called_by(function: ast.FunctionDef) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def told() -> Iterator[str]:
    """The words of functions that record an event, of those they call and those that call them, and of the tables
    that stand beside them."""
    found = [(tree, one, names_called_by(one)) for tree in pages("*.py") for one in functions_of(tree)]
    tells = {one.name for _tree, one, called in found if "event" in called}
    called_by_them = {name for _tree, one, called in found if one.name in tells for name in called}
    for tree, one, called in found:
        if one.name in tells | called_by_them or called & tells:
            yield from strings_of(one, *(node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)))


def functions_of(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("flow", FLOWS)
def test_every_move_is_made_by_an_action_with_an_event(flow: str) -> None:
    assert moves(flow) <= set(told())


def test_a_concern_about_safety_moves_without_an_event() -> None:
    """Its moves are made in its own room, and no timeline or figure hears of them."""
    room = ast.parse((ROOT / "cases/safety/actions.py").read_text())
    verbs = [node for node in ast.walk(room) if isinstance(node, ast.FunctionDef)]
    assert {edge.name for edge in transitions_of(SafetyConcern)} <= {text for one in verbs for text in strings_of(one)}
    assert not any("event" in names_called_by(one) for one in verbs)


def test_actions_take_keywords_only() -> None:
    verbs = (function for function in actions() if not function.name.startswith("_"))
    positional = [function.name for function in verbs if function.args.args and function.args.args[0].arg != "self"]
    assert set(positional) <= NOT_VERBS, "an action is called with names"


NOT_VERBS = {
    "deliver_notice",
    "ensured",
    "administering",  # the frame of an act, and a question beside it
    "works_elsewhere",
    "receive_at_first_talk",  # parts of another room's act
    "withdraw_all",
    "open_again_without",
    "ask_once_more",
    "take_back",
    "consented_until",
    "alive",  # a question before a form is filled in
}


def test_actions_that_change_a_case_say_who_and_when() -> None:
    for function in actions():
        opens = any(isinstance(node, ast.Attribute) and node.attr == "on_case" for node in ast.walk(function))
        if opens and not function.name.startswith("_"):
            names = {argument.arg for argument in function.args.kwonlyargs}
            assert {"by", "at"} <= names, function.name
