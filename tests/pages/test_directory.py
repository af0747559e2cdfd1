"""Keeping the directory: checked facts, what is said to be wrong, what stops and what comes back; and its pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from provisions.directory import actions
from provisions.directory.actions import More, ensure_organisation, ensure_provision
from provisions.models import Provision, WrongFactsReport
from tests import cast
from tests.cast import ADA, AT, CORA, IRIS, TESS, TODAY, acting, refusal_of
from tests.pages.hands import key, message, signed_in
from tests.provisions.many import many

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def eating() -> Provision:
    home, _how = ensure_organisation(municipality="hoogeveen", name="Buurthuis De Linde")
    more = More(life_areas=("social_network",), confirmed_on=TODAY - timedelta(days=200))
    return ensure_provision(organisation=home, name="Samen eten", layer="general_facility", more=more)[0]


def do(verb: Any, provision: Provision, *, by: Any = ADA, at: Any = AT, **more: Any) -> None:
    with acting(by, at=at):
        verb(provision=provision.id, by=by, at=at, **more)


def now(provision: Provision) -> Provision:
    return Provision.objects.get(pk=provision.pk)


def to_check() -> list[str]:
    with acting(ADA):
        return [one.name for one in Provision.objects.here(ADA).to_check(on=TODAY)]


def page(door: str, provision: Provision) -> str:
    return reverse(f"provisions:{door}", args=[provision.id])


def test_facts_nobody_checked_for_six_months_are_work_and_checking_ends_it(eating: Provision) -> None:
    assert to_check() == ["Samen eten"]
    do(actions.confirm, eating)
    assert (to_check(), now(eating).confirmed_on) == ([], TODAY)


def test_what_is_said_to_be_wrong_is_work_until_somebody_looked(eating: Provision) -> None:
    do(actions.confirm, eating)
    do(actions.report_wrong_facts, eating, by=IRIS, text="Het is nu op vrijdag.")
    assert to_check() == ["Samen eten"]
    do(actions.settle, eating)
    assert to_check() == []
    assert WrongFactsReport.objects.get().settled_by_id == ADA.id


def test_what_an_administrator_put_right_is_not_undone_by_the_pack(eating: Provision) -> None:
    do(actions.keep_facts, eating, facts={"cost": "4 euro"})
    ensure_provision(organisation=eating.organisation, name="Samen eten", layer="general_facility", cost="gratis")
    assert (now(eating).cost, now(eating).by_hand) == ("4 euro", True)


def test_what_stops_keeps_its_history_and_may_come_back(eating: Provision) -> None:
    do(actions.withdraw, eating, because="De kok stopt.")
    assert (now(eating).withdrawn_on, now(eating).withdrawn_because) == (TODAY, "De kok stopt.")
    assert refusal_of(do, actions.keep_facts, eating, facts={}) == "provision.withdrawn"
    assert refusal_of(do, actions.withdraw, eating, because="Nog eens.") == "provision.withdrawn"
    do(actions.bring_back, eating)
    assert refusal_of(do, actions.bring_back, eating) == "provision.not_withdrawn"
    assert now(eating).withdrawn_on is None


def test_a_stale_form_is_told_and_changes_nothing(eating: Provision) -> None:
    seen = now(eating).version
    do(actions.confirm, eating, seen=seen)
    assert refusal_of(do, actions.keep_facts, eating, facts={"cost": "9 euro"}, seen=seen) == "provision.changed"
    assert now(eating).cost == ""


def test_who_finds_does_not_keep_and_nobody_keeps_what_is_elsewhere(eating: Provision) -> None:
    assert refusal_of(do, actions.confirm, eating, by=TESS) == "access.not_your_role"
    with pytest.raises(Provision.DoesNotExist):
        do(actions.report_wrong_facts, eating, by=CORA, text="Weg.")


def test_every_change_is_journalled(eating: Provision) -> None:
    do(actions.confirm, eating)
    do(actions.withdraw, eating, because="Stopt.")
    told = [(one.act, one.object_id) for one in cast.journal() if one.act.startswith("provision:")]
    assert told == [("provision:confirm", eating.id), ("provision:withdraw", eating.id)]


def test_the_page_says_what_is_known_and_how_fresh_it_is(eating: Provision) -> None:
    told = message(signed_in(IRIS).get(page("provision", eating)))
    assert "Samen eten" in told
    assert "nagekeken op" in told
    assert "Dit klopt niet" in told
    assert "Gegevens wijzigen" not in told


def test_impossible_facts_stay_in_the_form_with_what_to_do(eating: Provision) -> None:
    client = signed_in(ADA)
    clocks = {"clock_received": 2, "clock_contact": 5, "clock_start": 15}
    wrong = {"name": "Samen eten", "minimum_age": "70", "maximum_age": "12", "url": "geen adres", **clocks}
    answer = client.post(page("keep", eating), wrong | {"seen": now(eating).version, "key": key()})
    assert answer.status_code == 422
    assert "geen adres" in answer.content.decode()
    assert "De hoogste leeftijd ligt onder de laagste" in message(answer)
    assert now(eating).minimum_age is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"at": "10:00"}, "Kies ook de dag."),
        ({"within": "5"}, "Kies ook de buurt."),
        ({"age": "-3"}, ""),
        ({"day": "9"}, ""),
        ({"at": "25:99", "day": "1"}, ""),
        ({"q": "x" * 1_000_000}, ""),
    ],
)
def test_a_question_that_cannot_be_is_told_and_stays(asked: dict[str, str], said: str) -> None:
    answer = signed_in(IRIS).get(reverse("provisions:find"), asked)
    assert answer.status_code == 422
    assert said in message(answer)


@pytest.mark.parametrize("start", ["-1", "zomaar", "99999999999", "\u0663", "5"])
def test_an_odd_place_to_start_is_a_page_all_the_same(eating: Provision, start: str) -> None:
    assert signed_in(IRIS).get(reverse("provisions:find"), {"from": start}).status_code == 200


@pytest.mark.parametrize("number", [10, 60])
def test_a_page_of_the_finder_takes_seven_statements_however_many_rows(counted: Any, number: int) -> None:
    many(number)
    client = signed_in(IRIS)
    client.get(reverse("provisions:find"))
    with counted() as statements:
        client.get(reverse("provisions:find"), {"q": "koffie", "language": "tr"})
    assert len(statements) <= 8, str(statements)
