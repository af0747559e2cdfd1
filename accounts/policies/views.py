"""The pages of a municipality's policy: what holds, where it comes from, and what it was before."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts import answers
from accounts.models import PolicyLine, User
from accounts.policies import actions
from accounts.policies.actions import NewLine
from accounts.policies.forms import FORMS, LineForm
from accounts.policy import Line, Policy, line_of, policy_of
from accounts.request import Request
from accounts.words import LAW_NAMES
from workflows.layers import Law, Layer, label, step_of

Kind = PolicyLine.Kind
WRITTEN = gettext_lazy("The line is written.")


@require_GET
def policy(request: Request, municipality: str) -> HttpResponse:
    found, today = _seen(request, municipality), localdate(request.at)
    groups = [
        {
            "id": kind,
            "title": kind.label,
            "lines": [_row(line, today, kind, found) for line in found.lines(kind)],
            "add_url": "" if kind == Kind.WORDING else reverse("accounts:add_line", args=[found.municipality, kind]),
            "add": _("Add an article") if kind == Kind.ORDINANCE else _("Add a contact"),
        }
        for kind in Kind
    ]
    told = [
        {"id": "programme", "title": _("Programme"), "lines": [_row(line, today) for line in found.programme]},
        {"id": "pillars", "title": _("Pillars"), "lines": [_row(line, today) for line in found.pillars]},
    ]
    return render(request, "accounts/policy.html", {"policy": found, "groups": groups, "told": told})


def add_line(request: Request, municipality: str, kind: str) -> HttpResponse:
    found = _seen(request, municipality)
    if kind not in (Kind.ORDINANCE, Kind.CONTACT):
        raise Http404
    form = FORMS[kind](request.POST or None, today=localdate(request.at))
    answered = _written(request, form, found, kind, uuid.uuid4().hex[:12])
    title = _("Add an article") if kind == Kind.ORDINANCE else _("Add a contact")
    return answered or answers.show(request, "accounts/line.html", form, _frame(found, title))


def line(request: Request, municipality: str, kind: str, key: str) -> HttpResponse:
    """One line: as it is, as it was, and a form to write the next. Posted with `withdraw`, it ends."""
    found = _seen(request, municipality)
    if kind not in Kind.values:
        raise Http404
    now = next((one for one in found.lines(kind) if one.key == key), None)
    today = localdate(request.at)
    written = _history(found, kind, key, today)
    if now is None and not written:
        answers.not_here("policy:read", ("policy", None))
    if "withdraw" in request.POST and now:
        return _withdrawn(request, found, kind, now)
    seen = str(written[0]["row"].id) if written else ""
    form = FORMS[kind](request.POST or None, today=today, line=now, seen=seen)
    answered = _written(request, form, found, kind, key, law=now.law if now else "")
    form.seen_now(seen)
    frame = _frame(found, _title(now, kind, today) if now else _("Withdrawn line"))
    context = {
        **frame,
        "now": _row(now, today, kind) if now else None,
        "written": written,
        "withdrawable": now is not None and kind != Kind.WORDING,
    }
    return answered or answers.show(request, "accounts/line.html", form, context)


def _written(
    request: Request, form: LineForm, found: Policy, kind: str, key: str, *, law: str = ""
) -> HttpResponse | None:
    """The line is written, and the policy shown. Wording keeps the law it is for."""
    if request.method != "POST" or not form.is_valid():
        return None
    new, says = uuid.uuid4(), form.says
    do = partial(
        _write, request, found, kind, key, replace(says, law=says.law or law), line=new, seen=form.cleaned_data["seen"]
    )
    return answers.answer(request, form, do, about=new, then=lambda _line: _url(found, kind), said=str(WRITTEN))


def _withdrawn(request: Request, found: Policy, kind: str, now: Line) -> HttpResponse:
    """The line as it stands, written once more: as one that no longer holds."""
    says = NewLine(
        text=now.text,
        title=now.title,
        law=now.law,
        valid_from=localdate(request.at),
        source=now.source.title if now.source else "",
        example=now.example,
        withdrawn=True,
    )
    do = partial(_write, request, found, kind, now.key, says, line=uuid.uuid4())
    return answers.press(request, do, then=_url(found, kind), said=_("The line no longer holds."))


def _write(
    request: Request, found: Policy, kind: str, key: str, says: NewLine, *, line: UUID, seen: str | None = None
) -> None:
    place = found.municipality
    actions.write_line(
        line=line, municipality=place, kind=kind, key=key, says=says, seen=seen, by=request.actor, at=request.at
    )


def _url(found: Policy, kind: str) -> str:
    return reverse("accounts:policy", args=[found.municipality]) + f"#{kind}"


def _seen(request: Request, municipality: str) -> Policy:
    """The policy of one of one's own municipalities, else 404."""
    if municipality not in request.actor.administers():
        answers.not_here("policy:read", ("municipality", None))
    return policy_of(municipality, on=localdate(request.at))


def _frame(found: Policy, title: str) -> dict[str, object]:
    return {"title": title, "policy": found, "back": reverse("accounts:policy", args=[found.municipality])}


def _row(one: Line, today: date, kind: str = "", found: Policy | None = None) -> dict[str, Any]:
    """A line as the page shows it; with `found`, with the way to change it."""
    return {
        "title": _title(one, kind, today),
        "line": one,
        "law": LAW_NAMES.get(one.law, ""),
        "url": reverse("accounts:line", args=[found.municipality, kind, one.key]) if found else "",
        "since": date_format(one.since, "j F Y") if one.since else "",
        "checked": date_format(one.checked_on, "j F Y") if one.checked_on else "",
    }


def _title(one: Line, kind: str, today: date) -> str:
    """What a line is called: wording by its step."""
    if kind != Kind.WORDING:
        return one.title
    layer = Layer(one.key.partition("-")[0])
    name = label(layer, Law(one.law or Law.WMO), today)
    return _("Step %(number)s: %(name)s") % {"number": step_of(layer), "name": name}


def _history(found: Policy, kind: str, key: str, today: date) -> list[dict[str, Any]]:
    """What was written of this line, the newest first, those that hold later included."""
    rows = list(
        PolicyLine.objects.filter(municipality=found.municipality, kind=kind, key=key).order_by(
            "-valid_from", "-at", "-id"
        )
    )
    names = _names(row.by_id for row in rows)
    return [{**_row(line_of(row), today, kind), "row": row, "by": names[row.by_id]} for row in rows]


def _names(users: Iterable[UUID]) -> dict[UUID, str]:
    return dict(User.objects.filter(pk__in=set(users)).values_list("pk", "name"))
