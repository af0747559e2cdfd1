"""One mail to one address over SMTP, and what is known of it afterwards. Nothing here touches the database.

What a server answered is certain, also when it is a refusal. Without an answer it matters when the line broke: before
the content left nothing can have arrived; after that nobody knows.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

TRANSIENT, PERMANENT = range(400, 500), range(500, 600)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as a room composed it: plain text to one address. It lives in memory alone, and shows nothing of it."""

    to: str
    subject: str
    body: str

    def __repr__(self) -> str:
        return "Mail(…)"


class Fate(StrEnum):
    """What became of a mail: the server has it, it may be tried again, it is refused for good, or nobody knows."""

    ACCEPTED = "accepted"
    AGAIN = "again"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fate with its reason: a code, or the name of an error. What a server said may hold an address, and is left."""

    fate: Fate
    why: str = ""


class _Watched:
    """Remembers that the content began to leave."""

    content_began = False

    def data(self, msg: Any) -> Any:
        self.content_began = True
        return super().data(msg)  # type: ignore[misc]


class Line(_Watched, smtplib.SMTP):
    """A line to a mail server."""


class SealedLine(_Watched, smtplib.SMTP_SSL):
    """A line that is encrypted from its first byte."""


class Backend(EmailBackend):
    """Django's, over a line that knows how far it came."""

    @property
    def connection_class(self) -> type[Any]:
        return SealedLine if self.use_ssl else Line


def is_named() -> bool:
    """Whether there is a mail server, or in the demo a folder that stands for one."""
    return bool(settings.EMAIL_BACKEND)


def send(mail: Mail, *, message_id: str) -> Outcome:
    """Send it, once. `message_id` is the same for the same mail, so that also the receiver can know a second one."""
    if not _is_address(mail.to):
        return Outcome(Fate.REFUSED, "no_address")
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        return Outcome(Fate.AGAIN, _name(error))
    with _closed_in_the_end(connection):
        try:
            connection.send_messages([_message(mail, message_id)])
        except Exception as error:
            line = getattr(connection, "connection", None)
            return _judged(error, began=getattr(line, "content_began", True))
    return Outcome(Fate.ACCEPTED)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _message(mail: Mail, message_id: str) -> EmailMessage:
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )


@contextmanager
def _closed_in_the_end(connection: Any) -> Iterator[None]:
    """Saying goodbye may fail too; by then all that matters was said."""
    try:
        yield
    finally:
        with suppress(Exception):
            connection.close()


def _judged(error: Exception, *, began: bool) -> Outcome:
    code = _answer(error)
    if code in TRANSIENT:
        return Outcome(Fate.AGAIN, f"smtp_{code}")
    if code in PERMANENT:
        return Outcome(Fate.REFUSED, f"smtp_{code}")
    if began:
        return Outcome(Fate.DOUBTFUL, _name(error))
    # A broken line may heal; anything else is a mail that can't be made, and trying again makes it no better.
    return Outcome(Fate.AGAIN if isinstance(error, OSError) else Fate.REFUSED, _name(error))


def _answer(error: Exception) -> int:
    """The code the server answered with, or 0 when it did not answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(code for code, _said in error.recipients.values())
    # The class itself, not one of its children, stands for a reply that could not be read.
    if isinstance(error, smtplib.SMTPResponseException) and type(error) is not smtplib.SMTPResponseException:
        return error.smtp_code
    return 0


def _name(error: Exception) -> str:
    code = _answer(error)
    return f"smtp_{code}" if code > 0 else type(error).__name__
