"""Two workers at once lose nothing: one wins, the others are told what changed, and nobody gets an error.

The must-fail tests take one wall away at a time and show what it holds.
"""

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from accounts.access import Actor
from cases.dossier import acts
from cases.dossier.models import Case
from cases.needs.actions import Verdict
from cases.needs.models import Assessment
from tests.cast import (
    TESS,
    acting,
    case_to_decide,
    decide,
    events_of,
    journal,
    name_need,
    now,
    open_case,
    start,
    weigh,
    weigh_all,
)
from tests.storm import storm
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = [20, pytest.param(200, marks=pytest.mark.soak)]
OWN = Layer.OWN_STRENGTH


def gapless(case: Case) -> bool:
    seqs = [event.seq for event in events_of(case)]
    return seqs == list(range(1, now(case).last_seq + 1))


@pytest.mark.parametrize("size", SIZES)
def test_one_of_many_wins_a_transition(world: None, size: int) -> None:
    case = open_case()
    outcomes = storm(size, lambda _: start(case))
    assert outcomes.errors == []
    assert len(outcomes.won) == 1
    assert outcomes.answers == {"case_is_investigating": size - 1}
    assert [event.kind for event in events_of(case)].count("investigation:started") == 1


@pytest.mark.parametrize("size", SIZES)
def test_who_comes_second_with_a_form_is_told_what_changed(world: None, size: int) -> None:
    case = open_case()
    outcomes = storm(size, lambda _: start(case, seen=case.version))
    assert (len(outcomes.won), dict(outcomes.answers), outcomes.errors) == (1, {"stale": size - 1}, [])
    assert len(journal(act="case:start_investigation", result="refused", reason="stale")) == size - 1


@pytest.mark.parametrize("size", SIZES)
def test_many_who_weigh_again_are_all_counted(world: None, size: int) -> None:
    need = name_need(open_case())
    outcomes = storm(size, lambda number: weigh(need, {OWN: Verdict(Outcome.PARTLY, f"Reden {number}")}))
    assert (len(outcomes.won), outcomes.errors) == (size, [])
    assert now(need).version == size
    assert gapless(need.case)
    with acting(TESS):
        assert Assessment.objects.current().filter(need=need).count() == 1
        assert Assessment.objects.filter(need=need).count() == size


def test_different_transitions_from_one_state_have_one_winner(world: None) -> None:
    _, need = case_to_decide()
    refusing = {"outcome": "denied", "motivation": "Het netwerk helpt.", "article": "art. 3"}
    outcomes = storm(8, lambda number: decide(need, **(refusing if number % 2 else {"outcome": "granted"})))
    assert (len(outcomes.won), outcomes.errors) == (1, [])
    assert outcomes.answers == {f"need_is_{now(need).state}": 7}


def test_many_who_register_get_each_their_own_number(world: None) -> None:
    outcomes = storm(12, lambda _: open_case())
    assert outcomes.errors == []
    assert len({case.number for case in outcomes.won}) == 12


def test_acts_of_many_on_needs_of_one_case_keep_its_events_in_order(world: None) -> None:
    case = open_case()
    needs = [name_need(case, title=f"Behoefte {number}") for number in range(5)]
    outcomes = storm(10, lambda number: weigh_all(needs[number % 5]))
    assert outcomes.errors == []
    assert gapless(case)


@pytest.fixture
def without_the_row_lock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads the case as if nobody else could be at work, and lets all readers come together before any writes."""

    def arm(size: int) -> None:
        together = threading.Barrier(size, timeout=60)

        def locked(case: UUID, *, by: Actor) -> Case:
            found = Case.objects.visible_to(by).get(pk=case)
            together.wait()
            return found

        monkeypatch.setattr(acts, "locked", locked)

    return arm


def test_must_fail_without_the_row_lock_the_others_get_errors(world: None, without_the_row_lock: Any) -> None:
    case = open_case()
    without_the_row_lock(6)
    outcomes = storm(6, lambda _: start(case))
    assert len(outcomes.won) == 1
    assert {type(error) for error in outcomes.errors} == {IntegrityError}


def test_must_fail_without_lock_and_constraint_many_win(world: None, without_the_row_lock: Any, as_owner: Any) -> None:
    case = open_case()
    _drop_the_constraint(as_owner)
    without_the_row_lock(6)
    outcomes = storm(6, lambda _: start(case))
    assert len(outcomes.won) == 6
    assert not gapless(case)


def test_must_fail_without_lock_and_constraint_updates_are_lost(
    world: None, without_the_row_lock: Any, as_owner: Any
) -> None:
    case = open_case()
    needs = [name_need(case, title=f"Behoefte {number}") for number in range(6)]
    before = now(case).last_seq
    _drop_the_constraint(as_owner)
    without_the_row_lock(6)
    outcomes = storm(6, lambda number: weigh(needs[number], {OWN: Verdict(Outcome.PARTLY, "Een reden.")}))
    assert len(outcomes.won) == 6
    assert now(case).last_seq == before + 1, "five of six were written over"


def _drop_the_constraint(as_owner: Any) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event DROP CONSTRAINT event_once_per_case_and_seq")
