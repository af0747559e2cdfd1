"""Teams: made, named, given neighbourhoods, closed; a pack that is loaded again leaves what was done by hand."""

import pytest
from django.core.exceptions import ObjectDoesNotExist

from accounts import actions as accounts
from accounts.actions import Ensured
from accounts.models import Neighbourhood, Team
from accounts.teams import actions as teams
from tests.accounts import office
from tests.cast import COEVORDEN, DESK, NOORD, TESS, TODAY, ZUID, journal, refusal_of

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def area() -> Neighbourhood:
    return Neighbourhood.objects.create(
        code="BU01180001", year=2026, name="Krakeel", district="Wijk 50", municipality_id="hoogeveen", team_id=NOORD
    )


def test_a_team_is_added_under_a_code_of_its_own() -> None:
    Team.objects.filter(pk=ZUID).update(closed_on=TODAY)
    team = office.team_of(office.add_team("Zuid"))
    assert (team.name, team.code, team.closed_on) == ("Zuid", "zuid-2", None)
    assert [entry.object_id for entry in journal(act="team:add")] == [team.id]


def test_two_open_teams_do_not_share_a_name() -> None:
    assert refusal_of(office.add_team, "noord") == "team.name_taken"
    assert refusal_of(office.on_team, teams.rename_team, name="Noord") == "team.name_taken"


def test_a_name_may_be_written_differently() -> None:
    office.on_team(teams.rename_team, name="zuid")
    assert office.team_of(ZUID).name == "zuid"


def test_another_municipality_is_not_in_sight() -> None:
    for municipality in ("coevorden", "nergenshuizen"):
        with pytest.raises(ObjectDoesNotExist):
            office.add_team(municipality=municipality)
    for verb in (teams.close_team, teams.reopen_team):
        with pytest.raises(ObjectDoesNotExist):
            office.on_team(verb, COEVORDEN)


def test_who_is_no_administrator_changes_nothing() -> None:
    assert refusal_of(office.on_team, teams.close_team, by=TESS) == "access.not_your_role"


def test_a_neighbourhood_moves_to_another_team(area: Neighbourhood) -> None:
    assert office.on_team(teams.serve, neighbourhoods=[area.pk]) == 1
    area.refresh_from_db()
    assert (area.team_id, area.by_hand) == (ZUID, True)


def test_a_neighbourhood_elsewhere_does_not_move(area: Neighbourhood) -> None:
    Neighbourhood.objects.update(municipality_id="coevorden", team_id=COEVORDEN)
    assert office.on_team(teams.serve, neighbourhoods=[area.pk]) == 0


def test_only_an_open_neighbourhood_team_serves(area: Neighbourhood) -> None:
    assert refusal_of(office.on_team, teams.serve, DESK, neighbourhoods=[area.pk]) == "team.serves_not"
    office.on_team(teams.close_team)
    assert refusal_of(office.on_team, teams.serve, neighbourhoods=[area.pk]) == "team.serves_not"
    assert refusal_of(office.on_team, teams.serve, NOORD, neighbourhoods=[]) == "team.nothing_chosen"


def test_a_closed_team_is_no_choice_any_more_and_may_open_again() -> None:
    office.on_team(teams.close_team)
    assert not Team.objects.open().filter(pk=ZUID).exists()
    assert office.team_of(ZUID).closed_on == TODAY
    office.on_team(teams.reopen_team)
    assert Team.objects.open().filter(pk=ZUID).exists()


def test_a_team_does_not_open_under_a_name_that_is_taken() -> None:
    office.on_team(teams.close_team)
    office.add_team("Zuid")
    assert refusal_of(office.on_team, teams.reopen_team) == "team.name_taken"


def test_a_team_that_serves_does_not_close(area: Neighbourhood) -> None:
    assert refusal_of(office.on_team, teams.close_team, NOORD) == "team.still_serves"


def test_the_last_desk_does_not_close() -> None:
    assert refusal_of(office.on_team, teams.close_team, DESK) == "team.last_desk"
    office.add_team("Tweede toegang", kind="desk")
    office.on_team(teams.close_team, DESK)


def test_a_pack_loaded_again_leaves_what_was_done_by_hand(area: Neighbourhood) -> None:
    office.on_team(teams.rename_team, name="Wijkteam Zuid-Oost")
    office.on_team(teams.serve, neighbourhoods=[area.pk])
    team, done = accounts.ensure_team(municipality="hoogeveen", code="zuid", name="Zuid", kind="neighbourhood")
    assert (team.name, done) == ("Wijkteam Zuid-Oost", Ensured.UNCHANGED)
    given = {"code": area.code, "year": area.year, "name": "Krakeel", "district": "Wijk 50"}
    kept, done = accounts.ensure_neighbourhood(team=office.team_of(NOORD), **given)
    assert (kept.team_id, done) == (ZUID, Ensured.UNCHANGED)
