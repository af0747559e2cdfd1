"""The audit log says in words what its codes mean, and keeps the codes: they are the evidence."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from accounts import journal_words
from config.local import ROOT
from ledger import journal
from ledger.smtp import Fate
from tests import cast
from tests.cast import IRIS, PRIYA, TESS, TOM, acting, open_case, register_resident
from tests.pages.hands import message, page, signed_in
from workflows.doubt import Decision

ROOMS = ("reporting", "intake", "cases", "provisions", "accounts", "ledger")
ACT = re.compile(r"[a-z]+:[a-z_]+")
# Calls that note an act, by their first argument; `does` and `act` are handed on by name.
NOTING = {"note", "not_here", "not_in_sight", "administering", "_keeping", "_journalled", "_conclude"}
NAMED = {"does", "act"}
MADE = {f"mail:{one}" for one in (*Fate, *Decision)} | {f"import:{verb}" for verb in ("look", "apply", "undo")}


def journalled(source: str) -> set[str]:
    """The acts that a page of code notes in the journal."""
    return {one.value for node in ast.walk(ast.parse(source)) for one in _codes(node) if ACT.fullmatch(one.value)}


def _codes(node: ast.AST) -> Iterator[ast.Constant]:
    found: list[ast.expr | None] = []
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        found += node.args if name in NOTING else []
        found += [one.value for one in node.keywords if one.arg in NAMED]
    elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in NAMED:
        found.append(node.value)
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        names = [getattr(one, "id", "") for one in node.targets[0].elts]
        values = node.value.elts if isinstance(node.value, ast.Tuple) else []
        found += [value for name, value in zip(names, values, strict=False) if name in NAMED]
    elif isinstance(node, ast.arguments):
        named = zip(node.kwonlyargs, node.kw_defaults, strict=True)
        found += [default for argument, default in named if argument.arg in NAMED]
    yield from (one for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str))


def all_acts() -> set[str]:
    pages = (path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)
    return set().union(MADE, *(journalled(path.read_text()) for path in pages))


def test_every_act_that_can_be_journalled_has_words() -> None:
    assert all_acts() - journal_words.ACTS.keys() == set()


def test_no_act_has_words_that_is_never_journalled() -> None:
    assert journal_words.ACTS.keys() - all_acts() == set()


@pytest.mark.parametrize(
    "source",
    [
        'journal.note("case:vanish")',
        'with acts.on_case(case, does="case:vanish", by=by): pass',
        'does = "case:vanish"',
        'does, may = "case:vanish", 1',
        'def see(*, act: str = "case:vanish"): pass',
        'answers.not_here("case:vanish", ("case", None))',
    ],
)
def test_an_act_without_words_is_found_however_it_is_noted(source: str) -> None:
    assert journalled(source) == {"case:vanish"}
    assert "case:vanish" not in journal_words.ACTS


def test_two_acts_are_not_told_by_the_same_words() -> None:
    told = [str(words) for words in journal_words.ACTS.values()]
    assert sorted(told) == sorted(set(told))


def test_every_result_has_words() -> None:
    assert journal_words.RESULTS.keys() == {journal.DONE, journal.REFUSED, journal.DENIED}


def test_a_refusal_is_told_by_its_own_reason() -> None:
    assert journal_words.reason_in_words("no_mandate") == str(journal_words.REFUSALS["no_mandate"])


def test_a_code_without_words_stays_as_it_is() -> None:
    assert journal_words.act_in_words("case:vanish") == journal_words.reason_in_words("vanished") == ""
    assert journal_words.result_in_words("vanished") == journal_words.object_in_words("vanished") == "vanished"
    assert journal_words.fields_in_words(["vanished"]) == "vanished"


@pytest.mark.usefixtures("world")
class TestThePage:
    def test_words_and_codes_stand_side_by_side(self) -> None:
        case = open_case(resident=register_resident().id)
        signed_in(TOM).get(page(case))
        signed_in(TESS).get(page(case))
        shown = message(signed_in(PRIYA).get(reverse("accounts:audit")))
        for code in ("case:read", "not_in_sight", "contacts events needs"):
            assert code in shown
        for words in (journal_words.act_in_words("case:read"), journal_words.reason_in_words("not_in_sight")):
            assert words in shown

    def test_a_code_nobody_knows_is_shown_as_it_is(self) -> None:
        with acting(IRIS):
            journal.note("old:act", result="stranger", reason="old_reason", fields=["old_field"], purpose="old_ground")
        shown = message(signed_in(PRIYA).get(reverse("accounts:audit")))
        for code in ("old:act", "Stranger", "old_reason", "old_field", "old_ground"):
            assert code in shown
        assert cast.journal(act="old:act")[0].result == "stranger"
