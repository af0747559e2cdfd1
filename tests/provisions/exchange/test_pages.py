"""The pages of import and export: four steps, bad input told, nothing of another municipality, and what is shown."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import access
from accounts.models import Membership
from ledger import outbox
from ledger.models import OutboxMessage
from provisions.exchange.models import ColumnMeaning, DirectoryImport, ImportProgress
from provisions.models import Provision
from tests.cast import ADA, COEVORDEN, CORA, SINCE, TESS, journal
from tests.pages.hands import message, signed_in
from tests.provisions.exchange.packages import small, zipped

pytestmark = pytest.mark.django_db(transaction=True)
LIST = (
    "naam;organisatie;adres;plaats;categorie;doelgroep;lat;lon;telefoon;mascotte\r\n"
    "Koffieochtend;De Opgang;Schutstraat 1;Hoogeveen;ontmoeten;Iedereen;52,72;6,48;0528-123456;Uil\r\n"
    "Eettafel;De Brug;;Hoogeveen;eten;Ouderen;;;;\r\n"
    ";De Brug;;;;;;;;\r\n"
)


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, settings: Any, world: None) -> None:
    settings.IMPORT_DIR = str(tmp_path / "imports")


@pytest.fixture
def ada() -> Client:
    return signed_in(ADA)


def send(client: Client, content: bytes | str, name: str = "lijst.csv", *, source: str = "Sociale kaart") -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("exchange:imports"), {"file": file, "source": source})


def deliver() -> None:
    at = timezone.now()
    for message_ in OutboxMessage.objects.filter(state="waiting", kind__startswith="directory.").order_by("id"):
        with access.system("deliver", at=at):
            outbox.deliver(message_.id, at=at)


def at(door: str, run: object) -> str:
    return reverse(f"exchange:{door}", args=[run])


def the_import() -> DirectoryImport:
    return DirectoryImport.objects.latest("at")


def columns(client: Client, **meanings: str) -> Any:
    run = the_import()
    given = {
        f"column_{place}": meanings.get(name, known or "beside")
        for place, (name, known) in enumerate(run.columns.items())
    }
    return client.post(at("columns", run.pk), given)


def test_a_list_goes_in_in_four_steps(ada: Client) -> None:
    onward = send(ada, LIST).headers["Location"]
    shown = message(ada.get(onward))
    assert "Wat de kolommen betekenen" in shown
    assert columns(ada).headers["Location"] == onward
    assert 'hx-trigger="every 2s"' in ada.get(onward).content.decode()
    deliver()
    shown = message(ada.get(onward))
    assert "3 rijen: 2 nieuw, 0 gewijzigd, 0 ongewijzigd, 1 afgewezen." in shown
    assert "lijst.csv, rij 4" in shown
    assert ada.post(at("apply", the_import().pk)).status_code == 302
    deliver()
    assert "U kunt het ongedaan maken tot en met" in message(ada.get(onward))
    coffee = Provision.objects.get(name="Koffieochtend")
    assert (coffee.organisation.name, coffee.eligibility, coffee.extra) == (
        "De Opgang",
        "Iedereen",
        {"mascotte": "Uil"},
    )
    place = coffee.at_locations.get().location
    assert (place.latitude, place.addresses.get().address_1) == (52.72, "Schutstraat 1")
    assert coffee.phone_rows.get().number == "0528-123456"
    assert coffee.attribute_rows.get().term.name == "ontmoeten"


def test_what_columns_mean_is_remembered_for_the_source(ada: Client) -> None:
    send(ada, LIST)
    columns(ada, mascotte="what")
    assert ColumnMeaning.objects.get().columns["mascotte"] == "what"
    send(ada, LIST)
    assert the_import().columns["mascotte"] == "what"
    send(ada, LIST, source="Een andere")
    assert the_import().columns["mascotte"] == ""


def test_again_the_same_list_changes_nothing_and_an_edited_one_shows_old_and_new(ada: Client) -> None:
    for text in (LIST, LIST.replace("Iedereen", "Buurtgenoten")):
        onward = send(ada, text).headers["Location"]
        columns(ada)
        deliver()
        shown = ada.get(f"{onward}?what=changed").content.decode()
        ada.post(at("apply", the_import().pk))
        deliver()
    assert "<del>Iedereen</del> → <ins>Buurtgenoten</ins>" in shown
    onward = send(ada, LIST.replace("Iedereen", "Buurtgenoten")).headers["Location"]
    columns(ada)
    deliver()
    assert "Er valt niets in te voeren" in message(ada.get(onward))
    assert ada.post(at("apply", the_import().pk)).status_code == 302
    assert the_import().state == "looked"


def test_a_directory_in_hsds_needs_no_columns(ada: Client) -> None:
    onward = send(ada, zipped(small()), "kaart.zip").headers["Location"]
    assert "2 Kolommen" not in message(ada.get(onward))
    deliver()
    assert "niet bewaard" in message(ada.get(onward))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "leeg.csv", "leeg"),
        (b"\x89PNG\r\n\x1a\n", "plaatje.csv", "geen tabel"),
        (b"naam\r\nx\x00y\r\n", "nul.csv", "lege bytes"),
        (b"PK\x03\x04 nothing", "stuk.zip", "beschadigd"),
        (b"naam\r\nx", "virus.exe", ".csv"),
        ("naam;naam\r\na;b\r\n", "dubbel.csv", "twee kolommen"),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_what_was_typed_stays(
    ada: Client, tmp_path: Path, content: bytes, name: str, said: str
) -> None:
    answer = send(ada, content, name, source="Mijn kaart")
    assert answer.status_code == 422
    assert said in message(answer)
    assert 'value="Mijn kaart"' in answer.content.decode()
    assert not DirectoryImport.objects.exists()
    assert not list(tmp_path.glob("imports/*"))


def test_no_file_and_no_source_are_told(ada: Client) -> None:
    answer = ada.post(reverse("exchange:imports"), {})
    assert answer.status_code == 422
    assert "Kies een bestand" in message(answer)


def test_a_file_that_is_too_large_is_cut_off_while_it_comes(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provisions.exchange.upload.MOST_BYTES", 1000)
    answer = send(ada, b"naam\r\n" + b"x" * 100_000)
    assert answer.status_code == 422
    assert "groter dan 50 MiB" in message(answer)


@pytest.mark.parametrize(
    ("meanings", "said"),
    [
        ({"naam": "beside"}, "Kies één kolom"),
        ({"mascotte": "city"}, "niet hetzelfde betekenen"),
        ({"mascotte": "geen betekenis"}, "geldige"),
    ],
)
def test_columns_that_can_not_be_are_told(ada: Client, meanings: dict[str, str], said: str) -> None:
    send(ada, LIST)
    answer = columns(ada, **meanings)
    assert answer.status_code == 422
    assert said in message(answer)


def test_the_bar_stops_asking_when_it_is_done(ada: Client) -> None:
    send(ada, zipped(small()), "kaart.zip")
    run = the_import()
    ImportProgress.objects.create(run=run.pk, round=1, done=7, of=40)
    shown = ada.get(at("progress", run.pk)).content.decode()
    assert 'value="7" max="40"' in shown
    assert "7 van ongeveer 40 rijen" in shown
    deliver()
    assert ada.get(at("progress", run.pk)).headers["HX-Refresh"] == "true"


def test_rejected_rows_are_taken_along_as_a_table(ada: Client) -> None:
    send(ada, zipped(small()), "kaart.zip")
    deliver()
    answer = ada.get(at("told", the_import().pk) + "?what=rejected")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + sum(told["rejected"] for told in the_import().tallies.values())
    assert '"services.csv";"4";"organization_id";"organization.unknown"' in "\n".join(lines)


@pytest.mark.parametrize(("format", "first"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("hsds", b"PK")])
def test_the_directory_goes_out(ada: Client, format: str, first: bytes) -> None:
    answer = ada.get(reverse("exchange:export", args=["hoogeveen", format]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(first)
    assert journal(act="directory:export", reason=format)


def test_what_is_of_elsewhere_or_nowhere_is_not_found(ada: Client) -> None:
    Membership.objects.create(user_id=CORA.id, team_id=COEVORDEN, role="admin", laws=["wmo"], valid_from=SINCE)
    cora = signed_in(CORA)
    send(cora, zipped(small()), "kaart.zip")
    run = the_import().pk
    for door in ("import", "progress", "told"):
        assert ada.get(at(door, run)).status_code == 404
    for door in ("columns", "look", "apply", "stop", "undo", "drop"):
        assert ada.post(at(door, run)).status_code == 404
    for place, format in (("coevorden", "csv"), ("nergens", "csv"), ("hoogeveen", "exe")):
        assert ada.get(reverse("exchange:export", args=[place, format])).status_code == 404
    assert "kaart.zip" not in message(ada.get(reverse("exchange:imports")))


def test_others_do_not_come_in() -> None:
    assert signed_in(TESS).get(reverse("exchange:imports")).status_code == 403
