"""Words for referrals."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.access import Actor
from cases.dossier.models import Case
from cases.dossier.querysets import StateIsMoved, under_a_law_of
from cases.needs.models import Need
from workflows.referral_flow import ANSWERABLE, EXPIRES_AFTER, OPEN_REFERRALS, ReferralState, Turn

if TYPE_CHECKING:
    from cases.referrals.models import Pointing, Referral


class ReferralQuerySet(models.QuerySet["Referral"]):
    def update(self, **values: Any) -> int:
        """Refuse the state: it moves through its flow, in an action."""
        if "state" in values:
            raise StateIsMoved
        return super().update(**values)

    def visible_to(self, actor: Actor) -> "ReferralQuerySet":
        """Referrals of visible cases, under a law authorised in that team."""
        return self.filter(under_a_law_of(actor), case__in=Case.objects.visible_to(actor))

    def with_card(self) -> "ReferralQuerySet":
        """Each with its facility and its card, and nothing of its case: what a facility sees."""
        return self.select_related("provision__organisation", "card")

    def with_page(self) -> "ReferralQuerySet":
        """Each with its facility, its need and what is asked on its card."""
        return self.select_related("provision__organisation", "need", "card")

    def with_phone(self) -> "ReferralQuerySet":
        """Each with a number of its facility, for who calls."""
        phones = apps.get_model("provisions", "Phone").objects.filter(withdrawn_on=None).order_by("pk")
        of_provision = phones.filter(provision=OuterRef("provision")).values("number")[:1]
        of_all = phones.filter(organisation=OuterRef("provision__organisation")).values("number")[:1]
        return self.annotate(phone=Coalesce(Subquery(of_provision), Subquery(of_all), Value("")))

    def open(self) -> "ReferralQuerySet":
        return self.filter(state__in=OPEN_REFERRALS)

    def to_follow(self) -> "ReferralQuerySet":
        """Those in which somebody has something to do still."""
        return self.exclude(turn=Turn.NOBODY)

    def silent(self, *, on: date) -> "ReferralQuerySet":
        """Of which nothing was heard when their clock ended."""
        return self.filter(_silent(on))

    def to_notice(self, *, on: date) -> "ReferralQuerySet":
        """Silent ones in which something happens by itself: nobody was reminded, or the wait may be over."""
        over = Q(due_on__lt=on - timedelta(days=EXPIRES_AFTER)) & ~Q(state=ReferralState.STARTED)
        return self.silent(on=on).filter(Q(reminded_on=None) | over)

    def for_the_team(self, *, on: date) -> "ReferralQuerySet":
        """Those that wait for the team: its turn, more is needed, or silent."""
        return self.filter(Q(turn=Turn.TEAM) | Q(needs_more=True) | _silent(on))

    def whose_turn(self, turn: str, *, on: date) -> "ReferralQuerySet":
        """Those in which it is this one's turn today."""
        if turn == Turn.TEAM:
            return self.for_the_team(on=on)
        return self.filter(turn=turn, needs_more=False).exclude(_silent(on))

    def in_order(self, *, on: date) -> "ReferralQuerySet":
        """Silent ones first, then by the day their clock ends."""
        silent = models.Case(When(_silent(on), then=0), default=1)
        return self.order_by(silent, models.F("due_on").asc(nulls_last=True), "id")


def _silent(on: date) -> Q:
    """Who asked to be called is not silent."""
    return Q(state__in=ANSWERABLE, due_on__lt=on, needs_more=False)


class PointingQuerySet(models.QuerySet["Pointing"]):
    def visible_to(self, actor: Actor) -> "PointingQuerySet":
        """Those for a need in sight, and one's own for nobody in particular."""
        needs = Need.objects.visible_to(actor).filter(pk=OuterRef("need"))
        return self.filter(Q(need=None, by=actor.id) | Exists(needs))
