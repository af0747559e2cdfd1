"""The figures a manager opens: a sentence first, then the table."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Team
from accounts.request import Request
from cases.dossier.words import LAW_NAMES
from ledger import journal
from reporting.figures import Escalation, escalation, knows_tailored

MONTHS = 12
FEW = 10


@require_GET
def figures(request: Request) -> HttpResponse:
    today = localdate(request.at)
    since = _months_back(today.replace(day=1), MONTHS - 1)
    rows = escalation(actor=request.actor, since=since, until=today)
    names = {str(team.id): team.name for team in Team.objects.filter(pk__in={row.team for row in rows})}
    journal.note("figures:read", reason="escalation")
    context = {
        "rows": [_row(row, names) for row in rows],
        "sentences": [_sentence(law, rows) for law in LAW_NAMES if knows_tailored(law) and _of(law, rows)],
        "period": _("%(since)s up to %(until)s")
        % {"since": date_format(since, "F Y"), "until": date_format(today, "j F Y")},
    }
    return render(request, "reporting/figures.html", context)


def _of(law: str, rows: list[Escalation]) -> list[Escalation]:
    return [row for row in rows if row.law == law]


def _sentence(law: str, rows: list[Escalation]) -> dict[str, Any]:
    """The headline per law: maatwerk out of finished. No percentage over fewer than ten."""
    mine = _of(law, rows)
    finished, tailored = sum(row.finished for row in mine), sum(row.tailored for row in mine)
    share = f"{round(100 * tailored / finished)}%" if finished >= FEW else ""
    return {
        "law": LAW_NAMES[law],
        "figure": share or f"{tailored}/{finished}",
        "text": _("%(tailored)s of %(finished)s finished investigations ended with individual support.")
        % {"tailored": tailored, "finished": finished},
        "why": "" if share else _("Too few for a percentage."),
    }


def _row(row: Escalation, names: dict[str, str]) -> dict[str, Any]:
    tailored = row.tailored if knows_tailored(row.law) else "-"
    return {
        "month": date_format(row.month, "F Y"),
        "team": names.get(row.team, ""),
        "law": LAW_NAMES[row.law],
        "cells": [row.finished, row.own, row.around, row.nearby, tailored, row.own_decision],
    }


def _months_back(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 - months, 12)
    return first.replace(year=first.year + years, month=month + 1)
