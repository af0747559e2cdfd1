"""Which neighbourhoods belong to what is asked, and what they are called."""

from collections.abc import Collection

from django.db.models import Max, OuterRef, Q, Subquery

from accounts.access import Permission
from accounts.models import Neighbourhood
from reporting.figures.scope import Asked


def served(asked: Asked) -> list[str]:
    """The CBS codes, of the newest vintage, of the neighbourhoods that the teams asked serve."""
    newest = (
        Neighbourhood.objects.filter(municipality=OuterRef("municipality"))
        .values("municipality")
        .annotate(newest=Max("year"))
        .values("newest")
    )
    here = Neighbourhood.objects.filter(_of_teams(asked), year=Subquery(newest))
    return sorted(here.values_list("code", flat=True))


def _of_teams(asked: Asked) -> Q:
    if asked.team:
        return Q(team=asked.team)
    if asked.actor is None:
        return Q()
    return Q(team__in=[post.team for post in asked.actor.posts if post.may(Permission.FIGURES_READ)])


def names_of(codes: Collection[str]) -> dict[str, str]:
    """By code, as the newest vintage calls them."""
    known = Neighbourhood.objects.filter(code__in=codes).order_by("year")
    return dict(known.values_list("code", "name"))


def every_name() -> dict[str, str]:
    """All of them by code, as the newest vintage that knows it calls them."""
    return dict(Neighbourhood.objects.order_by("year").values_list("code", "name"))
