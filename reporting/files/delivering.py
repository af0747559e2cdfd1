"""The making of a file, which the outbox hands to a worker. The web, which only says who does it, loads none of it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ledger import outbox
from reporting.files import actions

PATIENCE = 1800


def register() -> None:
    """Say to the outbox who makes files, and that it may take its time."""
    outbox.register(actions.KIND, make_file, name=_("A file of figures"), seconds=PATIENCE)


def make_file(payload: outbox.Payload, at: datetime) -> None:
    from reporting.files import making

    making.make(payload, at)
