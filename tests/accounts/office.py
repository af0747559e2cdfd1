"""What the administrator does in the tests, by the real actions."""

import uuid
from datetime import date
from typing import Any
from uuid import UUID

from accounts.access import Actor, actor_of
from accounts.models import Mandate, Membership, Role, Team, User
from accounts.policies import actions as policies
from accounts.policies.actions import NewLine
from accounts.staff import actions as staff
from accounts.staff.actions import NewPost
from accounts.teams import actions as teams
from tests.cast import ADA, AT, COEVORDEN, DESK, SINCE, TESS, TODAY, ZUID, acting
from workflows.posting import Period


def post(team: UUID = ZUID, role: str = "team", since: date = TODAY, until: date | None = None) -> NewPost:
    return NewPost(team=team, role=role, laws=("wmo",), period=Period(since, until))


def give(user: UUID = TESS.id, *, by: Actor = ADA, **more: Any) -> None:
    with acting(by):
        staff.give_post(user=user, post=post(**more), by=by, at=AT)


def end(held: Membership, *, last_day: date = TODAY, by: Actor = ADA) -> None:
    with acting(by):
        staff.end_post(post=held.pk, last_day=last_day, by=by, at=AT)


def add_user(email: str = "nieuw@hoogeveen.nl", *, by: Actor = ADA, **more: Any) -> UUID:
    with acting(by):
        return staff.add_user(user=uuid.uuid4(), name="Noor Nieuw", email=email, post=post(**more), by=by, at=AT)


def give_mandate(user: UUID = TESS.id, *, by: Actor = ADA, municipality: str = "hoogeveen", **more: Any) -> None:
    given = {"laws": ("wmo",), "source": "Mandaatbesluit 2026, nr. 1", "period": Period(TODAY)} | more
    with acting(by):
        staff.give_mandate(user=user, municipality=municipality, by=by, at=AT, **given)


def end_mandate(held: Mandate, *, last_day: date = TODAY, by: Actor = ADA) -> None:
    with acting(by):
        staff.end_mandate(mandate=held.pk, last_day=last_day, by=by, at=AT)


def on_account(verb: Any, user: UUID = TESS.id, *, by: Actor = ADA) -> Any:
    """Close, open or invite."""
    with acting(by):
        return verb(user=user, by=by, at=AT)


def add_team(
    name: str = "Oost", *, kind: str = "neighbourhood", municipality: str = "hoogeveen", by: Actor = ADA
) -> UUID:
    team = uuid.uuid4()
    with acting(by):
        teams.add_team(team=team, municipality=municipality, name=name, kind=kind, by=by, at=AT)
    return team


def on_team(verb: Any, team: UUID = ZUID, *, by: Actor = ADA, **more: Any) -> Any:
    with acting(by):
        return verb(team=team, by=by, at=AT, **more)


def write(kind: str, key: str, *, by: Actor = ADA, municipality: str = "hoogeveen", **says: Any) -> None:
    line = {"text": "Een zin.", "valid_from": TODAY, "example": True} | says
    with acting(by):
        policies.write_line(
            line=uuid.uuid4(), municipality=municipality, kind=kind, key=key, says=NewLine(**line), by=by, at=AT
        )


def another_admin(team: UUID = DESK, name: str = "Otto") -> Actor:
    """A second administrator, here or elsewhere."""
    user = User.objects.create(name=name, email=f"{name.lower()}@cast.trede.test")
    Membership.objects.create(user=user, team_id=team, role=Role.ADMIN, valid_from=SINCE)
    return actor_of(user, on=TODAY)


def works_in_coevorden_too(user: UUID = TESS.id) -> None:
    Membership.objects.create(user_id=user, team_id=COEVORDEN, role=Role.TEAM, valid_from=SINCE)


def team_of(team: UUID) -> Team:
    return Team.objects.get(pk=team)
