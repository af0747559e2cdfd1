"""The pages of a need as a browser without JavaScript sends them: one tap, one page, and what is said if it fails."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from cases.needs import actions as needs
from cases.needs.actions import Offer
from cases.needs.models import Assessment, CommonlyUsedItem, Coverage, Need, PriorScheme
from tests import cast
from tests.cast import DANA, EYE, HOURS, MAX, TESS, TOM, WIM, acting, now
from tests.pages.hands import OFFER, WEIGHED, filled, form, key, message, page, send
from workflows import terms
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.django_db
NETWORK = Layer.SOCIAL_NETWORK
TAP = r'<form action="([^"]*/{door}/)" method="post">.*?name="seen" value="(\d+)".*?name="key" value="([^"]+)"'


def tap(client: Client, need: Need, door: str, **more: Any) -> Any:
    """Press the button of one tap that the Trap shows, as it shows it."""
    html = client.get(page(need.case)).content.decode()
    url, seen, sent = re.search(TAP.format(door=door), html, re.DOTALL).groups()
    return client.post(url, {"seen": seen, "key": sent, **more})


def fresh(**more: Any) -> Need:
    return cast.name_need(cast.open_case(), **more)


def granted_need(offer: Offer = HOURS) -> Need:
    case = cast.open_case()
    need = cast.propose(cast.weigh_all(cast.name_need(case)), offer=offer)
    cast.report_outcome(cast.start(case))
    cast.apply_for(case)
    cast.decide(need)
    return need


def current(need: Need) -> dict[str, str]:
    with acting(EYE):
        return dict(Assessment.objects.current().filter(need=need).values_list("layer", "outcome"))


# One tap


def test_one_tap_says_that_a_step_does_not_apply(browse: Any) -> None:
    need, client = fresh(), browse(TESS)
    answered = tap(client, need, "does-not-apply", layer="general_facility")
    assert (answered.status_code, answered.url) == (302, f"{page(need.case)}#need-a")
    assert current(need) == {"general_facility": "not_applicable"}


def test_the_same_tap_twice_does_it_once(browse: Any) -> None:
    need, client = fresh(), browse(TESS)
    html = client.get(page(need.case)).content.decode()
    url, seen, sent = re.search(TAP.format(door="does-not-apply"), html, re.DOTALL).groups()
    answers = {"seen": seen, "key": sent, "layer": "own_strength"}
    assert [client.post(url, answers).status_code for _ in "ab"] == [302, 302]
    assert now(need).version == 1


@pytest.mark.parametrize("layer", ["usual_help", "tailored_provision", "", "koffie"])
def test_a_step_that_is_not_asked_is_no_choice(browse: Any, layer: str) -> None:
    need = fresh()
    answered = send(browse(TESS), need, "does_not_apply", layer=layer)
    assert (answered.status_code, current(need)) == (422, {})


def test_the_tap_of_who_came_second_is_told_what_changed(browse: Any) -> None:
    need, client = fresh(), browse(TESS)
    sent = filled(client, form(need, "does_not_apply"), layer="own_strength")
    cast.weigh_all(need, by=WIM)
    answered = client.post(form(need, "does_not_apply"), sent)
    assert (answered.status_code, "Wim" in message(answered)) == (409, True)


def test_help_goes_first_in_one_tap_and_one_page(browse: Any) -> None:
    need, client = fresh(), browse(TESS)
    answered = tap(client, need, "urgent")
    assert answered.url == form(need, "propose")
    shown = client.get(answered.url).content.decode()
    assert re.search(r'name="temporary"[^>]*checked', shown)
    sent = filled(client, answered.url, product="Noodbed", form="in_kind", temporary="on")
    assert client.post(answered.url, sent).status_code == 302
    assert (now(need).state, now(need).urgent, now(need.case).urgent) == ("proposed", True, True)


def test_a_need_that_is_urgent_already_goes_straight_to_the_proposal(browse: Any) -> None:
    need = fresh(urgent=True)
    assert browse(TESS).post(form(need, "mark_urgent"), {"seen": 0, "key": key()}).url == form(need, "propose")


# Referred from outside


def test_who_was_referred_is_not_asked_the_stair(browse: Any) -> None:
    case, client = cast.open_case(laws=("jeugd",)), browse(TESS)
    named = {"title": "Hulp bij angst", "law": "jeugd", "life_area": "mental_health", "referrer": "gp"}
    url = page(case, "add_need")
    assert client.post(url, filled(client, url, **named, referred_on="2026-02-20")).status_code == 302
    shown = message(client.get(page(case)))
    assert "Verwezen door de huisarts, 20 feb: de stappen hoeven niet." in shown
    assert "Niet van toepassing" not in shown


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"referrer": "", "referred_on": "2026-02-20"}, "referrer"),
        ({"referrer": "gp", "referred_on": "2999-02-20"}, "referred_on"),
        ({"referrer": "gp", "referred_on": "2014-02-20"}, "referred_on"),
        ({"referrer": "gp", "referred_on": "2026-02-31"}, "referred_on"),
        ({"referrer": "buurman"}, "referrer"),
        ({"referrer": "gp", "law": "wmo"}, ""),
    ],
)
def test_a_referral_that_cannot_be_is_refused_in_words(browse: Any, wrong: dict[str, str], field: str) -> None:
    case, client = cast.open_case(laws=("jeugd", "wmo")), browse(TESS)
    named = {"title": "Hulp", "law": "jeugd", "life_area": "mental_health"} | wrong
    url = page(case, "add_need")
    answered = client.post(url, filled(client, url, **named))
    assert answered.status_code == 422
    assert f'id="id_{field}_error"' in answered.content.decode() or not field
    assert now(case).needs_named == 0


# Covering


def coverable() -> Need:
    return cast.weigh_all(fresh(), social_network=Outcome.SUFFICIENT)


def test_a_chip_names_the_day_to_ask(browse: Any) -> None:
    need = coverable()
    covering = {"layers": [NETWORK.value], "agreement": "agrees", "ask_in": "2"}
    assert send(browse(TESS), need, "cover", **covering).status_code == 302
    with acting(EYE):
        row = Coverage.objects.get()
    assert (row.ask_on - localdate(row.at)).days in (13, 14, 15)


@pytest.mark.parametrize("day", ["2020-01-01", "2026-02-31", "9999-01-01"])
def test_a_day_that_cannot_be_asked_on_is_refused(browse: Any, day: str) -> None:
    need = coverable()
    answered = send(browse(TESS), need, "cover", layers=[NETWORK.value], agreement="agrees", ask_in="6", ask_on=day)
    assert answered.status_code == 422
    assert 'id="id_ask_on_error"' in answered.content.decode()
    assert now(need).state == "weighed"


def test_who_disagrees_gets_the_way_to_an_application_and_nothing_is_recorded(browse: Any) -> None:
    need = cast.weigh_all(cast.name_need(cast.open_case(laws=("jeugd", "wmo"))), social_network=Outcome.SUFFICIENT)
    client, way = browse(TESS), f"{page(need.case, 'apply')}?law=wmo"
    answered = send(client, need, "cover", layers=[NETWORK.value], agreement="disagrees", ask_in="6")
    assert answered.status_code == 422
    assert f'href="{way}"' in answered.content.decode()
    assert re.search(r'name="law" value="wmo"[^>]*checked', client.get(way).content.decode())
    with acting(EYE):
        assert not Coverage.objects.exists()


# Proposing


IMPOSSIBLE = (
    ({"quantity": "0"}, "quantity"),
    ({"quantity": "-1"}, "quantity"),
    ({"quantity": "1e30"}, "quantity"),
    ({"quantity": "1.234"}, "quantity"),
    ({"quantity": "200"}, "quantity"),
    ({"quantity": ""}, "quantity"),
    ({"measure": ""}, "measure"),
    ({"period_from": "2026-05-02", "period_until": "2026-05-01"}, "period_until"),
    ({"period_until": "2026-02-31"}, "period_until"),
    ({"period_from": "1026-01-01"}, "period_from"),
    ({"period_until": "9999-12-31"}, "period_until"),
)


def test_a_proposal_that_cannot_be_is_refused_in_words(browse: Any) -> None:
    (_, need), client = cast.investigated_case(), browse(TESS)
    for wrong, field in IMPOSSIBLE:
        answered = send(client, need, "propose", **OFFER | wrong)
        assert (answered.status_code, wrong) == (422, wrong)
        assert f'id="id_{field}_error"' in answered.content.decode(), wrong
    assert now(need).state == "weighed"


# Beside the steps


def test_who_decides_reads_what_remains_and_what_is_proposed_from_when(browse: Any) -> None:
    need = fresh()
    send(browse(TESS), need, "weigh", **WEIGHED | {"remaining": "Ramen en bed"})
    period = {"period_from": "2026-12-15", "period_until": "2027-06-30", "form": "personal_budget"}
    send(browse(TESS), need, "propose", **OFFER | period)
    cast.report_outcome(cast.start(need.case))
    cast.apply_for(need.case)
    shown = message(browse(DANA).get(form(need, "decide")))
    assert "Wat overblijft Ramen en bed" in shown
    assert "persoonsgebonden budget (pgb), vanaf 15 dec 2026 tot en met 30 jun 2027" in shown


def test_what_was_left_open_says_what_to_do(browse: Any) -> None:
    case = cast.open_case()
    said = message(browse(TESS).post(page(case, "add_need"), {"law": "wmo"}))
    assert "Vul dit in. Wat is nodig, in een paar woorden?" in said
    assert "Maak een keuze. Waar gaat het over?" in said


def test_another_scheme_is_shown_beside_the_steps(browse: Any) -> None:
    need, client = fresh(), browse(TESS)
    assert send(client, need, "prior_scheme", scheme="zvw", finding="not", note="Geen verpleging.").status_code == 302
    shown = message(client.get(page(need.case)))
    assert "Gaat iets anders voor?" in shown
    assert "Zorgverzekering (Zvw): geldt niet Geen verpleging." in shown
    with acting(EYE):
        assert PriorScheme.objects.count() == 1


def test_four_answers_make_something_commonly_used(browse: Any) -> None:
    need, client = fresh(), browse(TESS)
    four = dict.fromkeys(("not_only_for_disabled", "available", "fitting", "bearable"), "yes")
    send(client, need, "commonly_used", item="Een  wandbeugel ", **four)
    assert "Een wandbeugel: algemeen gebruikelijk" in message(client.get(page(need.case)))
    send(client, need, "commonly_used", item="Een wandbeugel", **four | {"fitting": "no"})
    assert "Een wandbeugel: niet algemeen gebruikelijk" in message(client.get(page(need.case)))
    with acting(EYE):
        assert CommonlyUsedItem.objects.filter(superseded_at=None).count() == 1


@pytest.mark.parametrize(
    ("door", "wrong"),
    [
        ("prior_scheme", {"scheme": "toverij", "finding": "not"}),
        ("prior_scheme", {"scheme": "zvw"}),
        ("commonly_used", {"item": "  "}),
        ("commonly_used", {"item": "x" * 121}),
        ("commonly_used", {"item": "Een beugel", "fitting": "misschien"}),
    ],
)
def test_what_is_beside_the_steps_is_checked_too(browse: Any, door: str, wrong: dict[str, str]) -> None:
    assert send(browse(TESS), fresh(), door, **wrong).status_code == 422


# Afterwards


def test_whether_it_worked_takes_two_steps_from_the_trap(browse: Any) -> None:
    need, client = cast.cover(coverable(), NETWORK), browse(TESS)
    assert form(need, "worked") in client.get(page(need.case)).content.decode()
    assert send(client, need, "worked", worked="no").status_code == 302
    assert now(need).state == "weighed"
    assert "Weeg de stappen opnieuw" in message(client.get(page(need.case)))


def test_a_right_that_runs_is_a_greyed_button_with_its_reason(browse: Any) -> None:
    need = granted_need()
    html = browse(TESS).get(page(need.case)).content.decode()
    greyed = re.search(r'aria-disabled="true" aria-describedby="(why-[^"]+)">Schaal af', html)
    assert f'id="{greyed[1]}">Hiermee stopt hulp die is toegekend' in html
    assert f'href="{form(need, "step_down")}"' not in html


def test_who_may_sign_ends_a_right_through_a_door_of_its_own(browse: Any) -> None:
    need = granted_need()
    assert send(browse(TESS), need, "step_down", reason="lighter_help").status_code == 422
    client = browse(DANA)
    assert f'href="{form(need, "end_support")}"' in client.get(page(need.case)).content.decode()
    assert send(client, need, "end_support", reason="lighter_help").status_code == 422
    signed = {"motivation": "Het gaat goed.", "article": "Wmo 2015 art. 2.3.10", "ends_on": str(localdate())}
    assert (
        send(client, need, "end_support", reason="lighter_help", **signed | {"ends_on": "2999-01-01"}).status_code
        == 422
    )
    assert send(client, need, "end_support", reason="lighter_help", **signed).status_code == 302
    shown = client.get(page(need.case)).content.decode()
    assert "Loopt af door een besluit" in shown
    assert "1 afgeschaald" in shown
    until = date_format(terms.end_of("awb.objection", localdate()).end, "j F Y")
    assert f"bezwaar maken tot en met {until}" in shown
    assert now(need).state == "stepped_down"


@pytest.mark.parametrize("door", ["step_down", "close_need", "reopen_need"])
def test_a_reason_is_one_of_the_list(browse: Any, door: str) -> None:
    need = cast.cover(coverable(), NETWORK)
    assert send(browse(TESS), need, door, reason="zomaar").status_code == 422
    assert now(need).state == "covered"


def test_a_need_is_closed_and_opened_again(browse: Any) -> None:
    need, client = cast.cover(coverable(), NETWORK), browse(TESS)
    assert send(client, need, "close_need", reason="met").status_code == 302
    assert now(need).closed_from == "covered"
    assert send(client, need, "reopen_need", reason="changed").status_code == 302
    assert now(need).state == "weighed"


def test_a_proposal_is_taken_back(browse: Any) -> None:
    _, need = cast.investigated_case()
    cast.propose(need)
    assert send(browse(TESS), need, "withdraw_proposal").status_code == 302
    assert now(need).state == "weighed"


# Who

DOORS = ("weigh", "cover", "propose", "does_not_apply", "mark_urgent", "prior_scheme", "commonly_used", "worked")
DOORS += ("withdraw_proposal", "reopen_need", "close_need", "step_down")


def test_a_need_of_another_team_law_or_case_is_not_found(browse: Any) -> None:
    need = cast.name_need(cast.open_case(laws=("wmo", "jeugd")), law="jeugd")
    tess, elsewhere = browse(TESS), cast.open_case().id
    for door in DOORS:
        assert tess.get(form(need, door)).status_code == 200, door
        for case, other in ((elsewhere, need.id), (need.case_id, uuid4())):
            assert tess.post(reverse(f"cases:{door}", args=[case, other]), {}).status_code == 404, door
    for client in (browse(TOM), browse(WIM)):
        assert {client.get(form(need, door)).status_code for door in DOORS} == {404}


def test_who_does_not_investigate_does_not_open_it(browse: Any) -> None:
    need = fresh()
    for client in (browse(MAX), browse(DANA)):
        assert {client.post(form(need, door), {}).status_code for door in DOORS} == {403}


def test_a_case_that_is_over_offers_nothing(browse: Any) -> None:
    need = coverable()
    cast.close(need.case)
    html = browse(TESS).get(page(need.case)).content.decode()
    assert not [door for door in DOORS if f'"{form(need, door)}"' in html]
    assert needs.CASE_IS_CLOSED.code == cast.refusal_of(cast.cover, need, NETWORK)
