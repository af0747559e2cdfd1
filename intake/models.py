"""Conversations: what was said, saved while it is typed."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from cases.dossier.models import Channel
from cases.residents.models import Resident
from intake.querysets import AppointmentQuerySet, ConversationQuerySet
from provisions.models import Provision
from workflows.note_lines import LineKind


class Conversation(models.Model):
    """A conversation (gesprek), from the first word on. Nothing in it is mandatory; unfinished is a draft.

    `brought_by`: a facility brought somebody in through its own link; then it has no author.
    `kept_to`: a confidential case came from it; only the author and this colleague, who finished it, see it from then.
    `version` counts the saved texts; `editing` is the editing session that saved last, `turn` its last save.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="conversations")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="conversations")
    brought_by = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel.choices, default=Channel.PHONE)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="conversations")
    anonymous = models.BooleanField(default=False)
    kept_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    editing = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(anonymous=False) | models.Q(resident=None), name="anonymous_is_nobody"
            ),
            models.CheckConstraint(
                condition=models.Q(author__isnull=False) | models.Q(brought_by__isnull=False),
                name="conversation_came_from_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["team", "-started_at"], condition=models.Q(finished_at=None), name="conversation_drafts"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def writer(self) -> str:
        """Who wrote it: a colleague, or the facility that brought somebody in."""
        return self.author.name if self.author else self.brought_by.name if self.brought_by else ""


class Revision(models.Model):
    """A text as it was saved. `conflicting`: it came second, from version `version`, and is kept beside the other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
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


class Question(models.Model):
    """One question (hulpvraag) of a conversation, and how it ended. A conversation may hold several.

    `case`: the case it became or was added to; `provision`: the facility that was pointed to. Its own words are saved
    while they are typed, counted as those of the conversation: `version`, `editing`, `turn`.
    """

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        POINTED = "pointed", _("Pointed to a facility")
        ADDED = "added", _("Added to a running case")
        CALL_BACK = "call_back", _("A colleague calls back")
        APPOINTMENT = "appointment", _("Appointment")
        NEW_CASE = "new_case", _("New case")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    own_words = models.TextField(max_length=20_000, blank=True)
    version = models.PositiveIntegerField(default=0)
    editing = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    finished_at = models.DateTimeField(null=True)
    case = models.UUIDField(null=True)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "position"], name="question_position_once"),
            models.CheckConstraint(
                condition=models.Q(finished_at=None, outcome="")
                | (models.Q(finished_at__isnull=False) & ~models.Q(outcome="")),
                name="question_finished_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=["added", "new_case"]) | models.Q(case__isnull=False),
                name="question_in_a_case_names_it",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Appointment(models.Model):
    """What was promised: a call-back by a day, or a meeting at a moment and place. Work of a colleague or a team.

    `what` is the question in the resident's own words; `reach`: how to reach somebody who is not linked.
    """

    class Kind(models.TextChoices):
        CALL_BACK = "call_back", _("Call back")
        MEETING = "meeting", _("Meeting")

    class Result(models.TextChoices):
        DONE = "done", _("spoken to")
        NOT_REACHED = "not_reached", _("not reached")
        NOT_COME = "not_come", _("did not come")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="appointments")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="appointments")
    colleague = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="appointments")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="appointments")
    what = models.TextField(max_length=20_000, blank=True)
    reach = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    time = models.TimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    result = models.CharField(max_length=20, choices=Result.choices, blank=True)
    done_at = models.DateTimeField(null=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(done_at=None, result="") | (models.Q(done_at__isnull=False) & ~models.Q(result="")),
                name="appointment_done_with_a_result",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["team", "on"], condition=models.Q(done_at=None), name="appointment_to_keep"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class WorkedLine(models.Model):
    """One line of a conversation, worked out: what it is, and what it became. It points, it does not copy.

    `line` counts in the text as it was saved at `version`. `became`: the evidence or the appointment it led to.
    """

    Kind = LineKind

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="worked_lines")
    line = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    became = models.UUIDField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "line"], name="line_worked_out_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)
