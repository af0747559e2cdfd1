"""The verbs of teams: made, named, given neighbourhoods, closed and opened again; never deleted."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor
from accounts.models import Municipality, Neighbourhood, Team
from accounts.staff.actions import administering
from workflows import posting
from workflows.refusal import Refusal, Refused

NAME_TAKEN = Refusal("team.name_taken", _("There is an open team with this name already."))
SERVES_NOT = Refusal("team.serves_not", _("Only an open neighbourhood team serves neighbourhoods."))
NOTHING_CHOSEN = Refusal("team.nothing_chosen", _("Choose at least one neighbourhood."))


def add_team(*, team: UUID, municipality: str, name: str, kind: str, by: Actor, at: datetime) -> None:
    """A new team of one's own municipality. Raises Municipality.DoesNotExist, Refused."""
    with administering("team:add", about=("team", team), by=by):
        place = _place(municipality, by)
        _refuse_taken(place, name)
        Team.objects.create(
            id=team, municipality=place, code=_free_code(place, name), name=name, kind=kind, by_hand=True
        )


def rename_team(*, team: UUID, name: str, by: Actor, at: datetime) -> None:
    """Another name; a pack that is loaded again leaves it. Raises Team.DoesNotExist, Refused."""
    with administering("team:rename", about=("team", team), by=by):
        found = _team(team, by)
        if not found.closed_on:
            _refuse_taken(found.municipality, name, but=found)
        found.name, found.by_hand = name, True
        found.save(update_fields=["name", "by_hand"])


def serve(*, team: UUID, neighbourhoods: Collection[int], by: Actor, at: datetime) -> int:
    """Let a team serve these neighbourhoods of its municipality from now on. Gives how many moved."""
    with administering("team:serve", about=("team", team), by=by):
        found = _team(team, by)
        if found.closed_on or found.kind != Team.Kind.NEIGHBOURHOOD:
            raise Refused(SERVES_NOT)
        if not neighbourhoods:
            raise Refused(NOTHING_CHOSEN)
        here = Neighbourhood.objects.filter(pk__in=neighbourhoods, municipality=found.municipality_id)
        return here.exclude(team=found).update(team=found, by_hand=True)


def close_team(*, team: UUID, by: Actor, at: datetime) -> None:
    """Take nothing new from today on. The team keeps its cases and colleagues until they have gone elsewhere."""
    with administering("team:close", about=("team", team), by=by):
        found = _team(team, by)
        desks = Team.objects.open().filter(municipality=found.municipality_id, kind=Team.Kind.DESK).exclude(pk=team)
        refusal = posting.may_close(
            serves=found.neighbourhoods.count(), other_desks=desks if found.kind == Team.Kind.DESK else None
        )
        if refusal:
            raise Refused(refusal)
        if not found.closed_on:
            found.closed_on, found.by_hand = timezone.localdate(at), True
            found.save(update_fields=["closed_on", "by_hand"])


def reopen_team(*, team: UUID, by: Actor, at: datetime) -> None:
    """Take new work again. Raises Team.DoesNotExist, Refused when its name is another's now."""
    with administering("team:reopen", about=("team", team), by=by):
        found = _team(team, by)
        _refuse_taken(found.municipality, found.name, but=found)
        found.closed_on = None
        found.save(update_fields=["closed_on"])


def _place(municipality: str, by: Actor) -> Municipality:
    """A municipality of one's own, locked: two teams of one name can't come at once."""
    return Municipality.objects.select_for_update().get(pk=municipality, code__in=by.administers())


def _team(team: UUID, by: Actor) -> Team:
    found = Team.objects.get(pk=team, municipality__in=by.administers())
    _place(found.municipality_id, by)
    return Team.objects.select_related("municipality").get(pk=team)


def _refuse_taken(place: Municipality, name: str, *, but: Team | None = None) -> None:
    named = Team.objects.open().filter(municipality=place, name__iexact=name)
    if (named.exclude(pk=but.pk) if but else named).exists():
        raise Refused(NAME_TAKEN)


def _free_code(place: Municipality, name: str) -> str:
    """A code that no team of the municipality has, closed ones included."""
    wanted = slugify(name)[:34] or "team"
    taken = set(Team.objects.filter(municipality=place, code__startswith=wanted).values_list("code", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(code for code in numbered if code not in taken)
