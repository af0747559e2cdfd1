"""Policy by municipality and day: the pack, and over it the newest line that holds; nothing is overwritten."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction

from accounts.models import Municipality, PolicyLine
from accounts.policy import Line, Policy, policy_of
from tests.accounts import office
from tests.cast import AT, COEVORDEN, TESS, TODAY, journal, refusal_of

pytestmark = pytest.mark.usefixtures("world")
TOMORROW = TODAY + timedelta(days=1)
PACK = {
    "sources": {"plan": {"title": "Het plan", "url": "https://example.nl/plan"}},
    "programme": [{"line": "Hulp dichtbij.", "source": "plan"}],
    "wording": [
        {"layer": "general_facility", "text": "Hulp voor iedereen.", "source": "plan"},
        {"layer": "own_strength", "text": "Wat u zelf kunt.", "example": True},
        {"layer": "general_facility", "laws": ["jeugd"], "text": "Hulp voor elk gezin.", "example": True},
    ],
    "pillars": [{"name": "Dichtbij", "text": "In de wijk.", "source": "plan"}],
    "ordinance": [{"code": "usual_help", "law": "wmo", "title": "Artikel 1", "text": "Tekst.", "example": True}],
    "contacts": [
        {"name": "Veilig Thuis", "what": "Advies", "phone": "0800-2000", "when": "altijd", "crisis": True,
         "last_checked": "2026-03-01", "source": "plan"},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def packed(world: None) -> None:
    Municipality.objects.filter(pk="hoogeveen").update(pack=PACK)


def policy(on: date = TODAY) -> Policy:
    return policy_of("hoogeveen", on=on)


def contact(on: date = TODAY) -> Line:
    return policy(on).contacts[0]


def test_the_pack_speaks_where_nothing_was_written() -> None:
    told = policy()
    assert [line.text for line in told.programme] == ["Hulp dichtbij."]
    assert told.programme[0].source is not None
    assert told.programme[0].source.url == "https://example.nl/plan"
    assert [(line.title, line.text) for line in told.pillars] == [("Dichtbij", "In de wijk.")]
    assert (contact().key, contact().phone, contact().crisis) == ("veilig-thuis", "0800-2000", True)
    assert contact().checked_on == date(2026, 3, 1)


def test_wording_goes_by_step_and_by_law_where_it_has_its_own() -> None:
    told = policy()
    assert list(told.wording) == ["own_strength", "general_facility", "general_facility-jeugd"]
    assert told.worded("general_facility", "jeugd").text == "Hulp voor elk gezin."
    assert told.worded("general_facility", "wmo").text == "Hulp voor iedereen."
    assert told.worded("usual_help") is None


def test_each_line_names_its_source_or_is_an_example() -> None:
    lines = [*policy().wording.values(), *policy().ordinance, *policy().contacts]
    assert [line.example for line in lines] == [True, False, True, True, False]


def test_an_empty_pack_says_nothing_and_does_not_fail() -> None:
    told = policy_of("coevorden", on=TODAY)
    assert (told.programme, told.wording, told.ordinance, told.contacts) == ((), {}, (), ())


def test_a_municipality_that_does_not_exist_has_no_policy() -> None:
    with pytest.raises(Municipality.DoesNotExist):
        policy_of("nergenshuizen", on=TODAY)


def test_a_written_line_wins_from_its_day_on() -> None:
    office.write("wording", "own_strength", text="Wat lukt u zelf?", valid_from=TOMORROW)
    assert policy().worded("own_strength").text == "Wat u zelf kunt."
    assert policy(TOMORROW).worded("own_strength").text == "Wat lukt u zelf?"
    assert policy(TOMORROW).worded("own_strength").since == TOMORROW


def test_of_two_lines_of_one_day_the_last_written_wins_and_both_stay() -> None:
    office.write("wording", "own_strength", text="Eerst")
    office.write("wording", "own_strength", text="Daarna")
    texts = set(PolicyLine.objects.values_list("text", flat=True))
    assert texts == {"Eerst", "Daarna"}
    assert policy().worded("own_strength").text in texts


def test_an_article_and_a_contact_can_be_added_and_taken_out() -> None:
    office.write("ordinance", "artikel-2", law="wmo", title="Artikel 2", source="Verordening 2026", example=False)
    assert [line.title for line in policy().articles("wmo")] == ["Artikel 1", "Artikel 2"]
    office.write("contact", "veilig-thuis", title="Veilig Thuis", withdrawn=True)
    assert policy().contacts == ()


def test_a_step_does_not_lose_its_wording() -> None:
    assert refusal_of(office.write, "wording", "own_strength", withdrawn=True) == "policy.wording_stays"
    with pytest.raises(KeyError):
        office.write("wording", "fifth_step")


@pytest.mark.parametrize("says", [{"source": "Plan", "example": True}, {"source": "", "example": False}])
def test_a_line_names_a_source_or_is_an_example_never_both(says: dict[str, object]) -> None:
    assert refusal_of(office.write, "contact", "gemeente", **says) == "policy.source_or_example"


def test_the_past_stays_as_it_was() -> None:
    before = TODAY - timedelta(days=1)
    assert refusal_of(office.write, "contact", "gemeente", valid_from=before) == "policy.from_today"
    assert refusal_of(office.write, "contact", "gemeente", valid_from=date(2999, 1, 1)) == "post.strange_year"


def test_only_the_own_administrator_writes() -> None:
    assert refusal_of(office.write, "contact", "gemeente", by=TESS) == "access.not_your_role"
    for place in ("coevorden", "nergenshuizen"):
        with pytest.raises(ObjectDoesNotExist):
            office.write("contact", "gemeente", municipality=place)
    clara = office.another_admin(COEVORDEN, "Clara")
    office.write("contact", "gemeente", municipality="coevorden", by=clara)
    assert policy().contacts[0].key == "veilig-thuis"


def test_writing_is_journalled_with_the_line() -> None:
    office.write("contact", "gemeente")
    entry = journal(act="policy:write")[0]
    assert (entry.object_id, entry.reason) == (PolicyLine.objects.get().id, "contact")


@pytest.mark.parametrize("meddle", ["update", "delete"])
def test_a_line_is_never_changed_or_deleted(meddle: str) -> None:
    office.write("contact", "gemeente")
    lines = PolicyLine.objects.all()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        lines.update(text="Anders") if meddle == "update" else lines._raw_delete(lines.db)


def test_a_pack_loaded_again_leaves_what_was_written() -> None:
    office.write("wording", "own_strength", text="Wat lukt u zelf?")
    Municipality.objects.filter(pk="hoogeveen").update(pack=PACK)
    assert policy().worded("own_strength").text == "Wat lukt u zelf?"
    assert PolicyLine.objects.get().at == AT
