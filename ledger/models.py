"""What happened and what must leave. Plain ids, no foreign keys: the record doesn't lean on the living."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

CODE = r"^[a-z0-9_.:-]*$"
CODES = r"^[a-z0-9_.:,-]*$"
CHAINS = 16


class Event(models.Model):
    """One thing that happened in a case, as it was then. Holds ids and codes, never content."""

    case = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    need = models.UUIDField(null=True)
    law = models.CharField(max_length=10, blank=True)
    layer = models.CharField(max_length=30, blank=True)
    team = models.UUIDField()
    municipality = models.CharField(max_length=30)
    actor = models.UUIDField(null=True)
    reason = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_once_per_case_and_seq"),
            models.CheckConstraint(
                condition=models.Q(kind__regex=CODE, law__regex=CODE, layer__regex=CODE, reason__regex=CODE),
                name="event_holds_codes_only",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "team", "law", "at"], name="event_by_kind_team_law_at")]

    def __str__(self) -> str:
        return f"{self.case}#{self.seq} {self.kind}"


class JournalHead(models.Model):
    """The end of one chain. Written by the journal's trigger alone."""

    chain = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=bytes)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(chain__lt=CHAINS), name="sixteen_chains")]

    def __str__(self) -> str:
        return f"{self.chain}@{self.seq}"


class JournalEntry(models.Model):
    """Who did or saw what, from where, with which result (NEN 7513, BIO2 8.15.01). Ids, field names and codes only.

    `chain`, `seq`, `prev` and `hash` bind each entry to the one before; a database trigger sets the last three.
    `municipality` is where the actor works: its privacy officer reads the entry.
    """

    chain = models.PositiveSmallIntegerField()
    seq = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    job = models.CharField(max_length=60, blank=True)
    municipality = models.CharField(max_length=30, blank=True)
    operation = models.UUIDField()
    origin = models.CharField(max_length=20)
    act = models.CharField(max_length=60)
    result = models.CharField(max_length=20)
    reason = models.CharField(max_length=80, blank=True)
    purpose = models.CharField(max_length=60, blank=True)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.UUIDField(null=True)
    subjects = ArrayField(models.UUIDField(), default=list)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    prev = models.BinaryField(default=bytes)
    hash = models.BinaryField(default=bytes)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "seq"], name="journal_once_per_chain_and_seq"),
            models.CheckConstraint(
                condition=models.Q(
                    act__regex=CODE,
                    result__regex=CODE,
                    reason__regex=CODE,
                    purpose__regex=CODE,
                    object_type__regex=CODE,
                    origin__regex=CODE,
                    job__regex=CODE,
                    municipality__regex=CODE,
                ),
                name="journal_holds_codes_only",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="journal_newest_first"),
            models.Index(fields=["object_id", "-at"], name="journal_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}@{self.seq} {self.act}"


class OutboxMessage(models.Model):
    """An effect that must leave: written in the transaction of its cause, delivered at least until it is done.

    `stream` keeps order: within a stream an older message goes first. The payload carries ids only. `municipality` is
    where its cause was: who administers it there decides about what is `doubtful` (perhaps it left) or `dead` (it did
    not). `sending` is what leaves the house at this moment; `dropped` is what nobody needs any more.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        DONE = "done"
        DOUBTFUL = "doubtful"
        DEAD = "dead"
        DROPPED = "dropped"

    UNDER_WAY = (State.WAITING, State.SENDING)
    FOR_A_PERSON = (State.DOUBTFUL, State.DEAD)

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    stream = models.UUIDField(null=True)
    municipality = models.CharField(max_length=30, blank=True)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="done", delivered_at__isnull=False)
                | (~models.Q(state="done") & models.Q(delivered_at__isnull=True)),
                name="outbox_done_has_its_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=models.Q(state="waiting"), name="outbox_waiting"),
            models.Index(
                fields=["stream", "id"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="outbox_under_way_in_stream",
            ),
            models.Index(
                fields=["state", "leased_until"],
                condition=models.Q(state__in=["waiting", "sending"], leased_until__isnull=False),
                name="outbox_leased",
            ),
            models.Index(
                fields=["-due_at"], condition=models.Q(state__in=["doubtful", "dead"]), name="outbox_for_a_person"
            ),
            models.Index(fields=["due_at"], condition=models.Q(kind="canary"), name="outbox_canaries"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class IdempotencyKey(models.Model):
    """A form is answered once: the same key gives the same answer, another request under it is refused."""

    actor = models.UUIDField()
    key = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    answer = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_once_per_actor"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class JobRun(models.Model):
    """A periodic job runs once per slot, however many schedulers there are."""

    job = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "slot"], name="job_once_per_slot")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"


class Worker(models.Model):
    """A machine on which a worker runs, and when that one last did something."""

    name = models.CharField(max_length=100, primary_key=True)
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
