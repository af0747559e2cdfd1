"""Words for what can be offered."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CharField, Exists, F, Func, OuterRef, Q
from django.db.models.expressions import Combinable

from accounts.access import Actor
from provisions.directory.freshness import stale_before

if TYPE_CHECKING:
    from provisions.directory.models import Findable, Provision


class ProvisionQuerySet(models.QuerySet["Provision"]):
    def here(self, actor: Actor) -> "ProvisionQuerySet":
        """Of the municipalities in which the actor finds facilities, also what was withdrawn."""
        return self.filter(municipality__in=actor.finds_facilities_in())

    def kept_by(self, actor: Actor) -> "ProvisionQuerySet":
        """Of the municipalities whose directory the actor keeps, also what was withdrawn."""
        return self.filter(municipality__in=actor.keeps_directory_of())

    def to_check(self, *, on: date) -> "ProvisionQuerySet":
        """Offered, and stale or said to be wrong: what was said first, then the longest unchecked."""
        said = apps.get_model("provisions", "WrongFactsReport").objects.filter(
            provision=OuterRef("pk"), settled_at=None
        )
        stale = Q(confirmed_on=None) | Q(confirmed_on__lt=stale_before(on))
        found = self.filter(withdrawn_on=None).annotate(said_wrong=Exists(said)).filter(stale | Q(said_wrong=True))
        return found.order_by("-said_wrong", F("confirmed_on").asc(nulls_first=True), "name", "pk")

    def offered_in(self, municipality: str) -> "ProvisionQuerySet":
        """Not withdrawn and not stopped. Where a place is closed for now, one can still ask for later."""
        return self.filter(municipality=municipality, withdrawn_on=None, status__in=self.model.OFFERED)

    def free_nearby(self) -> "ProvisionQuerySet":
        """Open to all without indication or referral: an offer that needs an intake is not (Wmo 2015, art. 1.1.1)."""
        return self.filter(layer="general_facility", needs_intake=False)


class FindableQuerySet(models.QuerySet["Findable"]):
    def of_kind(self, *, municipality: Combinable, life_area: Combinable, law: Combinable) -> "FindableQuerySet":
        """General facilities for a life area under a law: of values, or of the columns of a row around it."""
        general = self.filter(municipality=municipality, standing__lt=self.model.NOT_GENERAL)
        return general.filter(Q(laws=[]) | Q(laws__contains=_alone(law)), life_areas__contains=_alone(life_area))


def _alone(one: Combinable) -> Func:
    """A list of this one thing."""
    return Func(one, template="ARRAY[%(expressions)s]", output_field=ArrayField(CharField()))
