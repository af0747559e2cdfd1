"""Whether a worker is deaf: it runs, perhaps answers a ping, and takes no work. Asked from beside, without Django."""

import socket
from datetime import timedelta
from typing import Any

KIND = "canary"
EVERY = timedelta(seconds=60)
LIMIT = timedelta(seconds=180)
# A canary was put after this worker was last heard, and had its time to be answered. No canary at all: the relay's
# fault, not the worker's.
_UNHEARD = """
SELECT EXISTS (
    SELECT 1 FROM ledger_outboxmessage WHERE kind = %s AND due_at < now() - %s
    AND due_at > coalesce((SELECT heard_at FROM ledger_worker WHERE name = %s), '-infinity')
)
"""


def own_name() -> str:
    """How the worker of this machine, or of this container, is called."""
    return socket.gethostname()[:100]


def is_deaf(cursor: Any, *, name: str, limit: timedelta = LIMIT) -> bool:
    """Whether the worker of this name has not answered within `limit`. `cursor` is one of any PostgreSQL connection."""
    cursor.execute(_UNHEARD, [KIND, limit, name])
    return bool(cursor.fetchone()[0])
