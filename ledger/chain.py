"""The journal's hash chains: each entry holds the hash of the one before, so that an edit or a cut shows."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby

from ledger.models import CHAINS, JournalEntry, JournalHead


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry of a chain that does not hold: its place and a code that says why."""

    chain: int
    seq: int
    why: str


def text_of(entry: JournalEntry) -> str:
    """The entry as the database trigger writes it before hashing; the two are tested to agree."""
    parts = (
        entry.chain,
        entry.seq,
        entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
        entry.actor or "",
        entry.job,
        entry.municipality,
        entry.operation,
        entry.origin,
        entry.act,
        entry.result,
        entry.reason,
        entry.purpose,
        entry.object_type,
        entry.object_id or "",
        ",".join(str(subject) for subject in entry.subjects),
        ",".join(entry.fields),
    )
    return "|".join(str(part) for part in parts)


def hash_of(entry: JournalEntry) -> bytes:
    return hashlib.sha256(bytes(entry.prev) + text_of(entry).encode()).digest()


def breaks() -> Iterator[Break]:
    """Walk all chains; yield the first break of each chain that has one."""
    heads = {head.chain: head for head in JournalHead.objects.all()}
    walked: set[int] = set()
    entries = JournalEntry.objects.order_by("chain", "seq").iterator(chunk_size=2000)
    for chain, run in groupby(entries, key=lambda entry: entry.chain):
        walked.add(chain)
        found = _first_break(chain, run, heads.get(chain))
        if found:
            yield found
    for chain in range(CHAINS):
        head = heads.get(chain)
        if chain not in walked and (head is None or head.seq):
            yield Break(chain, 1, "entries_missing" if head else "head_missing")


def _first_break(chain: int, run: Iterable[JournalEntry], head: JournalHead | None) -> Break | None:
    seq, last = 0, b""
    for entry in run:
        seq += 1
        if entry.seq != seq:
            return Break(chain, seq, "entry_missing")
        if bytes(entry.prev) != last:
            return Break(chain, seq, "does_not_follow")
        if hash_of(entry) != bytes(entry.hash):
            return Break(chain, seq, "entry_changed")
        last = bytes(entry.hash)
    if head is None:
        return Break(chain, seq, "head_missing")
    if (head.seq, bytes(head.hash)) != (seq, last):
        return Break(chain, min(head.seq, seq) + 1, "differs_from_head")
    return None
