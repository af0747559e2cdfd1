"""A referral by the team: one per need and facility, on a ground, with the minimum of facts, never silent."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cases.course import actions as course
from cases.needs.models import Need
from cases.referrals import actions
from cases.referrals.models import Consent, HandoffCard, PartnerLink, Referral
from provisions.models import Provision, ProvisionTally
from tests import cast
from tests.cases.referring import (
    AGREED,
    FACTS,
    a_need,
    answer,
    by_link,
    days,
    do,
    events,
    facility,
    kinds,
    link_of,
    mails,
    now,
    refer,
    token_of,
)
from tests.cast import AT, CORA, EYE, TESS, TODAY, TOM, WIM, acting, refusal_of
from workflows.layers import Layer, Outcome
from workflows.referral_flow import CardFact

pytestmark = pytest.mark.django_db


def test_a_referral_is_written_and_sent_in_one_act(world: None) -> None:
    need, there = a_need(), facility()
    made = now(refer(need, there))
    assert (made.state, made.turn, made.due_on) == ("sent", "facility", days(2))
    assert (made.card.asked, made.card.shares, made.card.name) == (
        "Onder de mensen komen",
        ["name", "phone"],
        "M. Wielinga",
    )
    with acting(EYE):
        consent = Consent.objects.get(referral=made)
        assert (consent.to_whom, consent.shares, consent.how) == (str(there), ["name", "phone"], "in_talk")
        assert PartnerLink.objects.get(referral=made).expires_at > AT + timedelta(days=80)
    assert kinds(need) == ["sent"]
    assert ProvisionTally.objects.get(provision=there).referred == 1
    assert [(message.kind, sorted(message.payload)) for message in mails()] == [
        ("mail.referral.sent", ["link", "referral"])
    ]


def test_what_was_true_of_the_facility_that_day_stays_with_the_referral(world: None) -> None:
    there = facility(cost="gratis")
    made = refer(to=there)
    Provision.objects.filter(pk=there.pk).update(cost="€ 5", name="Eettafel")
    assert (now(made).then["cost"], now(made).then["name"]) == ("gratis", "Dagontmoeting")


def test_only_what_was_ticked_stands_on_the_card(world: None) -> None:
    made = refer(hand_off=replace(AGREED, facts={CardFact.PHONE: "0528 123456"}))
    card = now(made).card
    assert (card.shares, card.name, card.own_words) == (["phone"], "", "")


def test_the_database_refuses_a_fact_that_was_not_ticked(world: None) -> None:
    made = refer()
    with acting(TESS), pytest.raises(IntegrityError, match="card_own_words_was_ticked"), transaction.atomic():
        HandoffCard.objects.filter(referral=made).update(own_words="Ik ben ziek.")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ground": ""}, "referral_ground_missing"),
        ({"how": ""}, "referral_consent_missing"),
        ({"until": None}, "referral_consent_missing"),
        ({"until": days(-1)}, "referral_consent_missing"),
        ({"until": days(190)}, "referral_consent_too_long"),
        ({"ground": "debt_help"}, "referral_not_for_debts"),
        ({"facts": {}}, "referral_card_empty"),
        ({"facts": FACTS | {CardFact.OWN_WORDS: "Mijn nummer is 9999.90.019."}}, "referral_card_holds_bsn"),
        ({"asked": "BSN 999990019 wil koffie"}, "referral_card_holds_bsn"),
    ],
)
def test_without_a_ground_or_with_too_much_nothing_leaves(world: None, changed: dict, code: str) -> None:
    need = a_need()
    assert refusal_of(refer, need, hand_off=replace(AGREED, **changed)) == code
    with acting(EYE):
        assert not Referral.objects.exists()
    assert mails() == []


def test_a_phone_number_is_no_bsn(world: None) -> None:
    facts = FACTS | {CardFact.DISCUSSED: "Bel 06 99 99 00 19 of 0528-291911, 14 0528."}
    assert refer(hand_off=replace(AGREED, facts=facts)).state == "sent"


def test_a_kept_address_never_stands_on_a_card(world: None) -> None:
    resident = cast.register_resident(street="Schutstraat", house_number="14", secret_address=True)
    need = cast.name_need(cast.open_case(resident=resident.id))
    told = replace(AGREED, facts=FACTS | {CardFact.DISCUSSED: "Woont op schutstraat 14."})
    assert refusal_of(refer, need, hand_off=told) == "referral_card_holds_address"


def test_debt_help_needs_no_consent(world: None) -> None:
    there, debts = facility("Geldcafé"), replace(AGREED, ground="debt_help", how="", until=None)
    Provision.objects.filter(pk=there.pk).update(laws=["wgs"])
    assert refusal_of(refer, None, there, hand_off=debts) == "referral_not_for_debts"
    need = a_need()
    with acting(TESS):
        Need.objects.filter(pk=need.pk).update(life_area="income_and_debts")
    made = refer(need, there, hand_off=debts)
    with acting(EYE):
        assert not Consent.objects.filter(referral=made).exists()


def test_who_takes_the_card_along_shares_nothing_through_us(world: None) -> None:
    made = refer(hand_off=replace(AGREED, ground="takes_along"))
    assert (now(made).turn, now(made).due_on) == ("resident", days(7))
    assert link_of(made) is None
    assert mails() == []


def test_one_open_referral_per_need_and_facility(world: None) -> None:
    need, there = a_need(), facility()
    refer(need, there)
    assert refusal_of(refer, need, there, by=WIM) == "referred_already"
    answer(Referral.objects.model(pk=_only()), "decline")
    assert refer(need, there).state == "sent"


def _only() -> object:
    with acting(EYE):
        return Referral.objects.get().pk


def test_the_index_holds_where_the_check_is_gone(world: None) -> None:
    made = refer()
    again = now(made)
    again.pk = uuid4()
    with acting(TESS), pytest.raises(IntegrityError, match="one_open_referral"), transaction.atomic():
        again.save(force_insert=True)


def test_a_draft_waits_for_the_team_and_sends_its_card_later(world: None) -> None:
    need, there = a_need(), facility()
    with acting(TESS):
        made = actions.draft(
            case=need.case_id, need=need.id, provision=there.id, hand_off=replace(AGREED, ground=""), by=TESS, at=AT
        )
    assert (now(made).state, now(made).turn, now(made).due_on) == ("draft", "team", days(7))
    assert mails() == []
    sent = do(actions.send, made, hand_off=replace(AGREED, asked="Koffie drinken"))
    assert (now(sent).state, now(sent).card.asked) == ("sent", "Koffie drinken")
    assert kinds(need) == ["drafted", "sent"]


def test_what_stopped_and_what_is_closed_is_not_referred_to(world: None) -> None:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(withdrawn_on=TODAY)
    assert refusal_of(refer, None, there) == "referral_provision_withdrawn"
    need = a_need()
    cast.close(need.case)
    assert refusal_of(refer, need) == "case_is_closed"


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_what_is_not_active_gets_no_referral(world: None, status: str) -> None:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(status=status)
    assert refusal_of(refer, None, there) == "referral_provision_withdrawn"


def test_a_case_of_another_team_is_not_there(world: None) -> None:
    made = refer()
    for other in (TOM, CORA):
        with pytest.raises(Referral.DoesNotExist):
            do(actions.withdraw, made, by=other)


def test_each_answer_moves_the_turn_and_the_clock(world: None) -> None:
    need = a_need()
    made = refer(need)
    for move, state, turn, due in (
        ("receive", "received", "facility", days(7)),
        ("make_contact", "contact_made", "facility", days(21)),
        ("start", "started", "facility", days(43)),
    ):
        answer(made, move)
        found = now(made)
        assert (found.state, found.turn, found.due_on) == (state, turn, due)
    answer(made, "complete", outcome="helped")
    assert (now(made).state, now(made).turn, now(made).outcome) == ("completed", "team", "helped")
    do(actions.take_up, made)
    assert (now(made).turn, now(made).due_on) == ("nobody", None)
    assert kinds(need) == ["sent", "received", "contact_made", "started", "completed", "taken_up"]


def test_the_clocks_are_the_facilitys_own(world: None) -> None:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(clock_received=10)
    assert now(refer(to=there)).due_on == days(14)


def test_on_the_waiting_list_until_there_is_room(world: None) -> None:
    made = refer()
    answer(made, "put_on_waiting_list", room_on=days(30))
    assert (now(made).waiting_since, now(made).due_on) == (TODAY, days(30))
    answer(made, "put_on_waiting_list", room_on=days(60))
    assert now(made).due_on == days(60)
    assert refusal_of(answer, made, "put_on_waiting_list", room_on=days(-1)) == "referral_wait_is_over"


def test_finished_says_whether_it_helped_and_no_fit_says_why(world: None) -> None:
    made = refer()
    assert refusal_of(answer, made, "complete") == "referral_outcome_missing"
    assert refusal_of(answer, made, "does_not_fit") == "referral_reason_missing"


def test_the_team_looks_again_on_a_day_of_its_own(world: None) -> None:
    made = refer()
    answer(made, "make_contact", next_on=days(3))
    assert now(made).due_on == days(3)


@pytest.mark.parametrize(
    ("move", "more"),
    [
        ("does_not_fit", {"reason": "full"}),
        ("decline", {}),
        ("record_no_show", {}),
        ("complete", {"outcome": "not"}),
    ],
)
def test_what_was_not_enough_opens_the_covered_need_again(world: None, move: str, more: dict) -> None:
    need, there = a_need(), facility()
    cast.weigh_all(need, general_facility=Outcome.SUFFICIENT)
    cast.cover(need, Layer.GENERAL_FACILITY, provision=there.id)
    made = refer(need, there)
    answer(made, move, **more)
    assert (cast.now(need).state, now(made).turn) == ("weighed", "team")
    assert "need:reopened" in events(need)


def test_what_something_else_covers_stays_covered(world: None) -> None:
    need = a_need()
    cast.weigh_all(need, general_facility=Outcome.SUFFICIENT)
    cast.cover(need, Layer.GENERAL_FACILITY, provision=facility("Eettafel").id)
    answer(refer(need), "decline")
    assert cast.now(need).state == "covered"


def test_another_facility_takes_up_what_did_not_fit(world: None) -> None:
    need = a_need()
    first = refer(need)
    answer(first, "does_not_fit", reason="full")
    second = refer(need, facility("Eettafel"), instead_of=first.id)
    assert (now(first).turn, now(second).instead_of_id) == ("nobody", first.id)
    assert kinds(need) == ["sent", "does_not_fit", "taken_up", "sent"]
    assert refusal_of(do, actions.take_up, first) == "referral_settled_already"


def test_taking_back_closes_the_link(world: None) -> None:
    made = refer()
    do(actions.withdraw, made)
    assert (now(made).state, now(made).turn) == ("withdrawn", "nobody")
    assert link_of(made).revoked_at == AT
    assert [message.kind for message in mails()] == ["mail.referral.sent", "mail.referral.closed"]


def test_consent_that_is_taken_back_ends_the_referral_and_the_link(world: None) -> None:
    need = a_need()
    made = refer(need)
    do(actions.withdraw_consent, made)
    assert (now(made).state, link_of(made).revoked_at) == ("withdrawn", AT)
    assert kinds(need) == ["sent", "consent_withdrawn"]
    assert refusal_of(do, actions.withdraw_consent, made) == "referral_no_consent"


def test_after_the_end_consent_can_still_be_taken_back(world: None) -> None:
    made = refer()
    answer(made, "complete", outcome="helped")
    do(actions.withdraw_consent, made)
    assert (now(made).state, link_of(made).revoked_at) == ("completed", AT)


def test_a_reminder_is_sent_once_a_day_and_revives_a_link_that_ran_out(world: None) -> None:
    made = refer(hand_off=replace(AGREED, until=days(180)))
    do(actions.remind, made)
    assert refusal_of(do, actions.remind, made) == "referral_reminded_today"
    later = AT + timedelta(days=100)
    before = link_of(made)
    do(actions.remind, made, at=later)
    assert link_of(made).id != before.id
    with acting(EYE):
        assert PartnerLink.objects.filter(referral=made, revoked_at=None).count() == 1


@pytest.mark.parametrize("named", [True, False], ids=["this facility", "no facility in particular"])
def test_a_covered_need_is_open_again_when_what_covered_it_is_taken_back(world: None, named: bool) -> None:
    need, there = a_need(), facility()
    cast.weigh_all(need, general_facility=Outcome.SUFFICIENT)
    cast.cover(need, Layer.GENERAL_FACILITY, provision=there.id if named else None)
    do(actions.withdraw_consent, refer(need, there))
    assert cast.now(need).state == "weighed"


def test_a_case_that_ends_closes_its_cards_and_keeps_how_needs_ended(world: None) -> None:
    need, there = a_need(), facility()
    cast.weigh_all(need, general_facility=Outcome.SUFFICIENT)
    cast.cover(need, Layer.GENERAL_FACILITY, provision=there.id)
    made = refer(need, there)
    token = token_of(made)
    with acting(TESS):
        course.withdraw(case=need.case_id, said="Het hoeft niet meer.", by=TESS, at=AT)
    assert (now(made).state, cast.now(need).state) == ("withdrawn", "covered")
    assert refusal_of(by_link, token, "receive") == "referral_link_is_dead"


def test_a_draft_of_a_closed_case_is_not_sent(world: None) -> None:
    need, there = a_need(), facility()
    with acting(TESS):
        made = actions.draft(case=need.case_id, need=need.id, provision=there.id, hand_off=AGREED, by=TESS, at=AT)
        course.transfer(case=need.case_id, to="Assen", because="moved", by=TESS, at=AT)
    assert refusal_of(do, actions.send, made, hand_off=AGREED) == "case_is_closed"


def test_a_draft_is_written_anew_and_holds_no_bsn(world: None) -> None:
    need, there = a_need(), facility()
    with acting(TESS):
        made = actions.draft(case=need.case_id, need=need.id, provision=there.id, hand_off=AGREED, by=TESS, at=AT)
    do(actions.redraft, made, hand_off=replace(AGREED, asked="Samen eten"))
    assert now(made).card.asked == "Samen eten"
    numbered = replace(AGREED, facts={CardFact.NAME: "W.", CardFact.PHONE: "9999 00 006"})
    assert refusal_of(do, actions.redraft, made, hand_off=numbered) == "referral_card_holds_bsn"
    do(actions.send, made, hand_off=AGREED)
    assert refusal_of(do, actions.redraft, made, hand_off=AGREED) == "referral_no_draft"


@pytest.mark.parametrize(("move", "counted"), [("decline", 0), ("receive", 1)])
def test_what_the_team_says_of_the_resident_is_no_answer_of_the_facility(world: None, move: str, counted: int) -> None:
    there = facility()
    answer(refer(to=there), move)
    assert ProvisionTally.objects.get(provision=there).answered == counted


def test_what_is_finished_had_started(world: None) -> None:
    there = facility()
    answer(refer(to=there), "complete", outcome="helped")
    assert ProvisionTally.objects.get(provision=there).started == 1


def test_the_facilitys_quality_is_counted(world: None) -> None:
    there = facility()
    made = refer(to=there)
    answer(made, "make_contact", at=AT + timedelta(days=6))
    answer(made, "start", at=AT + timedelta(days=7))
    answer(made, "complete", outcome="partly", at=AT + timedelta(days=8))
    found = ProvisionTally.objects.get(provision=there)
    assert (found.answered, found.answer_days_total, found.started, found.partly) == (1, 4, 1, 1)
    answer(refer(to=there), "record_no_show")
    assert ProvisionTally.objects.get(provision=there).no_shows == 1
