"""The case: a container of needs for one resident, its report, its clocks and what is still to be done."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Team, User
from cases.dossier.querysets import CaseQuerySet, ContactQuerySet, DeadlineQuerySet, KnownCaseQuerySet, TaskQuerySet
from cases.residents.models import Resident
from workflows.case_flow import ENDED, OPEN_STATES, CaseFlow, CaseState
from workflows.layers import Law

LAWS = [(law.value, law.value) for law in Law]


class EndedBecause(models.TextChoices):
    """Why a case ended: what the figures count."""

    MET = "met", _("the need is met")
    BY_PLAN = "by_plan", _("the support ended as planned")
    NO_SUPPORT = "no_support", _("no support was granted")
    WITHDRAWN = "withdrawn", _("the resident wants no more help")
    MOVED = "moved", _("the resident moved")
    WLZ = "wlz", _("long-term care (Wlz) took over")
    OTHER_AUTHORITY = "other_authority", _("another authority took over")
    DECEASED = "deceased", _("the resident died")
    NO_CONTACT = "no_contact", _("the resident can no longer be reached")


class Case(CaseFlow, models.Model):
    """A case (zaak). `laws` are those of its needs; `due_on` is the nearest legal end of its running clocks.

    `version` counts the acts on the case, `last_seq` its events.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=20)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="cases")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases")
    coordinator = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="coordinates")
    laws = ArrayField(models.CharField(max_length=10, choices=LAWS))
    confidential = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    registered_on = models.DateField()
    due_on = models.DateField(null=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True)
    next_step_owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reported_laws = ArrayField(models.CharField(max_length=10, choices=LAWS), default=list)
    closed_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=20, choices=EndedBecause.choices, blank=True)
    handed_to = models.CharField(max_length=200, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    needs_named = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="case_number_once_per_municipality"),
            models.CheckConstraint(condition=models.Q(state__in=CaseState.values), name="case_state_exists"),
            models.CheckConstraint(condition=~models.Q(laws=[]), name="case_has_a_law"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["team", "-urgent", "due_on", "id"],
                condition=models.Q(state__in=OPEN_STATES),
                include=["laws", "confidential"],  # what sight asks: a count reads no row of the table
                name="case_worklist",
            ),
            # Whose work it is, and what nobody has: of the cases that run, however many ended.
            models.Index(
                fields=["team", "coordinator"],
                condition=models.Q(state__in=OPEN_STATES),
                name="case_open_by_coordinator",
            ),
            models.Index(fields=["resident"], name="case_by_resident"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_over(self) -> bool:
        return self.state in ENDED


class CaseGrant(models.Model):
    """Who may see a confidential case, granted by whom and until when; taken back is dated, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="case_grants")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=models.Q(revoked_at=None),
                name="grant_once_per_case_and_user",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CaseNumber(models.Model):
    """The last number given in a municipality and year."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "year"], name="case_numbers_once_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04}"


class Channel(models.TextChoices):
    PHONE = "phone", _("Phone")
    DESK = "desk", _("Desk")
    WALK_IN = "walk_in", _("Walk-in")
    HOME_VISIT = "home_visit", _("Home visit")
    POST = "post", _("Post")
    EMAIL = "email", _("E-mail")
    PARTNER = "partner", _("Partner")


class Report(models.Model):
    """The report (melding): what was asked, in the person's own words; it starts the clocks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    law = models.CharField(max_length=10, choices=LAWS)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    received_on = models.DateField()
    own_words = models.TextField(max_length=20_000, blank=True)
    conversation = models.UUIDField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Deadline(models.Model):
    """A legal term on a case, as it was computed: the rule, its day zero, its end before and after rolling.

    `duty`: it is the municipality's time, not the resident's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    law = models.CharField(max_length=10, choices=LAWS)
    rule = models.CharField(max_length=40)
    rule_valid_from = models.DateField()
    start = models.DateField()
    raw_end = models.DateField()
    end = models.DateField()
    duty = models.BooleanField(default=True)
    met_on = models.DateField(null=True)
    lapsed = models.BooleanField(default=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="deadline_ends_after_its_start"
            ),
            models.UniqueConstraint(fields=["case", "rule", "start"], name="deadline_once_per_case_rule_and_start"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.end}"


class Contact(models.Model):
    """What was said at a moment of the case (contactmoment), under one law: a call, a visit, a statement.

    `seq`: the event of the case that it belongs to. Written once, never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    law = models.CharField(max_length=10, choices=LAWS)
    seq = models.PositiveIntegerField()
    how = models.CharField(max_length=20, choices=Channel.choices, blank=True)
    said = models.TextField(max_length=4000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(said=""), name="contact_says_something"),
            models.UniqueConstraint(fields=["case", "seq"], name="contact_once_per_event"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Task(models.Model):
    """What is missing becomes work: a thing to do in a case before a day, named by a code."""

    class Kind(models.TextChoices):
        WRITE_URGENT_REASONS = "write_urgent_reasons", _("Write down why the lower steps did not suffice")
        ASK_WHETHER_IT_WORKED = "ask_whether_it_worked", _("Ask whether it worked")
        FIND_OUT_WHO = "find_out_who", _("Find out who this is about")
        READ_NEW_REPORT = "read_new_report", _("Read what was asked besides")
        ASK_AFTER_POINTING = "ask_after_pointing", _("Ask whether the facility was found")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    need = models.UUIDField(null=True)
    law = models.CharField(max_length=10, choices=LAWS)
    kind = models.CharField(max_length=40, choices=Kind.choices)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "need", "law", "kind"],
                condition=models.Q(done_at=None),
                nulls_distinct=False,
                name="one_open_task_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class KnownCase(models.Model):
    """That a case runs, and with whom: for who registers and may not open it. A view of the database.

    Confidential cases and other laws are not in it, and nothing of what a case says.
    """

    id = models.UUIDField(primary_key=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.DO_NOTHING, related_name="+")
    resident = models.ForeignKey(Resident, on_delete=models.DO_NOTHING, null=True, related_name="known_cases")
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=16, choices=CaseState.choices)
    laws = ArrayField(models.CharField(max_length=10))
    team = models.ForeignKey(Team, on_delete=models.DO_NOTHING, related_name="+")
    coordinator = models.ForeignKey(User, on_delete=models.DO_NOTHING, null=True, related_name="+")
    registered_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects = KnownCaseQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "cases_knowncase"

    def __str__(self) -> str:
        return self.number

    @property
    def is_over(self) -> bool:
        return self.state in ENDED
