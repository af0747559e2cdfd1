"""What every answer carries, and when there is none: without a journal nothing of a person leaves the house."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.dossier.models import Case
from intake import actions as intake
from intake.actions import Typed
from ledger.models import JournalEntry
from tests import cast
from tests.cast import ADA, AT, IRIS, MAX, PRIYA, TESS, TOM, acting
from tests.pages.hands import NEED, filled, page, signed_in

pytestmark = pytest.mark.django_db
PAGES = ("my_work", "cases:list", "intake:conversations", "account")
DIRECTIVES = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", re.IGNORECASE)
WORDS = "Tjiftjaf"


@pytest.mark.parametrize("door", PAGES)
def test_a_page_carries_its_headers(browse: Any, door: str) -> None:
    headers = browse(TESS).get(reverse(door)).headers
    assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} == DIRECTIVES
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"]


@pytest.mark.parametrize("door", [*PAGES, "account_login"])
def test_a_page_has_nothing_inline(browse: Any, door: str) -> None:
    client = Client() if door == "account_login" else browse(TESS)
    assert INLINE.findall(client.get(reverse(door)).content.decode()) == []


def test_a_case_has_nothing_inline_and_is_not_kept(browse: Any) -> None:
    answer = browse(TESS).get(page(cast.investigated_case()[0]))
    assert INLINE.findall(answer.content.decode()) == []
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("actor", "door", "status"), [(ADA, "cases:list", 403), (TOM, "cases:case", 404)])
def test_a_refusal_carries_them_too(browse: Any, actor: Any, door: str, status: int) -> None:
    url = reverse(door) if door == "cases:list" else page(cast.open_case())
    answer = browse(actor).get(url)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_denied_try_stays_in_the_journal(browse: Any) -> None:
    case, client = cast.open_case(), browse(TOM)
    assert client.get(page(case)).status_code == 404
    (tried,) = cast.journal(object_id=case.id, result="denied")
    assert (tried.actor, tried.act, tried.reason) == (TOM.id, "case:read", "not_in_sight")


def test_who_may_not_open_a_door_is_journalled(browse: Any) -> None:
    assert browse(ADA).get(reverse("reporting:figures")).status_code == 403
    assert [entry.reason for entry in cast.journal(actor=ADA.id, result="denied")] == ["reporting:figures"]


def test_what_breaks_is_rolled_back(browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The act was done; the answer was not: so neither was."""
    case, client = cast.open_case(), browse(TESS)
    sent = filled(client, page(case, "add_need"), **NEED)
    monkeypatch.setattr("cases.dossier.doors.redirect", lambda *_any: 1 / 0)
    client.raise_request_exception = False
    answer = client.post(page(case, "add_need"), sent)
    assert answer.status_code == 500
    assert cast.now(case).needs_named == 0
    assert "ZeroDivision" not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_without_a_journal_no_page_of_a_person_leaves(as_owner: Callable[[], Any]) -> None:
    case = cast.open_case(own_words=WORDS, resident=cast.register_resident(family_name=WORDS).id)
    with acting(IRIS):
        talk = intake.start_conversation(by=IRIS, at=AT)
        intake.save_text(conversation=talk.id, typed=Typed(WORDS, seen=0), by=IRIS, at=AT)
    clients = {actor: signed_in(actor) for actor in (TESS, IRIS, MAX, PRIYA)}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON ledger_journalentry FROM trede_runtime")
    talked = reverse("intake:conversation", args=[talk.id])
    asked = [(TESS, page(case)), (TESS, reverse("cases:list")), (TESS, reverse("my_work")), (IRIS, talked)]
    asked += [(IRIS, reverse("intake:conversations")), (MAX, reverse("reporting:figures"))]
    asked += [(PRIYA, reverse("accounts:audit")), (TOM, page(case))]
    for actor, url in asked[:-1]:
        answer = clients[actor].get(url)
        assert (url, answer.status_code) == (url, 503)
        assert WORDS not in answer.content.decode() + str(answer.headers)
    act = clients[TESS].post(page(case, "start"))
    assert act.status_code == 503
    with acting(TESS):
        assert Case.objects.get(pk=case.pk).state == "registered"


def test_the_journal_itself_is_read_under_its_eye(browse: Any) -> None:
    client = browse(PRIYA)
    client.get(reverse("accounts:audit"))
    assert [entry.act for entry in cast.journal(actor=PRIYA.id)][-1] == "journal:read"
    assert JournalEntry.objects.count() == 0, "who may not audit sees none of it"
