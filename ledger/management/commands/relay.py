"""The relay: reads the outbox and rings the doorbell. Nothing is lost when it, Redis or a worker dies."""

import logging
import signal
import time
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from ledger import canary, mail, outbox, tasks

log = logging.getLogger(__name__)
IDLE = 2.0
BUSY = 0.1
PATIENCE = 5.0


class Command(BaseCommand):
    help = "Reads the outbox and hands its messages to the workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="hand over what is due now, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _stop)
        while True:
            pause = _round()
            if options["once"]:
                return
            _wait_for_knock(pause)


def _stop(number: int, frame: object) -> None:
    raise SystemExit(0)


def _round() -> float:
    """Lay aside what got stuck, hand over what is due; how long to wait before the next round."""
    try:
        at = timezone.now()
        mail.doubt(at=at)
        canary.put(at=at)
        ids = outbox.claim(at=at)
        if not _ring(ids):
            return IDLE
        return BUSY if ids or outbox.in_hand(at=at) else IDLE
    except (DatabaseError, InterfaceError) as error:
        log.warning("the database does not answer: %s", type(error).__name__)
        connection.close()
        time.sleep(PATIENCE)
        return IDLE


def _ring(ids: list[int]) -> bool:
    """Publish each id; when Redis is away, give the leases back and say so."""
    patience = outbox.patience(ids)
    for place, message_id in enumerate(ids):
        longer = {"time_limit": patience[message_id]} if message_id in patience else {}
        try:
            tasks.deliver.apply_async(args=[message_id], retry=False, **longer)
        except (OperationalError, OSError) as error:
            log.warning("redis does not answer: %s", type(error).__name__)
            outbox.release(ids[place:])
            return False
    return True


def _wait_for_knock(seconds: float) -> None:
    """Sleep until a message is written or the time is over."""
    try:
        connection.ensure_connection()
        raw: psycopg.Connection[Any] = connection.connection
        raw.execute("LISTEN trede_outbox")
        next(raw.notifies(timeout=seconds, stop_after=1), None)
    except (DatabaseError, InterfaceError, psycopg.Error):
        connection.close()
        time.sleep(seconds)
