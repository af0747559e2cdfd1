"""The mail room: what may not have arrived is decided by a person, who sees no address and no text."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import access
from accounts.access import Permission
from accounts.mailroom import actions
from accounts.models import Role
from ledger import mail, outbox
from ledger.models import OutboxMessage
from tests.accounts import office
from tests.cast import ADA, AT, COEVORDEN, MAX, acting, journal, refusal_of
from tests.pages.hands import message, signed_in
from tests.storm import storm
from workflows.doubt import Decision, may_decide

pytestmark = pytest.mark.usefixtures("world")
HERE, LETTER = "hoogeveen", uuid4()
PAGE = "/mail/"


@pytest.fixture
def ada() -> Client:
    return signed_in(ADA)


def laid_aside(state: str, *, where: str = HERE, key: str = "one", why: str = "", about: UUID = LETTER) -> int:
    outbox.put("mail.test", key=key, payload={"referral": str(about)}, municipality=where, at=AT)
    OutboxMessage.objects.filter(key=key).update(state=state, failures=5, last_error=why)
    return OutboxMessage.objects.get(key=key).id


def decide(message: int, decision: str, *, by: access.Actor = ADA) -> None:
    with acting(by):
        actions.decide(message=message, decision=Decision(decision), by=by, at=AT)


def now(message: int) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message)


class TestDeciding:
    def test_it_arrived(self) -> None:
        decide(found := laid_aside("doubtful"), "arrived")
        assert (now(found).state, now(found).delivered_at) == ("done", AT)

    @pytest.mark.parametrize("state", ["doubtful", "dead"])
    def test_it_is_sent_again_from_the_start(self, state: str) -> None:
        decide(found := laid_aside(state, why="smtp_550"), "again")
        assert (now(found).state, now(found).failures, now(found).last_error) == ("waiting", 0, "")
        assert outbox.claim(at=AT) == [found]

    def test_nobody_needs_what_could_not_be_sent(self) -> None:
        decide(found := laid_aside("dead"), "needless")
        assert now(found).state == "dropped"

    @pytest.mark.parametrize(
        ("state", "decision", "why"),
        [
            ("dead", "arrived", "message.did_not_leave"),
            ("doubtful", "needless", "message.may_have_arrived"),
            *((state, "again", "message.decided_already") for state in ("waiting", "sending", "done", "dropped")),
        ],
    )
    def test_what_is_refused_says_why_and_changes_nothing(self, state: str, decision: str, why: str) -> None:
        outbox.put("mail.test", key="one", payload={}, municipality=HERE, at=AT)
        OutboxMessage.objects.update(state=state, delivered_at=AT if state == "done" else None)
        found = OutboxMessage.objects.get()
        assert refusal_of(decide, found.id, decision) == why
        assert now(found.id).state == state
        assert [(entry.act, entry.reason) for entry in journal(result="refused")] == [(f"mail:{decision}", why)]

    def test_each_decision_is_journalled_with_its_object(self) -> None:
        decide(laid_aside("doubtful"), "again")
        (entry,) = journal(act="mail:again")
        assert (entry.actor, entry.object_type, entry.object_id) == (ADA.id, "referral", LETTER)

    def test_who_does_not_watch_the_mail_decides_nothing(self) -> None:
        found = laid_aside("doubtful", where="")
        assert refusal_of(decide, found, "again", by=MAX) == "access.not_your_role"
        assert now(found).state == "doubtful"

    def test_a_message_of_another_municipality_is_not_there(self) -> None:
        found = laid_aside("doubtful", where="coevorden")
        with pytest.raises(OutboxMessage.DoesNotExist):
            decide(found, "again")

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_decide_at_once_one_does(self) -> None:
        found = laid_aside("doubtful")
        outcomes = storm(2, lambda number: decide(found, ("arrived", "again")[number]))
        assert (len(outcomes.won), outcomes.errors) == (1, [])
        assert sum(outcomes.answers.values()) == 1

    def test_the_rule_knows_every_state(self) -> None:
        allowed = {
            (state.value, decision.value)
            for state in OutboxMessage.State
            for decision in Decision
            if may_decide(state.value, decision) is None
        }
        assert allowed == {("doubtful", "arrived"), ("doubtful", "again"), ("dead", "again"), ("dead", "needless")}

    def test_administration_alone_watches_the_mail(self) -> None:
        assert [role for role in Role if Permission.MAIL_WATCH in access.ROLES[role]] == [Role.ADMIN]


class TestThePage:
    def test_it_shows_kind_moment_reason_and_object(self, ada: Client) -> None:
        outbox.call("mail.test", "Link voor een partner")
        laid_aside("doubtful", why="SMTPServerDisconnected")
        shown = message(ada.get(PAGE))
        for part in ("Link voor een partner", "3-3-2026 10:30", "De verbinding brak af", f"verwijzing {LETTER}"):
            assert part in shown

    def test_the_code_of_the_mail_server_stands_there(self, ada: Client) -> None:
        laid_aside("dead", why="smtp_550")
        assert "De mailserver antwoordde 550." in message(ada.get(PAGE))

    def test_nothing_in_doubt_is_said_so(self, ada: Client) -> None:
        assert message(ada.get(PAGE)).count("Geen.") == 2

    def test_what_is_of_elsewhere_does_not_show(self, ada: Client) -> None:
        elsewhere = uuid4()
        laid_aside("doubtful", where="coevorden", about=elsewhere)
        assert str(elsewhere) not in message(ada.get(PAGE))
        cleo = office.another_admin(COEVORDEN, "Cleo")
        assert str(elsewhere) in message(signed_in(cleo).get(PAGE))

    def test_what_is_of_nowhere_is_not_nobodys(self, ada: Client) -> None:
        laid_aside("dead", where="")
        assert str(LETTER) in message(ada.get(PAGE))

    @pytest.mark.parametrize(("decision", "said"), [("arrived", "aangekomen"), ("again", "opnieuw verstuurd")])
    def test_a_button_decides_and_says_so(self, ada: Client, decision: str, said: str) -> None:
        found = laid_aside("doubtful")
        answer = ada.post(reverse("accounts:decide_message"), {"message": found, "decision": decision}, follow=True)
        assert answer.redirect_chain == [(PAGE, 302)]
        assert said in message(answer)
        assert now(found).state != "doubtful"

    def test_a_second_click_is_told_that_it_was_decided(self, ada: Client) -> None:
        found = laid_aside("doubtful")
        sent = {"message": found, "decision": "again"}
        for _time in range(2):
            answer = ada.post(reverse("accounts:decide_message"), sent, follow=True)
        assert "wacht niet meer op een besluit" in message(answer)
        assert now(found).state == "waiting"

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"message": "x", "decision": "again"},
            {"message": "1", "decision": "burn"},
            {"message": "9" * 30, "decision": "again"},
            {"message": "-1", "decision": "again"},
        ],
    )
    def test_what_is_no_decision_is_told_so(self, ada: Client, sent: dict[str, Any]) -> None:
        assert "Kies met een knop" in message(ada.post(reverse("accounts:decide_message"), sent, follow=True))

    def test_of_another_municipality_and_of_nowhere_look_alike(self, ada: Client) -> None:
        found = laid_aside("doubtful", where="coevorden")
        answers = [
            message(ada.post(reverse("accounts:decide_message"), {"message": number, "decision": "again"}, follow=True))
            for number in (found, 987_654_321)
        ]
        assert answers[0] == answers[1]
        assert "wacht niet meer op een besluit" in answers[0]
        assert now(found).state == "doubtful"

    def test_without_a_mail_server_it_says_who_can_help(self, ada: Client) -> None:
        outbox.put("mail.test", key="one", payload={}, municipality=HERE, at=AT)
        OutboxMessage.objects.update(last_error=mail.NO_SERVER)
        assert "EMAIL_URL" in message(ada.get(PAGE))

    def test_it_says_how_many_are_about_to_leave(self, ada: Client) -> None:
        outbox.put("mail.test", key="one", payload={}, municipality=HERE, at=AT)
        assert "1 bericht staat klaar" in message(ada.get(PAGE))

    def test_the_overview_of_administration_counts_them(self, ada: Client) -> None:
        assert "Er wacht geen bericht" in message(ada.get("/manage/"))
        laid_aside("doubtful")
        assert "1 bericht wacht op uw besluit" in message(ada.get("/manage/"))

    def test_more_than_a_page_are_turned_and_ask_no_more_of_the_database(self, ada: Client) -> None:
        asked = {}
        for number in range(60):
            laid_aside("doubtful", key=str(number))
            if number in (0, 59):
                with CaptureQueriesContext(
                    connection,
                ) as heard:
                    shown = message(ada.get(PAGE))
                asked[number] = len(heard)
        assert asked[0] == asked[59]
        assert shown.count(f"verwijzing {LETTER}") == 50
        assert message(ada.get(PAGE, {"page": "2"})).count(f"verwijzing {LETTER}") == 10
        assert message(ada.get(PAGE, {"page": "none"})).count(f"verwijzing {LETTER}") == 50

    def test_looking_is_journalled(self, ada: Client) -> None:
        ada.get(PAGE)
        assert len(journal(act="mail:list", actor=ADA.id)) == 1

    def test_what_waits_for_a_person_stays(self) -> None:
        laid_aside("dead")
        assert outbox.forget(at=AT + timedelta(days=999)) == 0
