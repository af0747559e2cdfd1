"""Two workers at one need, and at each other's: one wins, the others are told, nothing is half recorded."""

import pytest

from cases.needs.actions import Verdict
from cases.needs.models import Assessment, Weighing
from tests.cast import EYE, acting, events_of, name_need, now, open_case, weigh
from tests.storm import storm
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.django_db(transaction=True)
VERDICTS = dict.fromkeys((Layer.OWN_STRENGTH, Layer.SOCIAL_NETWORK), Verdict(Outcome.PARTLY, "Soms."))


def test_of_many_who_weigh_the_same_need_from_one_form_one_wins(world: None) -> None:
    need = name_need(open_case())
    outcomes = storm(8, lambda _: weigh(need, VERDICTS, seen=0))
    assert (len(outcomes.won), dict(outcomes.answers), outcomes.errors) == (1, {"stale": 7}, [])
    with acting(EYE):
        assert Assessment.objects.filter(need=need).count() == len(VERDICTS)


def test_who_weighs_a_for_b_and_who_weighs_b_for_a_do_not_wait_for_each_other(world: None) -> None:
    case = open_case()
    one, other = name_need(case), name_need(case)

    def act(number: int) -> object:
        first, second = (one, other) if number % 2 else (other, one)
        return weigh(first, VERDICTS, also=(second.id,), seen=0, also_seen={second.id: 0})

    outcomes = storm(8, act)
    assert (len(outcomes.won), dict(outcomes.answers), outcomes.errors) == (1, {"stale": 7}, [])
    assert (now(one).version, now(other).version) == (1, 1)
    with acting(EYE):
        assert Weighing.objects.count() == 1
    assert [event.seq for event in events_of(case)] == list(range(1, now(case).last_seq + 1))
