"""What people and machines send: a sentence back, what was typed kept, nothing half done, and never a 500."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.decisions.models import Application
from cases.dossier.models import Case
from cases.needs.models import Coverage, Need
from intake import actions as intake
from intake.models import Conversation
from ledger.models import Event
from tests import cast
from tests.cast import AT, IRIS, TESS, WIM, acting
from tests.pages.hands import NEED, OFFER, WEIGHED, filled, form, key, message, page

pytestmark = pytest.mark.django_db
MEGABYTE = "woorden en nog eens woorden " * 40_000
NASTY = ("\x00", "a\x00b", "\x01\x1f\x7f", "\u202eandersom", "\ufeff", "\u200b", "\U0001f600", "' OR 1=1 --", "%s {0}")


@pytest.fixture
def talk(world: None) -> Conversation:
    with acting(IRIS):
        return intake.start_conversation(by=IRIS, at=AT)


def at(talk: Conversation, door: str) -> str:
    return reverse(f"intake:{door}", args=[talk.id])


def text_of(talk: Conversation) -> str:
    with acting(IRIS):
        return Conversation.objects.get(pk=talk.pk).text


def needs_of(case: Case) -> int:
    with acting(TESS):
        return Need.objects.filter(case=case).count()


@pytest.mark.parametrize(
    "asked", ["999990469", "9999.90.469", "999 990 469", *NASTY, "9" * 99, "1" * 101, "Ж 平 ß", "-1"]
)
def test_whatever_is_searched_gets_a_page(browse: Any, talk: Conversation, asked: str) -> None:
    answer = browse(IRIS).post(at(talk, "resident"), {"q": asked})
    assert answer.status_code in (200, 422)


def test_a_bsn_that_was_searched_stands_nowhere(browse: Any, talk: Conversation) -> None:
    cast.register_resident(by=IRIS, bsn="999990469")
    browse(IRIS).post(at(talk, "resident"), {"q": "999990469"})
    for entry in cast.journal():
        assert "999990469" not in "|".join((entry.act, entry.reason, entry.object_type, *entry.fields))


@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_is_typed_in_a_conversation_is_kept(browse: Any, talk: Conversation, nasty: str) -> None:
    sent = {"text": f"voor {nasty} na", "version": 0, "session": "a", "turn": 1}
    assert browse(IRIS).post(at(talk, "text"), sent).status_code == 200
    assert text_of(talk) == f"voor {nasty} na".replace("\x00", "")


def test_a_megabyte_of_text_is_refused_with_a_sentence(browse: Any, talk: Conversation) -> None:
    sent = {"text": MEGABYTE, "version": 0, "session": "a", "turn": 1}
    answer = browse(IRIS).post(at(talk, "text"), sent)
    assert (answer.status_code, text_of(talk)) == (413, "")
    assert "200.000" in message(answer) or "200,000" in message(answer)


def test_a_megabyte_sent_by_the_button_stays_on_the_page(browse: Any, talk: Conversation) -> None:
    answer = browse(IRIS).post(at(talk, "conversation"), {"text": MEGABYTE, "version": 0})
    assert answer.status_code in (413, 422)
    assert MEGABYTE[:1000] in answer.content.decode()


def test_a_megabyte_in_a_form_is_refused_and_kept(browse: Any) -> None:
    case, client = cast.open_case(), browse(TESS)
    sent = filled(client, page(case, "add_need"), **NEED | {"problem": MEGABYTE})
    answer = client.post(page(case, "add_need"), sent)
    assert (answer.status_code, needs_of(case)) == (422, 0)
    assert MEGABYTE[:1000] in answer.content.decode()


def test_more_than_the_server_takes_is_a_413_or_400(browse: Any, talk: Conversation) -> None:
    sent = {"text": MEGABYTE * 4, "version": 0}
    assert browse(IRIS).post(at(talk, "text"), sent).status_code in (400, 413)


@pytest.mark.parametrize("nasty", ["\x00", "a\x00b"])
def test_a_nul_in_a_form_is_refused_with_a_sentence(browse: Any, nasty: str) -> None:
    case, client = cast.open_case(), browse(TESS)
    answer = client.post(page(case, "add_need"), filled(client, page(case, "add_need"), **NEED | {"title": nasty}))
    assert (answer.status_code, needs_of(case)) == (422, 0)


@pytest.mark.parametrize(
    "body", [b"text=\xff\xfe\x80&version=0", b"version=%FF%FE&text=%C3%28", b"\xff\xff", b"&&&==&"]
)
def test_bytes_that_are_no_text_break_nothing(browse: Any, talk: Conversation, body: bytes) -> None:
    sent = {"data": body, "content_type": "application/x-www-form-urlencoded"}
    for door in ("text", "resident", "finish", "conversation", "link"):
        assert browse(IRIS).post(at(talk, door), **sent).status_code < 500


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n\xff"])
def test_a_broken_multipart_breaks_nothing(browse: Any, talk: Conversation, body: bytes) -> None:
    answer = browse(IRIS).post(at(talk, "text"), data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code < 500


@pytest.mark.parametrize("day", ["2026-02-31", "31-02-2026", "0000-00-00", "99999-01-01", "morgen", "", "2026-13-01"])
def test_an_impossible_date_is_refused_and_kept(browse: Any, day: str) -> None:
    case, client = cast.open_case(), browse(TESS)
    url = page(case, "apply")
    answer = client.post(url, filled(client, url, law="wmo", received_on=day))
    assert answer.status_code == 422
    assert f'value="{day}"' in answer.content.decode() or not day
    with acting(TESS):
        assert not Application.objects.exists()


WRONG = {
    "law": ["wlz", "", "WMO", "jeugd,wmo"],
    "life_area": ["bestaat niet", ""],
    "title": ["", "   ", "x" * 121],
    "seen": ["abc", "1.5"],
    "key": ["geen sleutel", "1"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_answer_names_a_need_for_nobody(browse: Any, name: str, value: str) -> None:
    case, client = cast.open_case(), browse(TESS)
    sent = filled(client, page(case, "add_need"), **NEED | {"problem": "Wat ik al typte."}) | {name: value}
    answer = client.post(page(case, "add_need"), sent)
    assert (answer.status_code in (409, 422), needs_of(case)) == (True, 0), answer.status_code
    assert "Wat ik al typte." in answer.content.decode()


@pytest.mark.parametrize("seen", ["-1", "0", "9" * 30])
def test_a_version_that_never_was_is_a_conflict(browse: Any, seen: str) -> None:
    case = cast.open_case()
    need = cast.weigh_all(cast.name_need(case))
    client, url = browse(TESS), form(need, "weigh")
    answer = client.post(url, filled(client, url, **WEIGHED) | {"seen": seen})
    assert (answer.status_code, cast.now(need).version) == (409, need.version)


@pytest.mark.parametrize("amount", ["-1", "0", "0,00", "9" * 20, "1e9", "NaN", "Infinity", "1.5", "twee", "0.001"])
def test_an_odd_amount_is_refused_or_understood(browse: Any, amount: str) -> None:
    _case, need = cast.investigated_case()
    client = browse(TESS)
    url = form(need, "propose")
    answer = client.post(url, filled(client, url, **OFFER | {"quantity": amount}))
    understood = amount == "1.5"
    assert answer.status_code == (302 if understood else 422)
    assert cast.now(need).state == ("proposed" if understood else "weighed")


@pytest.mark.parametrize("outcome", ["uitstekend", "not_examined_urgent", "sufficient,partly", "\x00"])
def test_an_outcome_that_does_not_exist_is_refused(browse: Any, outcome: str) -> None:
    need = cast.name_need(cast.open_case())
    client = browse(TESS)
    url = form(need, "weigh")
    answer = client.post(url, filled(client, url, **WEIGHED | {"outcome_own_strength": outcome}))
    assert (answer.status_code, cast.now(need).state) == (422, "open")
    assert "Dat lukt niet." in answer.content.decode()


@pytest.mark.parametrize("id", ["geen-id", "123", "7d0a5a6e-6f0c-4f6b-9d0e-2b1f6c1f9a11", "", "\x00"])
def test_linking_what_is_no_resident_links_nobody(browse: Any, talk: Conversation, id: str) -> None:
    answer = browse(IRIS).post(at(talk, "link"), {"resident": id})
    assert answer.status_code in (302, 404, 422)
    with acting(IRIS):
        assert Conversation.objects.get(pk=talk.pk).resident_id is None


@pytest.mark.parametrize("tail", ["geen-id/", "123/", "%00/", "..%2f/", "'/", "ffffffff-ffff-ffff-ffff-ffffffffffff/"])
def test_an_address_that_is_no_address_is_a_404(browse: Any, tail: str) -> None:
    for start in ("/cases/", "/conversations/"):
        assert browse(TESS).get(start + tail).status_code == 404


@pytest.mark.parametrize("asked", ["law=%00", "law=wlz", "from=-1", "from=1e9", "from=" + "9" * 400, "from=%D9%A1"])
def test_an_odd_question_gets_the_list(browse: Any, asked: str) -> None:
    assert browse(TESS).get(f"/cases/?{asked}").status_code == 200


@pytest.mark.parametrize("about", ["geen-id", "%00", "9" * 300])
def test_an_odd_question_gets_the_journal(browse: Any, about: str) -> None:
    assert browse(cast.PRIYA).get(f"/audit/?about={about}").status_code == 200


def test_a_team_of_elsewhere_is_no_choice(browse: Any) -> None:
    case, client = cast.open_case(), browse(TESS)
    url = page(case, "hand_over")
    for team in (cast.COEVORDEN, uuid4(), "geen-team"):
        assert client.post(url, filled(client, url, team=str(team))).status_code == 422
    assert cast.now(case).team_id == cast.NOORD


def test_a_login_of_bytes_is_a_wrong_login(world: None) -> None:
    answer = Client().post(reverse("account_login"), {"username": "a\x00@b.nl", "password": "\x00"})
    assert answer.status_code == 200


class TestTwice:
    """A form that comes twice, or too late."""

    def test_a_stale_form_says_who_changed_what(self, browse: Any) -> None:
        need = cast.name_need(cast.open_case())
        client, url = browse(TESS), form(need, "weigh")
        sent = filled(client, url, **WEIGHED | {"reason": "Mijn reden."})
        cast.weigh_all(need, by=WIM)
        answer = client.post(url, sent)
        assert answer.status_code == 409
        assert "Wim" in message(answer)
        assert "Mijn reden." in answer.content.decode()
        with acting(TESS):
            assert not need.case.weighings.filter(reason="Mijn reden.").exists()

    def test_after_the_warning_the_form_can_be_sent(self, browse: Any) -> None:
        need = cast.name_need(cast.open_case())
        client, url = browse(TESS), form(need, "weigh")
        sent = filled(client, url, **WEIGHED)
        cast.weigh_all(need, by=WIM)
        warned = client.post(url, sent).content.decode()
        again = {name: re.search(rf'name="{name}" value="([^"]*)"', warned)[1] for name in ("seen", "key")}
        assert client.post(url, WEIGHED | again).status_code == 302

    def test_sent_twice_is_done_once(self, browse: Any) -> None:
        case, client = cast.open_case(), browse(TESS)
        sent = filled(client, page(case, "add_need"), **NEED)
        first, second = (client.post(page(case, "add_need"), sent) for _time in range(2))
        assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
        assert needs_of(case) == 1
        assert sum(event.kind == "need:named" for event in cast.events_of(case)) == 1

    def test_a_key_with_another_answer_is_refused(self, browse: Any) -> None:
        case, client = cast.open_case(), browse(TESS)
        sent = filled(client, page(case, "add_need"), **NEED)
        client.post(page(case, "add_need"), sent)
        answer = client.post(page(case, "add_need"), sent | {"title": "Iets anders"})
        assert (answer.status_code, needs_of(case)) == (422, 1)
        assert "Iets anders" in answer.content.decode()

    def test_a_conversation_is_finished_once(self, browse: Any, talk: Conversation) -> None:
        client = browse(IRIS)
        sent = {"outcome": "new_case", "channel": "phone", "own_words": "Hulp.", "laws": ["wmo"]}
        sent |= {"team": str(cast.NOORD), "key": key()}
        answers = [client.post(at(talk, "finish"), sent) for _time in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        with acting(TESS):
            assert Case.objects.count() == 1
            assert Event.objects.filter(kind="case:registered").count() == 1

    def test_a_need_is_covered_once(self, browse: Any) -> None:
        need = cast.weigh_all(cast.name_need(cast.open_case()), social_network=cast.Outcome.SUFFICIENT)
        client, url = browse(TESS), form(need, "cover")
        sent = filled(client, url, layers=["social_network"], agreement="agrees", ask_on="2026-12-01")
        for _time in range(2):
            assert client.post(url, sent).status_code == 302
        with acting(TESS):
            assert Coverage.objects.filter(need=need).count() == 1
