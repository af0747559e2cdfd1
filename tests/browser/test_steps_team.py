"""How many steps a task of the neighbourhood team takes, with the mouse and with the keys alone."""

from collections.abc import Callable
from typing import Any

import pytest

from cases.needs.beside import actions as beside
from cases.needs.models import Assessment, Need, Weighing
from tests import cast
from tests.browser.steps import Steps
from tests.cast import AT, EYE, TESS, acting
from workflows.layers import Layer

BOTH = pytest.mark.parametrize("keys", [False, True], ids=["mouse", "keys"])
SEND = "main form:not([action]) button[type=submit]"


@pytest.fixture
def need(world: None) -> Need:
    resident = cast.register_resident(family_name="Wielinga", first_names="Maria", birth_year=1939)
    case = cast.open_case(resident=resident.id)
    cast.start(case)
    return cast.name_need(case)


@pytest.fixture
def at_case(enter: Any, need: Need) -> Callable[..., Steps]:
    """Tess at the case; nothing counted yet."""
    return lambda keys=False: Steps(enter(TESS).see(f"/cases/{need.case_id}/"), keys=keys)


def state_of(need: Need) -> str:
    with acting(EYE):
        return str(Need.objects.get(pk=need.pk).state)


def test_the_first_screen_says_where_the_case_stands(at_case: Any) -> None:
    """No step at all: who, the next step, the nearest term and the Trap."""
    page = at_case().page
    for thing in (".identity h1", ".next .next__what", ".identity .facts__last", "#need-a .step h4"):
        box = page.locator(thing).first.bounding_box()
        assert box, thing
        assert box["y"] + box["height"] <= 800, thing


@BOTH
def test_a_reason_with_its_evidence_is_two_choices(at_case: Any, need: Need, keys: bool) -> None:
    """On the page of weighing: the verdict, and the line it rests on. Opening and saving come around them."""
    with acting(TESS):
        beside.add_evidence(
            case=need.case_id,
            law="wmo",
            text="dochter doet boodschappen",
            layer=Layer.SOCIAL_NETWORK.value,
            by=TESS,
            at=AT,
        )
    steps = at_case(keys)
    steps.page.goto(f"{steps.page.url}needs/{need.id}/weigh/")
    steps.activate("[name='outcome_social_network'][value='partly']")
    steps.activate("[name='evidence_social_network']")
    assert steps.taken <= 2
    with steps.page.expect_navigation():
        steps.activate(SEND)
    with acting(EYE):
        assert Assessment.objects.get(need=need).outcome == "partly"
        assert len(Weighing.objects.get(assessments__need=need).evidence) == 1


@BOTH
def test_what_does_not_apply_is_one_tap(at_case: Any, need: Need, keys: bool) -> None:
    steps = at_case(keys)
    with steps.page.expect_navigation():
        steps.activate("#need-a form[action$='/does-not-apply/'] button")
    assert steps.taken == 1
    with acting(EYE):
        assert Assessment.objects.get(need=need).outcome == "not_applicable"


@BOTH
def test_individual_support_is_proposed_in_three_steps(at_case: Any, need: Need, keys: bool) -> None:
    cast.weigh_all(need)
    steps = at_case(keys)
    steps.page.reload()
    with steps.page.expect_navigation():
        steps.activate("#need-a .rest__next a")
    steps.page.fill("[name='product']", "Huishoudelijke hulp")
    steps.page.fill("[name='quantity']", "2")
    steps.page.select_option("[name='measure']", "hours/week")
    steps.taken += 1
    with steps.page.expect_navigation():
        steps.activate(SEND)
    assert steps.taken <= 3
    assert state_of(need) == "proposed"


@BOTH
def test_urgent_help_is_proposed_in_two_steps(at_case: Any, need: Need, keys: bool) -> None:
    steps = at_case(keys)
    with steps.page.expect_navigation():
        steps.activate("#need-a form[action$='/urgent/'] button")
    steps.page.fill("[name='product']", "Tijdelijke opvang")
    with steps.page.expect_navigation():
        steps.activate(SEND)
    assert steps.taken <= 2
    assert state_of(need) == "proposed"
