"""Files in the background: asked for, made in her name, fetched by her alone, and gone when the time is over."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from accounts import access
from accounts.models import Membership
from accounts.words import LAW_NAMES
from ledger import outbox
from ledger.models import OutboxMessage
from provisions.exchange.models import ImportProgress
from reporting.editions.catalogue import CATEGORIES
from reporting.files import courses, making
from reporting.files.models import FigureFile, FigureFilePart
from reporting.tasks import clear_figure_files
from tests import cast
from tests.cast import MAX, NOORD, TESS, acting, journal
from tests.matrix_world import MIRA
from tests.pages.hands import message, signed_in
from tests.reporting.finishings import Seen, write

pytestmark = pytest.mark.usefixtures("world")
FILES = reverse("reporting:files")
SINCE = "2026-01-01"


@pytest.fixture(autouse=True)
def no_progress_left(world: None) -> Iterator[None]:
    """Progress is written over a connection of its own, which no test rolls back."""
    yield
    ImportProgress.objects.all().delete()


def ask(client: Client, **asked: Any) -> Any:
    return client.post(FILES, {"what": "cases", "kind": "csv", "since": SINCE, **asked})


def deliver(*, at: Any = None) -> None:
    at = at or timezone.now()
    for message_id in OutboxMessage.objects.filter(kind="figures.file", state="waiting").values_list("id", flat=True):
        with access.system("deliver", at=at):
            outbox.deliver(message_id, at=at)


def only() -> FigureFile:
    with acting(MAX):
        return FigureFile.objects.get()


def made(**asked: Any) -> FigureFile:
    ask(signed_in(MAX), **asked)
    deliver()
    return only()


def fetched(file: FigureFile, client: Client | None = None) -> Any:
    answer = (client or signed_in(MAX)).get(reverse("reporting:fetch", args=[file.pk]))
    answer.body = b"".join(answer)
    return answer


def table(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";"))


def test_asking_writes_a_message_with_an_id_and_nothing_else() -> None:
    answer = ask(signed_in(MAX))
    assert answer.status_code == 302
    sent = OutboxMessage.objects.get(kind="figures.file")
    assert sent.payload == {"file": str(only().pk)}


def test_until_it_is_made_the_page_says_so_and_nothing_is_fetched() -> None:
    client = signed_in(MAX)
    ask(client)
    page = client.get(reverse("reporting:file", args=[only().pk]))
    assert "<progress" in page.content.decode()
    assert fetched(only(), client).status_code == 302


def test_the_list_holds_the_days_of_each_case_in_sight_and_no_name() -> None:
    case = cast.open_case(laws=("wmo", "jeugd"))
    cast.open_case(by=cast.TOM, team=cast.ZUID)
    hushed = cast.open_case(confidential=True)
    rows = table(fetched(made()))
    assert rows[0][:2] == ["Zaak", "Wet"]
    listed = [row for row in rows[1:] if len(row) > 2]
    assert {(row[0], row[1]) for row in listed} == {(str(case.id), "Wmo"), (str(case.id), "Jeugd")}
    assert str(hushed.id) not in str(rows)
    assert {row[4] for row in listed} == {"2026-03-03"}
    assert any("Max" in row[0] for row in rows)


def test_the_team_and_law_that_were_asked_narrow_it() -> None:
    cast.open_case(laws=("wmo", "jeugd"))
    rows = table(fetched(made(team=str(NOORD), law="jeugd")))
    assert [row[1] for row in rows[1:] if len(row) > 2] == ["Jeugd"]


def test_a_name_that_a_spreadsheet_would_run_is_text() -> None:
    cast.open_case()
    cast.Team.objects.filter(pk=NOORD).update(name="=1+1")
    rows = table(fetched(made()))
    assert rows[1][2] == "'=1+1"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_figure_is_made_so_too(kind: str) -> None:
    file = made(what="funnel", kind=kind)
    assert file.reason == ""
    assert fetched(file).status_code == 200


def test_nobody_else_finds_it() -> None:
    file = made()
    answer = fetched(file, signed_in(TESS))
    assert answer.status_code == 403
    with acting(MIRA):
        assert not FigureFile.objects.exists()
        assert not FigureFilePart.objects.exists()


def test_a_right_less_and_it_is_no_longer_fetched() -> None:
    """At once: rights are those of the moment of fetching."""
    file = made()
    yesterday = timezone.localdate() - timedelta(days=1)
    member = Membership.objects.get(user=MAX.id)
    member.laws = ["wmo"]
    member.save(update_fields=["laws"])
    client = signed_in(MAX)
    assert fetched(file, client).status_code == 302
    assert "is veranderd" in message(client.get(reverse("reporting:file", args=[file.pk])))
    Membership.objects.filter(user=MAX.id).update(valid_until=yesterday)
    assert fetched(file).status_code == 403


def test_rights_are_looked_at_again_when_it_is_made() -> None:
    ask(signed_in(MAX))
    Membership.objects.filter(user=MAX.id).update(role="team")
    deliver()
    assert only().reason == "figures.no_right"
    assert not FigureFilePart.objects.exists()


def test_its_time_passes() -> None:
    file = made()
    past = timezone.now() - timedelta(minutes=1)
    with acting(MAX):
        FigureFile.objects.update(expires_at=past)
    assert fetched(file).status_code == 302
    clear_figure_files()
    with acting(MAX):
        assert not FigureFile.objects.exists()
        assert not FigureFilePart.objects.exists()
    assert not ImportProgress.objects.filter(pk=file.pk).exists()


def test_what_may_still_be_fetched_is_not_cleared() -> None:
    made()
    clear_figure_files()
    assert only().made_at


def test_delivered_twice_there_is_one_file() -> None:
    file = made()
    with access.system("deliver", at=timezone.now()):
        making.make({"file": str(file.pk)}, timezone.now())
    with acting(MAX):
        assert FigureFilePart.objects.count() == 1


def test_a_worker_that_dies_leaves_nothing_and_the_next_one_makes_it(monkeypatch: Any) -> None:
    cast.open_case()
    ask(signed_in(MAX))
    with monkeypatch.context() as broken:
        broken.setattr(making, "_store", _dies)
        with pytest.raises(KeyboardInterrupt):
            deliver()
    assert only().made_at is None
    deliver()
    assert only().rows == 1


def _dies(*_given: Any) -> int:
    raise KeyboardInterrupt


def test_what_goes_wrong_is_said(monkeypatch: Any) -> None:
    ask(signed_in(MAX))
    monkeypatch.setattr(making, "MOST_ATTEMPTS", 0)
    deliver()
    assert only().reason == "figures.given_up"
    assert "kortere periode" in message(signed_in(MAX).get(FILES))


def test_every_fetch_is_journalled_and_a_refused_one_too() -> None:
    file = made()
    fetched(file)
    with acting(MAX):
        FigureFile.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    fetched(file)
    assert [entry.result for entry in journal(act="figures:file_fetched")] == ["done", "refused"]
    assert [entry.result for entry in journal(act="figures:file_made")] == ["done"]


def test_no_more_than_three_at_a_time() -> None:
    client = signed_in(MAX)
    assert [ask(client).status_code for _ in "abcd"] == [302, 302, 302, 422]


def test_the_list_is_no_sheet() -> None:
    answer = ask(signed_in(MAX), kind="xlsx")
    assert answer.status_code == 422
    assert "alleen als CSV" in message(answer)


def test_sent_twice_it_is_asked_once() -> None:
    client = signed_in(MAX)
    key = "00000000-0000-4000-8000-0000000000aa"
    assert ask(client, key=key).url == ask(client, key=key).url


def test_a_large_table_is_made_in_the_background(monkeypatch: Any) -> None:
    monkeypatch.setattr("reporting.detail.AT_ONCE", -1)
    answer = signed_in(MAX).get(reverse("reporting:export", args=["waiting", "csv"]), {"law": "wmo"})
    assert answer.url == f"{FILES}?law=wmo&what=waiting&kind=csv"


def test_a_case_closed_off_since_revokes_the_list_and_a_new_one_does_not() -> None:
    case = cast.open_case()
    file = made()
    cast.open_case()
    assert fetched(file).status_code == 200
    write("case:confidential", Seen(case.id, NOORD))
    assert fetched(file).status_code == 302
    assert [entry.reason for entry in journal(act="figures:file_fetched", result="refused")] == ["revoked"]


def test_the_step_in_the_list_is_that_of_every_figure() -> None:
    """Written out for speed, it may not drift from the rule that the sums are kept by."""
    layers = (
        "own_strength",
        "usual_help",
        "social_network",
        "general_facility",
        "tailored_provision",
        "own_decision",
        "",
    )
    rows = [(law, layer, reason) for law in LAW_NAMES for layer in layers for reason in ("", "urgent", "external")]
    row = sql.SQL("({}, {}, {}, '2026-01-01'::date)")
    values = sql.SQL(", ").join(row.format(*map(sql.Literal, one)) for one in rows)
    c = sql.SQL("(VALUES {}) AS c (law, layer, reason, finished_on)").format(values)
    query = sql.SQL("SELECT {}, reporting_step(c.law, c.layer, c.reason) FROM {}")
    with connection.cursor() as cursor:
        cursor.execute(query.format(courses._step(), c))
        found = cursor.fetchall()
    words = {code: str(text) for code, text in CATEGORIES["step"].items()}
    assert found
    assert [said for said, _code in found] == [words.get(code, "") for _said, code in found]
