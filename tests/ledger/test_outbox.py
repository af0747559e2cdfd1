"""An effect is a row beside its cause; it is delivered once, in order, and a stubborn one is laid aside."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from kombu.exceptions import OperationalError

from accounts import access
from accounts.models import Notice
from ledger import outbox, tasks
from ledger.models import OutboxMessage
from tests.cast import AT, IRIS, NOORD, TESS, TOM, WIM, acting, break_off, hand_over, open_case
from tests.cast import outbox as messages
from tests.storm import storm

pytestmark = pytest.mark.usefixtures("world")
LATER = AT + outbox.LEASE + timedelta(seconds=1)


def put(key: str, *, stream: UUID | None = None, kind: str = "test") -> int:
    outbox.put(kind, key=key, payload={"id": key}, stream=stream, at=AT)
    return OutboxMessage.objects.get(key=key).id


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the handler of kind `test` was called with."""
    calls: list[str] = []
    monkeypatch.setitem(outbox._handlers, "test", lambda payload, at: calls.append(payload["id"]))
    return calls


def notices(user: UUID) -> list[str]:
    with acting(next(one for one in (TESS, WIM, TOM, IRIS) if one.id == user)):
        return list(Notice.objects.values_list("kind", flat=True))


def deliver(message: int) -> bool:
    with access.system("deliver", at=AT):
        return outbox.deliver(message, at=AT)


def test_a_new_case_leaves_a_message_for_its_team() -> None:
    case = open_case(by=IRIS, team=NOORD)
    (message,) = messages()
    assert (message.kind, message.stream, message.state) == ("notice", case.id, "waiting")


def test_a_message_holds_ids_and_codes_only() -> None:
    case = open_case(own_words="Mijn man slaat mij")
    (message,) = messages()
    assert message.payload == {
        "team": str(NOORD),
        "role": "team",
        "kind": "case_for_team",
        "case": str(case.id),
        "law": "wmo",
    }


@pytest.mark.parametrize("told", ["Mijn man slaat mij", "noor@voorbeeld.nl", {"name": "noor"}, 1.5, "x" * 61, ["N"]])
def test_a_text_does_not_enter_the_outbox(told: object) -> None:
    with pytest.raises(outbox.NotAnId, match="told"):
        outbox.put("test", key="one", payload={"case": str(uuid4()), "told": told}, at=AT)


def test_a_message_knows_where_its_cause_was() -> None:
    open_case(by=IRIS, team=NOORD)
    put("two")
    assert [message.municipality for message in messages()] == ["hoogeveen", ""]


def test_what_is_undone_leaves_no_message() -> None:
    break_off(lambda: put("one"))
    assert messages() == []


def test_the_team_gets_a_notice_each_and_nobody_else() -> None:
    open_case(by=IRIS, team=NOORD)
    deliver(messages()[0].id)
    assert notices(TESS.id) == notices(WIM.id) == ["case_for_team"]
    assert notices(TOM.id) == notices(IRIS.id) == []


def test_who_does_not_work_for_the_law_gets_no_notice() -> None:
    open_case(by=IRIS, team=NOORD, laws=("jeugd",))
    deliver(messages()[0].id)
    assert notices(WIM.id) == []


def test_a_case_that_is_handed_over_tells_the_new_team() -> None:
    hand_over(open_case())
    deliver(messages()[1].id)
    assert notices(TOM.id) == ["case_for_team"]


def test_a_message_delivered_twice_has_one_effect(heard: list[str]) -> None:
    message = put("one")
    assert (deliver(message), deliver(message)) == (True, False)
    assert heard == ["one"]


def test_the_same_effect_is_not_written_twice() -> None:
    put("one")
    with pytest.raises(IntegrityError), transaction.atomic():
        put("one")


def test_a_leased_message_is_not_leased_again_until_its_lease_ends() -> None:
    message = put("one")
    assert outbox.claim(at=AT) == [message]
    assert outbox.claim(at=AT) == []
    assert outbox.claim(at=LATER) == [message]


def test_no_more_are_handed_over_than_can_be_dealt_with() -> None:
    ids = [put(str(number)) for number in range(5)]
    assert outbox.claim(at=AT, limit=3) == ids[:3]
    assert outbox.claim(at=AT, limit=3) == []
    OutboxMessage.objects.filter(pk=ids[0]).update(state="dead")
    assert outbox.claim(at=AT, limit=3) == ids[3:4]
    assert outbox.claim(at=LATER, limit=3) == ids[1:4]


def test_a_released_message_is_due_at_once() -> None:
    message = put("one")
    outbox.release(outbox.claim(at=AT))
    assert outbox.claim(at=AT) == [message]


def test_within_a_stream_the_older_message_goes_first(heard: list[str]) -> None:
    stream = uuid4()
    first, second = put("one", stream=stream), put("two", stream=stream)
    assert outbox.claim(at=AT) == [first]
    deliver(first)
    assert outbox.claim(at=AT) == [second]


def test_streams_do_not_wait_for_each_other() -> None:
    assert len({put(key, stream=uuid4()) for key in "abc"} & set(outbox.claim(at=AT))) == 3


def test_a_message_is_not_leased_before_it_is_due() -> None:
    put("one")
    assert outbox.claim(at=AT - timedelta(seconds=1)) == []


def test_a_failure_is_counted_and_waits_longer_each_time() -> None:
    message = put("one")
    waits = []
    for _ in range(4):
        outbox.failed(message, error="ValueError", at=AT)
        waits.append((OutboxMessage.objects.get().due_at - AT).total_seconds())
    assert waits == [10, 20, 40, 80]


def test_after_five_failures_a_person_must_look() -> None:
    message = put("one")
    for _ in range(5):
        outbox.failed(message, error="ValueError", at=AT)
    (laid_aside,) = messages()
    assert (laid_aside.state, laid_aside.failures, laid_aside.last_error) == ("dead", 5, "ValueError")
    assert outbox.claim(at=AT + timedelta(days=1)) == []


def test_a_dead_message_lets_its_stream_go_on() -> None:
    stream = uuid4()
    first, second = put("one", stream=stream), put("two", stream=stream)
    OutboxMessage.objects.filter(pk=first).update(state="dead")
    assert outbox.claim(at=AT) == [second]


def test_a_failure_after_the_delivery_changes_nothing(heard: list[str]) -> None:
    message = put("one")
    deliver(message)
    outbox.failed(message, error="ValueError", at=AT)
    assert messages()[0].state == "done"


def test_a_task_that_fails_counts_it_and_keeps_no_half_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(payload: outbox.Payload, at: Any) -> None:
        put("half-an-effect")
        raise ValueError("stuk")

    monkeypatch.setitem(outbox._handlers, "test", half)
    tasks.deliver(put("one"))
    (message,) = messages()
    assert (message.key, message.failures, message.last_error) == ("one", 1, "ValueError")


def test_a_poisoned_message_does_not_hold_the_others(heard: list[str]) -> None:
    poison, good = put("poison", kind="unknown"), put("good")
    for message in outbox.claim(at=AT):
        tasks.deliver(message)
    assert {message.id: message.state for message in messages()} == {poison: "waiting", good: "done"}


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the doorbell was rung for."""
    calls: list[int] = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda args, **_: calls.extend(args))
    return calls


def test_the_relay_rings_for_what_is_due(rung: list[int]) -> None:
    message = put("one")
    call_command("relay", "--once")
    assert message in rung


def test_when_redis_is_away_the_lease_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_answer(**_: object) -> None:
        raise OperationalError

    put("one")
    monkeypatch.setattr(tasks.deliver, "apply_async", no_answer)
    call_command("relay", "--once")
    assert {message.leased_until for message in messages()} == {None}


@pytest.mark.django_db(transaction=True)
def test_two_relays_never_lease_the_same_message() -> None:
    ids = {put(str(number)) for number in range(60)}
    outcomes = storm(6, lambda _: outbox.claim(at=AT, limit=20))
    leased = [message for batch in outcomes.won for message in batch]
    assert outcomes.errors == []
    assert len(leased) == len(set(leased))
    assert set(leased) <= ids


@pytest.mark.django_db(transaction=True)
def test_many_workers_with_the_same_message_have_one_effect() -> None:
    open_case(by=IRIS, team=NOORD)
    message = messages()[0].id
    outcomes = storm(8, lambda _: deliver(message))
    assert sorted(outcomes.won) == [False] * 7 + [True]
    assert notices(TESS.id) == ["case_for_team"]


def test_what_left_long_ago_is_forgotten_and_what_waits_for_a_person_stays(heard: list[str]) -> None:
    deliver(put("done"))
    put("dead")
    OutboxMessage.objects.filter(key="dead").update(state="dead")
    put("waiting")
    assert outbox.forget(at=AT + outbox.KEPT) == 0
    assert outbox.forget(at=AT + outbox.KEPT + timedelta(days=1)) == 1
    assert {message.key for message in messages()} == {"dead", "waiting"}


def test_done_has_its_moment() -> None:
    put("one")
    with pytest.raises(IntegrityError, match="outbox_done_has_its_moment"), transaction.atomic():
        OutboxMessage.objects.update(state="done")
    with pytest.raises(IntegrityError, match="outbox_done_has_its_moment"), transaction.atomic():
        OutboxMessage.objects.update(delivered_at=F("due_at"))
