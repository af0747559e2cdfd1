"""Two colleagues, two windows, two clicks at the same moment: one referral, one winner, and nobody gets an error.

The must-fail tests take one wall away and show what it holds.
"""

from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import Value

from cases.needs.models import Need
from cases.referrals import actions
from cases.referrals.answering import actions as answering
from cases.referrals.answering.actions import Answer
from cases.referrals.models import HandoffCard, PartnerLink, Referral
from provisions.models import ProvisionTally
from tests.cases.referring import a_need, by_link, do, facility, kinds, mails, now, refer, token_of
from tests.cast import EYE, TESS, WIM, acting
from tests.storm import storm

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = [8, pytest.param(200, marks=pytest.mark.soak)]


@pytest.mark.parametrize("size", SIZES)
def test_colleagues_who_refer_the_same_need_at_once_make_one_referral(world: None, size: int) -> None:
    need, there = a_need(), facility()
    outcomes = storm(size, lambda number: refer(need, there, by=(TESS, WIM)[number % 2]))
    assert outcomes.errors == []
    assert (len(outcomes.won), dict(outcomes.answers)) == (1, {"referred_already": size - 1})
    with acting(EYE):
        counts = [model.objects.count() for model in (Referral, HandoffCard, PartnerLink)]
    assert counts == [1, 1, 1]
    assert (kinds(need), len(mails())) == (["sent"], 1)
    assert ProvisionTally.objects.get(provision=there).referred == 1


@pytest.mark.parametrize("size", SIZES)
def test_of_two_windows_one_wins_and_the_other_is_told(world: None, size: int) -> None:
    need = a_need()
    made = refer(need)
    token, moves = token_of(made), ("make_contact", "start")
    outcomes = storm(size, lambda number: by_link(token, moves[number % 2], seen=0))
    assert outcomes.errors == []
    assert (len(outcomes.won), dict(outcomes.answers)) == (1, {"stale": size - 1})
    assert now(made).version == 1
    assert len(kinds(need)) == 2


def test_a_facility_and_a_colleague_answer_at_once(world: None) -> None:
    made = refer()
    token = token_of(made)

    def either(number: int) -> object:
        if number:
            return by_link(token, "start", seen=0)
        return do(answering.answer, made, answer=Answer(move="make_contact"), seen=0)

    outcomes = storm(2, either)
    assert outcomes.errors == []
    assert (len(outcomes.won), dict(outcomes.answers)) == (1, {"stale": 1})


def test_an_answer_while_the_consent_is_taken_back_is_never_lost_halfway(world: None) -> None:
    made = refer()
    token = token_of(made)
    outcomes = storm(2, lambda number: by_link(token, "start") if number else do(actions.withdraw_consent, made))
    assert outcomes.errors == []
    assert set(outcomes.answers) <= {"referral_link_is_dead", "referral_is_withdrawn"}
    assert now(made).state == "withdrawn"
    with acting(EYE):
        assert not PartnerLink.objects.filter(revoked_at=None).exists()


def test_without_the_look_the_index_still_holds(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The must-fail: who only trusts the index gets an error where an answer is due, and still no second referral."""
    need, there = a_need(), facility()
    blind = lambda self, **which: self.annotate_(runs=Value(False)) if "runs" in which else self.annotate_(**which)  # noqa: E731
    queryset: Any = type(Need.objects.all())
    monkeypatch.setattr(queryset, "annotate_", queryset.annotate, raising=False)
    monkeypatch.setattr(queryset, "annotate", blind)
    outcomes = storm(2, lambda _: refer(need, there))
    assert (len(outcomes.won), [type(error) for error in outcomes.errors]) == (1, [IntegrityError])
