"""Conversations: what was said, saved while it is typed."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from cases.dossier.models import Channel
from cases.residents.models import Resident
from intake.querysets import ConversationQuerySet


class Conversation(models.Model):
    """A conversation (gesprek), from the first word on. Nothing in it is mandatory; unfinished is a draft.

    `version` counts the saved texts; `editing` is the editing session that saved last, `turn` its last save.
    """

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        NEW_CASE = "new_case", _("New case")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="conversations")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conversations")
    channel = models.CharField(max_length=20, choices=Channel.choices, default=Channel.PHONE)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="conversations")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    editing = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    case = models.UUIDField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(finished_at=None, outcome="")
                | (models.Q(finished_at__isnull=False) & ~models.Q(outcome="")),
                name="conversation_finished_with_an_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["team", "-started_at"], condition=models.Q(finished_at=None), name="conversation_drafts"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Revision(models.Model):
    """A text as it was saved. `conflicting`: it came second, from version `version`, and is kept beside the other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    conflicting = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation", "version"],
                condition=models.Q(conflicting=False),
                name="revision_once_per_version",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
