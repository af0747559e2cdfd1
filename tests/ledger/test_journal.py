"""The journal only grows, and it says who, what and with which result."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from accounts import access
from cases.dossier.models import Case
from ledger import journal as ledger_journal
from ledger import operation
from ledger.models import Event, JournalEntry, JournalHead
from ledger.operation import JournalUnavailable, NoOperation
from tests.cast import (
    ADA,
    AT,
    NOORD,
    PRIYA,
    TESS,
    TOM,
    acting,
    break_off,
    journal,
    now,
    open_case,
    refusal_of,
    register_resident,
)
from tests.cast import start as start_case

pytestmark = pytest.mark.usefixtures("world")

FORBIDDEN = {
    "edit": "UPDATE ledger_journalentry SET act = 'case:read'",
    "delete": "DELETE FROM ledger_journalentry",
    "truncate": "TRUNCATE ledger_journalentry",
    "edit an event": "UPDATE ledger_event SET kind = 'case:closed'",
    "delete an event": "DELETE FROM ledger_event",
    "truncate the events": "TRUNCATE ledger_event",
    "rewrite a head": "UPDATE ledger_journalhead SET seq = 0, hash = ''",
    "remove a head": "DELETE FROM ledger_journalhead",
    "add a head": "INSERT INTO ledger_journalhead (chain, seq, hash) VALUES (15, 0, '')",
    "disable the trigger": "ALTER TABLE ledger_journalentry DISABLE TRIGGER ledger_journalentry_chain",
    "disable all triggers": "SET session_replication_role = replica",
    "drop the trigger": "DROP TRIGGER ledger_journalentry_chain ON ledger_journalentry",
    "lift the policy": "ALTER TABLE ledger_journalentry DISABLE ROW LEVEL SECURITY",
    "replace the function": "CREATE OR REPLACE FUNCTION ledger_journal_chain() RETURNS trigger LANGUAGE plpgsql AS ''",
    "become the owner": "SET ROLE trede_owner",
    "call the chain": "SELECT ledger_journal_chain()",
}


@pytest.mark.parametrize("deed", FORBIDDEN)
def test_the_runtime_role_can_only_add_to_what_happened(deed: str) -> None:
    open_case()
    with acting(PRIYA), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORBIDDEN[deed])
    assert journal(act="case:open")


def test_the_journals_trigger_is_not_lent_to_another_table() -> None:
    """It would move a chain's head without an entry, and the journal would look broken."""
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "CREATE TEMP TABLE mine (LIKE ledger_journalentry);"
            "CREATE TRIGGER mine BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION ledger_journal_chain()"
        )


def test_a_forged_place_in_the_chain_is_overwritten() -> None:
    with acting(TESS), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_journalentry (chain, seq, at, operation, origin, act, result, job, reason, purpose,"
            " object_type, municipality, subjects, fields, prev, hash)"
            " VALUES (3, 900, now(), gen_random_uuid(), 'test', 'forged', 'done', '', '', '', '', 'hoogeveen',"
            " '{}', '{}', 'x', 'y')"
        )
    (entry,) = journal(act="forged")
    assert (entry.seq, bytes(entry.prev)) == (1, b"")


def test_an_act_is_journalled_with_who_what_and_whom_it_concerns() -> None:
    resident = register_resident()
    case = open_case(resident=resident.id)
    (entry,) = journal(act="case:open")
    assert (entry.actor, entry.at, entry.origin, entry.result) == (TESS.id, AT, "test", "done")
    assert (entry.object_type, entry.object_id, entry.subjects) == ("case", case.id, [resident.id])


def test_a_refused_act_is_journalled_with_its_reason() -> None:
    case = open_case()
    start_case(case)
    assert refusal_of(start_case, case) == "case_is_investigating"
    (entry,) = journal(act="case:start_investigation", result="refused")
    assert entry.reason == "case_is_investigating"


def test_what_a_refused_act_noted_on_its_way_is_forgotten() -> None:
    with acting(TESS):
        place = ledger_journal.mark()
        ledger_journal.note("need:named")
        ledger_journal.forget_since(place)
    assert journal(act="need:named") == []


def test_only_who_may_read_the_journal_reads_it() -> None:
    open_case()
    for actor in (TESS, TOM, ADA):
        with acting(actor):
            assert not JournalEntry.objects.exists()


def test_one_actor_writes_one_chain() -> None:
    open_case(resident=register_resident().id)
    assert {entry.chain for entry in journal()} == {TESS.id.int % 16}


def test_entries_of_one_operation_share_its_id() -> None:
    with acting(TESS):
        ledger_journal.note("one")
        ledger_journal.note("two")
    assert len({entry.operation for entry in journal(act__in=["one", "two"])}) == 1


def test_work_of_nobody_is_journalled_under_its_job() -> None:
    with access.system("clear_keys", at=AT):
        pass
    (entry,) = journal(job="clear_keys")
    assert (entry.actor, entry.act, entry.origin) == (None, "system:ran", "task")


def test_a_widened_context_is_journalled() -> None:
    with acting(TOM), access.widened(TOM, to=NOORD, laws=frozenset({"wmo"})):
        pass
    (entry,) = journal(act="access:widened")
    assert (entry.actor, entry.object_id) == (TOM.id, NOORD)


def test_nothing_is_recorded_outside_an_operation() -> None:
    with pytest.raises(NoOperation, match="acting"):
        ledger_journal.note("case:read")


def test_an_operation_that_fails_leaves_no_entry() -> None:
    break_off(lambda: ledger_journal.note("case:read"))
    assert journal() == []


def test_what_cannot_be_journalled_is_not_done() -> None:
    case = open_case()
    with pytest.raises(JournalUnavailable):
        _plan_and_note(case)
    assert now(case).next_step == ""


def _plan_and_note(case: Case) -> None:
    with acting(TESS):
        Case.objects.filter(pk=case.pk).update(next_step="bellen")
        ledger_journal.note("De buurvrouw belt Mevrouw Wielinga")


CONTENT = "Mevrouw W. valt vaak"


@pytest.mark.parametrize("column", ["act", "result", "reason", "purpose", "object_type", "origin", "job"])
def test_the_journal_holds_codes_only(column: str) -> None:
    values = {"act": "x", "result": "done", "origin": "test", column: CONTENT[:20]}
    with acting(PRIYA), pytest.raises(IntegrityError, match="journal_holds_codes_only"), transaction.atomic():
        JournalEntry.objects.create(chain=1, at=AT, operation=uuid4(), **values)


def test_field_names_are_codes_too() -> None:
    with acting(PRIYA), pytest.raises(IntegrityError, match="journal_fields_are_codes"), transaction.atomic():
        JournalEntry.objects.create(
            chain=1, at=AT, operation=uuid4(), act="x", result="done", origin="test", fields=[CONTENT]
        )


def test_a_chain_that_does_not_exist_takes_no_entry() -> None:
    with acting(PRIYA), pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.create(chain=16, at=AT, operation=uuid4(), act="x", result="done", origin="test")


def test_there_are_sixteen_chains() -> None:
    assert list(JournalHead.objects.order_by("chain").values_list("chain", flat=True)) == list(range(16))


def test_every_job_and_every_actor_has_a_chain() -> None:
    made = [operation.Operation(at=AT, actor=UUID(int=number), job="", origin="test").chain for number in range(64)]
    jobs = [operation.Operation(at=AT, actor=None, job=job, origin="test").chain for job in ("deliver", "anchor", "")]
    assert set(made) == set(range(16))
    assert set(jobs) <= set(range(16))


def test_events_hold_codes_only() -> None:
    case = open_case()
    event = Event(case=case.id, seq=9, kind=CONTENT, team=NOORD, municipality="hoogeveen", actor=TESS.id, at=AT)
    with acting(TESS), pytest.raises(IntegrityError, match="event_holds_codes_only"), transaction.atomic():
        event.save(force_insert=True)
