"""What changes about users and what they are told."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.models import Mandate, Membership, Municipality, Neighbourhood, Notice, Team, User
from ledger import journal, operation, outbox
from ledger.models import OutboxMessage

Row = TypeVar("Row", bound=models.Model)


class Ensured(StrEnum):
    """What it took for a row to be as it should."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def team_notice(*, team: UUID, role: str, kind: str, case: UUID, law: str, cause: str, at: datetime) -> OutboxMessage:
    """The message, not written yet, that lets the colleagues in a role of a team know of a case, once per `cause`.

    The notices themselves are made by a worker, from the outbox.
    """
    payload = {"team": str(team), "role": role, "kind": kind, "case": str(case), "law": law}
    return outbox.message("notice", key=f"notice:{kind}:{cause}", stream=case, payload=payload, at=at)


def notify_colleagues(*, team: UUID, users: Collection[UUID], kind: str, case: UUID, cause: str, at: datetime) -> None:
    """Let these colleagues of a team know about a case, and nobody else, once per `cause`."""
    payload = {"team": str(team), "users": [str(user) for user in sorted(users)], "kind": kind, "case": str(case)}
    outbox.put("notice", key=f"notice:{kind}:{cause}", stream=case, payload=payload, at=at)


def deliver_notice(payload: outbox.Payload, at: datetime) -> None:
    """The outbox's effect: a notice for each colleague, in the transaction that marks the message done."""
    case = UUID(payload["case"])
    colleagues = Membership.objects.valid(on=timezone.localdate(at)).filter(team=payload["team"])
    if "users" in payload:
        colleagues = colleagues.filter(user__in=payload["users"])
    else:
        colleagues = colleagues.filter(role=payload["role"], laws__contains=[payload["law"]])
    users = sorted(set(colleagues.values_list("user", flat=True)))
    Notice.objects.bulk_create([Notice(user_id=user, kind=payload["kind"], case=case, at=at) for user in users])
    operation.current().municipality = Team.objects.get(pk=payload["team"]).municipality_id
    journal.note("notice:made", about=("case", case))


def ensured(model: type[Row], *, find: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[Row, Ensured]:
    """The row found by `find`, with `values`: made, set right, or left alone."""
    row = model._default_manager.filter(**find).first()
    if row is None:
        return model._default_manager.create(**find, **values), Ensured.CREATED
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return row, Ensured.CHANGED if changed else Ensured.UNCHANGED


def ensure_municipality(
    *, code: str, name: str, cbs_code: str, pack: Mapping[str, Any]
) -> tuple[Municipality, Ensured]:
    """A municipality with its policy pack, as it is now."""
    values = {"name": name, "cbs_code": cbs_code, "pack": pack}
    return ensured(Municipality, find={"code": code}, values=values)


def ensure_team(*, municipality: str, code: str, name: str, kind: str) -> tuple[Team, Ensured]:
    """A team of a municipality, as it is now. One that an administrator named or closed is left alone."""
    find = {"municipality_id": municipality, "code": code}
    kept = Team.objects.filter(**find, by_hand=True).first()
    if kept:
        return kept, Ensured.UNCHANGED
    return ensured(Team, find=find, values={"name": name, "kind": kind})


def ensure_neighbourhood(
    *, code: str, year: int, name: str, district: str, team: Team, lat: float | None = None, lon: float | None = None
) -> tuple[Neighbourhood, Ensured]:
    """A neighbourhood of a vintage year, where it is, and its team, unless an administrator chose another."""
    kept = Neighbourhood.objects.filter(code=code, year=year, by_hand=True).values_list("team", flat=True).first()
    values = {"name": name, "district": district, "municipality_id": team.municipality_id, "team_id": kept or team.id}
    values |= {"lat": lat, "lon": lon}
    return ensured(Neighbourhood, find={"code": code, "year": year}, values=values)


def ensure_user(*, email: str, name: str, password: str | None = None) -> tuple[User, Ensured]:
    """A user known by e-mail address. Without a password nobody signs in as this user; one that was set stays."""
    user, done = ensured(User, find={"email": email}, values={"name": name, "is_active": True})
    if done is Ensured.CREATED:
        user.set_unusable_password()
    elif password is None or user.has_usable_password():
        return user, done
    if password is not None:
        user.set_password(password)
    user.save(update_fields=["password"])
    return user, done if done is Ensured.CREATED else Ensured.CHANGED


def ensure_post(*, user: User, team: Team, role: str, since: date, laws: list[str]) -> tuple[Membership, Ensured]:
    """A post without an end: a user in a team, in one role, for these laws."""
    find = {"user": user, "team": team, "role": role, "valid_until": None}
    return ensured(Membership, find=find, values={"valid_from": since, "laws": laws})


def ensure_mandate(
    *, user: User, municipality: str, laws: list[str], source: str, since: date
) -> tuple[Mandate, Ensured]:
    """A mandate without an end, for these laws of a municipality."""
    find = {"user": user, "municipality_id": municipality, "valid_until": None}
    return ensured(Mandate, find=find, values={"laws": laws, "source": source, "valid_from": since})


def leave_other_municipalities(*, user: User, stays_in: str, on: date) -> None:
    """Take a user's posts in every other municipality away, and end the mandates there the day before."""
    Membership.objects.filter(user=user).exclude(team__municipality=stays_in).delete()
    running = Mandate.objects.valid(on=on).filter(user=user).exclude(municipality=stays_in)
    running.update(valid_until=on - timedelta(days=1))
