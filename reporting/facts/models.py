"""Facts and their sum. A trigger on the events writes them; nobody else may (reporting/migrations/0003)."""

from typing import ClassVar

from django.db import models


class Course(models.Model):
    """How a case went under one law: for each stage the day on which it was first reached, None when it was not.

    `team`, `channel` and `seq` are those of the report: what happened in the case before it is not of this law. `layer`
    and `reason` are of the last finished investigation. `covered_on`: steps 1 to 3 did for a need; `supported_on`: the
    granted support of the case began; `helped_on`: somebody asked, and it did. `back_on`: a report came after its end.
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

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "law"], name="course_once_per_case_and_law")]
        indexes: ClassVar = [models.Index(fields=["team", "law", "registered_on"], name="course_by_cohort")]

    def __str__(self) -> str:
        return f"{self.case} {self.law}"


class Finished(models.Model):
    """A finished investigation (afgerond onderzoek): the last of a case, law, team and month.

    `month` is its first day. `layer` is the heaviest step a need ended in, as the event of that moment says it.
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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "law", "team", "month"], name="finished_once_per_case_law_team_and_month"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "law", "month"], name="finished_by_team_law_month")]

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
