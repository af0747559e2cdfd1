"""The mail room on a screen and on a phone, with script and without."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from ledger import mail, outbox
from ledger.models import OutboxMessage
from tests.browser.pages import examine
from tests.cast import ADA


def laid_aside(kind: str, state: str, why: str) -> None:
    key = f"{kind}:{uuid4()}"
    outbox.put(f"mail.{kind}", key=key, payload={"referral": str(uuid4())}, municipality="hoogeveen", at=timezone.now())
    OutboxMessage.objects.filter(key=key).update(state=state, last_error=why)


def fill() -> None:
    outbox.call("mail.link", "Link voor een partner")
    outbox.call("mail.reminder", "Herinnering aan een partner")
    for kind, state, why in (
        ("link", "doubtful", "SMTPServerDisconnected"),
        ("reminder", "doubtful", "sender_gone"),
        ("link", "dead", "smtp_550"),
        ("reminder", "dead", "KeyError"),
        ("link", "waiting", mail.NO_SERVER),
    ):
        laid_aside(kind, state, why)


def test_the_mail_room_has_no_barrier(enter: Any) -> None:
    ada = enter(ADA)
    ada.page.goto("/mail/")
    wrong = examine(ada.page, "mailroom-empty")
    fill()
    ada.page.goto("/mail/")
    wrong += examine(ada.page, "mailroom")
    ada.page.goto("/manage/")
    assert wrong + examine(ada.page, "manage-with-mail") == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_doubt_is_settled_with_one_button(enter: Any, script: bool) -> None:
    fill()
    page = enter(ADA, script=script).page
    page.goto("/mail/")
    page.get_by_role("button", name=re.compile("Het is aangekomen.*Link")).click()
    page.get_by_text("Vastgelegd: het is aangekomen.").wait_for()
    page.get_by_role("button", name=re.compile("Niet meer nodig.*Herinnering")).click()
    page.get_by_text("niemand heeft het nog nodig").wait_for()
    left = OutboxMessage.objects.order_by("id").values_list("state", flat=True)
    assert list(left) == ["done", "doubtful", "dead", "dropped", "waiting"]
