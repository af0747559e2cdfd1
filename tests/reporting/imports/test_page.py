"""The page on which amounts come in: what is wrong is told per row, and what came is shown with its source."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from reporting.imports.kinds import KINDS
from reporting.imports.models import Budget, CostImport
from tests.cast import ADA, IRIS, MAX, TESS, journal
from tests.pages.hands import signed_in

pytestmark = pytest.mark.usefixtures("world")
PAGE = "/figures/imports/"
GOOD = "jaar;wet;stap;bedrag\n2026;Wmo;maatwerk;4.250.000,00\n"


@pytest.fixture
def ada(tmp_path: Path, settings: Any) -> Client:
    settings.IMPORT_DIR = str(tmp_path / "imports")
    return signed_in(ADA)


def send(client: Client, text: str, *, kind: str = "budget", name: str = "begroting.csv", **more: Any) -> Any:
    answers = {"kind": kind, "source": "Begroting 2026", "dated": "2025-11-06"} | more
    return client.post(PAGE, answers | {"file": SimpleUploadedFile(name, text.encode())})


def html(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_file_comes_in_and_is_shown_with_who_when_and_from_where(ada: Client, tmp_path: Path) -> None:
    assert send(ada, GOOD).status_code == 302
    row = Budget.objects.get()
    assert (row.amount, row.brought_by.by_id, row.municipality_id) == (Decimal(4250000), ADA.id, "hoogeveen")
    shown = html(ada.get(PAGE))
    for word in ("begroting.csv", "Begroting 2026", "6 november 2025", "Ada"):
        assert word in shown
    assert not list((tmp_path / "imports").iterdir())
    assert [entry.result for entry in journal(act="costs:import")] == ["done"]


def test_the_same_file_again_says_that_nothing_changed(ada: Client) -> None:
    send(ada, GOOD)
    send(ada, GOOD)
    assert CostImport.objects.count() == 1
    assert Budget.objects.count() == 1


def test_wrong_rows_are_told_with_their_number_column_and_reason(ada: Client) -> None:
    answer = send(ada, GOOD + "2026;Wmo;maatwerk 2;<b>1</b>\n2026;;algemene voorziening;1.234\n")
    assert answer.status_code == 422
    shown = html(answer)
    assert ">3</th>" in shown
    assert ">4</th>" in shown
    assert ">stap</td>" in shown
    assert "<b>1</b>" not in shown
    assert not CostImport.objects.exists()
    assert [entry.result for entry in journal(act="costs:import")] == ["refused"]


@pytest.mark.parametrize(
    "bad",
    [
        {"text": GOOD, "name": "begroting.pdf"},
        {"text": GOOD, "source": " "},
        {"text": GOOD, "dated": "2999-01-01"},
        {"text": GOOD, "kind": "gissing"},
        {"text": ""},
        {"text": "PK\x03\x04", "name": "begroting.xlsx"},
        {"text": "jaar;bedrag\n2026;1\n"},
        {"text": "jaar;wet;stap;bedrag\n" + "2026;Wmo;maatwerk;1\n" * 5001},
    ],
)
def test_what_can_not_be_taken_is_said_and_leaves_nothing(ada: Client, bad: dict[str, Any], tmp_path: Path) -> None:
    assert send(ada, **bad).status_code == 422
    assert not CostImport.objects.exists()
    assert not [*(tmp_path / "imports").glob("*")]


def test_a_file_that_is_refused_whole_is_journalled(ada: Client) -> None:
    send(ada, "jaar;bedrag\n2026;1\n")
    assert [(entry.result, entry.reason) for entry in journal(act="costs:import")] == [("refused", "budget")]


def test_a_workbook_is_read_as_well_and_a_formula_in_it_is_not(ada: Client) -> None:
    for amount, status in ((1234.56, 302), ("=1+1", 422)):
        book = Workbook()
        for row in (["jaar", "wet", "stap", "bedrag"], [2026, "Wmo", "maatwerk", amount]):
            book.active.append(row)
        out = BytesIO()
        book.save(out)
        file = SimpleUploadedFile("begroting.xlsx", out.getvalue())
        answer = ada.post(PAGE, {"kind": "budget", "source": "Begroting", "dated": "2025-11-06", "file": file})
        assert answer.status_code == status
    assert [row.amount for row in Budget.objects.all()] == [Decimal("1234.56")]


def test_each_example_can_be_filled_in_and_sent(ada: Client) -> None:
    for kind in KINDS:
        answer = ada.get(reverse("reporting:cost_example", args=[kind]))
        assert answer.status_code == 200
        assert send(ada, answer.content.decode("utf-8-sig"), kind=kind, name=f"{kind}.csv").status_code == 302
    assert CostImport.objects.count() == len(KINDS)
    assert ada.get("/figures/imports/gissing/example/").status_code == 404


@pytest.mark.parametrize("actor", [TESS, MAX, IRIS])
def test_who_keeps_no_policy_has_no_door_here(actor: Any) -> None:
    client = signed_in(actor)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 403
    assert client.get("/figures/imports/tariffs/example/").status_code == 403
