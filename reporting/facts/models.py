"""Facts and their sum. A trigger on the events writes them; nobody else may (reporting/migrations/0003)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

AGES = ("0-17", "18-26", "27-64", "65-74", "75-84", "85+")


class Course(models.Model):
    """How a case went under one law: for each stage the day on which it was first reached, None when it was not.

    `team`, `channel` and `seq` are those of the report: what happened in the case before it is not of this law. `layer`
    and `reason` are of the last finished investigation. `covered_on`: steps 1 to 3 did for a need; `supported_on`: the
    granted support of the case began; `helped_on`: somebody asked, and it did. `back_on`: a report came after its end.
    `age` is a band of AGES on the day of the report, `neighbourhood` a code of CBS; both empty when not known (ADR 24).
    """

    case = models.UUIDField()
    law = models.CharField(max_length=10)
    municipality = models.CharField(max_length=30)
    team = models.UUIDField()
    seq = models.PositiveIntegerField()
    channel = models.CharField(max_length=60, blank=True)
    confidential = models.BooleanField()
    registered_on = models.DateField()
    talked_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    layer = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    applied_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    granted_on = models.DateField(null=True)
    covered_on = models.DateField(null=True)
    supported_on = models.DateField(null=True)
    helped_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=60, blank=True)
    back_on = models.DateField(null=True)
    neighbourhood = models.CharField(max_length=10, db_default="")
    age = models.CharField(max_length=10, db_default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "law"], name="course_once_per_case_and_law")]
        indexes: ClassVar = [
            models.Index(fields=["team", "law", "registered_on"], name="course_by_cohort"),
            models.Index(
                fields=["team", "law", "ended_on"],
                include=["back_on", "case", "confidential"],
                condition=models.Q(ended_on__isnull=False),
                name="course_by_end",
            ),
            models.Index(
                fields=["team", "law", "granted_on"],
                include=["supported_on", "case", "confidential"],
                condition=models.Q(granted_on__isnull=False),
                name="course_by_grant",
            ),
            # Courses lie by the day of their report, more or less, and what follows lies near it: of a year only the
            # pages are read that have any of it. It says so per sixteen pages and takes next to nothing to keep.
            BrinIndex(
                fields=["talked_on", "finished_on", "decided_on", "granted_on", "supported_on", "ended_on"],
                pages_per_range=16,
                autosummarize=True,
                name="course_by_days",
            ),
            models.Index(fields=["case"], condition=models.Q(confidential=True), name="course_closed_off"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.law}"


class Finished(models.Model):
    """A finished investigation (afgerond onderzoek): the last of a case, law, team and month.

    `month` is its first day. `layer` is the heaviest step a need ended in, as the event of that moment says it.
    `tried`: it ended in maatwerk for a need that steps 1 to 3 had covered before. `channel` is that of the report,
    `age` the band on the day of finishing.
    """

    case = models.UUIDField()
    law = models.CharField(max_length=10)
    municipality = models.CharField(max_length=30)
    team = models.UUIDField()
    month = models.DateField()
    seq = models.PositiveIntegerField()
    layer = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    confidential = models.BooleanField()
    channel = models.CharField(max_length=60, db_default="")
    neighbourhood = models.CharField(max_length=10, db_default="")
    age = models.CharField(max_length=10, db_default="")
    tried = models.BooleanField(db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "law", "team", "month"], name="finished_once_per_case_law_team_and_month"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["team", "law", "month"], name="finished_by_team_law_month"),
            models.Index(
                fields=["team", "law", "month"], condition=models.Q(confidential=True), name="finished_closed_off"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.law} {self.month:%Y-%m}"


class FinishedMonth(models.Model):
    """How many finished investigations, by step, of one team, law and month; confidential cases are not in it."""

    municipality = models.CharField(max_length=30)
    team = models.UUIDField()
    law = models.CharField(max_length=10)
    month = models.DateField()
    finished = models.IntegerField()
    own = models.IntegerField()
    around = models.IntegerField()
    nearby = models.IntegerField()
    tailored = models.IntegerField()
    own_decision = models.IntegerField()
    nowhere = models.IntegerField()
    urgent = models.IntegerField()
    external = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "law", "month"], name="finished_month_once_per_team_law_and_month"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.law} {self.month:%Y-%m}"


class FinishedNeed(models.Model):
    """A need as it stood when its investigation was finished: one row per need of a `Finished`.

    `layer`: the step it ended in, empty for none. The four lower layers hold the last verdict (a code of Outcome, empty
    when nobody looked), `why_not` what was answered of facilities nearby. `tried`: steps 1 to 3 had covered it before.
    `decision`: the last one on its maatwerk, also a later one.
    """

    case = models.UUIDField()
    need = models.UUIDField()
    law = models.CharField(max_length=10)
    municipality = models.CharField(max_length=30)
    team = models.UUIDField()
    month = models.DateField()
    seq = models.PositiveIntegerField()
    reason = models.CharField(max_length=60, blank=True)
    confidential = models.BooleanField()
    life_area = models.CharField(max_length=30, blank=True)
    layer = models.CharField(max_length=30, blank=True)
    tried = models.BooleanField()
    own_strength = models.CharField(max_length=30, blank=True)
    usual_help = models.CharField(max_length=30, blank=True)
    social_network = models.CharField(max_length=30, blank=True)
    general_facility = models.CharField(max_length=30, blank=True)
    why_not = ArrayField(models.CharField(max_length=60))
    decision = models.CharField(max_length=10, db_default="")
    channel = models.CharField(max_length=60, db_default="")
    neighbourhood = models.CharField(max_length=10, db_default="")
    age = models.CharField(max_length=10, db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "need", "team", "month"], name="finished_need_once_per_team_and_month"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "law", "month"], name="finished_need_by_month")]

    def __str__(self) -> str:
        return f"{self.need} {self.month:%Y-%m}"


class CaseArea(models.Model):
    """The neighbourhood (a code of CBS) in which the resident of a case lived when it was first known for that case.

    Kept because no event says it and somebody may move; never made anew. Nothing is kept of a secret address.
    """

    case = models.UUIDField(primary_key=True)
    neighbourhood = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.case} {self.neighbourhood}"


class Term(models.Model):
    """A legal term of the municipality, as the clock engine counts it: extensions and standing still are in its `end`.

    `team`: while it runs the team that has the case; once it stopped the team that got the report. `id` is the clock's.
    `stands_still`: at this moment, and nobody knows until when: such a term does not pass. `applied`: of an
    investigation under the Wmo, somebody applied since it began and did not withdraw.
    """

    id = models.UUIDField(primary_key=True)
    case = models.UUIDField()
    law = models.CharField(max_length=10)
    municipality = models.CharField(max_length=30)
    team = models.UUIDField()
    rule = models.CharField(max_length=40)
    start = models.DateField()
    end = models.DateField()
    met_on = models.DateField(null=True)
    lapsed = models.BooleanField()
    stands_still = models.BooleanField()
    applied = models.BooleanField()
    confidential = models.BooleanField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["team", "law", "met_on"],
                condition=models.Q(met_on__isnull=False),
                name="term_by_day_met",
            ),
            models.Index(
                fields=["team", "law", "end"],
                condition=models.Q(met_on=None, lapsed=False),
                name="term_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.rule} {self.end}"


class EventMonth(models.Model):
    """How many events of a kind and reason, of one team, law and month; those of confidential cases are not in it."""

    municipality = models.CharField(max_length=30)
    team = models.UUIDField()
    law = models.CharField(max_length=10)
    month = models.DateField()
    kind = models.CharField(max_length=60)
    reason = models.CharField(max_length=60, blank=True)
    number = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "law", "month", "kind", "reason"], name="event_month_once_per_team_law_kind_and_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.law} {self.month:%Y-%m} {self.kind}"
