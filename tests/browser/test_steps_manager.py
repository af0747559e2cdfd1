"""How many steps a task of the manager takes, with the mouse and with the keys alone (screens.md 1C)."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Membership, Role, User
from cases.dossier import actions as dossier
from cases.dossier.models import Case
from tests import cast
from tests.browser.steps import Steps
from tests.cast import EYE, MAX, NOORD, SINCE, TESS, WIM, acting

BOTH = pytest.mark.parametrize("keys", [False, True], ids=["mouse", "keys"])
CASES = 6


@pytest.fixture
def zoe(world: None) -> User:
    """Noord with one colleague more, and hours for who gets cases."""
    user = User.objects.create(name="Zoe", email="zoe@cast.trede.test")
    Membership.objects.create(user=user, team_id=NOORD, role=Role.TEAM, valid_from=SINCE, hours=Decimal(16))
    Membership.objects.filter(user=WIM.id).update(hours=Decimal(32))
    return user


def cases(*, of: Any = None) -> None:
    for number in range(CASES):
        resident = cast.register_resident(family_name=f"Wielinga {number}")
        case = cast.open_case(resident=resident.id)
        if of:
            with acting(of):
                dossier.take(case=case.id, by=of, at=cast.AT)


def holders() -> Counter[Any]:
    with acting(EYE):
        return Counter(Case.objects.values_list("coordinator", flat=True))


@BOTH
def test_new_work_is_divided_in_three_steps(enter: Any, zoe: User, keys: bool) -> None:
    """C2: tick all, choose to whom, done; and one step to undo it."""
    cases()
    address = f"{reverse('reporting:team_cases')}?team={NOORD}&who=nobody"
    steps = Steps(enter(MAX).see(address), keys=keys)
    with steps.page.expect_navigation():
        steps.activate("a[href*='tick=all']")
    steps.page.select_option("[name='to']", str(WIM.id))
    steps.taken += 1
    with steps.page.expect_navigation():
        steps.activate(".allocate__bar button")
    assert steps.taken <= 3
    assert holders() == {WIM.id: CASES}
    with steps.page.expect_navigation():
        steps.activate(".notice--success button")
    assert steps.taken <= 4
    assert holders() == {None: CASES}


@BOTH
def test_the_work_of_who_is_ill_is_divided_in_four_steps(enter: Any, zoe: User, keys: bool) -> None:
    """C6: from the page of the team, the proposal read and one case given to another on the way."""
    cases(of=TESS)
    steps = Steps(enter(MAX).see(reverse("reporting:team")), keys=keys)
    with steps.page.expect_navigation():
        steps.activate(f"a[href*='/divide/'][href*='{TESS.id}']")
    steps.page.locator("select[name='to']").first.select_option(label="Zoe")
    steps.taken += 1
    with steps.page.expect_navigation():
        steps.activate(".allocate__bar button")
    assert steps.taken <= 4
    assert holders().keys() == {WIM.id, zoe.pk}
    with steps.page.expect_navigation():
        steps.activate(".notice--success button")
    assert holders() == {TESS.id: CASES}


@BOTH
def test_the_balance_of_load_is_one_step_away(enter: Any, zoe: User, keys: bool) -> None:
    """C3: from the first page, one step to everybody's hours and cases."""
    cases(of=TESS)
    steps = Steps(enter(MAX).see(reverse("my_work")), keys=keys)
    with steps.page.expect_navigation():
        steps.activate(f"nav a[href='{reverse('reporting:team')}']")
    assert steps.taken == 1
    assert steps.page.locator("table.load tbody tr").count() == 5


@BOTH
def test_from_a_number_to_its_cases_is_one_step(enter: Any, zoe: User, keys: bool) -> None:
    """C5: the terms that have passed, and the list that holds as many."""
    cases()
    steps = Steps(enter(MAX).see(reverse("reporting:figure", args=["terms"])), keys=keys)
    link = "a[href*='what=overdue']"
    number = steps.page.locator(link).first.inner_text().split(",")[0].strip()
    with steps.page.expect_navigation():
        steps.activate(link)
    assert steps.taken == 1
    assert steps.page.locator("h1 .count").inner_text() == number == str(CASES)
    assert steps.page.locator("input[name='cases']").count() == CASES
