"""The verbs of administration: who works here, in which team and role, with which mandate. Nothing is deleted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from accounts.models import Mandate, Membership, Municipality, Role, Team, User
from ledger import journal, operation
from workflows import posting
from workflows.posting import Ending, Giving, Period
from workflows.refusal import Refusal, Refused

KNOWN_HERE = Refusal("user.known_here", _("There is a colleague here with this address already."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """Where somebody works, in which role, for which laws, and when."""

    team: UUID
    role: str
    laws: tuple[str, ...]
    period: Period


@contextmanager
def administering(
    does: str, *, about: tuple[str, UUID | None], by: Actor, reason: str = "", may: Permission = Permission.USERS_MANAGE
) -> Iterator[None]:
    """One act of administration: allowed, in one transaction, and journalled; refused, undone and journalled too."""
    place = journal.mark()
    try:
        with transaction.atomic():
            access.require(by, may)
            yield
            journal.note(does, about=about, reason=reason)
    except Refused as refusal:
        journal.forget_since(place)
        journal.note(does, about=about, result=journal.REFUSED, reason=refusal.refusal.code)
        raise


def add_user(*, user: UUID, name: str, email: str, post: NewPost, by: Actor, at: datetime) -> UUID:
    """A colleague, with the first post. Gives the id: of `user`, or of who is known by this address elsewhere."""
    with administering("user:add", about=("user", user), by=by, reason=post.role):
        known = User.objects.filter(email__iexact=email).first()
        if known and User.objects.administered_by(by.administers()).filter(pk=known.pk).exists():
            raise Refused(KNOWN_HERE)
        colleague = known or _new_user(user, name=name, email=email)
        _give_post(colleague, post, by=by, at=at)
    return colleague.id


def give_post(*, user: UUID, post: NewPost, by: Actor, at: datetime) -> None:
    """A post (aanstelling) in a team of one's own municipality. Raises DoesNotExist for another's, Refused."""
    with administering("post:give", about=("user", user), by=by, reason=post.role):
        _give_post(_colleague(user, by), post, by=by, at=at)


def end_post(*, post: UUID, last_day: date, by: Actor, at: datetime) -> None:
    """Give a post its last day. Raises Membership.DoesNotExist, Refused."""
    mine = Membership.objects.filter(team__municipality__in=by.administers())
    found = mine.select_related("team").get(pk=post)
    with administering("post:end", about=("user", found.user_id), by=by, reason=found.role):
        Municipality.objects.select_for_update().get(pk=found.team.municipality_id)
        held = mine.select_for_update(of=("self",)).select_related("team").get(pk=post)
        _check(posting.may_end(_ending(held, last_day, by=by, on=timezone.localdate(at))))
        held.valid_until = last_day
        held.save(update_fields=["valid_until"])


def give_mandate(
    *, user: UUID, municipality: str, laws: tuple[str, ...], source: str, period: Period, by: Actor, at: datetime
) -> None:
    """The right to sign decisions (mandaat) and the decree it rests on. Raises User.DoesNotExist, Refused."""
    with administering("mandate:give", about=("user", user), by=by):
        colleague = _colleague(user, by)
        place = Municipality.objects.get(pk=municipality, code__in=by.administers())
        same = Mandate.objects.filter(user=colleague, municipality=place, laws__overlap=list(laws))
        facts = Giving(
            period=period,
            today=timezone.localdate(at),
            to_oneself=colleague.id == by.id,
            same=tuple(Period(one.valid_from, one.valid_until) for one in same),
            mandate=True,
        )
        _check(posting.may_give(facts))
        Mandate.objects.create(
            user=colleague,
            municipality=place,
            laws=sorted(laws),
            source=source,
            valid_from=period.since,
            valid_until=period.until,
        )


def end_mandate(*, mandate: UUID, last_day: date, by: Actor, at: datetime) -> None:
    """Give a mandate its last day. Raises Mandate.DoesNotExist, Refused."""
    mine = Mandate.objects.filter(municipality__in=by.administers())
    with administering("mandate:end", about=("user", mine.get(pk=mandate).user_id), by=by):
        held = mine.select_for_update().get(pk=mandate)
        period = Period(held.valid_from, held.valid_until)
        _check(posting.may_end(Ending(period=period, last_day=last_day, today=timezone.localdate(at))))
        held.valid_until = last_day
        held.save(update_fields=["valid_until"])


def deactivate(*, user: UUID, by: Actor, at: datetime) -> None:
    """Close an account at once. Its password goes, and with that every session and every link that was given."""
    with administering("user:deactivate", about=("user", user), by=by):
        colleague = _colleague(user, by)
        elsewhere = works_elsewhere(colleague, by, on=timezone.localdate(at))
        _check(posting.may_shut_out(oneself=colleague.id == by.id, elsewhere=elsewhere))
        colleague.is_active = False
        colleague.set_unusable_password()
        colleague.save(update_fields=["is_active", "password"])


def reactivate(*, user: UUID, by: Actor, at: datetime) -> None:
    """Open a closed account. Signing in takes a new link."""
    with administering("user:reactivate", about=("user", user), by=by):
        colleague = _colleague(user, by)
        _check(posting.may_shut_out(oneself=False, elsewhere=works_elsewhere(colleague, by, on=timezone.localdate(at))))
        colleague.is_active = True
        colleague.save(update_fields=["is_active"])


def invite(*, user: UUID, by: Actor, at: datetime) -> str:
    """The token of a link with which a colleague chooses a password, once, within the time that settings give."""
    with administering("user:invite", about=("user", user), by=by):
        colleague = _colleague(user, by)
        elsewhere = works_elsewhere(colleague, by, on=timezone.localdate(at))
        _check(posting.may_get_link(active=colleague.is_active, elsewhere=elsewhere))
    return default_token_generator.make_token(colleague)


def choose_password(*, user: User, password: str, at: datetime) -> None:
    """Whoever came through the link chooses a password. The link is used up; other sessions end."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        first = Membership.objects.valid(on=timezone.localdate(at)).filter(user=user).select_related("team").first()
        operation.current().municipality = first.team.municipality_id if first else ""
        journal.note("user:choose_password", about=("user", user.id))


def works_elsewhere(user: User, by: Actor, *, on: date) -> bool:
    """Whether another municipality than those of `by` counts on this colleague, from this day on."""
    posts = Membership.objects.lasting(on=on).filter(user=user).exclude(team__municipality__in=by.administers())
    mandates = Mandate.objects.lasting(on=on).filter(user=user).exclude(municipality__in=by.administers())
    return posts.exists() or mandates.exists()


def _new_user(id: UUID, *, name: str, email: str) -> User:
    user = User(id=id, name=name, email=email.lower())
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def _colleague(user: UUID, by: Actor) -> User:
    """A colleague of one's own municipalities, locked: two acts on one person follow each other."""
    known = User.objects.administered_by(by.administers()).filter(pk=user)
    return User.objects.select_for_update().get(pk__in=known.values("pk"))


def _give_post(colleague: User, post: NewPost, *, by: Actor, at: datetime) -> None:
    team = Team.objects.get(pk=post.team, municipality__in=by.administers())
    same = Membership.objects.filter(user=colleague, team=team, role=post.role)
    facts = Giving(
        period=post.period,
        today=timezone.localdate(at),
        to_oneself=colleague.id == by.id,
        same=tuple(Period(one.valid_from, one.valid_until) for one in same),
        team_is_closed=team.closed_on is not None,
    )
    _check(posting.may_give(facts))
    Membership.objects.create(
        user=colleague,
        team=team,
        role=post.role,
        laws=sorted(post.laws),
        valid_from=post.period.since,
        valid_until=post.period.until,
    )


def _ending(held: Membership, last_day: date, *, by: Actor, on: date) -> Ending:
    after = last_day + timedelta(days=1)
    rest = Membership.objects.lasting(on=after).filter(
        role=Role.ADMIN, team__municipality=held.team.municipality_id, user__is_active=True
    )
    is_admin, rest = held.role == Role.ADMIN, rest.exclude(pk=held.pk)
    return Ending(
        period=Period(held.valid_from, held.valid_until),
        last_day=last_day,
        today=on,
        own_last=is_admin and held.user_id == by.id and not rest.filter(user=by.id).exists(),
        leaves_nobody=is_admin and not rest.exists(),
    )


def _check(refusal: Refusal | None) -> None:
    if refusal:
        raise Refused(refusal)
