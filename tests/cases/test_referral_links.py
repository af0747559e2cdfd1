"""A facility answers through its link: it sees its one referral, and nothing once the link died."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import access
from cases.dossier.acts import Stale
from cases.dossier.models import Case
from cases.needs.models import Need
from cases.referrals import actions, links
from cases.referrals.models import Consent, HandoffCard, PartnerLink, Referral, Reply
from cases.residents.models import Resident
from config.redaction import Redacting
from ledger.models import Event
from tests import cast
from tests.cases.referring import (
    AGREED,
    a_need,
    answer,
    by_link,
    do,
    events,
    facility,
    kinds,
    link_of,
    now,
    refer,
    token_of,
)
from tests.cast import AT, TESS, acting, refusal_of
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.django_db
SEEN = (Referral, HandoffCard, Consent, PartnerLink, Reply, Case, Need, Event, Resident)


def shown(proof: str, *, at: Any = AT, answers: bool = False) -> dict[str, int]:
    """How many rows of each kind the database shows, every filter of ours switched off."""
    with access.anonymous(at=at, origin="test"), access.partner(proof=proof, at=at, answers=answers):
        return {model.__name__: model.objects.count() for model in SEEN}


def page(token: str) -> str:
    return reverse("partner", args=[token])


def fill(client: Client, token: str, **answers: Any) -> dict[str, Any]:
    html = client.get(page(token)).content.decode()
    return {"seen": html.split('name="seen" value="')[1].split('"')[0], **answers}


def test_a_link_shows_one_referral_and_nothing_of_its_case(world: None) -> None:
    made, other = refer(), refer(a_need(), facility("Eettafel"))
    answer(made, "receive", said="Wij bellen.")
    found = shown(links.proof_of(token_of(made)))
    assert found == {
        "Referral": 1, "HandoffCard": 1, "Consent": 1, "PartnerLink": 1, "Reply": 1,
        "Case": 0, "Need": 0, "Event": 0, "Resident": 0,
    }  # fmt: skip
    with access.anonymous(at=AT, origin="test"), access.partner(proof=links.proof_of(token_of(other)), at=AT):
        assert Referral.objects.get().id == other.id


def test_an_answer_reaches_its_case_and_need_and_no_other(world: None) -> None:
    need = a_need()
    made = refer(need)
    cast.name_need(need.case, title="Iets anders")
    refer(a_need(), facility("Eettafel"))
    found = shown(links.proof_of(token_of(made)), answers=True)
    assert (found["Referral"], found["Case"], found["Need"]) == (1, 1, 1)


@pytest.mark.parametrize("answers", [False, True])
def test_a_dead_link_shows_nothing_but_that_it_was_there(world: None, answers: bool) -> None:
    made = refer()
    proof = links.proof_of(token_of(made))
    late = AT + timedelta(days=91)
    assert {name for name, rows in shown(proof, at=late, answers=answers).items() if rows} == {"PartnerLink"}
    do(actions.withdraw, made)
    assert {name for name, rows in shown(proof, answers=answers).items() if rows} == {"PartnerLink"}
    assert not any(shown(links.proof_of("geraden"), answers=answers).values())


def test_the_context_of_a_link_is_gone_after_it(world: None) -> None:
    made = refer()
    with access.anonymous(at=AT, origin="test"):
        with access.partner(proof=links.proof_of(token_of(made)), at=AT):
            assert Referral.objects.exists()
        assert not Referral.objects.exists()


def test_a_colleague_who_opens_a_link_sees_no_more_than_the_facility(world: None) -> None:
    made = refer()
    refer(a_need(), facility("Eettafel"))
    with acting(TESS), access.partner(proof=links.proof_of(token_of(made)), at=AT):
        assert (Referral.objects.count(), Case.objects.count()) == (1, 0)


def test_the_token_is_kept_nowhere(world: None) -> None:
    made = refer()
    token, proof = token_of(made), links.proof_of(token_of(made))
    assert (len(token), link_of(made).token_hash) == (43, proof)
    tables = ("cases_partnerlink", "cases_referral", "ledger_outboxmessage", "ledger_journalentry", "ledger_event")
    with acting(TESS), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} x WHERE x::text LIKE %s", [f"%{token}%"])
            assert cursor.fetchone() == (0,), table


def test_the_key_makes_the_token(world: None, settings: Any) -> None:
    made = refer()
    before = token_of(made)
    settings.LINK_KEY = "another"
    assert (token_of(made) == before, links.proof_of(before) == link_of(made).token_hash) == (False, False)


def test_an_answer_through_the_link_moves_and_is_told(world: None) -> None:
    need = a_need()
    made = refer(need)
    by_link(token_of(made), "make_contact", said="Dinsdag komt zij kijken.")
    found = now(made)
    assert (found.state, found.version) == ("contact_made", 1)
    assert kinds(need) == ["sent", "contact_made"]
    (told,) = cast.journal(act="partner:answer")
    assert (told.actor, told.object_id, told.subjects) == (None, made.id, [need.case.resident_id])
    with acting(cast.EYE):
        assert Reply.objects.get(referral=made).said == "Dinsdag komt zij kijken."
        assert PartnerLink.objects.get(referral=made).used == 1


def test_the_facility_opens_a_covered_need_again(world: None) -> None:
    need, there = a_need(), facility()
    cast.weigh_all(need, general_facility=Outcome.SUFFICIENT)
    cast.cover(need, Layer.GENERAL_FACILITY, provision=there.id)
    made = refer(need, there)
    by_link(token_of(made), "does_not_fit", reason="full")
    assert (cast.now(need).state, now(made).turn) == ("weighed", "team")
    assert "need:reopened" in events(need)
    assert cast.refusal_of(by_link, token_of(made), "start") == "referral_is_does_not_fit"


def test_a_confidential_case_is_answered_too(world: None) -> None:
    made = refer(a_need(confidential=True))
    by_link(token_of(made, by=TESS), "start")
    assert now(made, by=TESS).state == "started"


def test_more_is_needed_tells_the_team(world: None) -> None:
    made = refer()
    by_link(token_of(made), "ask_for_more")
    found = now(made)
    assert (found.state, found.needs_more) == ("sent", True)
    with acting(TESS):
        assert Referral.objects.for_the_team(on=AT.date()).get().id == made.id
    answer(made, "receive")
    assert now(made).needs_more is False


def test_who_comes_second_through_the_link_is_stale(world: None) -> None:
    made = refer()
    by_link(token_of(made), "receive", seen=0)
    with pytest.raises(Stale):
        by_link(token_of(made), "start", seen=0)
    assert now(made).state == "received"
    assert [entry.reason for entry in cast.journal(act="partner:answer", result="refused")] == ["stale"]


@pytest.mark.parametrize("kills", [actions.withdraw, actions.withdraw_consent])
def test_a_link_that_was_closed_answers_nothing(world: None, kills: Any) -> None:
    made = refer()
    token = token_of(made)
    do(kills, made)
    assert refusal_of(by_link, token, "receive") == "referral_link_is_dead"


def test_a_link_that_ran_out_answers_nothing(world: None) -> None:
    made = refer()
    assert refusal_of(by_link, token_of(made), "receive", at=AT + timedelta(days=91)) == "referral_link_is_dead"


def test_the_page_shows_the_card_and_no_more(world: None) -> None:
    made = sent_now()
    answer_ = Client().get(page(token_of(made)))
    html = answer_.content.decode()
    assert answer_.status_code == 200
    assert "M. Wielinga" in html
    assert "0528 123456" in html
    for hidden in (str(made.id), str(made.case_id), "2026-0001", "Ik red het thuis"):
        assert hidden not in html
    assert "<script" not in html
    assert answer_.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer_.headers["X-Robots-Tag"]
    assert answer_.headers["Referrer-Policy"] == "same-origin"
    (read,) = cast.journal(act="partner:read")
    assert (read.object_id, read.fields, read.municipality) == (made.id, ["card"], "hoogeveen")


def sent_now() -> Referral:
    """A referral of today: pages read the clock."""
    at = timezone.now()
    return refer(at=at, hand_off=replace(AGREED, until=timezone.localdate(at) + timedelta(days=60)))


def test_answering_on_the_page(world: None) -> None:
    made, client = sent_now(), Client()
    token = token_of(made)
    assert client.post(page(token), fill(client, token)).status_code == 422
    assert client.post(page(token), fill(client, token, answer="does_not_fit")).status_code == 422
    assert client.post(page(token), fill(client, token, answer="received")).status_code == 200
    assert now(made).state == "received"


def test_two_windows_have_one_winner_and_a_kind_page_for_the_other(world: None) -> None:
    made, client = sent_now(), Client()
    token = token_of(made)
    first, second = (
        fill(client, token, answer="contact_made"),
        fill(client, token, answer="started", said="Zij was er."),
    )
    assert client.post(page(token), first).status_code == 200
    told = client.post(page(token), second)
    assert (told.status_code, now(made).state) == (409, "contact_made")
    assert "Zij was er." in told.content.decode()
    again = dict(second, seen=told.content.decode().split('name="seen" value="')[1].split('"')[0])
    assert client.post(page(token), again).status_code == 200
    assert now(made).state == "started"


def test_a_double_click_is_thanked_twice_and_counted_once(world: None) -> None:
    made, client = sent_now(), Client()
    sent = fill(client, token_of(made), answer="contact_made")
    assert [client.post(page(token_of(made)), sent).status_code for _click in "ab"] == [200, 200]
    assert now(made).version == 1


def test_of_two_windows_with_another_ending_the_second_is_told(world: None) -> None:
    made, client = sent_now(), Client()
    sent = fill(client, token_of(made), answer="completed", outcome="helped")
    assert client.post(page(token_of(made)), sent).status_code == 200
    assert client.post(page(token_of(made)), sent | {"outcome": "not"}).status_code == 409
    assert now(made).outcome == "helped"


def test_what_the_municipality_changed_meanwhile_is_not_called_an_answer(world: None) -> None:
    made, client = sent_now(), Client()
    sent = fill(client, token_of(made), answer="received")
    by_link(token_of(made), "receive", at=timezone.now())
    again = fill(client, token_of(made), answer="contact_made")
    do(actions.remind, made, at=timezone.now())
    told = client.post(page(token_of(made)), again).content.decode()
    assert "ontvangen" in told
    assert sent["seen"] != again["seen"]


def test_a_token_stands_in_no_log_line(world: None) -> None:
    made = sent_now()
    line = logging.makeLogRecord({"msg": "%s: %s", "args": ("Unprocessable", page(token_of(made))), "levelname": "W"})
    told = Redacting("{message}", style="{").format(line)
    assert token_of(made) not in told
    assert told.endswith("/partner/***/")


def test_after_the_end_the_page_says_so_and_shows_no_card(world: None) -> None:
    made, client = sent_now(), Client()
    token = token_of(made)
    sent = fill(client, token, answer="completed", outcome="helped")
    assert client.post(page(token), sent).status_code == 200
    after = client.get(page(token))
    assert (after.status_code, "Wielinga" in after.content.decode()) == (200, False)
    late = client.post(page(token), dict(sent, answer="started"))
    assert (late.status_code, "Wielinga" in late.content.decode(), now(made).state) == (409, False, "completed")


def test_a_closed_link_says_so_and_a_guessed_one_says_nothing(world: None) -> None:
    made, client = sent_now(), Client()
    token = token_of(made)
    do(actions.withdraw, made)
    gone = client.get(page(token))
    assert (gone.status_code, "Wielinga" in gone.content.decode()) == (410, False)
    assert client.post(page(token), {"answer": "received", "seen": 0}).status_code == 410
    for wrong in ("geraden", token[:-1], token + "x", "\u00e9\u00e9n", str(made.id)):
        assert client.get(page(wrong)).status_code == 404, wrong


def test_who_guesses_often_is_told_to_stop_and_a_right_link_still_works(world: None) -> None:
    made, client = sent_now(), Client()
    codes = [client.get(page(f"geraden{number}")).status_code for number in range(links.TRIES_PER_HOUR + 1)]
    assert codes == [404] * links.TRIES_PER_HOUR + [429]
    assert client.get(page(token_of(made))).status_code == 200
    assert len(cast.journal(act="partner:read", result="denied")) == len(codes)


def test_a_token_of_another_referral_changes_that_one_only(world: None) -> None:
    first, second = sent_now(), refer(a_need(), facility("Eettafel"))
    by_link(token_of(second), "receive")
    assert (now(first).state, now(second).state) == ("sent", "received")
