"""The anchor: the heads of the chains, signed with a key outside the database and kept outside it.

Who owns the database can rewrite entries and heads together; not what was anchored before. What follows the last
anchor can't be proved against the owner, and is counted as such.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from ledger.chain import Break
from ledger.models import JournalEntry, JournalHead

FILE = "journal-anchors.jsonl"


class AnchorForged(Exception):
    """A line of the anchor file does not carry our signature."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The heads at one moment: `heads` maps chain to (seq, hash in hex)."""

    at: str
    heads: dict[int, tuple[int, str]]


def write(*, at: datetime) -> Path:
    """Append the signed heads to the anchor file (its folder: settings.ANCHOR_DIR) and return its path."""
    heads = {head.chain: [head.seq, bytes(head.hash).hex()] for head in JournalHead.objects.order_by("chain")}
    body = json.dumps({"at": at.isoformat(), "heads": heads}, sort_keys=True)
    signature = base64.b64encode(_key().sign(body.encode())).decode()
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"body": body, "signature": signature}) + "\n")
    return path


def read() -> list[Anchor]:
    """All anchors, oldest first. Raises AnchorForged when a line is not ours."""
    if not _path().exists():
        return []
    return [_checked(line) for line in _path().read_text(encoding="utf-8").splitlines() if line]


def breaks(anchors: list[Anchor]) -> Iterator[Break]:
    """Where the journal no longer holds what was anchored: the earliest place per chain."""
    told: set[int] = set()
    for anchor in anchors:
        for chain, (seq, digest) in anchor.heads.items():
            if seq and chain not in told:
                held = JournalEntry.objects.filter(chain=chain, seq=seq).values_list("hash", flat=True).first()
                if held is None or bytes(held).hex() != digest:
                    told.add(chain)
                    yield Break(chain, seq, "differs_from_anchor")


def unprovable(anchors: list[Anchor]) -> int:
    """How many entries follow the last anchor."""
    anchored = sum(seq for seq, _ in anchors[-1].heads.values()) if anchors else 0
    return max(0, JournalEntry.objects.count() - anchored)


def _checked(line: str) -> Anchor:
    try:
        signed = json.loads(line)
        _key().public_key().verify(base64.b64decode(signed["signature"]), signed["body"].encode())
        body = json.loads(signed["body"])
        heads = {int(chain): (seq, digest) for chain, (seq, digest) in body["heads"].items()}
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AnchorForged(line[:40]) from error
    return Anchor(at=body["at"], heads=heads)


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.ANCHOR_KEY))


def _path() -> Path:
    return Path(settings.ANCHOR_DIR) / FILE
