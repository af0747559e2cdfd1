"""How many steps finding, referring and following take, and that nothing is typed twice."""

from typing import Any

import pytest
from django.utils import timezone

from cases.needs.models import Need
from cases.referrals.models import HandoffCard, Referral
from provisions.directory import findable
from provisions.models import Provision
from tests import cast
from tests.browser.pages import focused
from tests.browser.steps import Steps
from tests.browser.test_referral_pages import ago, card
from tests.cases.referring import facility, now, refer
from tests.cast import EYE, TESS, acting

BOTH = pytest.mark.parametrize("keys", [False, True], ids=["mouse", "keys"])


@pytest.fixture
def linde(world: None) -> Provision:
    there = facility(open_when="dinsdag en donderdag")
    findable.refresh([there.id])
    return there


@pytest.fixture
def need(world: None) -> Need:
    resident = cast.register_resident(first_names="Maria", family_name="Wielinga", phone="0528 123456")
    case = cast.open_case(resident=resident.id, own_words="Ik wil weer onder de mensen zijn.")
    cast.start(case)
    return cast.name_need(case, title="Onder de mensen komen")


@BOTH
def test_a_facility_is_found_in_three_steps(enter: Any, linde: Provision, keys: bool) -> None:
    """Open the page, type and Enter, choose."""
    steps = Steps(enter(TESS).see("/my-work/"), keys=keys)
    with steps.page.expect_navigation():
        steps.activate("header a[href='/provisions/'], nav a[href='/provisions/']")
    focused(steps.page, "[name='q']")
    steps.page.keyboard.type("ontmoeting")
    with steps.page.expect_navigation():
        steps.press("Enter")
    with steps.page.expect_navigation():
        steps.activate(f"main a[href='/provisions/{linde.id}/']")
    assert steps.taken <= 3
    assert "Dagontmoeting" in steps.page.locator("h1").inner_text()


@BOTH
def test_a_need_is_referred_in_five_steps_and_nothing_is_typed(
    enter: Any, linde: Provision, need: Need, keys: bool
) -> None:
    steps = Steps(enter(TESS).see(f"/cases/{need.case_id}/"), keys=keys)
    with steps.page.expect_navigation():
        steps.activate(f"#need-a a[href='/cases/{need.case_id}/needs/{need.id}/refer/']")
    with steps.page.expect_navigation():
        steps.activate(f"main a[href$='/refer/{linde.id}/']")
    steps.activate("[name='ground'][value='consent:in_talk']")
    with steps.page.expect_navigation():
        steps.activate(".hand-off__card button[type=submit]")
    assert steps.taken <= 5
    with acting(EYE):
        made = Referral.objects.get(need=need)
        written = HandoffCard.objects.get(referral=made)
    assert (made.state, written.phone) == ("sent", "0528 123456")
    assert "Wielinga" in written.name


@BOTH
def test_a_silent_facility_is_followed_up_in_two_steps(enter: Any, linde: Provision, need: Need, keys: bool) -> None:
    """From the list: the row, and what was said."""
    made = refer(need, linde, at=ago(9), hand_off=card())
    steps = Steps(enter(TESS).see("/referrals/"), keys=keys)
    with steps.page.expect_navigation():
        steps.activate(f"main a[href^='/referrals/{made.id}/status/']")
    with steps.page.expect_navigation():
        steps.activate("button[name='answer'][value='contact_made']")
    assert steps.taken <= 2
    assert now(made).state == "contact_made"


@BOTH
def test_how_it_stands_and_when_to_look_again_are_two_choices(
    enter: Any, linde: Provision, need: Need, keys: bool
) -> None:
    made = refer(need, linde, at=ago(9), hand_off=card())
    steps = Steps(enter(TESS).see(f"/referrals/{made.id}/status/"), keys=keys)
    steps.activate("[name='look_in'][value='7']")
    with steps.page.expect_navigation():
        steps.activate("button[name='answer'][value='received']")
    assert steps.taken <= 2
    assert (now(made).due_on - timezone.localdate()).days == 7
