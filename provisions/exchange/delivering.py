"""The work of an import that the outbox hands to a worker. The web, which only says who does it, loads none of it."""

from datetime import datetime

from ledger import outbox
from provisions.exchange import actions

PATIENCE = 1800


def register() -> None:
    """Say to the outbox who does this work, and that it may take its time."""
    outbox.register(actions.LOOK, look_through, seconds=PATIENCE)
    outbox.register(actions.APPLY, enter, seconds=PATIENCE)
    outbox.register(actions.UNDO, take_out, seconds=PATIENCE)


def look_through(payload: outbox.Payload, at: datetime) -> None:
    from provisions.exchange import working

    working.look_through(payload, at)


def enter(payload: outbox.Payload, at: datetime) -> None:
    from provisions.exchange import working

    working.enter(payload, at)


def take_out(payload: outbox.Payload, at: datetime) -> None:
    from provisions.exchange import working

    working.take_out(payload, at)
