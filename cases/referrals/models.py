"""Referrals: to whom, on what ground, with which facts, how it stands, and the link a facility answers through."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Team, User
from cases.dossier.models import LAWS, Case
from cases.needs.models import Need, Worked
from cases.referrals.querysets import PointingQuerySet, ReferralQuerySet
from provisions.models import Provision
from workflows.referral_flow import (
    ANSWERABLE,
    OPEN_REFERRALS,
    CardFact,
    Ground,
    ReferralFlow,
    ReferralOutcome,
    ReferralState,
    Turn,
)


class Warm(models.TextChoices):
    """How the hand-over was done (warme overdracht)."""

    CARD_ONLY = "card_only", _("the card only")
    CALLED = "called", _("called together")
    VISITED = "visited", _("visited together")


class HowGiven(models.TextChoices):
    IN_TALK = "in_talk", _("in a talk")
    BY_PHONE = "by_phone", _("by phone")
    IN_WRITING = "in_writing", _("in writing")


class Referral(ReferralFlow, models.Model):
    """A referral (verwijzing) of one need to one facility, under the need's law.

    `since`: the day its state began; `due_on`: the day its clock ends; `turn`: whose it is. `then`: what was true
    of the facility that day. `person`: the resident by plain id, for the journal of who saw the card. `settled_on`: the
    team took up how it ended. `instead_of`: the referral this one comes after.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="referrals")
    law = models.CharField(max_length=10, choices=LAWS)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="referrals")
    person = models.UUIDField(null=True)
    ground = models.CharField(max_length=20, choices=Ground.choices, blank=True)
    warm = models.CharField(max_length=20, choices=Warm.choices, default=Warm.CARD_ONLY)
    then = models.JSONField(default=dict)
    instead_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    turn = models.CharField(max_length=10, choices=Turn.choices, default=Turn.TEAM)
    since = models.DateField()
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=ReferralOutcome.choices, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    waiting_since = models.DateField(null=True)
    room_on = models.DateField(null=True)
    needs_more = models.BooleanField(default=False)
    reminded_on = models.DateField(null=True)
    settled_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=ReferralState.values), name="referral_state_exists"),
            models.UniqueConstraint(
                fields=["need", "provision"],
                condition=models.Q(state__in=OPEN_REFERRALS),
                name="one_open_referral_per_need_and_provision",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(state="withdrawn") | models.Q(sent_at__isnull=False),
                name="referral_sent_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="completed") | ~models.Q(outcome=""), name="referral_completed_has_an_outcome"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case"], condition=~models.Q(turn="nobody"), name="referral_to_follow"),
            models.Index(fields=["due_on"], condition=models.Q(state__in=ANSWERABLE), name="referral_by_clock"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REFERRALS


class HandoffCard(models.Model):
    """The hand-off card (overdrachtskaart): what is asked, and of the resident the facts that were ticked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="card")
    asked = models.CharField(max_length=200)
    shares = ArrayField(models.CharField(max_length=20, choices=CardFact.choices), default=list)
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    best_moment = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=60, blank=True)
    own_words = models.TextField(max_length=1000, blank=True)
    discussed = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(asked=""), name="card_asks_something"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{fact.value: ""}) | models.Q(shares__contains=[fact.value]),
                    name=f"card_{fact.value}_was_ticked",
                )
                for fact in CardFact
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Consent(models.Model):
    """Consent (toestemming) for one referral, never in general: which facts, to whom, what for, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="consents")
    law_from = models.CharField(max_length=10, choices=LAWS)
    to_whom = models.CharField(max_length=620)
    purpose = models.CharField(max_length=200)
    shares = ArrayField(models.CharField(max_length=20, choices=CardFact.choices))
    how = models.CharField(max_length=20, choices=HowGiven.choices)
    given_on = models.DateField()
    until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("given_on")), name="consent_ends_after_it_was_given"
            ),
            models.UniqueConstraint(
                fields=["referral"], condition=models.Q(withdrawn_at=None), name="one_consent_per_referral"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PartnerLink(models.Model):
    """The link through which a facility answers one referral. Of the token only a keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="links")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"], condition=models.Q(revoked_at=None), name="one_live_link_per_referral"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Reply(models.Model):
    """One answer of a facility, in its words: through the link, or by phone to a colleague (`by`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="replies")
    version = models.PositiveIntegerField()
    answer = models.CharField(max_length=30)
    said = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "version"], name="one_reply_per_version"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Pointing(models.Model):
    """Somebody was pointed to a facility (wijzen): counted, nothing of a person leaves. Later one light question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="pointings")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="pointings")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, null=True, related_name="pointings")
    law = models.CharField(max_length=10, choices=LAWS, blank=True)
    ask_on = models.DateField(null=True)
    helped = models.CharField(max_length=10, choices=Worked.choices, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PointingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(need=None, case=None, law="")
                | (models.Q(need__isnull=False, case__isnull=False) & ~models.Q(law="")),
                name="pointing_for_a_need_names_case_and_law",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FacilityLink(models.Model):
    """A facility's own link: through it somebody is brought in. It opens no file; only a keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="own_links")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provision"], condition=models.Q(revoked_at=None), name="one_own_link_per_facility"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Knock(models.Model):
    """How often somebody tried a link in an hour: by the keyed hash of an address, or by the link itself."""

    id = models.BigAutoField(primary_key=True)
    door = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    hour = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["door", "who", "hour"], name="knocks_once_per_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.hour}"
