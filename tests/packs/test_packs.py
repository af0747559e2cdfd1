"""Policy packs: nothing is said without a source, every neighbourhood has a team, loading twice changes nothing."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Mandate, Membership, Municipality, Neighbourhood, Role, Team, User
from cases.residents.bsn import Bsn
from config.municipality import pack as packs
from config.municipality import people
from config.municipality.load import load
from config.municipality.pack import PACKS, BadPack
from config.municipality.persons import identity_of, persons
from provisions.models import Provision

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NATIONAL = {"wmo", "jeugd", "pw", "wgs"}


@pytest.fixture(params=packs.known())
def pack(request: Any) -> packs.Pack:
    return packs.read(request.param)


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO, settings.MUNICIPALITY = True, "hoogeveen"


def broken(folder: Path, old: str, new: str) -> Path:
    """The pack of Hoogeveen with one thing changed."""
    text = (PACKS / "hoogeveen.toml").read_text(encoding="utf-8")
    assert old in text
    times = -1 if old.startswith("crisis = true") and "source" not in old else 1
    (folder / "hoogeveen.toml").write_text(text.replace(old, new, times), encoding="utf-8")
    (folder / "hoogeveen_areas.csv").write_bytes((PACKS / "hoogeveen_areas.csv").read_bytes())
    return folder / "hoogeveen.toml"


def test_every_neighbourhood_has_its_team(pack: packs.Pack) -> None:
    assert {pack.team_of(area) for area in pack.areas} == {team.code for team in pack.teams if team.kind != "desk"}


def test_a_pack_sets_no_national_law(pack: packs.Pack) -> None:
    assert not NATIONAL & set(pack.document)


def test_there_is_a_free_day_meeting_in_a_community_house(pack: packs.Pack) -> None:
    meeting = pack.provision("day_meeting")
    assert (meeting.layer, meeting.cost, meeting.needs_intake) == ("general_facility", "gratis", False)


def test_both_packs_offer_what_the_stories_ask_for() -> None:
    hoogeveen, coevorden = (packs.read(code) for code in ("hoogeveen", "coevorden"))
    assert {one.code for one in hoogeveen.provisions} == {one.code for one in coevorden.provisions}
    assert len(hoogeveen.homes) == len(coevorden.homes)


def test_both_packs_have_the_articles_the_stories_cite() -> None:
    shared = [{article.code for article in packs.read(code).ordinance} for code in packs.known()]
    assert {"usual_help", "youth_own_strength", "income", "debt_term"} <= set.intersection(*shared)


def test_an_example_of_an_article_says_so_in_its_title(pack: packs.Pack) -> None:
    for row in pack.document["ordinance"]:
        assert row["title"].startswith("Voorbeeld: ") == (row.get("example") is True)


def test_the_crisis_card_has_numbers_that_name_their_source(pack: packs.Pack) -> None:
    card = {row["phone"]: row["source"] for row in pack.document["contacts"] if row.get("crisis") and "source" in row}
    assert {"112", "0800-2000"} <= set(card)
    assert set(card.values()) <= set(pack.document["sources"])


def test_only_the_published_pillars_are_there() -> None:
    assert "pillars" not in packs.read("hoogeveen").document
    named = [row["name"] for row in packs.read("coevorden").document["pillars"]]
    assert named == ["Meedoen en meetellen", "Voorkomen", "Samenwerken", "Dichtbij", "Innovatie"]


def test_a_pack_can_be_kept_as_json(pack: packs.Pack) -> None:
    assert json.loads(json.dumps(pack.document)) == pack.document


def test_no_two_homes_are_the_same(pack: packs.Pack) -> None:
    assert len(set(pack.homes)) == len(pack.homes) >= 30


def test_the_neighbourhood_that_is_in_both_keeps_its_two_codes() -> None:
    named = [area.code for code in packs.known() for area in packs.read(code).areas if "Nieuwlande" in area.name]
    assert len(set(named)) == len(named) == 3


def test_residents_of_stories_are_official_test_persons(pack: packs.Pack) -> None:
    for person in persons():
        identity = identity_of(person, pack.homes[0])
        assert isinstance(identity.bsn, Bsn)
        assert identity.bsn.digits.startswith("9999")


BROKEN = {
    "an unknown source": ('source = "saving"', 'source = "hearsay"', r"\[\[programme\]\] number 4 needs a `source`"),
    "no source at all": ('kind = "desk"\nexample = true', 'kind = "desk"', r"\[\[teams\]\] number 1 needs a `source`"),
    "a neighbourhood without a team": ('"BU01185007"', '"BU01185006"', "BU01185007 West is served by 0 teams"),
    "a district that does not exist": ('"WK011853"', '"WK019999"', "is served by 0 teams"),
    "an unknown layer": ('layer = "general_facility"\nwhat', 'layer = "free_help"\nwhat', "provision 'day_meeting'"),
    "an unknown kind of team": ('kind = "desk"', 'kind = "balie"', "team 'toegang': Write one of: desk"),
    "a seat nobody has": ('team2 = "zuid"', 'team2 = "oost"', r"\[cast\] team2 names a team that does not exist"),
    "a missing name": ('name = "Hoogeveen"', "", "lacks 'name'"),
    "broken TOML": ("[cast]", "[cast", "is no valid TOML"),
    "an article without a source": (
        'De gemeente vult dit in."\nexample = true',
        'De gemeente vult dit in."',
        r"\[\[ordinance\]\] number 1 needs a `source`",
    ),
    "an article of no law": ('law = "pw"\ntitle', 'law = "pww"\ntitle', r"'income': Did you mean 'pw'"),
    "a law without an article": ('code = "income"\nlaw = "pw"', 'code = "income"\nlaw = "wmo"', "no article for pw"),
    "an article twice": ('code = "income"', 'code = "tailored"', "'tailored' stands there twice"),
    "a contact without a day": (
        "last_checked = 2026-11-22",
        'last_checked = "onlangs"',
        "number 1: last_checked is no day",
    ),
    "a contact without a source": (
        'crisis = true\nsource = "crisis_numbers"',
        "crisis = true",
        r"\[\[contacts\]\] number 1 needs a `source`",
    ),
    "a contact without a number": ('phone = "112"', 'phone = ""', "number 1: phone is empty"),
    "no crisis card": ("crisis = true", "crisis = false", "has no number for a crisis"),
    "a layer without a text": ('layer = "usual_help"\ntext', 'layer = "social_network"\ntext', "worded twice"),
    "a wording of no law": ('laws = ["jeugd"]\ntext', 'laws = ["jeugdwet"]\ntext', "Did you mean 'jeugd'"),
    "a colleague without a seat": ('seat = "team2"', 'seat = "team3"', r"Femke Warmelts: Did you mean"),
    "a threshold that hides less from the public": ("threshold = 10", "threshold = 4", "publication is not lower"),
    "an audience twice": ('audience = "publication"', 'audience = "inside"', "needs one threshold for each of"),
    "a threshold without a source": ("threshold = 5\nexample = true", "threshold = 5", "number 1 needs a `source`"),
    "an unknown key": ('cost = "gratis"', 'price = "gratis"', "price"),
}


@pytest.mark.parametrize(("old", "new", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_broken_pack_is_refused_with_its_fault(old: str, new: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(BadPack, match=fault):
        packs.read_file(broken(tmp_path, old, new))


def rows() -> dict[str, list[Any]]:
    tables = (Municipality, Team, Neighbourhood, User, Membership, Mandate, Provision)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


@pytest.mark.django_db
def test_loading_twice_changes_nothing(pack: packs.Pack, demo: None) -> None:
    load(pack, at=AT)
    before = rows()
    counts = load(pack, at=AT)
    assert rows() == before
    assert {how["created"] + how["changed"] for how in counts.values()} == {0}


@pytest.mark.django_db
def test_loading_sets_right_what_was_changed(pack: packs.Pack) -> None:
    load(pack, at=AT)
    Team.objects.filter(code="toegang").update(name="Balie")
    assert load(pack, at=AT)["teams"] == {"created": 0, "changed": 1, "unchanged": 2}
    assert Team.objects.get(code="toegang").name == "Toegang"


@pytest.mark.django_db
def test_nobody_can_sign_in_outside_the_demo(pack: packs.Pack) -> None:
    load(pack, at=AT)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_people_of_the_demo_sign_in(demo: None) -> None:
    load(packs.read("hoogeveen"), at=AT)
    users = User.objects.filter(email__endswith="@demo.trede.test")
    assert {user.email.split("@")[0] for user in users} == set(packs.ROLES)
    assert all(user.check_password("trede-demo") for user in users)


def posts_of_logins() -> Any:
    posts = Membership.objects.filter(user__email__endswith="@demo.trede.test")
    return posts.values_list("team__municipality", flat=True)


@pytest.mark.django_db
def test_colleagues_fill_the_teams_and_nobody_signs_in_as_one(pack: packs.Pack, settings: Any) -> None:
    settings.DEMO, settings.MUNICIPALITY = True, pack.code
    load(pack, at=AT)
    colleagues = User.objects.filter(email__startswith="colleague")
    assert {user.name for user in colleagues} == {colleague.name for colleague in pack.colleagues}
    assert not any(user.has_usable_password() for user in colleagues)
    for seat in ("team", "team2"):
        assert Membership.objects.filter(team__code=pack.seats[seat], role=Role.TEAM).count() == 5


@pytest.mark.django_db
def test_the_safety_officer_sees_concerns_and_no_case(demo: None) -> None:
    load(packs.read("hoogeveen"), at=AT)
    officer = people.actor("safety", "hoogeveen", on=AT.date())
    assert officer.guards_safety_in() == {"hoogeveen"}
    assert not officer.laws_per_team()


@pytest.mark.django_db
def test_the_demo_logins_belong_to_the_municipality_of_the_demo(demo: None) -> None:
    for code in packs.known():
        load(packs.read(code), at=AT)
    assert set(posts_of_logins()) == {"hoogeveen"}


@pytest.mark.django_db
def test_another_demo_takes_the_logins_along(demo: None, settings: Any) -> None:
    load(packs.read("hoogeveen"), at=AT)
    settings.MUNICIPALITY = "coevorden"
    load(packs.read("coevorden"), at=AT)
    assert set(posts_of_logins()) == {"coevorden"}
    assert people.actor("decision", "coevorden", on=AT.date()).mandates == {("coevorden", law) for law in NATIONAL}


@pytest.mark.django_db
def test_the_manager_has_every_neighbourhood_team(demo: None) -> None:
    load(packs.read("hoogeveen"), at=AT)
    manager = people.actor("manager", "hoogeveen", on=AT.date())
    assert sorted(post.team_name for post in manager.posts) == ["Wijkteam Noord", "Wijkteam Zuid"]


def test_an_unknown_municipality_is_bad_input() -> None:
    with pytest.raises(CommandError, match=r"'assen'\. Known are: coevorden, hoogeveen") as failure:
        call_command("load_municipality", "assen")
    assert failure.value.returncode == 2


@pytest.mark.django_db
def test_a_machine_reads_what_was_loaded() -> None:
    said = StringIO()
    call_command("load_municipality", "coevorden", "--json", stdout=said)
    answer = json.loads(said.getvalue())
    assert answer["municipality"] == "coevorden"
    assert answer["tables"]["neighbourhoods"]["created"] == 68
