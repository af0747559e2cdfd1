"""Giving cases to colleagues, one act each through the case's own door, and giving them back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.request import Request
from cases.dossier import actions as dossier
from cases.dossier.acts import Stale
from cases.dossier.models import Case
from ledger import journal
from reporting.forms import Ticked
from workflows.refusal import Refusal, Refused

ALLOCATED, RECENT = "allocated", "allocated_lately"
UNDONE_WITHIN = timedelta(hours=24)
MOST_KEPT = 10
GONE = Refusal("case.gone", gettext_lazy("One of these cases is no longer in your list. Choose again."))
WENT_ON = gettext_lazy("A colleague did something in it since.")


@dataclass(slots=True)
class PutBack:
    """How many cases are with whom they were again, and of the others the number and why not."""

    done: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


def give(request: Request, given: Iterable[Ticked], said: str) -> None:
    """Give the cases, all or none, and keep whose each was, so that it can be undone. Raises Refused, Stale."""
    wanted = list(given)
    mine = Case.objects.visible_to(request.actor).filter(pk__in=[one.case for one in wanted])
    before = dict(mine.values_list("pk", "coordinator"))
    with transaction.atomic():
        now = [_give_one(request, one) for one in _in_order(wanted)]
    kept = {
        "said": said,
        "back": [f"{case.id}:{case.version}:{before[case.id] or ''}" for case in now],
        "at": request.at.isoformat(),
    }
    request.session[ALLOCATED] = kept
    request.session[RECENT] = [kept, *lately(request)][:MOST_KEPT]


def put_back(request: Request, back: Iterable[Ticked]) -> PutBack:
    """Give each case back to whom it was, if nobody did anything in it since; what can't be is told, not forced."""
    lines = list(back)
    mine = Case.objects.visible_to(request.actor).filter(pk__in=[one.case for one in lines])
    numbers = dict(mine.values_list("pk", "number"))
    told = PutBack()
    for one in _in_order(lines):
        try:
            _give_one(request, one)
        except Stale as stale:
            told.left.append((stale.case.number, str(WENT_ON)))
        except Refused as refused:
            told.left.append((numbers.get(one.case, _("a case")), str(refused)))
        else:
            told.done += 1
    forget(request, {str(one.case) for one in lines})
    return told


def lately(request: Request) -> list[dict[str, Any]]:
    """What was given in this session in the last 24 hours, newest first."""
    kept: list[dict[str, Any]] = request.session.get(RECENT, [])
    return [one for one in kept if _moment(one) > request.at - UNDONE_WITHIN]


def shown_lately(request: Request) -> list[dict[str, Any]]:
    """The same, as the page of the team says it."""
    return [one | {"when": date_format(localtime(_moment(one)), "j F H:i")} for one in lately(request)]


def forget(request: Request, cases: set[str]) -> None:
    """What was undone is not offered again."""
    rest = [one for one in lately(request) if not cases >= {line.split(":")[0] for line in one["back"]}]
    request.session[RECENT] = rest


def _moment(kept: dict[str, Any]) -> datetime:
    moment = parse_datetime(kept["at"])
    assert moment is not None  # noqa: S101 - give() wrote it
    return moment


def _in_order(given: Iterable[Ticked]) -> list[Ticked]:
    """Two who give the same cases at once lock them in one order, and wait for each other instead of crosswise."""
    return sorted(given, key=lambda one: one.case)


def _give_one(request: Request, one: Ticked) -> Case:
    try:
        return dossier.allocate(case=one.case, to=one.to, by=request.actor, at=request.at, seen=one.version)
    except Case.DoesNotExist as gone:
        journal.note("case:allocate", about=("case", one.case), result=journal.DENIED, reason="not_in_sight")
        raise Refused(GONE) from gone
