"""The access policy: one table of permissions per role, and the context the database judges by."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, connections, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from ledger import journal, operation, statements
from workflows.refusal import Refusal, Refused


class Permission(StrEnum):
    """What somebody may do, in one word each."""

    SIGNED_IN = "signed_in"
    CONVERSATION_HOLD = "conversation.hold"
    RESIDENT_FIND = "resident.find"
    RESIDENT_RECORD = "resident.record"
    RESIDENT_REVEAL = "resident.reveal"
    CASE_KNOWN = "case.known"
    CASE_REGISTER = "case.register"
    CASE_READ = "case.read"
    CASE_INVESTIGATE = "case.investigate"
    CASE_ALLOCATE = "case.allocate"
    CASE_HAND_OVER = "case.hand_over"
    APPLICATION_REGISTER = "application.register"
    APPLICATION_DECIDE = "application.decide"
    SAFETY_SIGNAL = "safety.signal"
    SAFETY_HANDLE = "safety.handle"
    CASELOAD_READ = "caseload.read"
    CASELOAD_AGREE = "caseload.agree"
    FIGURES_READ = "figures.read"
    FIGURES_PUBLISHED = "figures.published"
    FIGURES_REMARK = "figures.remark"
    PROVISION_KEEP = "provision.keep"
    USERS_MANAGE = "users.manage"
    POLICY_MANAGE = "policy.manage"
    MAIL_WATCH = "mail.watch"
    AUDIT_READ = "audit.read"
    REFERRAL_FOLLOW = "referral.follow"
    PROVISION_FIND = "provision.find"


P = Permission
ROLES: dict[Role, frozenset[Permission]] = {
    Role.INTAKE: frozenset(
        {
            P.CONVERSATION_HOLD,
            P.RESIDENT_FIND,
            P.RESIDENT_RECORD,
            P.CASE_KNOWN,
            P.CASE_REGISTER,
            P.SAFETY_SIGNAL,
            P.PROVISION_FIND,
        }
    ),
    Role.TEAM: frozenset(
        {
            P.CONVERSATION_HOLD,
            P.RESIDENT_FIND,
            P.RESIDENT_RECORD,
            P.RESIDENT_REVEAL,
            P.CASE_KNOWN,
            P.CASE_REGISTER,
            P.CASE_READ,
            P.CASE_INVESTIGATE,
            P.CASE_ALLOCATE,
            P.CASE_HAND_OVER,
            P.APPLICATION_REGISTER,
            P.SAFETY_SIGNAL,
            P.CASELOAD_READ,
            P.REFERRAL_FOLLOW,
            P.PROVISION_FIND,
        }
    ),
    Role.DECISION: frozenset(
        {P.CASE_READ, P.APPLICATION_DECIDE, P.APPLICATION_REGISTER, P.SAFETY_SIGNAL, P.PROVISION_FIND}
    ),
    Role.MANAGER: frozenset(
        {
            P.CASE_READ,
            P.CASE_ALLOCATE,
            P.CASE_HAND_OVER,
            P.SAFETY_SIGNAL,
            P.CASELOAD_READ,
            P.CASELOAD_AGREE,
            P.FIGURES_READ,
            P.FIGURES_REMARK,
            P.REFERRAL_FOLLOW,
            P.PROVISION_FIND,
        }
    ),
    # Tables without small numbers, of the whole municipality. Not for a manager: who knows the numbers of her own team
    # could take them off, and see those of the others.
    Role.ANALYST: frozenset({P.FIGURES_PUBLISHED}),
    Role.SAFETY: frozenset({P.SAFETY_SIGNAL, P.SAFETY_HANDLE}),
    Role.ADMIN: frozenset({P.USERS_MANAGE, P.POLICY_MANAGE, P.MAIL_WATCH, P.PROVISION_FIND, P.PROVISION_KEEP}),
    Role.PRIVACY: frozenset({P.AUDIT_READ}),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One membership that is valid today."""

    team: UUID
    municipality: str
    role: Role
    laws: frozenset[str]
    team_name: str = ""
    municipality_name: str = ""

    def may(self, permission: Permission) -> bool:
        return permission in ROLES[self.role]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with the posts and mandates of the day; `widened` names teams written to once, from outside them."""

    id: UUID
    name: str = ""
    posts: tuple[Post, ...] = ()
    mandates: frozenset[tuple[str, str]] = frozenset()
    widened: frozenset[tuple[UUID, str]] = frozenset()

    def may(self, permission: Permission) -> bool:
        return permission is P.SIGNED_IN or any(post.may(permission) for post in self.posts)

    def may_in(self, team: UUID, permission: Permission) -> bool:
        return any(post.team == team and post.may(permission) for post in self.posts)

    def laws_per_team(self) -> dict[UUID, frozenset[str]]:
        """Whose cases are in sight: per team the laws, of the posts that read cases."""
        laws: dict[UUID, frozenset[str]] = {}
        for post in self.posts:
            if post.may(P.CASE_READ):
                laws[post.team] = laws.get(post.team, frozenset()) | post.laws
        for team, law in self.widened:
            laws[team] = laws.get(team, frozenset()) | {law}
        return laws

    def desks(self) -> frozenset[UUID]:
        """The teams whose conversations are in sight."""
        return frozenset(post.team for post in self.posts if post.may(P.CONVERSATION_HOLD))

    def finds_in(self) -> frozenset[str]:
        """The municipalities in which residents may be looked up."""
        return frozenset(post.municipality for post in self.posts if post.may(P.RESIDENT_FIND))

    def guards_safety_in(self) -> frozenset[str]:
        """The municipalities whose safety concerns this actor handles."""
        return frozenset(post.municipality for post in self.posts if post.may(P.SAFETY_HANDLE))

    def knows_cases(self) -> dict[str, frozenset[str]]:
        """Per municipality the laws under which this actor may know that a case runs."""
        laws: dict[str, frozenset[str]] = {}
        for post in self.posts:
            if post.may(P.CASE_KNOWN):
                laws[post.municipality] = laws.get(post.municipality, frozenset()) | post.laws
        return laws

    def audits(self) -> frozenset[str]:
        """The municipalities whose journal may be read."""
        return frozenset(post.municipality for post in self.posts if post.may(P.AUDIT_READ))

    def reads_published_in(self) -> frozenset[str]:
        """The municipalities of which the protected tables may be read."""
        return frozenset(post.municipality for post in self.posts if post.may(P.FIGURES_PUBLISHED))

    def administers(self) -> frozenset[str]:
        """The municipalities whose users, teams and policy this actor manages."""
        return frozenset(post.municipality for post in self.posts if post.may(P.USERS_MANAGE))

    def finds_facilities_in(self) -> frozenset[str]:
        """The municipalities whose facilities this actor works with."""
        return frozenset(post.municipality for post in self.posts if post.may(P.PROVISION_FIND))

    def keeps_directory_of(self) -> frozenset[str]:
        """The municipalities whose directory of facilities this actor keeps."""
        return frozenset(post.municipality for post in self.posts if post.may(P.PROVISION_KEEP))

    def watches_mail_in(self) -> frozenset[str]:
        """The municipalities whose messages in doubt this actor decides about."""
        return frozenset(post.municipality for post in self.posts if post.may(P.MAIL_WATCH))

    @property
    def administered(self) -> list[dict[str, str]]:
        """The same municipalities by name, as the pages of administration show them."""
        names = {post.municipality: post.municipality_name for post in self.posts if post.may(P.USERS_MANAGE)}
        return [{"code": code, "name": name} for code, name in sorted(names.items())]

    @property
    def municipality(self) -> str:
        return self.posts[0].municipality if self.posts else ""


class OfTeam(Protocol):
    """Anything that belongs to a team: a case, a conversation."""

    @property
    def team_id(self) -> UUID: ...


def actor_of(user: User, *, on: date) -> Actor:
    """The actor a signed-in user is that day. Uses the rows of `User.objects.with_posts` when they are there."""
    posted = getattr(user, "post_rows", None)
    if posted is None:
        return actor_of(User.objects.with_posts(on=on).get(pk=user.pk), on=on)
    mandated: list[dict[str, Any]] = getattr(user, "mandate_rows", [])
    posts = tuple(
        Post(
            team=UUID(str(row["team"])),
            municipality=row["municipality"],
            role=Role(row["role"]),
            laws=frozenset(row["laws"]),
            team_name=row["team_name"],
            municipality_name=row["municipality_name"],
        )
        for row in posted
    )
    mandates = frozenset((row["municipality"], law) for row in mandated for law in row["laws"])
    return Actor(id=user.pk, name=user.name, posts=posts, mandates=mandates)


def may(actor: Actor, permission: Permission, *, on: OfTeam | None = None) -> Refusal | None:
    """None when allowed; else the refusal that says why not."""
    allowed = actor.may(permission) if on is None else actor.may_in(on.team_id, permission)
    return None if allowed else Refusal(code="access.not_your_role", reason=_("Your role may not do this."))


def require(actor: Actor, permission: Permission, *, on: OfTeam | None = None) -> None:
    """Raise Refused, and journal the refusal, when `actor` may not do this (here)."""
    refusal = may(actor, permission, on=on)
    if refusal:
        journal.note("access:asked", result=journal.REFUSED, reason=permission.value)
        raise Refused(refusal)


@contextmanager
def acting(actor: Actor, *, at: datetime, origin: str) -> Iterator[operation.Operation]:
    """The transaction of one actor's request or command: the database shows what he may see, the journal notes it."""
    here = actor.municipality
    with operation.running(at=at, actor=actor.id, origin=origin, municipality=here) as running, _context(actor):
        yield running


@contextmanager
def anonymous(*, at: datetime, origin: str) -> Iterator[operation.Operation]:
    """The transaction of somebody who has not signed in: no person is in sight."""
    with operation.running(at=at, job="anonymous", origin=origin) as running:
        yield running


@contextmanager
def system(job: str, *, at: datetime, origin: str = "task") -> Iterator[operation.Operation]:
    """The transaction of work no person does. The job's name decides what the policies let it see; it is journalled."""
    with operation.running(at=at, job=job, origin=origin) as running:
        journal.note("system:ran")
        yield running


@contextmanager
def widened(actor: Actor, *, to: UUID, laws: frozenset[str]) -> Iterator[Actor]:
    """Write a case into a team that is not one's own: registering for it, or handing over to it. Journalled."""
    journal.note("access:widened", about=("team", to))
    wider = replace(actor, widened=actor.widened | {(to, law) for law in laws})
    with _context(wider):
        yield wider


@contextmanager
def also_on(alias: str) -> Iterator[None]:
    """The open context on another connection too, in a transaction of its own: a copy shows no more than the source."""
    with transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            cursor.execute(_SET, _open.get())
            cursor.execute("SELECT set_config('trede.job', %s, true)", [operation.current().job])
        yield


@contextmanager
def partner(*, proof: str, at: datetime, answers: bool = False) -> Iterator[None]:
    """What the holder of a facility's link sees: the one referral it was made for, while the link lives.

    `proof` is the keyed hash of the token that was presented; the database compares it. `answers`: for the answer
    itself the case and the need of that referral are in reach too. A colleague who opens such a link sees no more.
    """
    with _setting(partner=proof, moment=at.isoformat(), reach="yes" if answers else ""):
        yield


@contextmanager
def bringing_in(*, proof: str, at: datetime) -> Iterator[None]:
    """A facility brings somebody in through its own link: it may write one conversation, and reads none."""
    with _setting(facility=proof, moment=at.isoformat()):
        yield


@contextmanager
def on_referral(referral: UUID) -> Iterator[None]:
    """Work of Trede itself on one referral: it, its need and its case are in reach, and nothing else."""
    with _setting(referral=str(referral), reach="yes"):
        yield


@contextmanager
def _context(actor: Actor) -> Iterator[None]:
    laws = {str(team): sorted(laws) for team, laws in actor.laws_per_team().items()}
    rights = [P.FIGURES_READ.value] if actor.may(P.FIGURES_READ) else []
    with _setting(
        actor=str(actor.id),
        teams=",".join(laws),
        scope=json.dumps(laws),
        desks=",".join(str(desk) for desk in actor.desks()),
        finds=",".join(sorted(actor.finds_in())),
        audits=",".join(sorted(actor.audits())),
        safety=",".join(sorted(actor.guards_safety_in())),
        knows=json.dumps({place: sorted(laws) for place, laws in actor.knows_cases().items()}),
        rights=",".join(rights),
        published=",".join(sorted(actor.reads_published_in())),
    ):
        yield


_OF_AN_ACTOR = ("actor", "teams", "scope", "desks", "finds", "audits", "safety", "knows", "rights", "published")
_NAMES = (*_OF_AN_ACTOR, "partner", "facility", "moment", "referral", "reach")
_SET = "SELECT " + ", ".join(f"set_config('trede.{name}', %s, true)" for name in _NAMES)
_NOTHING = ("",) * len(_NAMES)
_open: ContextVar[tuple[str, ...]] = ContextVar("open_context", default=_NOTHING)


@contextmanager
def _setting(**values: str) -> Iterator[None]:
    """Set the context for this transaction only; inside a longer transaction, give the earlier one back."""
    before, told = _open.get(), tuple(values.get(name, "") for name in _NAMES)
    if told == before:
        yield
        return
    token = _open.set(told)
    _tell_database(told)
    try:
        yield
    finally:
        _open.reset(token)
        if (before != _NOTHING or connection.savepoint_ids) and operation.can_still_ask():
            _tell_database(before)


def _tell_database(values: tuple[str, ...]) -> None:
    statements.rows(_SET, values)
