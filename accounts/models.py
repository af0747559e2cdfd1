"""Who, in which team, for which laws. What each may do stands in accounts.access."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from workflows.layers import Law


class Role(models.TextChoices):
    INTAKE = "intake", _("Intake")
    TEAM = "team", _("Neighbourhood team")
    DECISION = "decision", _("Decision officer")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Administrator")
    PRIVACY = "privacy", _("Privacy officer")


class Municipality(models.Model):
    """A municipality (gemeente) and the policy pack in force for it."""

    code = models.SlugField(max_length=30, primary_key=True)
    name = models.CharField(max_length=80)
    cbs_code = models.CharField(max_length=6, unique=True)
    pack = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """An intake desk (toegang) or a neighbourhood team (wijkteam)."""

    class Kind(models.TextChoices):
        DESK = "desk", _("Intake desk")
        NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood team")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="teams")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="team_code_once_per_municipality"),
        ]

    def __str__(self) -> str:
        return self.name


class Neighbourhood(models.Model):
    """A CBS neighbourhood (buurt) of a vintage year, and the team that serves it."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    district = models.CharField(max_length=80)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="neighbourhoods")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="neighbourhoods")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "year"], name="neighbourhood_code_once_per_year"),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def with_posts(self, *, on: date) -> "models.QuerySet[User]":
        """Users with their posts and mandates of that day, in one statement."""
        posts = (
            Membership.objects.valid(on=on)
            .filter(user=models.OuterRef("pk"))
            .values(
                row=JSONObject(
                    team="team_id",
                    team_name="team__name",
                    municipality="team__municipality_id",
                    municipality_name="team__municipality__name",
                    role="role",
                    laws="laws",
                )
            )
        )
        mandates = (
            Mandate.objects.valid(on=on)
            .filter(user=models.OuterRef("pk"))
            .values(row=JSONObject(municipality="municipality_id", laws="laws"))
        )
        return self.annotate(post_rows=ArraySubquery(posts), mandate_rows=ArraySubquery(mandates))


class User(AbstractBaseUser):
    """A person who works with Trede, known by the work e-mail address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.replace(".", " ").split()
        return "".join(word[0] for word in words if word)[:2].upper()


def all_laws() -> list[str]:
    return [law.value for law in Law]


class DatedQuerySet(models.QuerySet["Any"]):
    def valid(self, *, on: date) -> "DatedQuerySet":
        return self.filter(models.Q(valid_until=None) | models.Q(valid_until__gte=on), valid_from__lte=on)


class Dated(models.Model):
    """Something that holds from a day up to and including another."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Membership(Dated):
    """A post: a user in a team, in one role, for the laws named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    laws = ArrayField(
        models.CharField(max_length=10, choices=[(law.value, law.value) for law in Law]), default=all_laws
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Mandate(Dated):
    """The right to sign decisions (mandaat) for a municipality and the laws named, with the decree it rests on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="mandates")
    laws = ArrayField(models.CharField(max_length=10))
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="mandate_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.municipality_id}"


class Notice(models.Model):
    """What a colleague should know. It names a case by id; who may not open the case learns nothing more."""

    class Kind(models.TextChoices):
        CASE_GIVEN = "case_given", _("A case was given to you")
        CASE_FOR_TEAM = "case_for_team", _("A new case for your team")
        PROPOSAL_TO_DECIDE = "proposal_to_decide", _("An application waits for a decision")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    case = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="notice_newest_first")]

    def __str__(self) -> str:
        return self.kind
