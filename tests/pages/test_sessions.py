"""A session ends in time, and what somebody may do is asked again at each request."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from tests import cast
from tests.cast import AT, TESS
from tests.pages.hands import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def opens(client: Client) -> int:
    return client.get(reverse("cases:list")).status_code


def test_who_is_idle_for_a_quarter_is_signed_out() -> None:
    with time_machine.travel(AT, tick=False) as clock:
        client = signed_in(TESS)
        clock.shift(timedelta(minutes=14))
        assert opens(client) == 200
        clock.shift(timedelta(minutes=16))
        assert opens(client) == 302


def test_who_works_on_stays_signed_in_until_the_longest() -> None:
    with time_machine.travel(AT, tick=False) as clock:
        client = signed_in(TESS)
        for _time in range(51):
            clock.shift(timedelta(minutes=14))
            assert client.get(reverse("account")).status_code == 200
        clock.shift(timedelta(minutes=7))
        assert opens(client) == 302


def test_the_last_use_is_written_at_most_once_a_minute(counted: Any) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        client = signed_in(TESS)
        written = []
        for seconds in (10, 20, 29, 2, 30):
            clock.shift(timedelta(seconds=seconds))
            with counted() as statements:
                opens(client)
            written.append(sum('UPDATE "django_session"' in sql for sql in statements.heard))
    assert written == [0, 0, 0, 1, 0]


def test_a_role_that_ended_opens_nothing_more() -> None:
    client = signed_in(TESS)
    case = cast.open_case()
    assert client.get(page(case)).status_code == 200
    Membership.objects.filter(user=TESS.id).update(valid_until=date(2026, 1, 1))
    assert (opens(client), client.get(page(case)).status_code) == (403, 403)


def test_a_law_that_was_taken_away_is_not_seen_more() -> None:
    client, case = signed_in(TESS), cast.open_case(laws=("jeugd",))
    Membership.objects.filter(user=TESS.id).update(laws=["wmo"])
    assert client.get(page(case)).status_code == 404


def test_who_was_disabled_is_out_at_the_next_request() -> None:
    client = signed_in(TESS)
    User.objects.filter(pk=TESS.id).update(is_active=False)
    assert opens(client) == 302


def test_a_session_that_was_ended_is_over() -> None:
    client = signed_in(TESS)
    Session.objects.all().delete()
    assert opens(client) == 302


def test_autosave_is_told_that_the_session_is_over() -> None:
    answer = Client().post(reverse("intake:text", args=[cast.NOORD]), headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_signing_out_clears_what_the_browser_kept() -> None:
    client = signed_in(TESS)
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert opens(client) == 302
