"""Who owns the tables can rewrite them; the chain shows it, and the anchor shows it when the chain is rewritten too."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from cases.dossier.models import Case
from cases.residents.models import Resident
from ledger import anchor, chain
from ledger import journal as ledger_journal
from ledger.chain import Break
from ledger.models import JournalEntry, JournalHead
from tests.cast import AT, CAST, PRIYA, TESS, acting, journal, open_case, register_resident

pytestmark = pytest.mark.usefixtures("owned_world")
MINE = TESS.id.int % 16
ENTRIES = 6
OTHERS = [actor for actor in CAST if actor.id.int % 16 != MINE]


@pytest.fixture(autouse=True)
def _anchored_elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.ANCHOR_DIR = str(tmp_path / "anchors")


@pytest.fixture
def written(owned_world: None) -> None:
    """Six entries of Tess in a chain of her own, one of everybody else in theirs."""
    for number in range(ENTRIES):
        with acting(TESS):
            ledger_journal.note("case:read", about=("case", uuid4()), fields=[f"field_{number}"])
    for actor in OTHERS:
        with acting(actor):
            ledger_journal.note("case:list")


def meddle(*statements: str) -> None:
    """What only the owner can do: switch the guard off, rewrite, and switch it on again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_journalentry DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE ledger_journalentry ENABLE TRIGGER USER")


def rehash() -> None:
    """The owner who thinks further: every hash and head made right again."""
    heads = dict.fromkeys(range(16), (0, b""))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_journalentry DISABLE TRIGGER USER")
        for entry in JournalEntry.objects.order_by("chain", "seq"):
            seq, prev = heads[entry.chain]
            entry.seq, entry.prev = seq + 1, prev
            digest = chain.hash_of(entry)
            JournalEntry.objects.filter(pk=entry.pk).update(seq=entry.seq, prev=prev, hash=digest)
            heads[entry.chain] = (entry.seq, digest)
        for number, (seq, digest) in heads.items():
            JournalHead.objects.filter(chain=number).update(seq=seq, hash=digest)
        cursor.execute("ALTER TABLE ledger_journalentry ENABLE TRIGGER USER")


def at_place(seq: int) -> str:
    return f"WHERE chain = {MINE} AND seq = {seq}"


EDIT = "UPDATE ledger_journalentry SET act = 'case:list' {}"
TAMPERED = {
    "an act": ([EDIT.format(at_place(3))], Break(MINE, 3, "entry_changed")),
    "the actor": (
        [f"UPDATE ledger_journalentry SET actor = '{PRIYA.id}' {at_place(2)}"],
        Break(MINE, 2, "entry_changed"),
    ),
    "a subject": (
        [f"UPDATE ledger_journalentry SET subjects = ARRAY['{PRIYA.id}'::uuid] {at_place(5)}"],
        Break(MINE, 5, "entry_changed"),
    ),
    "the moment": (
        [f"UPDATE ledger_journalentry SET at = at + interval '1 microsecond' {at_place(1)}"],
        Break(MINE, 1, "entry_changed"),
    ),
    "one entry gone": ([f"DELETE FROM ledger_journalentry {at_place(4)}"], Break(MINE, 4, "entry_missing")),
    "the first entry gone": ([f"DELETE FROM ledger_journalentry {at_place(1)}"], Break(MINE, 1, "entry_missing")),
    "the tail cut": (
        [f"DELETE FROM ledger_journalentry WHERE chain = {MINE} AND seq > 4"],
        Break(MINE, 5, "differs_from_head"),
    ),
    "all of a chain": ([f"DELETE FROM ledger_journalentry WHERE chain = {MINE}"], Break(MINE, 1, "entries_missing")),
    "a hash": (
        [f"UPDATE ledger_journalentry SET hash = sha256('x') {at_place(2)}"],
        Break(MINE, 2, "entry_changed"),
    ),
    "a link": (
        [f"UPDATE ledger_journalentry SET prev = sha256('x') {at_place(2)}"],
        Break(MINE, 2, "does_not_follow"),
    ),
    "a head": (
        [f"UPDATE ledger_journalhead SET hash = sha256('x') WHERE chain = {MINE}"],
        Break(MINE, ENTRIES + 1, "differs_from_head"),
    ),
    "a head gone": ([f"DELETE FROM ledger_journalhead WHERE chain = {MINE}"], Break(MINE, ENTRIES, "head_missing")),
}


def test_python_and_the_trigger_write_an_entry_alike() -> None:
    with acting(TESS):
        ledger_journal.note(
            "resident:read",
            about=("resident", uuid4()),
            subjects=[uuid4(), uuid4()],
            fields=["bsn", "address"],
            result="denied",
            reason="not_yours",
            purpose="wmo",
        )
    with acting(TESS, at=datetime(2026, 10, 25, 1, 30, 0, 1, tzinfo=UTC)):
        ledger_journal.note("bare")
    assert [bytes(entry.hash) for entry in JournalEntry.objects.all()] == [
        chain.hash_of(entry) for entry in JournalEntry.objects.all()
    ]


def test_a_journal_that_nobody_touched_holds(written: None) -> None:
    assert list(chain.breaks()) == []


@pytest.mark.parametrize("what", TAMPERED)
def test_the_first_entry_that_was_tampered_with_is_named(what: str, written: None) -> None:
    statements, first_broken = TAMPERED[what]
    meddle(*statements)
    assert list(chain.breaks()) == [first_broken]


@pytest.mark.soak
@pytest.mark.parametrize("place", range(1, 101))
def test_any_of_a_hundred_entries_that_was_edited_is_named(
    place: int,
) -> None:
    for _ in range(100):
        with acting(TESS):
            ledger_journal.note("case:read")
    meddle(EDIT.format(at_place(place)))
    assert list(chain.breaks()) == [Break(MINE, place, "entry_changed")]


def test_two_broken_chains_are_both_named(written: None) -> None:
    meddle("UPDATE ledger_journalentry SET act = 'nothing' WHERE seq = 1")
    assert {found.chain for found in chain.breaks()} == {actor.id.int % 16 for actor in CAST}


def test_rewritten_with_its_heads_a_chain_holds_and_only_the_anchor_knows(written: None) -> None:
    anchor.write(at=AT)
    meddle(EDIT.format(at_place(3)))
    rehash()
    assert list(chain.breaks()) == []
    assert list(anchor.breaks(anchor.read())) == [Break(MINE, ENTRIES, "differs_from_anchor")]


def test_a_tail_cut_with_its_head_is_found_by_the_anchor(written: None) -> None:
    anchor.write(at=AT)
    meddle(f"DELETE FROM ledger_journalentry WHERE chain = {MINE} AND seq > 2")
    rehash()
    assert list(anchor.breaks(anchor.read())) == [Break(MINE, ENTRIES, "differs_from_anchor")]


def test_what_follows_the_last_anchor_is_said_to_be_unprovable(written: None) -> None:
    assert anchor.unprovable([]) == JournalEntry.objects.count()
    anchor.write(at=AT)
    with acting(TESS):
        ledger_journal.note("case:read")
    assert anchor.unprovable(anchor.read()) == 1


def test_an_anchor_that_was_touched_is_not_ours(written: None) -> None:
    path = anchor.write(at=AT)
    signed = json.loads(path.read_text())
    path.write_text(json.dumps(signed | {"body": signed["body"].replace('"at": "2026', '"at": "2027')}) + "\n")
    with pytest.raises(anchor.AnchorForged):
        anchor.read()


@pytest.mark.parametrize(
    "line", ["not json", "{}", '{"body": 1, "signature": ""}', '{"body": "", "signature": "x"}', "[]"]
)
def test_any_other_line_in_the_anchor_file_is_not_ours(
    line: str,
) -> None:
    path = anchor.write(at=AT)
    path.write_text(f"{path.read_text()}{line}\n")
    with pytest.raises(anchor.AnchorForged):
        anchor.read()


def test_an_anchor_under_another_key_is_not_ours(written: None, settings: Any) -> None:
    anchor.write(at=AT)
    settings.ANCHOR_KEY = settings.INDEX_KEY
    with pytest.raises(anchor.AnchorForged):
        anchor.read()


def test_a_person_can_be_destroyed_and_the_chain_still_verifies() -> None:
    resident = register_resident(bsn="999993653", housemates=("zoon, 20",))
    case = open_case(resident=resident.id)
    Case.objects.all().delete()
    Resident.objects.all().delete()
    assert list(chain.breaks()) == []
    assert any(entry.subjects == [resident.id] for entry in journal(object_id=case.id))


def verify(*options: str) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    try:
        call_command("verify_journal", "--json", *options, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_command_says_that_the_journal_holds(written: None) -> None:
    code, answer = verify()
    assert code == 0
    assert answer["holds"] is True
    assert answer["entries"] == answer["unprovable"] == ENTRIES + len(OTHERS)


def test_the_command_names_the_first_broken_entry_and_ends_with_one(written: None) -> None:
    meddle(EDIT.format(at_place(3)))
    code, answer = verify()
    assert code == 1
    assert answer["broken"] == [{"chain": MINE, "seq": 3, "why": "entry_changed"}]


def test_the_command_anchors_a_journal_that_holds(written: None) -> None:
    code, answer = verify("--anchor")
    assert (code, answer["anchors"], answer["unprovable"]) == (0, 1, 0)


def test_the_command_does_not_anchor_a_broken_journal(written: None) -> None:
    meddle(EDIT.format(at_place(3)))
    code, answer = verify("--anchor")
    assert (code, answer["anchors"]) == (1, 0)


def test_the_command_refuses_a_forged_anchor_with_one() -> None:
    path = anchor.write(at=AT)
    path.write_text(path.read_text() + "{}\n")
    with pytest.raises(CommandError, match="signature") as refused:
        verify()
    assert refused.value.returncode == 1


def test_the_command_says_it_in_a_sentence_too(written: None) -> None:
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert out.getvalue().startswith("The journal holds.")
