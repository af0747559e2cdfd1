"""One act on a referral: what moves, whose turn it becomes, which clock runs, and what the case is told of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts import access
from accounts.access import Actor, Permission
from cases.dossier import acts
from cases.dossier.acts import Act
from cases.dossier.models import Case
from cases.referrals.handing import clocks_of, for_debts
from cases.referrals.models import PartnerLink, Referral
from cases.referrals.posting import is_mailed
from ledger import journal, operation
from workflows import flow
from workflows import referral_reasons as say
from workflows.calendar import add_working_days
from workflows.flow import By, Moved
from workflows.ladder import NeedState
from workflows.layers import Layer
from workflows.referral_clocks import due_on, turn_of
from workflows.referral_flow import OPEN_REFERRALS, ReferralFacts
from workflows.refusal import Refused

# Who answers through a link, and Trede itself when a clock ends: nobody who has signed in.
NOT_SIGNED_IN = Actor(id=settings.NOBODY)


@dataclass(slots=True)
class ReferralAct:
    """A change under way on one referral of a locked case. `by_link`: a facility answers through its link."""

    act: Act
    referral: Referral
    by_link: bool = False
    changed: set[str] = field(default_factory=set)

    @property
    def on(self) -> date:
        return self.act.on

    def facts(self, **brings: Any) -> ReferralFacts:
        referral = self.referral
        known: dict[str, Any] = {
            "ground": referral.ground,
            "helps_with_debts": for_debts(referral.provision, referral.need),
            "offered": referral.provision.is_offered,
            "need_closed": referral.need.state == NeedState.CLOSED,
            "asked_by_link": self.by_link,
            "mailed": is_mailed(referral),
            "needs_more": referral.needs_more,
            "turn": referral.turn,
            "due_on": referral.due_on,
            "reminded_on": referral.reminded_on,
            "settled": referral.settled_on is not None,
        }
        by = By(actor=str(self.act.by.id), system=self.act.by is NOT_SIGNED_IN and not self.by_link)
        return ReferralFacts(at=self.act.at, by=by, **(known | brings))

    def move(self, transition: str, **brings: Any) -> Moved:
        """Ask the flow and move. A new state begins today: with its turn and its clock. Raises Refused.

        In a state that stays, a day that was chosen to look again stays too.
        """
        moved = flow.move(self.referral, transition, self.facts(**brings))
        self.changed.add("state")
        if moved.source != moved.target or transition == "put_on_waiting_list":
            self.change(since=self.on, reminded_on=None, needs_more=False)
            self.set_clock()
        if self.referral.state not in OPEN_REFERRALS:
            self.change(ended_at=self.referral.ended_at or self.act.at)
        return moved

    def set_clock(self) -> None:
        """Whose turn it is now, and until when."""
        referral = self.referral
        ends = due_on(
            referral.state,
            since=referral.since,
            clocks=clocks_of(referral.provision),
            ground=referral.ground,
            room_on=referral.room_on,
        )
        settled, more = referral.settled_on is not None, referral.needs_more
        turn = turn_of(referral.state, referral.ground, settled=settled, needs_more=more)
        self.change(turn=turn, due_on=None if referral.settled_on else ends)

    def asks_by(self, days: int) -> None:
        """The facility gets so many working days from today, when its clock ends sooner."""
        asked = add_working_days(self.on, days)
        self.change(due_on=max(self.referral.due_on or asked, asked))

    def change(self, **values: object) -> None:
        """Set fields of the referral; they are saved when the act ends."""
        for name, value in values.items():
            setattr(self.referral, name, value)
            self.changed.add(name)

    def event(self, kind: str, *, reason: str = "") -> None:
        referral = self.referral
        layer = Layer.GENERAL_FACILITY.value
        self.act.event(f"referral:{kind}", need=referral.need_id, law=referral.law, layer=layer, reason=reason)

    def save(self) -> None:
        self.referral.version += 1
        self.referral.save(update_fields={"version"} | self.changed)


@contextmanager
def on_referral(
    referral: UUID, *, does: str, by: Actor, at: datetime, seen: int | None = None
) -> Iterator[ReferralAct]:
    """An act of the team on one referral, under the lock of its case. `seen`: the version its form was made from.

    Raises Referral.DoesNotExist when it is not in sight, Refused with the reason, Stale when somebody was first.
    """
    found = locked(referral, by=by)
    with acts.on_case(found.case_id, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at) as act:
        found.case = act.case
        going = ReferralAct(act, found)
        if seen not in (None, found.version):
            raise acts.Stale(act.case, version=found.version)
        yield going
        going.save()
        journal.note(does, about=("referral", referral), subjects=acts.subjects_of(act.case))


_kept: ContextVar[tuple[operation.Operation, Referral] | None] = ContextVar("kept_referral", default=None)


def keep(referral: Referral) -> None:
    """Keep a referral that was read under the lock of its case, for the one act that follows."""
    _kept.set((operation.current(), referral))


def locked(referral: UUID, *, by: Actor) -> Referral:
    """The referral as it is now, and its case locked for the act that follows. Raises Referral.DoesNotExist."""
    kept = _kept.get()
    _kept.set(None)
    if kept and kept[0] is operation.current() and kept[1].id == referral:
        acts.hold(kept[1].case)
        return kept[1]
    mine = Referral.objects.visible_to(by).filter(pk=referral).values("case")
    cases = Case.objects.visible_to(by).select_for_update(of=("self",)).select_related("resident", "team")
    case = cases.filter(pk__in=mine).first()
    if case is None:
        raise Referral.DoesNotExist
    found = Referral.objects.visible_to(by).with_page().get(pk=referral)
    found.case = case
    acts.hold(case)
    return found


@contextmanager
def through_link(proof: str, *, does: str, at: datetime, seen: int | None) -> Iterator[ReferralAct]:
    """An act of a facility on the one referral that its link shows. The database reaches nothing else meanwhile.

    Raises PartnerLink.DoesNotExist, Refused with the reason (also for a link that died), Stale when another was first.
    """
    with access.partner(proof=proof, at=at, answers=True):
        place = journal.mark()
        try:
            with transaction.atomic():
                link, case = _reached(proof, at)
                referral = link.referral
                operation.current().municipality = referral.municipality_id
                going = ReferralAct(Act(case=case, by=NOT_SIGNED_IN, at=at), referral, by_link=True)
                if seen is not None and seen != referral.version:
                    raise acts.Stale(case, version=referral.version)
                yield going
                going.save()
                going.act.save()
                used(link, at=at)
                journal.note(does, about=("referral", referral.id), subjects=_subjects(referral))
        except (Refused, acts.Stale) as refusal:
            journal.forget_since(place)
            code = refusal.refusal.code if isinstance(refusal, Refused) else "stale"
            journal.note(does, about=("link", None), result=journal.REFUSED, reason=code)
            raise


def _reached(proof: str, at: datetime) -> tuple[PartnerLink, Case]:
    """The link, and its case under lock: the case first, as every act does."""
    alive = {"referrals__links__token_hash": proof, "referrals__links__revoked_at": None}
    cases = Case.objects.select_for_update(of=("self",))
    case = cases.filter(**alive, referrals__links__expires_at__gt=at).first()
    if case is None:
        raise Refused(say.LINK_IS_DEAD)
    links = PartnerLink.objects.select_related("referral__provision__organisation", "referral__need")
    link = links.filter(token_hash=proof, revoked_at=None).first()
    if link is None:  # it was closed while this answer waited for the case
        raise Refused(say.LINK_IS_DEAD)
    link.referral.case = case
    return link, case


@contextmanager
def by_the_clock(referral: UUID, *, does: str, at: datetime) -> Iterator[ReferralAct]:
    """An act of Trede itself on a referral whose clock ended. Where nothing changes, nothing is written."""
    with access.on_referral(referral), transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(referrals=referral)
        found = Referral.objects.with_page().get(pk=referral)
        found.case = case
        operation.current().municipality = found.municipality_id
        going = ReferralAct(Act(case=case, by=NOT_SIGNED_IN, at=at), found)
        yield going
        if going.changed:
            going.save()
            going.act.save()
            journal.note(does, about=("referral", referral), subjects=_subjects(found))


def used(link: PartnerLink, *, at: datetime) -> None:
    """Count one use of a link."""
    link.used, link.last_used_at = F("used") + 1, at
    link.save(update_fields=["used", "last_used_at"])


def _subjects(referral: Referral) -> list[UUID]:
    return [referral.person] if referral.person else []
