"""A mail leaves at most once; what is not sure is laid before a person, and nothing of it stands anywhere else."""

import logging
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail as django_mail

from ledger import mail, outbox, smtp, tasks
from ledger.models import OutboxMessage
from ledger.smtp import Fate, Mail, Outcome
from tests.cast import AT, TESS, acting, journal
from tests.cast import outbox as messages
from tests.ledger.mail_server import MailServer

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.enable_socket]
LETTER, CASE = uuid4(), uuid4()
ADDRESS, SECRET = "noor.kwikstaart@voorbeeld.nl", "Kwikstaart vertelt iets"
LETTER_TO_NOOR = Mail(to=ADDRESS, subject=f"Bericht: {SECRET}", body=f"Dag Noor,\n\n{SECRET}\n")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with MailServer(tmp_path_factory.mktemp("mail")) as running:
        yield running


@pytest.fixture
def post(server: MailServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """The mail server, that accepts; and a room that composes a letter for Noor."""
    settings.EMAIL_BACKEND = "ledger.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", int(server.port), 0.5
    monkeypatch.setitem(mail._composers, "test", lambda payload, at: LETTER_TO_NOOR)
    server.behaves("accepts")
    (server.folder / "received").write_text("")
    return server


def put(key: str = "one", **more: Any) -> int:
    with acting(TESS):
        mail.put("test", key=key, payload={"letter": str(LETTER)}, at=AT, **more)
    return OutboxMessage.objects.get(key=f"mail.{key}").id


def deliver(message: int, *, at: Any = AT) -> OutboxMessage:
    with time_machine.travel(at, tick=False):
        tasks.deliver(message)
    return OutboxMessage.objects.get(pk=message)


def test_a_mail_arrives_once_and_is_marked(post: MailServer) -> None:
    message = put()
    assert [deliver(message).state for _time in range(3)] == ["done"] * 3
    assert list(post.received().values()) == [1]


def test_it_says_who_it_is_from_and_what_it_says(post: MailServer, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Gemeente <noreply@gemeente.example>"
    deliver(put())
    assert "From: Gemeente <noreply@gemeente.example>" in post.last
    assert f"To: {ADDRESS}" in post.last
    assert "Auto-Submitted: auto-generated" in post.last
    assert SECRET in post.last


def test_the_message_id_is_the_same_each_time_and_gives_nothing_away() -> None:
    name = mail.message_id_of(f"mail.reminder:{CASE}")
    assert name == mail.message_id_of(f"mail.reminder:{CASE}") != mail.message_id_of("mail.reminder:another")
    assert str(CASE) not in name
    assert name.endswith("@demo.trede.test>")


def test_what_is_not_to_be_sent_any_more_is_dropped(post: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(mail._composers, "test", lambda payload, at: None)
    assert deliver(put()).state == "dropped"
    assert not post.received()


@pytest.mark.parametrize(
    ("behaviour", "state", "why", "received"),
    [
        ("busy", "waiting", "smtp_451", 0),
        ("unknown", "dead", "smtp_550", 0),
        ("unwanted", "dead", "smtp_554", 0),
        ("drops_early", "waiting", "SMTPServerDisconnected", 0),
        ("drops", "doubtful", "SMTPServerDisconnected", 1),
        ("hangs", "doubtful", "SMTPServerDisconnected", 1),
    ],
)
def test_what_became_of_it(post: MailServer, behaviour: str, state: str, why: str, received: int) -> None:
    post.behaves(behaviour)
    message = deliver(put())
    assert (message.state, message.last_error, message.leased_until) == (state, why, None)
    assert sum(post.received().values()) == received


def test_what_is_in_doubt_is_not_sent_again_by_itself(post: MailServer) -> None:
    post.behaves("drops")
    message = put()
    deliver(message)
    post.behaves("accepts")
    assert outbox.claim(at=AT + timedelta(days=30)) == []
    assert deliver(message, at=AT + timedelta(days=30)).state == "doubtful"
    assert list(post.received().values()) == [1]


def test_a_server_that_is_away_is_tried_again_with_longer_pauses_and_then_a_person_looks(
    post: MailServer, settings: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.EMAIL_PORT = closed.getsockname()[1]
    message, at, pauses = put(), AT, []
    while (found := deliver(message, at=at)).state == "waiting":
        pauses.append((found.due_at - at) / timedelta(minutes=1))
        at = found.due_at
    assert pauses == [1, 8, 64, 512]
    assert (found.state, found.last_error) == ("dead", "ConnectionRefusedError")


def test_a_server_that_comes_back_gets_it(post: MailServer) -> None:
    post.behaves("busy")
    message = put()
    later = deliver(message).due_at
    post.behaves("accepts")
    assert outbox.claim(at=later) == [message]
    assert deliver(message, at=later).state == "done"
    assert list(post.received().values()) == [1]


def test_without_a_server_mail_waits_says_so_and_is_not_counted(
    settings: Any, post: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = ""
    message = put()
    for _time in range(9):
        found = deliver(message)
    assert (found.state, found.failures, found.last_error) == ("waiting", 0, "no_mail_server")
    assert "EMAIL_URL" in caplog.text
    settings.EMAIL_BACKEND = "ledger.smtp.Backend"
    assert deliver(message, at=found.due_at).state == "done"


@pytest.mark.parametrize("to", ["", "geen adres", "noor@voorbeeld.nl\nBcc: iedereen@voorbeeld.nl"])
def test_an_address_that_is_none_is_laid_before_a_person(
    post: MailServer, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    monkeypatch.setitem(mail._composers, "test", lambda payload, at: Mail(to=to, subject="Dag", body="Dag"))
    assert deliver(put()).state == "dead"
    assert not post.received()


def test_a_mail_that_can_not_be_composed_is_not_in_doubt(post: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(payload: outbox.Payload, at: Any) -> Mail:
        raise KeyError(ADDRESS)

    monkeypatch.setitem(mail._composers, "test", broken)
    found = deliver(put())
    assert (found.state, found.failures, found.last_error) == ("waiting", 1, "KeyError")


def test_a_sender_that_is_gone_leaves_a_doubt(post: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "send", lambda *_mail, **_more: (_ for _ in ()).throw(SystemExit))
    message = put()
    with pytest.raises(SystemExit):
        deliver(message)
    assert OutboxMessage.objects.get().state == "sending"
    assert mail.doubt(at=AT + mail.SENDING) == 0
    assert mail.doubt(at=AT + mail.SENDING + timedelta(seconds=1)) == 1
    assert (messages()[0].state, messages()[0].last_error) == ("doubtful", "sender_gone")


def test_an_answer_that_comes_late_settles_the_doubt(post: MailServer) -> None:
    message = put()
    OutboxMessage.objects.update(state="doubtful")
    with acting(TESS):
        mail.settle(message, Outcome(Fate.ACCEPTED), at=AT)
    assert messages()[0].state == "done"


def test_an_answer_that_comes_after_a_person_decided_changes_nothing(post: MailServer) -> None:
    message = put()
    with acting(TESS):
        mail.settle(message, Outcome(Fate.REFUSED, "smtp_550"), at=AT)
    assert messages()[0].state == "waiting"


def test_within_a_stream_a_mail_that_is_under_way_holds_the_next(post: MailServer) -> None:
    stream = uuid4()
    first, second = put("one", stream=stream), put("two", stream=stream)
    OutboxMessage.objects.filter(pk=first).update(state="sending")
    assert outbox.claim(at=AT) == []
    OutboxMessage.objects.filter(pk=first).update(state="doubtful")
    assert outbox.claim(at=AT) == [second]


def test_no_address_and_no_text_stands_in_row_log_or_journal(
    post: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for place, behaviour in enumerate(("accepts", "busy", "unknown", "unwanted", "drops")):
        post.behaves(behaviour)
        deliver(put(str(place)))
    written = "".join(str(list(OutboxMessage.objects.values())) + str([vars(entry) for entry in journal()]))
    for text in (ADDRESS, SECRET, "kwikstaart", "Noor"):
        assert text not in written
        assert text not in caplog.text
    assert repr(LETTER_TO_NOOR) == "Mail(…)"


def test_what_left_stands_in_the_journal_with_its_object(post: MailServer) -> None:
    deliver(put())
    (entry,) = journal(act="mail:accepted")
    assert (entry.object_type, entry.object_id, entry.reason) == ("letter", LETTER, "mail.test")
    assert (entry.municipality, entry.job) == ("hoogeveen", "deliver")


def test_in_the_demo_a_folder_stands_for_the_server(settings: Any, tmp_path: Any, post: MailServer) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path)
    assert deliver(put()).state == "done"
    (kept,) = tmp_path.iterdir()
    assert SECRET in kept.read_text()
    assert not post.received()


def test_mail_leaves_outside_any_transaction(post: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was claimed is committed before anything leaves: another session sees it so."""
    from ledger import operation

    seen = []

    def send(*_mail: object, **_more: object) -> Outcome:
        seen.append((operation._current.get(), OutboxMessage.objects.get().state))
        return Outcome(Fate.ACCEPTED)

    monkeypatch.setattr(smtp, "send", send)
    deliver(put())
    assert seen == [(None, "sending")]
    assert django_mail.outbox == []
