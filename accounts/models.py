"""Who, in which team, for which laws. What each may do stands in accounts.access."""

import uuid
from collections.abc import Collection
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
    ANALYST = "analyst", _("Policy adviser")
    SAFETY = "safety", _("Safety officer")
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


class TeamQuerySet(models.QuerySet["Team"]):
    def open(self) -> "TeamQuerySet":
        """Teams that take new work and new colleagues."""
        return self.filter(closed_on=None)


class Team(models.Model):
    """An intake desk (toegang) or a neighbourhood team (wijkteam). A closed one keeps its cases and takes nothing new.

    `by_hand`: an administrator set the name, and a pack that is loaded again leaves it.
    """

    class Kind(models.TextChoices):
        DESK = "desk", _("Intake desk")
        NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood team")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="teams")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    closed_on = models.DateField(null=True)
    by_hand = models.BooleanField(default=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="team_code_once_per_municipality"),
            models.UniqueConstraint(
                fields=["municipality", "name"],
                condition=models.Q(closed_on=None),
                name="open_team_name_once_per_municipality",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NeighbourhoodManager(models.Manager["Neighbourhood"]):
    def newest(self, code: str) -> "Neighbourhood | None":
        """A neighbourhood in its newest vintage; None when it is not known."""
        return self.filter(code=code).order_by("-year").first()

    def to_choose(self, municipality: str) -> list[tuple[str, str]]:
        """Those of the newest vintage by name, as the choices of a form."""
        rows = self.current(municipality).order_by("name", "pk").values_list("pk", "name")
        return [(str(pk), name) for pk, name in rows]

    def current(self, municipality: str) -> "models.QuerySet[Neighbourhood]":
        """Those of the newest vintage that is known of a municipality."""
        here = self.filter(municipality=municipality)
        return here.filter(year=here.order_by("-year").values("year")[:1])


class Neighbourhood(models.Model):
    """A CBS neighbourhood (buurt) of a vintage year, and the team that serves it (`by_hand`: as with a team).

    `lat` and `lon` are the point its name stands at on the map, in degrees (WGS 84).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    district = models.CharField(max_length=80)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="neighbourhoods")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="neighbourhoods")
    by_hand = models.BooleanField(default=False)

    objects = NeighbourhoodManager()

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

    def administered_by(self, municipalities: Collection[str]) -> "models.QuerySet[User]":
        """Who has or had a post or mandate in these municipalities."""
        posts = Membership.objects.filter(user=models.OuterRef("pk"), team__municipality__in=municipalities)
        mandates = Mandate.objects.filter(user=models.OuterRef("pk"), municipality__in=municipalities)
        return self.filter(models.Exists(posts) | models.Exists(mandates))


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
        return self.lasting(on=on).filter(valid_from__lte=on)

    def lasting(self, *, on: date) -> "DatedQuerySet":
        """What holds that day, or will."""
        return self.filter(models.Q(valid_until=None) | models.Q(valid_until__gte=on))


class Dated(models.Model):
    """Something that holds from a day up to and including another."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Membership(Dated):
    """A post: a user in a team, in one role, for the laws named. `hours`: agreed per week in this team, when known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    laws = ArrayField(
        models.CharField(max_length=10, choices=[(law.value, law.value) for law in Law]), default=all_laws
    )
    hours = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(hours=None) | models.Q(hours__gt=0, hours__lte=60),
                name="membership_hours_fit_a_week",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Band(models.Model):
    """How many cases a team agreed on (bandbreedte): from `low` to `high` per so many hours a week. The newest holds.

    A start for a talk, never a target; nothing is overwritten.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="bands")
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    hours = models.DecimalField(max_digits=3, decimal_places=1)
    agreed_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(high__gte=models.F("low")), name="band_is_from_low_to_high"),
            models.CheckConstraint(condition=models.Q(hours__gt=0, hours__lte=60), name="band_hours_fit_a_week"),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "-at"], name="band_newest_first")]

    def __str__(self) -> str:
        return f"{self.low}-{self.high} per {self.hours}"


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
        REPORT_ADDED = "report_added", _("Something was asked besides in a case of yours")
        OBJECTION = "objection", _("An objection came in")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    case = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="notice_newest_first")]

    def __str__(self) -> str:
        return self.kind


class PolicyLine(models.Model):
    """A line of policy as an administrator wrote it. The newest that holds wins over the pack; none is overwritten.

    `key` names the line within its kind; wording goes by its layer. A `withdrawn` line takes the earlier ones away.
    """

    class Kind(models.TextChoices):
        WORDING = "wording", _("Wording of the steps")
        ORDINANCE = "ordinance", _("Articles of the ordinance")
        CONTACT = "contact", _("Contacts")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="policy_lines")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.SlugField(max_length=60)
    law = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=4000)
    phone = models.CharField(max_length=60, blank=True)
    open_when = models.CharField(max_length=200, blank=True)
    crisis = models.BooleanField(default=False)
    checked_on = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    example = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    valid_from = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(source="", example=True) | (~models.Q(source="") & models.Q(example=False)),
                name="policy_line_names_its_source_or_is_an_example",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "kind", "key", "at"], name="policy_line_history")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
