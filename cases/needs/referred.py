"""How the referrals of a need show on its Trap, at step 3, and what they say when the step is weighed again."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.access import Actor, Permission
from cases.needs.facts import rows_of
from cases.needs.models import Need
from cases.needs.next_step import Button
from workflows import referral_words as words
from workflows.ladder import NeedFacts
from workflows.layers import Layer, Outcome
from workflows.referral_clocks import turn_now
from workflows.referral_flow import Turn, calls_for_another_step

SHOWN = 3


def refer_to(need: Need) -> Button:
    return Button(url=reverse("cases:refer", args=[need.case_id, need.id]), label=_("Refer"))


def referred_of(need: Need, facts: NeedFacts, actor: Actor) -> list[dict[str, Any]]:
    """The latest referrals: where, how it stands, whose turn it is and which clock runs.

    Who sees the need but follows no referrals reads it here; the page of a referral would not open.
    """
    today, follows = localdate(facts.at), actor.may(Permission.REFERRAL_FOLLOW)
    return [_shown(row, today, follows=follows) for row in reversed(rows_of(need, "referral")[-SHOWN:])]


def not_enough(need: Need) -> dict[str, str]:
    """What a facility that was not enough proposes for the weighing of step 3, when nobody weighed it since.

    It fills the form in; the colleague who weighs decides. Form values by field name.
    """
    failed = _latest_failure(need)
    if failed is None:
        return {}
    layer = Layer.GENERAL_FACILITY
    return {f"outcome_{layer}": Outcome.INSUFFICIENT.value, f"reason_{layer}": _why(failed)}


def _latest_failure(need: Need) -> dict[str, Any] | None:
    weighed = [row["at"] for row in rows_of(need, "assessment") if row["layer"] == Layer.GENERAL_FACILITY]
    last = parse_datetime(max(weighed)) if weighed else None
    ended = [row for row in rows_of(need, "referral") if calls_for_another_step(row["state"], row["outcome"])]
    since = [row for row in ended if last is None or _moment(row) > last]
    return max(since, key=_moment, default=None)


def _moment(row: dict[str, Any]) -> datetime:
    moment = parse_datetime(row["ended_at"])
    if moment is None:
        raise ValueError(row["ended_at"])
    return moment


def _why(row: dict[str, Any]) -> str:
    """The reason in the municipality's language, as a colleague would write it."""
    with translation.override(settings.LANGUAGE_CODE):
        told = words.stand(row["state"], row["outcome"], row["reason"])
        day = date_format(localdate(_moment(row)), "j F Y")
        return _("%(place)s: %(what)s (%(day)s).") % {"place": row["place"], "what": told, "day": day}


def _shown(row: dict[str, Any], today: date, *, follows: bool) -> dict[str, Any]:
    due, waiting = parse_date(row["due_on"] or ""), parse_date(row["waiting_since"] or "")
    clock = words.clock(row["state"], due, turn=row["turn"], today=today, needs_more=row["needs_more"])
    turn = turn_now(row["state"], row["turn"], due, today=today, needs_more=row["needs_more"])
    return {
        "url": reverse("referrals:referral", args=[row["id"]]) if follows else "",
        "place": row["place"],
        "stand": words.stand(row["state"], row["outcome"], row["reason"], waiting),
        "turn": "" if turn == Turn.NOBODY else _("turn: %(turn)s") % {"turn": words.whose_turn(turn)},
        "clock": clock,
    }
