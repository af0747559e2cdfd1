"""No referral goes silent: a reminder, the end of waiting, and mail that holds nothing of a person."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime

from accounts import access
from cases.dossier.models import Case
from cases.referrals import actions, posting, silence
from cases.referrals.answering import actions as answering
from cases.referrals.models import Knock, PartnerLink, Referral
from ledger import mail, outbox
from ledger.models import OutboxMessage
from provisions.models import Organisation, Provision
from tests import cast
from tests.cases.referring import (
    AGREED,
    a_need,
    answer,
    by_link,
    days,
    do,
    facility,
    kinds,
    link_of,
    mails,
    now,
    refer,
    token_of,
)
from tests.cast import AT, EYE, acting, refusal_of
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.django_db


def deliver(*, at: datetime) -> None:
    """What a worker does with everything that waits and stays inside PostgreSQL."""
    for message in OutboxMessage.objects.filter(state="waiting").exclude(kind__startswith="mail.").order_by("id"):
        with access.system("deliver", at=at):
            outbox.deliver(message.id, at=at)


def go_by(days: int) -> int:
    at = AT + timedelta(days=days)
    spread = silence.spread(at=at)
    deliver(at=at)
    return spread


def test_a_silent_facility_is_reminded_once_and_then_given_up(world: None) -> None:
    need = a_need()
    made = refer(need)
    assert go_by(1) == 0
    assert go_by(3) == 1
    assert (now(made).state, kinds(need)) == ("sent", ["sent", "reminded"])
    assert go_by(4) == 0
    assert kinds(need) == ["sent", "reminded"]
    go_by(30)
    assert (now(made).state, now(made).turn) == ("expired", "team")
    assert kinds(need) == ["sent", "reminded", "expired"]
    assert [message.kind for message in mails()] == ["mail.referral.sent", "mail.referral.reminded"]


def test_one_run_per_day_however_many_schedulers(world: None) -> None:
    refer()
    at = AT + timedelta(days=3)
    assert [silence.spread(at=at), silence.spread(at=at + timedelta(hours=2))] == [1, 0]
    assert len(cast.outbox(kind=silence.SILENT)) == 1


def test_who_answered_since_is_left_alone(world: None) -> None:
    need = a_need()
    made = refer(need)
    at = AT + timedelta(days=3)
    silence.spread(at=at)
    answer(made, "receive", at=at)
    deliver(at=at)
    assert kinds(need) == ["sent", "received"]


def test_what_expired_opens_the_covered_need_again(world: None) -> None:
    need, there = a_need(), facility()
    cast.weigh_all(need, general_facility=Outcome.SUFFICIENT)
    cast.cover(need, Layer.GENERAL_FACILITY, provision=there.id)
    refer(need, there)
    go_by(3)
    go_by(30)
    assert cast.now(need).state == "weighed"


def test_who_has_started_does_not_expire(world: None) -> None:
    made = refer()
    answer(made, "start")
    go_by(60)
    go_by(200)
    assert now(made).state == "started"


def test_silence_of_a_confidential_case_is_noticed_too(world: None) -> None:
    made = refer(a_need(confidential=True))
    go_by(3)
    assert now(made, by=cast.TESS).reminded_on is not None


def test_old_knocks_are_forgotten(world: None) -> None:
    Knock.objects.create(door="partner", who="x", hour=AT - timedelta(days=2))
    silence.spread(at=AT)
    assert not Knock.objects.exists()


def test_a_task_of_another_referral_sees_this_one_only(world: None) -> None:
    made = refer()
    refer(a_need(), facility("Eettafel"))
    with access.system("deliver", at=AT), access.on_referral(made.id):
        assert (Referral.objects.get().id, Case.objects.get().id) == (made.id, made.case_id)


def reachable() -> Provision:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(email="")
    Organisation.objects.filter(pk=there.organisation_id).update(email="linde@voorbeeld.nl")
    return there


def composed(kind: str, *, at: datetime = AT) -> Any:
    """The mail of this kind as a worker composes it."""
    message = OutboxMessage.objects.filter(kind=f"mail.{kind}").latest("id")
    with access.system("deliver", at=at) as running:
        running.municipality = message.municipality
        return mail._composers[kind](message.payload, at)


def test_a_mail_brings_the_link_and_nothing_of_the_resident(world: None) -> None:
    made = refer(to=reachable())
    sent = composed(posting.REFERRAL)
    assert sent.to == "linde@voorbeeld.nl"
    assert f"/partner/{token_of(made)}/" in sent.body
    for hidden in ("Wielinga", "0528", "Onder de mensen", str(made.id), str(made.case_id)):
        assert hidden not in sent.body + sent.subject
    (message,) = mails()
    assert sorted(message.payload) == ["link", "referral"]
    assert (message.municipality, [one.object_id for one in cast.journal(act="mail:composed")]) == (
        "hoogeveen",
        [made.id],
    )


def test_the_link_in_the_mail_works(world: None) -> None:
    made = refer(to=reachable())
    token = composed(posting.REFERRAL).body.split("/partner/")[1].split("/")[0]
    by_link(token, "receive")
    assert now(made).state == "received"


@pytest.mark.parametrize("end", [actions.withdraw, actions.withdraw_consent])
def test_what_was_taken_back_is_not_sent_any_more(world: None, end: Any) -> None:
    made = refer(to=reachable())
    do(end, made)
    assert composed(posting.REFERRAL) is None
    closed = composed(posting.CLOSED)
    assert closed.to == "linde@voorbeeld.nl"
    assert "Wielinga" not in closed.body


def test_a_facility_without_an_address_gets_no_mail(world: None) -> None:
    made = refer(to=facility(email=""))
    assert mails() == []
    assert refusal_of(do, actions.remind, made) == "referral_nothing_is_mailed"


def test_a_facility_that_lost_its_address_gets_no_mail_either(world: None) -> None:
    refer()
    Provision.objects.update(email="")
    assert composed(posting.REFERRAL) is None


def test_a_reminder_is_another_mail_with_the_same_link(world: None) -> None:
    made = refer(to=reachable())
    do(actions.remind, made)
    assert f"/partner/{token_of(made)}/" in composed(posting.REMINDER).body
    assert composed(posting.REMINDER).subject != composed(posting.REFERRAL).subject


def test_who_answered_since_gets_no_reminder_that_waited(world: None) -> None:
    made = refer(to=reachable())
    do(actions.remind, made)
    answer(made, "decline")
    assert composed(posting.REMINDER) is None


def test_a_new_link_takes_the_place_of_one_that_ran_out(world: None) -> None:
    made = refer(to=reachable(), hand_off=replace(AGREED, until=days(180)))
    old = token_of(made)
    later = AT + timedelta(days=95)
    do(actions.remind, made, at=later)
    assert old not in composed(posting.REMINDER, at=later).body
    assert link_of(made).expires_at > later
    with acting(EYE):
        assert PartnerLink.objects.filter(referral=made, revoked_at=None).count() == 1


def test_when_the_consent_is_over_the_card_is_closed_and_nothing_is_asked(world: None) -> None:
    made = refer(hand_off=replace(AGREED, until=days(1)))
    assert localtime(link_of(made).expires_at).date() == days(2)
    token, late = token_of(made), AT + timedelta(days=3)
    assert refusal_of(by_link, token, "receive", at=late) == "referral_link_is_dead"
    assert refusal_of(do, actions.remind, made, at=late) == "referral_consent_is_over"
    go_by(3)
    assert (now(made).reminded_on, len(mails())) == (None, 1)


def test_a_facility_that_asks_to_be_called_is_called_and_not_reminded(world: None) -> None:
    need = a_need()
    made = refer(need)
    by_link(token_of(made), "ask_for_more")
    assert (now(made).turn, now(made).needs_more) == ("team", True)
    assert refusal_of(do, actions.remind, made) == "referral_not_their_turn"
    assert [go_by(number) for number in (3, 30, 60)] == [0, 0, 0]
    assert (now(made).state, kinds(need)) == ("sent", ["sent", "needs_more"])
    answer(made, "go_on", at=AT + timedelta(days=60))
    assert (now(made).turn, now(made).needs_more, now(made).due_on) == ("facility", False, days(69))
    assert refusal_of(answer, made, "go_on") == "referral_not_asked_to_call"


def test_a_night_in_which_nothing_happens_leaves_every_form_fresh(world: None) -> None:
    made = refer()
    go_by(3)
    before = now(made).version
    with access.system("deliver", at=AT + timedelta(days=4)):
        assert not answering.notice_silence(referral=made.id, at=AT + timedelta(days=4))
    assert now(made).version == before


def test_who_is_reminded_gets_new_days(world: None) -> None:
    made = refer()
    go_by(3)
    assert now(made).due_on == days(7)


def test_silence_is_noticed_in_the_name_of_trede(world: None) -> None:
    made = refer()
    with access.system("deliver", at=AT + timedelta(days=3)):
        assert answering.notice_silence(referral=made.id, at=AT + timedelta(days=3))
    (told,) = cast.journal(act="referral:silent")
    assert (told.actor, told.job, told.object_id) == (None, "deliver", made.id)
