"""Import and export in a browser: every step without a barrier, in four clicks, and seen while it runs."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts import access
from ledger import outbox
from ledger.models import OutboxMessage
from provisions.exchange.models import DirectoryImport, ImportProgress
from provisions.models import Provision
from tests.browser.pages import examine, send
from tests.cast import ADA
from tests.provisions.exchange.packages import small, zipped
from tests.provisions.exchange.test_pages import LIST


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_DIR = str(tmp_path / "imports")


def deliver() -> None:
    at = timezone.now()
    for message in OutboxMessage.objects.filter(state="waiting", kind__startswith="directory.").order_by("id"):
        with access.system("deliver", at=at):
            outbox.deliver(message.id, at=at)


def file(folder: Path, content: bytes, name: str) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def test_a_list_goes_in_in_four_clicks_and_out_again(enter: Any, tmp_path: Path) -> None:
    page = enter(ADA).see("/provisions/import/")
    wrong = examine(page, "imports")
    page.get_by_label("Bestand").set_input_files(file(tmp_path, LIST.encode(), "lijst.csv"))
    page.get_by_label("Uit welke sociale kaart").fill("Sociale kaart")
    send(page, page.get_by_role("button", name="Bekijk dit bestand"))
    wrong += examine(page, "import-columns")
    send(page, page.get_by_role("button", name="Kijk wat het zou brengen"))
    found = DirectoryImport.objects.get()
    ImportProgress.objects.create(run=found.pk, round=1, done=1, of=3)
    page.reload()
    wrong += examine(page, "import-running")
    deliver()
    page.get_by_role("button", name="Zet in het systeem").wait_for(timeout=8000)
    wrong += examine(page, "import-preview")
    send(page, page.get_by_role("button", name="Zet in het systeem"))
    deliver()
    page.get_by_role("button", name="Maak deze import ongedaan").wait_for(timeout=8000)
    wrong += examine(page, "import-done")
    assert Provision.objects.count() == 2
    send(page, page.get_by_role("button", name="Maak deze import ongedaan"))
    deliver()
    page.get_by_text("Ongedaan gemaakt:").wait_for(timeout=8000)
    wrong += examine(page, "import-undone")
    assert Provision.objects.count() == 0
    assert wrong == []


def test_a_directory_with_dirt_shows_its_rows(enter: Any, tmp_path: Path) -> None:
    page = enter(ADA).see("/provisions/import/")
    page.get_by_label("Bestand").set_input_files(file(tmp_path, zipped(small()), "kaart.zip"))
    page.get_by_label("Uit welke sociale kaart").fill("Sociale kaart")
    send(page, page.get_by_role("button", name="Bekijk dit bestand"))
    deliver()
    page.get_by_role("button", name="Zet in het systeem").wait_for(timeout=8000)
    wrong = examine(page, "import-dirt")
    send(page, page.get_by_role("link", name="Anders gelezen"))
    wrong += examine(page, "import-notes")
    page.goto("/provisions/import/")
    page.get_by_label("Bestand").set_input_files(file(tmp_path, b"\0\0", "stuk.csv"))
    send(page, page.get_by_role("button", name="Bekijk dit bestand"))
    wrong += examine(page, "imports-refused")
    assert wrong == []
