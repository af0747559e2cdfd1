"""Safety concerns: a protected record beside the case, for who signalled it and for the safety officer alone."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, User
from cases.residents.models import Resident
from cases.safety.querysets import SafetyConcernQuerySet
from workflows.safety_flow import SAFETY_ENDED, SafetyFlow, SafetyState


class SafetyConcern(SafetyFlow, models.Model):
    """A concern about safety (veiligheidssignaal). `case` and `conversation` are plain ids: no page of theirs shows it.

    `who`: about whom, in words, when no resident is linked. `acute`: somebody is in danger now; `structural`: the
    danger lasts or comes back. `overruled`: the safety officer did not report such danger, with a reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="safety_concerns")
    case = models.UUIDField(null=True)
    conversation = models.UUIDField(null=True)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="safety_concerns")
    who = models.CharField(max_length=200, blank=True)
    acute = models.BooleanField(default=False)
    structural = models.BooleanField(default=False)
    overruled = models.BooleanField(default=False)
    signalled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signalled_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = SafetyConcernQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=SafetyState.values), name="safety_state_exists"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_over(self) -> bool:
        return self.state in SAFETY_ENDED


class SafetyNote(models.Model):
    """What was seen, said or weighed at one step of the reporting code. Written once, never changed."""

    class Step(models.TextChoices):
        SIGNAL = "signal", _("what was seen or heard")
        CONSULTATION = "consultation", _("consultation")
        TALK = "talk", _("talk with those involved")
        WEIGHING = "weighing", _("weighing")
        CONCLUSION = "conclusion", _("conclusion")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(SafetyConcern, on_delete=models.CASCADE, related_name="notes")
    step = models.CharField(max_length=20, choices=Step.choices)
    text = models.TextField(max_length=10_000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="safety_note_says_something"),
        ]

    def __str__(self) -> str:
        return str(self.id)
