"""The figures a manager opens: a sentence first, then how it ended, then the tables."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.request import Request
from accounts.words import LAW_NAMES
from ledger import journal
from reporting import replica
from reporting.asked import Question, period, question
from reporting.behind import address
from reporting.catalogue import GROUPS
from reporting.catalogue.balance import WORDS
from reporting.figures.balance import Counter, balance
from reporting.figures.escalation import Escalation, escalation, knows_tailored
from reporting.figures.scope import Asked
from reporting.totals import SUMMED, Totals, percentage, summed
from workflows.layers import Law, Layer, label

Opens = Callable[..., str]


@require_GET
def figures(request: Request) -> HttpResponse:
    today = localdate(request.at)
    given = question(request)
    journal.note("figures:read", reason="escalation")
    if given.asked is None:
        return render(request, "reporting/figures.html", {"form": given.form}, status=422)
    asked = given.asked
    (rows, beside), source = replica.read(
        lambda: (escalation(actor=request.actor, now=today, **given.form.asked), balance(asked)), at=request.at
    )
    opens = partial(address, "escalation", asked)
    laws = [
        _law(law, [row for row in rows if row.law == law], given, today, partial(opens, law=law)) for law in LAW_NAMES
    ]
    shown = [law for law in laws if law]
    context = {
        "form": given.form,
        "laws": shown,
        "sentences": [law["sentence"] for law in shown if law["sentence"]],
        "beside": _beside(beside, asked),
        "period": period(asked, today=today),
        "age": replica.said(source, at=request.at),
        "groups": GROUPS,
        "query": request.GET.urlencode(),
    }
    return render(request, "reporting/figures.html", context)


def _law(law: str, rows: list[Escalation], given: Question, today: date, opens: Opens) -> dict[str, Any]:
    """One law: its headline, how its investigations ended, and its tables. Empty when nothing was finished."""
    if not rows:
        return {}
    whole = summed(rows)
    return {
        "id": law,
        "name": LAW_NAMES[law],
        "tailored": knows_tailored(law),
        "sentence": _sentence(law, whole) if knows_tailored(law) and whole.finished else None,
        "finished": whole.finished,
        "outcomes": _outcomes(law, whole, today, opens),
        "apart": {"urgent": whole.urgent, "external": whole.external},
        "step_four": _step_four(law),
        "months": [_line(law, month, summed(some), opens) for month, some in _grouped(rows, lambda row: row.month)],
        "by_team": _by_team(law, given),
    }


def _by_team(law: str, given: Question) -> str:
    """Where the same stands per team: with many of these it is a page of its own."""
    asked = {name: given.form.asked[name] for name in ("since", "until", "team")} | {"law": law}
    return reverse("reporting:figure", args=["escalation"]) + "?" + urlencode({k: v for k, v in asked.items() if v})


def _grouped(rows: list[Escalation], by: Callable[[Escalation], date]) -> Iterable[tuple[date, list[Escalation]]]:
    """The rows per month, newest first: in that order they come."""
    return ((month, list(some)) for month, some in groupby(rows, key=by))


def _sentence(law: str, whole: Totals) -> dict[str, Any]:
    """The headline of a law: maatwerk out of finished. No percentage over fewer than ten."""
    share = percentage(whole.tailored, whole.finished)
    return {
        "law": LAW_NAMES[law],
        "figure": share or f"{whole.tailored}/{whole.finished}",
        "text": _("%(tailored)s of %(finished)s finished investigations ended with individual support.")
        % {"tailored": whole.tailored, "finished": whole.finished},
        "why": "" if share else _("Too few for a percentage."),
        "url": f"#law-{law}",
    }


def _outcomes(law: str, whole: Totals, today: date, opens: Opens) -> list[dict[str, Any]]:
    """How the investigations ended: a bar for each step, of all that were finished."""
    named = (Layer.OWN_STRENGTH, Layer.SOCIAL_NETWORK, Layer.GENERAL_FACILITY)
    steps = [
        (_("Step %(number)s: %(name)s") % {"number": place, "name": label(layer, Law(law), today)}, counted)
        for place, layer, counted in zip((1, 2, 3), named, ("own", "around", "nearby"), strict=True)
    ]
    steps.append((_step_four(law), "step_four"))
    steps.append((_("No step: withdrawn, or nothing was needed"), "nowhere"))
    return [
        {
            "label": name,
            "number": (number := getattr(whole, counted)),
            "url": opens(counted=counted) if number else "",
            "share": percentage(number, whole.finished),
            "width": f"{100 * number / whole.finished:.1f}" if whole.finished else "0",
        }
        for name, counted in steps
    ]


def _step_four(law: str) -> str:
    return _("Individual support") if knows_tailored(law) else _("Decision of its own")


def _line(law: str, month: date, whole: Totals, opens: Opens) -> dict[str, Any]:
    share = percentage(whole.tailored, whole.finished) if knows_tailored(law) else ""
    cells = [
        {"number": number, "url": opens(month=month, counted=name) if number else ""}
        for name, number in ((name, getattr(whole, name)) for name in SUMMED)
    ]
    return {"month": date_format(month, "F Y"), "cells": cells, "share": share or "-"}


def _beside(rows: Iterable[Counter], asked: Asked) -> list[dict[str, Any]]:
    """The counters over all laws together, each with where it leads."""
    sums: dict[str, list[int]] = {}
    for row in rows:
        one = sums.setdefault(row.what, [0, 0])
        one[0], one[1] = one[0] + row.number, one[1] + row.of
    return [
        {
            "what": WORDS[what],
            "number": sums[what][0],
            "of": sums[what][1],
            "share": percentage(*sums[what]),
            "url": address("balance", asked, code=what, counted="number") if sums[what][0] else "",
        }
        for what in WORDS
        if what in sums
    ]
