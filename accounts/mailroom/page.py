"""What the page of the mail room shows of a message: its kind, when, why, and about what. No address and no text."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ledger import mail, outbox
from ledger.models import OutboxMessage

ANSWERED = re.compile(r"smtp_(\d{3})")


def rows_of(messages: Iterable[OutboxMessage]) -> list[dict[str, Any]]:
    return [_row(message) for message in messages]


def _row(message: OutboxMessage) -> dict[str, Any]:
    name, id = mail.about(message)
    return {
        "id": message.id,
        "kind": outbox.name_of(message.kind),
        "when": localtime(message.due_at),
        "why": why_in_words(message.last_error),
        "about": f"{_object(name)} {id}" if id else "",
    }


def _object(name: str) -> str:
    known = {"referral": _("referral"), "case": _("case"), "decision": _("decision")}
    return known.get(name, name)


def why_in_words(error: str) -> str:
    """What went wrong, as a person can use it; a code of the mail server and the name of an error stay as they are."""
    answered = ANSWERED.fullmatch(error)
    if answered:
        return _("The mail server answered %(code)s.") % {"code": answered[1]}
    known = {
        "sender_gone": _("The sender stopped while it left."),
        "no_address": _("The address is not an e-mail address."),
        "SMTPServerDisconnected": _("The line broke off while it left."),
        "ConnectionRefusedError": _("The mail server could not be reached."),
        "TimeoutError": _("The mail server did not answer in time."),
    }
    return known.get(error) or _("It failed with %(error)s.") % {"error": error or "?"}
