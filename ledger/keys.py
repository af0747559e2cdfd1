"""Idempotency: a form that arrives twice has one effect and the same answer."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from ledger import statements
from ledger.models import IdempotencyKey

_CLAIM = """
INSERT INTO ledger_idempotencykey (actor, key, fingerprint, answer, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (actor, key) DO NOTHING
"""


class KeyReused(Exception):
    """The key came back with another request: the form was changed after it was sent."""


def claim(*, actor: UUID, key: UUID, fingerprint: str, answer: UUID, at: datetime) -> UUID | None:
    """Claim `key` for this request. None: go ahead. A UUID: it was done before, and this was its answer.

    A second request that arrives meanwhile waits here for the first one's commit. Raises KeyReused.
    """
    if statements.done(_CLAIM, [actor, key, fingerprint, answer, at]):
        return None
    earlier = IdempotencyKey.objects.get(actor=actor, key=key)
    if earlier.fingerprint != fingerprint:
        raise KeyReused
    return earlier.answer


def fingerprint(what: str, body: Iterable[tuple[str, str]]) -> str:
    """A digest of a request: what is asked and the values it carries, in any order."""
    text = "\n".join([what, *(f"{name}={value}" for name, value in sorted(body))])
    return hashlib.sha256(text.encode()).hexdigest()
