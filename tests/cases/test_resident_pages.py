"""The page of a resident, what it never tells, what is handed out, and how it is put right."""

import csv
import io
import re
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.access import Actor
from cases.residents import actions as residents
from cases.residents.models import Resident
from tests.cast import (
    ADA,
    AT,
    CORA,
    DANA,
    IRIS,
    MAX,
    PRIYA,
    TESS,
    TOM,
    WIM,
    acting,
    journal,
    now,
    open_case,
    refusal_of,
    register_resident,
)
from tests.pages.hands import signed_in
from workflows.representation import Birth

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def wiel(world: None) -> Resident:
    return register_resident(
        family_name="Wiel",
        prefix="van der",
        first_names="Çelik Ñuñez",
        birth_year=1939,
        birth_month=11,
        birth_day=29,
        street="Dorpsstraat",
        house_number="12",
        postcode="7901AA",
    )


def found(text: str, by: object = IRIS) -> list[Resident]:
    with acting(by):
        return list(Resident.objects.findable_by(by).matching(text))


@pytest.mark.parametrize(
    ("known", "born"),
    [
        ({}, "niet bekend"),
        ({"birth_year": 1968}, "1968 (dag en maand niet bekend)"),
        ({"birth_year": 1995, "birth_month": 2}, "februari 1995 (dag niet bekend)"),
        ({"birth_year": 1939, "birth_month": 11, "birth_day": 29}, "29 november 1939"),
    ],
)
def test_a_birth_date_is_told_as_far_as_it_is_known(known: dict[str, int], born: str) -> None:
    assert born in shown(register_resident(**known))


class TestThePage:
    def test_whoever_may_look_up_sees_who_somebody_is(self, wiel: Resident) -> None:
        page = shown(wiel, by=IRIS)
        assert "Dorpsstraat 12, 7901AA" in page
        assert "Çelik Ñuñez" in page
        assert "U ziet dit omdat u inwoners van deze gemeente mag opzoeken." in page

    def test_who_reads_a_case_sees_whom_it_is_about(self, wiel: Resident) -> None:
        assert page_of(wiel, by=DANA).status_code == 404
        case = open_case(resident=wiel.id)
        page = shown(wiel, by=DANA)
        assert f"uw team zaak {case.number} (Wmo) heeft" in page

    @pytest.mark.parametrize("who", [CORA, ADA, PRIYA, DANA, MAX])
    def test_for_who_has_no_ground_there_is_nobody(self, wiel: Resident, who: Actor) -> None:
        assert page_of(wiel, by=who).status_code == 404
        tried = journal(act="resident:read", object_id=wiel.id)
        assert {entry.result for entry in tried} == (set() if who is CORA else {"denied"})

    def test_a_case_of_another_team_leaves_no_trace(self, wiel: Resident) -> None:
        case = open_case(resident=wiel.id)
        assert case.number in shown(wiel)
        assert case.number not in shown(wiel, by=TOM)
        assert "Geen zaak die u mag zien" in shown(wiel, by=TOM)

    def test_a_case_of_another_law_leaves_no_trace(self, wiel: Resident) -> None:
        case = open_case(resident=wiel.id, laws=("jeugd",))
        assert case.number not in shown(wiel, by=WIM)

    def test_a_read_is_journalled_with_its_ground(self, wiel: Resident) -> None:
        shown(wiel, by=IRIS)
        open_case(resident=wiel.id)
        shown(wiel)
        read = journal(act="resident:read", object_id=wiel.id)
        assert [entry.purpose for entry in read] == ["may_look_up", "case_in_sight"]
        assert all("address" in entry.fields for entry in read)

    def test_a_bsn_that_occurs_twice_is_told_and_not_merged(self) -> None:
        one = register_resident(bsn="999993653", family_name="Wielinga")
        assert "komt 2 keer voor" not in shown(one)
        other = register_resident(bsn="999993653", family_name="Anders")
        page = shown(one)
        assert "Dit BSN komt 2 keer voor." in page
        assert str(other.id) in page
        assert "999993653" not in page
        assert "Dit BSN komt 2 keer voor." in looked_up("anders")
        assert journal(act="resident:shown_beside", subjects__contains=[other.id])

    def test_the_same_bsn_in_another_municipality_is_not_counted(self) -> None:
        register_resident(by=CORA, bsn="999993653")
        assert "keer voor" not in shown(register_resident(bsn="999993653"))

    def test_who_died_is_marked(self, wiel: Resident) -> None:
        dies(wiel, Birth(2008))
        assert "Deze inwoner is overleden." in shown(wiel)
        assert "2008 (dag en maand niet bekend)" in shown(wiel)
        assert "overleden" in looked_up("wiel")

    def test_an_address_that_is_checked_says_so(self) -> None:
        doubted = register_resident(street="Dorpsstraat", address_in_doubt=True)
        assert "De gemeente onderzoekt dit adres." in shown(doubted)


class TestASecretAddress:
    @pytest.fixture
    def hidden(self, world: None) -> Resident:
        hidden = register_resident(
            secret_address=True, street="Schuilplaats", house_number="12", postcode="7901AA", place="Verborgenveen"
        )
        open_case(resident=hidden.id)
        return hidden

    def test_it_stands_on_no_page_and_in_no_file(self, hidden: Resident) -> None:
        pages = [shown(hidden), looked_up("wielinga"), household_page(hidden), handed_out(hidden, "csv")]
        for page in (*pages, form(hidden, "move"), form(hidden, "correct")):
            assert not {"Schuilplaats", "7901AA", "Verborgenveen"} & set(words_of(page))
        assert "geheim adres" in pages[0]

    def test_it_is_shown_once_with_a_reason(self, hidden: Resident) -> None:
        answer = signed_in(TESS).post(url("reveal", hidden), {"because": "home_visit"})
        assert "Schuilplaats 12, 7901AA Verborgenveen" in answer.content.decode()
        (entry,) = journal(act="resident:reveal")
        assert (entry.reason, entry.subjects, entry.fields) == ("home_visit", [hidden.id], ["address"])
        assert "Schuilplaats" not in shown(hidden)

    def test_without_a_reason_it_stays_hidden(self, hidden: Resident) -> None:
        answer = signed_in(TESS).post(url("reveal", hidden), {})
        assert answer.status_code == 422
        assert "Schuilplaats" not in answer.content.decode()
        assert journal(act="resident:reveal") == []

    def test_who_may_not_reveal_is_refused(self, hidden: Resident) -> None:
        assert signed_in(IRIS).post(url("reveal", hidden), {"because": "home_visit"}).status_code == 403
        assert "Toon één keer" not in shown(hidden, by=IRIS)
        assert refusal_of(lambda: reveal(hidden, by=IRIS)) == "access.not_your_role"

    def test_without_a_case_in_sight_it_stays_hidden(self, hidden: Resident) -> None:
        answer = signed_in(TOM).post(url("reveal", hidden), {"because": "home_visit"})
        assert answer.status_code == 422
        assert "Schuilplaats" not in answer.content.decode()
        assert "Alleen wie een zaak van deze inwoner mag openen" in answer.content.decode()
        assert [entry.reason for entry in journal(act="resident:reveal")] == ["reveal_without_a_case"]
        assert "Toon één keer" not in shown(hidden, by=TOM)

    def test_another_municipality_reveals_nothing(self, hidden: Resident) -> None:
        assert signed_in(CORA).post(url("reveal", hidden), {"because": "home_visit"}).status_code == 404


class TestHandingOut:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_one_person_as_a_file(self, wiel: Resident, kind: str) -> None:
        cells = handed_out(wiel, kind)
        assert "Ç.Ñ. van der Wiel" in cells
        assert "Dorpsstraat 12" in cells
        assert journal(act="resident:export", object_id=wiel.id)

    def test_the_bsn_is_not_in_it(self) -> None:
        known = register_resident(bsn="999993653")
        assert not {"999993653", "3653"} & set(words_of(handed_out(known, "csv")))

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    @pytest.mark.parametrize("name", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "|cmd", "%0A"])
    def test_a_name_is_never_a_formula(self, name: str, kind: str) -> None:
        odd = register_resident(family_name="Wiel", first_names=name, phone=name)
        answer = signed_in(TESS).post(url("hand_out", odd), {"format": kind})
        rows = cells_of(answer.content, kind)
        assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@", "|", "%")]

    def test_only_who_records_may(self, wiel: Resident) -> None:
        open_case(resident=wiel.id)
        assert signed_in(DANA).post(url("hand_out", wiel), {"format": "csv"}).status_code == 403


class TestCorrecting:
    def test_a_name_is_put_right_and_found_again(self, wiel: Resident) -> None:
        assert send(wiel, "correct", **PERSON | {"family_name": "Wielinga"}).status_code == 302
        assert found("wielinga") == [wiel]
        (entry,) = journal(act="resident:corrected")
        assert set(entry.fields) >= {"family_name", "search_name"}
        assert "wielinga" not in str(vars(entry)).lower()

    @pytest.mark.parametrize(
        "wrong",
        [{"family_name": ""}, {"born": "31-02-1939"}, {"born": "1-1-2999"}, {"born": "gisteren"}, {"bsn": "123"}],
    )
    def test_what_is_wrong_is_said_and_kept(self, wiel: Resident, wrong: dict[str, str]) -> None:
        answer = send(wiel, "correct", **PERSON | wrong)
        assert answer.status_code == 422
        assert all(f'value="{value}"' in answer.content.decode() for value in wrong.values() if value)
        assert now(wiel).version == 0

    def test_the_second_of_two_colleagues_is_told(self, wiel: Resident) -> None:
        sent = {**PERSON, "seen": "0"}
        assert signed_in(TESS).post(url("correct", wiel), sent).status_code == 302
        answer = signed_in(IRIS).post(url("correct", wiel), sent | {"family_name": "Anders"})
        assert answer.status_code == 422
        assert "Een collega heeft deze persoon intussen gewijzigd" in answer.content.decode()
        assert now(wiel).family_name == "Wiel"

    def test_a_double_click_is_one_change(self, wiel: Resident) -> None:
        sent = {**PERSON, "seen": "0", "key": "11111111-1111-4111-8111-111111111111"}
        client = signed_in(TESS)
        assert [client.post(url("correct", wiel), sent).status_code for _click in range(2)] == [302, 302]
        assert now(wiel).version == 1

    @pytest.mark.parametrize(
        ("died", "code"),
        [
            (Birth(1939, 11, 28), "died_before_birth"),
            (Birth(1938), "died_before_birth"),
            (Birth(2026, 3, 4), "dies_later"),
        ],
    )
    def test_a_death_has_its_place_in_a_life(self, wiel: Resident, died: Birth, code: str) -> None:
        assert refusal_of(dies, wiel, died) == code
        assert not now(wiel).is_deceased

    @pytest.mark.parametrize(
        ("died", "known"),
        [(None, "unknown"), (Birth(2008), "year"), (Birth(2008, 7), "month"), (Birth(2008, 7, 3), "day")],
    )
    def test_a_death_may_be_known_in_part(self, wiel: Resident, died: Birth | None, known: str) -> None:
        dies(wiel, died)
        row = now(wiel)
        assert (row.death_known, row.death, row.is_deceased) == (known, died, True)

    def test_a_death_that_was_a_mistake_is_taken_back(self, wiel: Resident) -> None:
        dies(wiel, None)
        assert send(wiel, "death", seen="1").status_code == 422
        assert send(wiel, "death", seen="1", alive="on").status_code == 302
        assert not now(wiel).is_deceased

    def test_a_birth_after_the_death_is_refused(self, wiel: Resident) -> None:
        dies(wiel, Birth(2008))
        answer = send(wiel, "correct", **PERSON | {"born": "2009", "seen": "1"})
        assert answer.status_code == 422

    def test_another_municipality_changes_nothing(self, wiel: Resident) -> None:
        for door in ("correct", "death", "move", "move_in", "add_representative"):
            assert signed_in(CORA).get(url(door, wiel)).status_code == 404
            assert signed_in(CORA).post(url(door, wiel), PERSON).status_code == 404
        with pytest.raises(Resident.DoesNotExist):
            dies(wiel, None, by=CORA)


PERSON = {"family_name": "Wiel", "between": "van der", "first_names": "Çelik", "gender": "v", "born": "1939"}


def url(door: str, resident: Resident) -> str:
    return reverse(f"residents:{door}", args=[resident.id])


def page_of(resident: Resident, *, by: Actor = TESS) -> Any:
    return signed_in(by).get(url("resident", resident))


def shown(resident: Resident, *, by: Actor = TESS) -> str:
    answer = page_of(resident, by=by)
    assert answer.status_code == 200
    return text_of(answer)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def household_page(resident: Resident) -> str:
    return text_of(signed_in(TESS).get(url("household", resident)))


def form(resident: Resident, door: str) -> str:
    return text_of(signed_in(TESS).get(url(door, resident)))


def looked_up(text: str) -> str:
    return text_of(signed_in(TESS).post(reverse("residents:find"), {"q": text}))


def send(resident: Resident, door: str, **answers: str) -> Any:
    return signed_in(TESS).post(url(door, resident), answers)


def handed_out(resident: Resident, kind: str) -> str:
    answer = signed_in(TESS).post(url("hand_out", resident), {"format": kind})
    assert answer.status_code == 200
    return " | ".join(cell for row in cells_of(answer.content, kind) for cell in row)


def cells_of(content: bytes, kind: str) -> list[list[str]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(content)).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def dies(resident: Resident, died: Birth | None, *, by: Actor = TESS) -> None:
    with acting(by):
        residents.record_death(resident=resident.id, died=died, by=by, at=AT)


def reveal(resident: Resident, *, by: Actor) -> str:
    with acting(by):
        return residents.reveal_address(resident=resident.id, because="home_visit", by=by)
