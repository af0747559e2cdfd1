"""The official test persons, all of them: recorded, found, shown, printed, handed out; none merged, no secret told.

`TREDE_PERSONS` names the whole set (personas.csv, 687 persons); without it, and without ../shared beside the
project, the hardest of them stand in for all: tests/data/persons.csv. All are recorded and found each time; the pages
and files are those of the hardest and of every twentieth, under `make soak` those of all.
"""

import csv
import html
import io
import os
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cases.residents import actions as residents
from cases.residents.actions import Identity
from cases.residents.bsn import Bsn
from cases.residents.models import Representative, Resident
from cases.residents.querysets import plain
from cases.residents.representatives import actions as representatives
from cases.residents.representatives.actions import Speaker
from config.local import ROOT
from tests.cast import AT, TESS, TODAY, acting
from tests.pages.hands import signed_in
from workflows.representation import Birth, who_speaks

pytestmark = pytest.mark.usefixtures("world")
WHOLE = Path(os.environ.get("TREDE_PERSONS", ROOT.parent / "shared" / "data" / "persons" / "personas.csv"))
HARDEST = ROOT / "tests" / "data" / "persons.csv"
MOST = 687
Row = dict[str, str]


@cache
def rows() -> tuple[Row, ...]:
    with (WHOLE if WHOLE.is_file() else HARDEST).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def _hardest() -> frozenset[str]:
    with HARDEST.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["pl"] for row in csv.DictReader(lines))


def identity_of(place: int, row: Row) -> Identity:
    """A person of the set as a resident: at the own address, or where the set gives none, at an invented one."""
    born, died = row["geboortedatum"], row["overlijdensdatum"]
    year, month, day = (int(part or 0) for part in (born[:4], born[4:6], born[6:]))
    street = row.get("straat") or f"Verzonnenlaan{place}"
    return Identity(
        family_name=row["geslachtsnaam"],
        first_names=row["voornamen"],
        prefix=row["voorvoegsel"],
        gender=row["geslacht"].lower() or "o",
        birth_year=year or None,
        birth_month=(month or None) if year else None,
        birth_day=(day or None) if year and month else None,
        bsn=Bsn.parse(row["bsn"]) if row["bsn"] else None,
        street=street,
        house_number=row.get("huisnummer") or str(place),
        postcode=row.get("postcode") or "7901AA",
        place=row.get("woonplaats") or "Hoogeveen",
        secret_address=row["geheimhouding"] not in ("", "0"),
        address_in_doubt=bool(row["adres_in_onderzoek"]),
        deceased_on=_day_of(died),
        death_known=_how_much(died),
    )


def _day_of(died: str) -> date | None:
    """The first day possible; "05" is no date at all."""
    return date(int(died[:4]), int(died[4:6]) or 1, int(died[6:]) or 1) if len(died) == 8 else None


def _how_much(died: str) -> str:
    if not died:
        return ""
    if len(died) != 8:
        return "unknown"
    return "year" if died[4:6] == "00" else "month" if died[6:] == "00" else "day"


@pytest.fixture
def people(db: None) -> list[tuple[Row, Resident]]:
    """All of them, recorded through the door; who is under guardianship (curatele) with a curator."""
    with acting(TESS):
        recorded = [
            (row, residents.register_resident(municipality="hoogeveen", identity=identity_of(place, row), by=TESS))
            for place, row in enumerate(rows())
        ]
        for row, person in recorded:
            if row["curatele"]:
                curator = Speaker(kind="curator", source="register", name="Een curator", since=date(2010, 1, 1))
                representatives.add_representative(resident=person.id, speaker=curator, by=TESS, at=AT)
    return recorded


@pytest.fixture(params=["some", pytest.param("all", marks=pytest.mark.soak)])
def shown(request: pytest.FixtureRequest, people: list[tuple[Row, Resident]]) -> list[tuple[Row, Resident]]:
    """Whose pages and files are looked at."""
    if request.param == "all":
        return people
    return [one for place, one in enumerate(people) if place % 20 == 0 or one[0]["pl"] in _hardest()]


def test_the_whole_set_is_here() -> None:
    if not WHOLE.is_file():
        pytest.skip(f"only the {len(rows())} hardest test persons are here, not all {MOST}: name {WHOLE.name}")
    assert len(rows()) == MOST


def test_everybody_is_recorded_once_and_found_and_nobody_by_a_secret_address(
    people: list[tuple[Row, Resident]],
) -> None:
    assert len({person.id for _row, person in people}) == len(rows())
    with acting(TESS):
        assert Resident.objects.count() == len(rows())
        assert Representative.objects.count() == sum(bool(row["curatele"]) for row in rows())
        for row, person in people:
            by_name = Resident.objects.findable_by(TESS).matching(row["geslachtsnaam"][:100])
            assert person.id in set(by_name.values_list("pk", flat=True)), row["pl"]
            if person.secret_address:
                by_address = Resident.objects.findable_by(TESS).matching(f"{person.postcode} {person.house_number}")
                assert person.id not in set(by_address.values_list("pk", flat=True)), row["pl"]


def test_everybody_is_shown_as_in_the_civil_registry(shown: list[tuple[Row, Resident]]) -> None:
    """The page is also what is printed."""
    client, wrong = signed_in(TESS), []
    for row, person in shown:
        answer = client.get(reverse("residents:resident", args=[person.id]))
        page = answer.content.decode()
        wrong += [f"{row['pl']}: {why}" for why in _wrong_with(row, person, answer.status_code, page)]
        if row["bsn"] and row["bsn"] in page:
            wrong.append(f"{row['pl']}: the whole BSN")
    assert wrong == []


def _wrong_with(row: Row, person: Resident, status: int, page: str) -> list[str]:
    said = {
        "status": status == 200,
        "name": _escaped(row["geslachtsnaam"]) in page,
        "deceased": ("Deze inwoner is overleden." in page) == bool(row["overlijdensdatum"]),
        "secret": ("Geheim adres." in page) == person.secret_address,
        "address": _tells(person, page) != person.secret_address,
        "doubt": ("De gemeente onderzoekt dit adres." in page)
        == (bool(row["adres_in_onderzoek"]) and not person.secret_address),
        "curator": ("Een curator" in page) == bool(row["curatele"]),
        "twice": ("Dit BSN komt 2 keer voor." in page) == (row["bsn"] in _twice()),
        "no none": not re.search(r"\bNone\b", page),
    }
    return [what for what, holds in said.items() if not holds]


def test_everybody_is_handed_out_without_a_secret(shown: list[tuple[Row, Resident]]) -> None:
    client = signed_in(TESS)
    for row, person in shown:
        door = reverse("residents:hand_out", args=[person.id])
        for kind, read in (("csv", _csv), ("xlsx", _xlsx)):
            cells = read(client.post(door, {"format": kind}).content)
            told = " ".join(cells)
            assert _tells(person, told) != person.secret_address, (row["pl"], kind)
            assert not row["bsn"] or row["bsn"] not in told, row["pl"]
            assert row["voornamen"] in told, row["pl"]


def test_a_number_that_occurs_twice_is_told_and_leads_to_the_other(people: list[tuple[Row, Resident]]) -> None:
    client = signed_in(TESS)
    doubles = [(row, person) for row, person in people if row["bsn"] in _twice()]
    assert len(doubles) == 10
    for row, person in doubles:
        (other,) = [one for theirs, one in doubles if theirs["bsn"] == row["bsn"] and one.id != person.id]
        assert str(other.id) in client.get(reverse("residents:resident", args=[person.id])).content.decode()
        asked = f"{row['geslachtsnaam']} {row['voornamen'][:20]}"[:100]
        assert "Dit BSN komt 2 keer voor." in _looked_up(client, asked), row["pl"]


def test_the_age_of_everybody_says_who_speaks() -> None:
    known = [identity_of(place, row) for place, row in enumerate(rows())]
    births = [Birth(one.birth_year, one.birth_month, one.birth_day) for one in known]
    assert all(who_speaks(birth, on=TODAY).reason for birth in births)


@cache
def _twice() -> frozenset[str]:
    numbers = [row["bsn"] for row in rows() if row["bsn"]]
    return frozenset(number for number in numbers if numbers.count(number) > 1)


def _tells(person: Resident, text: str) -> bool:
    """Whether a text holds the address: street and number, as they are written on a page."""
    return _escaped(f"{person.street} {person.house_number}".strip()) in text or (
        f"{person.street} {person.house_number}".strip() in text
    )


def _escaped(text: str) -> str:
    return html.escape(text)


def _looked_up(client: Client, text: str) -> str:
    return client.post(reverse("residents:find"), {"q": text}).content.decode()


def _csv(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]


def _xlsx(content: bytes) -> list[str]:
    sheet: Any = load_workbook(io.BytesIO(content)).active
    return [str(cell.value or "") for row in sheet.iter_rows() for cell in row]


def test_a_name_of_marks_only_is_still_found() -> None:
    assert plain("Żóŝd'  ĤĦòńã") == "zosd hhona"
