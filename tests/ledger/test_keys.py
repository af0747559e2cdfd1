"""A form that arrives twice has one effect and one answer."""

from uuid import UUID, uuid4

import pytest

from accounts.access import Actor
from ledger import keys
from ledger.keys import KeyReused
from ledger.models import IdempotencyKey
from tests.cast import AT, TESS, TOM, acting, break_off
from tests.storm import storm

pytestmark = pytest.mark.usefixtures("world")
KEY, FIRST, SECOND = UUID(int=1), UUID(int=2), UUID(int=3)


def claim(answer: UUID, *, body: str = "a", key: UUID = KEY, by: Actor = TESS) -> UUID | None:
    with acting(by):
        return keys.claim(actor=by.id, key=key, fingerprint=body, answer=answer, at=AT)


def test_the_first_request_goes_ahead() -> None:
    assert claim(FIRST) is None


def test_the_same_request_gets_the_first_answer() -> None:
    claim(FIRST)
    assert claim(SECOND) == FIRST


def test_another_body_under_the_same_key_is_refused() -> None:
    claim(FIRST)
    with pytest.raises(KeyReused):
        claim(SECOND, body="b")


def test_keys_of_others_are_not_in_the_way() -> None:
    claim(FIRST)
    assert claim(SECOND, by=TOM, body="b") is None


def test_nobody_sees_the_keys_of_others() -> None:
    claim(FIRST)
    with acting(TOM):
        assert not IdempotencyKey.objects.exists()


def test_a_request_that_failed_gives_its_key_back() -> None:
    break_off(lambda: keys.claim(actor=TESS.id, key=KEY, fingerprint="a", answer=FIRST, at=AT))
    assert claim(SECOND) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("forms", "times"), [(4, 5), pytest.param(40, 5, marks=pytest.mark.soak)])
def test_forms_sent_at_once_have_one_effect_each(forms: int, times: int) -> None:
    sent = [uuid4() for _ in range(forms)]
    outcomes = storm(forms * times, lambda number: claim(uuid4(), key=sent[number % forms]))
    assert outcomes.errors == []
    assert outcomes.won.count(None) == forms
    with acting(TESS):
        assert IdempotencyKey.objects.count() == forms
        answers = {key.answer for key in IdempotencyKey.objects.all()}
    assert {answer for answer in outcomes.won if answer} == answers
