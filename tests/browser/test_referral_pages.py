"""The pages of referrals are usable: the card, the list, the board, and the page behind a facility's link."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.referrals import links
from cases.referrals.partner import actions as partner
from provisions.models import Phone, Provision
from tests import cast
from tests.browser.hands import Mouse
from tests.browser.pages import examine
from tests.cases import referring
from tests.cases.referring import FACTS, answer, facility, link_of, refer
from tests.cast import ADA, IRIS, MAX, TESS, acting
from workflows.layers import Outcome
from workflows.referral_flow import CardFact

FOCUS_ON_SUMMARY = "document.querySelector('.error-summary') !== null"


def ago(days: int) -> Any:
    return timezone.now() - timedelta(days=days)


def until(days: int = 90) -> Any:
    return timezone.localdate() + timedelta(days=days)


def card(**more: Any) -> Any:
    facts = FACTS | {
        CardFact.BEST_MOMENT: "in de ochtend",
        CardFact.OWN_WORDS: "Ik wil weer onder de mensen zijn.",
        CardFact.DISCUSSED: "Zij kent De Linde van vroeger en durft niet alleen te komen. Ophalen helpt.",
    }
    return referring.HandOff(
        asked="Onder de mensen komen", facts=facts, ground="consent", how="in_talk", until=until(), **more
    )


def town() -> dict[str, Any]:
    """One referral of each kind: silent, fresh, waiting, started, and one that did not fit."""
    resident = cast.register_resident(first_names="Maria", family_name="Wielinga", phone="0528 123456")
    case = cast.open_case(resident=resident.id, own_words="Ik wil weer onder de mensen zijn.")
    cast.start(case)
    need = cast.name_need(case, title="Onder de mensen komen", life_area="social_network")
    cast.weigh_all(need, general_facility=Outcome.SUFFICIENT)
    linde, eettafel = facility(cost="gratis", open_when="dinsdag en donderdag"), facility("Eettafel")
    taal, maatje = facility("Taalhuis", of="Bibliotheek"), facility("Wandelmaatjes", of="Humanitas")
    Phone.objects.create(municipality_id="hoogeveen", organisation=linde.organisation, number="0528 29 19 11")
    Provision.objects.filter(pk=linde.pk).update(confirmed_on=until(-10), what="Koffie, eten en gezelschap")
    given = {"hand_off": card()}
    silent = refer(need, linde, at=ago(9), **given)
    answer(refer(need, eettafel, at=ago(6), **given), "does_not_fit", reason="full", at=ago(2))
    answer(refer(need, taal, at=ago(3), **given), "put_on_waiting_list", room_on=until(20), at=ago(1))
    answer(refer(need, maatje, at=ago(12), **given), "start", at=ago(1))
    fresh = refer(cast.name_need(case, title="Hulp met post"), facility("Formulierenhulp"), at=ago(0), **given)
    refer(cast.name_need(case, title="Bewegen"), facility("Gym"), at=ago(0), hand_off=card())
    with acting(ADA):
        own = partner.open_own_link(provision=linde.id, by=ADA, at=ago(0))
    return {"case": case, "need": need, "silent": silent, "fresh": fresh, "linde": linde, "own": own}


def test_the_pages_of_the_team_have_no_barrier(enter: Any) -> None:
    there = town()
    case, need, silent = there["case"], there["need"], there["silent"]
    tess, max_, ada = enter(TESS), enter(MAX), enter(ADA)
    wrong = []
    for who, name, path in (
        (tess, "referrals-list", "/referrals/"),
        (tess, "referrals-board", "/referrals/board/"),
        (tess, "referral", f"/referrals/{silent.id}/"),
        (tess, "referral-status", f"/referrals/{silent.id}/status/"),
        (tess, "refer-choose", f"/cases/{case.id}/needs/{need.id}/refer/"),
        (tess, "refer", f"/cases/{case.id}/needs/{need.id}/refer/{facility('Soos').id}/"),
        (tess, "case-referred", f"/cases/{case.id}/"),
        (tess, "weigh-referred", f"/cases/{case.id}/needs/{need.id}/weigh/"),
        (tess, "my-work-referred", "/my-work/"),
        (max_, "referrals-manager", "/referrals/"),
        (ada, "own-link", f"/referrals/facilities/{there['linde'].id}/link/"),
        (ada, "facility-kept", f"/provisions/{there['linde'].id}/"),
    ):
        wrong += examine(who.see(path), name)
    assert wrong == []


def test_a_card_that_is_not_right_says_where(enter: Any) -> None:
    there = town()
    page = enter(TESS).see(f"/cases/{there['case'].id}/needs/{there['need'].id}/refer/{facility('Soos').id}/")
    hand = Mouse(page)
    hand.tick("share_language")
    hand.press("main form button[type=submit]")
    assert page.evaluate(FOCUS_ON_SUMMARY)
    assert examine(page, "refer-wrong") == []


def test_the_page_of_a_facility_has_no_barrier_and_needs_no_script(enter: Any) -> None:
    there = town()
    path = f"/partner/{links.token_of(link_of(there['fresh']).id)}/"
    visitor = enter(script=False, width=320)
    page = visitor.see(path)
    assert "Wielinga" in page.locator("h1").inner_text()
    hand = Mouse(page)
    hand.press("main form button[type=submit]")
    assert page.locator(".error-summary").count() == 1
    hand.choose("answer", "contact_made")
    hand.press("main form button[type=submit]")
    assert page.locator("h1").inner_text().startswith(("Bedankt", "Dank", "Thank"))
    with_script = enter(width=320)
    wrong = examine(with_script.see(path), "partner")
    hand = Mouse(with_script.see(path))
    hand.choose("answer", "does_not_fit")
    hand.press("main form button[type=submit]")
    wrong += examine(with_script.page, "partner-wrong")
    hand.choose("reason", "full")
    hand.press("main form button[type=submit]")
    wrong += examine(with_script.page, "partner-thanks")
    wrong += examine(with_script.see(path), "partner-ended")
    wrong += examine(with_script.see("/partner/nothing/"), "partner-nothing")
    assert wrong == []


def test_a_facility_brings_somebody_in(enter: Any) -> None:
    there = town()
    path = f"/facility/{links.token_of(there['own'].id)}/"
    page = enter(width=320, script=False).see(path)
    hand = Mouse(page)
    hand.write("question", "Hij eet niet meer warm en zit de hele dag binnen.")
    hand.choose("agreed", "yes")
    hand.write("who", "Piet Kwikstaart")
    hand.write("reach", "06 12345678")
    hand.press("main form button[type=submit]")
    assert page.locator("form").count() == 0
    wrong = examine(enter(width=320).see(path), "facility")
    desk = enter(IRIS).see("/my-work/")
    wrong += examine(desk, "my-work-brought-in")
    Mouse(desk).follow("main a:has-text('Gesprek van')")
    wrong += examine(desk, "brought-in")
    assert "Piet Kwikstaart" in desk.locator("#text").input_value()
    assert wrong == []


def test_what_stands_beside_a_long_word_keeps_its_room_on_a_phone(enter: Any) -> None:
    page = enter(TESS).see(f"/referrals/{town()['silent'].id}/")
    page.set_viewport_size({"width": 320, "height": 900})
    told = [pair.bounding_box() for pair in page.locator("dl.pairs dd").all()]
    assert told
    assert min(box["width"] for box in told if box) > 90
