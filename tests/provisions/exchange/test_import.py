"""A directory comes in: every row is told, nothing is dropped or repaired without a word, and again changes nothing."""

from pathlib import Path

import pytest

from provisions.models import (
    Accessibility,
    Address,
    Attribute,
    Language,
    Location,
    Organisation,
    Provision,
    Schedule,
    TaxonomyTerm,
)
from tests.provisions.exchange.packages import bring, rows, small, write

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lijst", small())


def test_read_is_accepted_plus_unchanged_plus_rejected_in_every_table(folder: Path) -> None:
    came = bring(folder)
    assert came.tallies.keys() == small().keys()
    for name, tally in came.tallies.items():
        assert tally.read == len(small()[name]) == tally.accepted + tally.unchanged + tally.rejected


def test_every_rejection_has_its_row_and_reason(folder: Path) -> None:
    came = bring(folder)
    assert len(came.rejected) == came.total("rejected")
    assert came.reasons("services") == {4: "organization.unknown"}
    assert came.reasons("services_at_location") == {3: "service.rejected"}
    assert came.reasons("physical_addresses") == {3: "cell.needed"}
    assert came.reasons("phones") == {3: "service.rejected", 4: "cell.needed"}
    assert came.reasons("regular_schedules") == {3: "time.unreadable"}
    assert came.reasons("eligibility") == {4: "service.missing"}
    assert came.reasons("services_taxonomy") == {3: "service.rejected"}
    assert came.reasons("taxonomy") == {4: "id.double"}
    assert came.reasons("astrology") == {2: "table.not_kept", 3: "table.not_kept"}


def test_what_was_read_differently_is_said(folder: Path) -> None:
    came = bring(folder)
    told = {(line.table, line.row, line.column, line.code) for line in came.notes}
    assert {
        ("organizations", 2, "website", "url.scheme"),
        ("organizations", 2, "description", "text.line_end"),
        ("organizations", 2, "description", "text.marker"),
        ("services", 5, "name", "name.repeated"),
        ("locations", 3, "organization_id", "organization.unknown"),
        ("physical_addresses", 2, "state_province", "text.trimmed"),
        ("regular_schedules", 2, "opens_at", "time.twelve_hours"),
        ("languages", 3, "id", "id.repeated"),
    } <= told
    assert Organisation.objects.get(source_id="1").description == "Eerste regel.\n\n###MON###"


def test_what_came_in_is_as_it_was_written(folder: Path) -> None:
    bring(folder)
    coffee = Provision.objects.get(source_id="11")
    assert (coffee.name, coffee.organisation.name, coffee.layer) == ("Koffieochtend", "De Opgang", "general_facility")
    assert coffee.eligibility == "Iedereen\nOok kinderen"
    assert coffee.at_locations.get().location.name == "Het buurthuis"
    monday = Schedule.objects.get(provision=coffee)
    assert (monday.byday, monday.freq, str(monday.opens_at), str(monday.closes_at)) == (
        "MO",
        "WEEKLY",
        "13:50:00",
        "15:00:00",
    )
    assert monday.description == "1:50pm-3:00pm, Mon"
    assert list(Language.objects.filter(provision=coffee).order_by("id").values_list("name", flat=True)) == [
        "Dutch",
        "Polish",
    ]
    assert Address.objects.get().type == "physical"
    assert Accessibility.objects.get().description == "Rolstoel"
    assert Location.objects.get(source_id="22").organisation is None
    assert Attribute.objects.get().term.name == "Ontmoeten"


def test_a_term_may_stand_before_the_one_above_it(folder: Path) -> None:
    bring(folder)
    term = TaxonomyTerm.objects.get(source_id="A-1")
    assert (term.parent.name, term.parent_name) == ("Samen", "Samen")


def test_a_column_without_a_place_is_kept_beside(tmp_path: Path) -> None:
    tables = {
        "organizations": rows("id name mascot", "1|De Opgang|Uil"),
        "services": rows("id organization_id name", "2|1|X"),
    }
    bring(write(tmp_path / "a", tables))
    assert Organisation.objects.get(source_id="1").extra == {"mascot": "Uil"}


def test_a_second_time_changes_nothing(folder: Path) -> None:
    first, second = bring(folder), bring(folder)
    assert (second.total("new"), second.total("changed")) == (0, 0)
    assert second.total("unchanged") == first.total("accepted")
    assert second.total("rejected") == first.total("rejected")


def test_edited_rows_are_shown_with_old_and_new_and_no_others(tmp_path: Path, folder: Path) -> None:
    bring(folder)
    edited = small()
    edited["services"][0]["name"] = "Theeochtend"
    edited["regular_schedules"][0]["opens_at"] = "2:00pm"
    edited["languages"][1]["language"] = "Ukrainian"
    edited["organizations"][1]["url"] = "https://brug.example/"
    edited["eligibility"][1]["eligibility"] = "Ook honden"
    came = bring(write(tmp_path / "again", edited))
    assert came.total("new") == 0
    told = {(line.table, line.row): line.changes for line in came.changed}
    assert told.keys() == {
        ("services", 2), ("regular_schedules", 2), ("languages", 3), ("organizations", 3), ("eligibility", 2),
    }  # fmt: skip
    assert told["services", 2]["name"] == ["Koffieochtend", "Theeochtend"]
    assert told["regular_schedules", 2]["opens_at"] == ["13:50:00", "14:00:00"]


def test_a_look_ahead_tells_the_same_and_leaves_all_as_it_was(folder: Path) -> None:
    ahead = bring(folder, dry=True)
    assert not Provision.objects.exists()
    assert bring(folder).tallies == ahead.tallies


def test_what_is_no_longer_in_it_is_counted_and_stays(tmp_path: Path, folder: Path) -> None:
    bring(folder)
    fewer = small()
    fewer["services"].pop()
    came = bring(write(tmp_path / "fewer", fewer))
    assert came.tallies["services"].absent == 1
    assert Provision.objects.filter(source_id="14").exists()


def test_two_directories_keep_apart(folder: Path) -> None:
    bring(folder, source="een")
    came = bring(folder, source="twee")
    assert came.total("changed") == 0
    assert Provision.objects.filter(source_id="11").count() == 2
    assert bring(folder, municipality="coevorden").total("changed") == 0
    assert Organisation.objects.filter(municipality="coevorden").count() == 2


def test_a_package_without_organisations_rejects_its_services(tmp_path: Path) -> None:
    came = bring(write(tmp_path / "a", {"services": rows("id organization_id name", "1|1|X")}))
    assert came.reasons("services") == {2: "organization.unknown"}
