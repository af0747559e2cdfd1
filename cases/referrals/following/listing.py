"""Referrals in rows: who, where, how it stands, whose turn and which clock; the silent ones first."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Permission
from accounts.request import Request
from cases.needs.doors import place
from cases.referrals.models import Referral
from cases.referrals.querysets import ReferralQuerySet
from ledger import journal
from workflows import referral_words as words
from workflows.referral_clocks import is_silent, turn_now
from workflows.referral_flow import ENDED_REFERRALS, ReferralState, Turn

AT_MOST = 200
GROUPS = (
    (Turn.TEAM, gettext_lazy("It is our turn")),
    (Turn.FACILITY, gettext_lazy("It is the facility's turn")),
    (Turn.RESIDENT, gettext_lazy("It is the resident's turn")),
)
S = ReferralState
COLUMNS = (
    ("sent", gettext_lazy("Sent"), (S.DRAFT, S.SENT)),
    ("received", gettext_lazy("Received"), (S.RECEIVED,)),
    ("contact", gettext_lazy("Contact made"), (S.CONTACT_MADE, S.WAITING_LIST)),
    ("started", gettext_lazy("Started"), (S.STARTED,)),
    ("ended", gettext_lazy("Ended, to take up"), ENDED_REFERRALS),
)


def listing_of(request: Request) -> dict[str, Any]:
    """The list: under whose turn it is. What is silent is ours: somebody calls."""
    rows, shown = _rows(request)
    groups = [
        {"id": turn.value, "title": title, "rows": [row for row in rows if row["group"] == turn]}
        for turn, title in GROUPS
    ]
    return shown | {"groups": [group for group in groups if group["rows"]], "view": "list"}


def board_of(request: Request) -> dict[str, Any]:
    """The board: the same rows, by where they stand, the silent ones in a place of their own."""
    rows, shown = _rows(request)
    silent = [row for row in rows if row["silent"]]
    columns: list[dict[str, Any]] = [{"id": "silent", "title": _("Silent"), "rows": silent}] if silent else []
    columns += [
        {"id": id, "title": title, "rows": [row for row in rows if row["state"] in states and not row["silent"]]}
        for id, title, states in COLUMNS
    ]
    return shown | {"columns": columns, "view": "board"}


def _rows(request: Request) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    today = localdate(request.at)
    visible = Referral.objects.visible_to(request.actor).to_follow()
    team, provision, turn = (request.GET.get(name, "") for name in ("team", "provision", "turn"))
    found = _narrowed(visible, team=team, provision=provision)
    if turn in Turn.values:
        found = found.whose_turn(turn, on=today)
    in_order = found.with_page().with_phone().select_related("case__resident", "case__team").in_order(on=today)
    referrals = list(in_order[: AT_MOST + 1])
    rows = [_row(request, referral, today) for referral in referrals[:AT_MOST]]
    subjects = [referral.case.resident_id for referral in referrals if referral.case.resident_id]
    if referrals:
        journal.note("referral:list", subjects=subjects, fields=("name",))
    return rows, {
        "count": found.count() if len(referrals) > AT_MOST else len(rows),
        "more": len(referrals) > AT_MOST,
        "filters": _filters(request, visible, team=team, provision=provision, turn=turn),
        "views": _views(request),
    }


def _narrowed(found: ReferralQuerySet, *, team: str, provision: str) -> ReferralQuerySet:
    for name, text in (("case__team", team), ("provision", provision)):
        if id := _id(text):
            found = found.filter(**{name: id})
    return found


def _row(request: Request, referral: Referral, today: date) -> dict[str, Any]:
    silent = not referral.needs_more and is_silent(referral.state, referral.due_on, today=today)
    turn = turn_now(referral.state, referral.turn, referral.due_on, today=today, needs_more=referral.needs_more)
    may = request.actor.may_in(referral.case.team_id, Permission.CASE_INVESTIGATE)
    ended = referral.state in ENDED_REFERRALS
    door = "referral" if ended or referral.state == S.DRAFT else "status"
    label = _("Take up") if ended else _("Call") if silent or referral.needs_more else _("Status")
    return {
        "group": turn,
        "state": referral.state,
        "silent": silent,
        "who": referral.case.resident.name if referral.case.resident else _("Name not known"),
        "need": referral.need.title,
        "url": reverse("referrals:referral", args=[referral.id]),
        "case_url": place(referral.case, referral.need),
        "where": referral.provision.name,
        "organisation": referral.provision.organisation.name,
        "stand": words.stand(referral.state, referral.outcome, referral.reason, referral.waiting_since),
        "climb": words.climb(referral.state),
        "turn": words.whose_turn(turn),
        "clock": words.clock(
            referral.state, referral.due_on, turn=referral.turn, today=today, needs_more=referral.needs_more
        ),
        "phone": vars(referral)["phone"] if silent or referral.needs_more else "",
        "do": {"url": reverse(f"referrals:{door}", args=[referral.id]), "label": label} if may else None,
    }


def _filters(
    request: Request, visible: ReferralQuerySet, *, team: str, provision: str, turn: str
) -> list[dict[str, Any]]:
    """What narrows the list; a choice with one answer is not asked."""
    posts = {str(post.team): post.team_name for post in request.actor.posts if post.may(Permission.REFERRAL_FOLLOW)}
    there = dict(visible.order_by("provision__name").values_list("provision", "provision__name").distinct()[:AT_MOST])
    offered = (
        ("team", _("Team"), list(posts.items()), team),
        ("provision", _("Facility"), [(str(id), name) for id, name in there.items()], provision),
        ("turn", _("Whose turn"), [(one.value, one.label) for one, _title in GROUPS], turn),
    )
    return [
        {
            "name": name,
            "label": label,
            "choices": [{"value": value, "label": word, "chosen": value == chosen} for value, word in choices],
        }
        for name, label, choices, chosen in offered
        if len(choices) > 1 or chosen
    ]


def _views(request: Request) -> list[dict[str, Any]]:
    asked = {name: request.GET[name] for name in ("team", "provision", "turn") if request.GET.get(name)}
    behind = f"?{urlencode(asked)}" if asked else ""
    here = request.path
    return [
        {"url": reverse(f"referrals:{name}") + behind, "label": label, "current": here == reverse(f"referrals:{name}")}
        for name, label in (("list", _("List")), ("board", _("Board")))
    ]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
