"""Imports of the directory: what was sent, how far it is, what it brought and of which rows something is to be told."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Municipality, User
from provisions.exchange.fields import JsonInOrder
from provisions.exchange.querysets import DirectoryImportQuerySet
from workflows.import_flow import WRITING, ImportFlow, ImportState


class DirectoryImport(ImportFlow, models.Model):
    """One file that was sent. `stored` is its name on our disk, empty once it is removed; `name` what it was called.

    `source` names the directory it comes from: rows are found again by that name and their own id. `columns` says for a
    flat list which column holds what. `tallies` holds per table what came of it, `left`
    what undoing could not take out, `reason` why it failed, as a code.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="directory_imports")
    source = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    stored = models.CharField(max_length=80, blank=True)
    format = models.CharField(max_length=10)
    flat = models.BooleanField(default=False)
    columns = JsonInOrder(default=dict, blank=True)
    tallies = JsonInOrder(default=dict, blank=True)
    lines = models.PositiveIntegerField(default=0)
    left = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    round = models.PositiveIntegerField(default=0)

    objects = DirectoryImportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_exists"),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undoing", "undone"]) | Q(applied_at__isnull=False),
                name="import_applied_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(state__in=[state.value for state in WRITING]),
                name="one_import_writes_at_a_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "-at"], name="import_newest_first")]

    def __str__(self) -> str:
        return self.name


class ImportLine(models.Model):
    """One row of which something is to be told: it would change, was rejected, or was read differently than written.

    `run` is the import, a plain id. `changes` holds per column [old, new]. Lines are rewritten by each run, and removed
    with the file.
    """

    run = models.UUIDField()
    what = models.CharField(max_length=10)
    table = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "what", "id"], name="import_lines_in_order")]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.what}"


class ImportPart(models.Model):
    """New rows of one kind that an import made, by their ids: what undoing it takes out again."""

    run = models.ForeignKey(DirectoryImport, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=40)
    made = ArrayField(models.CharField(max_length=40))

    def __str__(self) -> str:
        return f"{self.kind} {len(self.made)}"


class ImportProgress(models.Model):
    """How far a run is, written beside its transaction so that it can be seen while that is open.

    `attempts` counts how often this round was begun: a worker that dies leaves it, and the next one reads it. `stop`:
    somebody asked to stop.
    """

    run = models.UUIDField(primary_key=True)
    round = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    stop = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.done} / {self.of}"


class ColumnMeaning(models.Model):
    """What the columns of a flat list mean, as it was said last for this source: {column: what it holds}."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="column_meanings")
    source = models.CharField(max_length=100)
    columns = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "source"], name="column_meaning_once_per_source"),
        ]

    def __str__(self) -> str:
        return self.source
