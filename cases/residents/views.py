"""The pages of a resident: look up, see, hand over, correct. Nothing of a search stands in an address bar or a log."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import answers
from accounts.request import Request
from cases.residents import actions, export, page, sight
from cases.residents.dates import told
from cases.residents.forms import (
    FOUND_AT_MOST,
    CorrectForm,
    DeathForm,
    FindForm,
    MoveForm,
    RevealForm,
    SeenForm,
    UndoDeathForm,
)
from cases.residents.models import Resident
from cases.residents.said import case_number
from ledger import journal
from workflows.refusal import Refused

FORMATS = {
    "csv": (export.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (export.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def find(request: Request) -> HttpResponse:
    """Look residents up; by POST, so that what was searched stands nowhere. A BSN that occurs more often is told.

    By the number of a case, what opens is the case; when none in sight has it, the number is words like any other.
    """
    form = FindForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid() and bool(form.cleaned_data["q"].strip())
    number = case_number(form.cleaned_data["q"]) if asked else ""
    cases = sight.cases_numbered(request, number) if number else []
    if len(cases) == 1:
        return redirect("cases:case", cases[0].id)
    people = _people(request, form.cleaned_data["q"]) if asked and not cases else []
    context = {
        "form": form,
        "cases": cases,
        "rows": [_row(one) for one in people],
        "asked": asked,
        "number": number,
        "most": FOUND_AT_MOST,
    }
    status = answers.INVALID if form.is_bound and form.errors else 200
    return render(request, "residents/find.html", context, status=status)


def _people(request: Request, text: str) -> list[Resident]:
    found = Resident.objects.findable_by(request.actor).matching(text).with_bsn_times()
    people = list(found[:FOUND_AT_MOST])
    journal.note("resident:find", subjects=[one.id for one in people], fields=["name", "born", "place"])
    return people


@require_GET
def resident(request: Request, resident_id: UUID) -> HttpResponse:
    return render(request, "residents/resident.html", _whole_page(request, resident_id))


@require_POST
def reveal(request: Request, resident_id: UUID) -> HttpResponse:
    """A kept address, once, on the answer to this one question."""
    found = sight.see_to_record(request, resident_id, act="resident:read")
    form = RevealForm(request.POST)
    if not form.is_valid():
        context = _whole_page(request, resident_id) | {"reveal": form, "form": form}
        return render(request, "residents/resident.html", context, status=answers.INVALID)
    try:
        told_once = actions.reveal_address(resident=found.id, because=form.cleaned_data["because"], by=request.actor)
    except Refused as refused:
        form.add_error(None, str(refused))
        context = _whole_page(request, resident_id) | {"reveal": form, "form": form}
        return render(request, "residents/resident.html", context, status=answers.INVALID)
    context = {"name": found.name, "address": told_once, "back": _url(found.id)}
    return render(request, "residents/revealed.html", context)


@require_POST
def hand_out(request: Request, resident_id: UUID) -> HttpResponse:
    """The own record of one person as a table; what is kept is not in it."""
    found = sight.see_to_record(request, resident_id, act="resident:export")
    made, kind = FORMATS.get(request.POST.get("format", ""), FORMATS["csv"])
    on = localdate(request.at)
    vars(found).update(speakers=page.speaker_lines(found, on=on))
    named = [one.person_id for one in found.representatives.in_force(on=on) if one.person_id]
    journal.note("resident:export", about=("resident", found.id), subjects=named, fields=["name"])
    ending = "xlsx" if made is export.as_xlsx else "csv"
    answer = HttpResponse(made([found]), content_type=kind)
    name = _("record")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{found.id}.{ending}"'
    return answer


def correct(request: Request, resident_id: UUID) -> HttpResponse:
    found = sight.see_to_record(request, resident_id, act="resident:read")
    form = CorrectForm.of(found, request.POST or None)

    def do() -> None:
        actions.correct_identity(
            resident=found.id, identity=form.identity(), seen=_seen(form), by=request.actor, at=request.at
        )

    return _answered(request, found, form, do, _("Correct name and birth"), _("The person was corrected."))


def death(request: Request, resident_id: UUID) -> HttpResponse:
    """Record a death; of who is recorded as deceased, take it back."""
    found = sight.see_to_record(request, resident_id, act="resident:read")
    if found.is_deceased:
        return _undo_death(request, found)
    form = DeathForm.of(found, found.death, request.POST or None)

    def do() -> None:
        died = form.cleaned_data["died"]
        actions.record_death(resident=found.id, died=died, seen=_seen(form), by=request.actor, at=request.at)

    return _answered(request, found, form, do, _("Record a death"), _("The death was recorded."))


def move(request: Request, resident_id: UUID) -> HttpResponse:
    found = sight.see_to_record(request, resident_id, act="resident:read")
    form = MoveForm(request.POST or None, seen=found.version, municipality=found.municipality_id)

    def do() -> None:
        actions.move(resident=found.id, to=form.address(), seen=_seen(form), by=request.actor, at=request.at)

    said = _("The address was recorded. Does somebody else live there now? Record the household too.")
    return _answered(request, found, form, do, _("Record another address"), said)


def _undo_death(request: Request, found: Resident) -> HttpResponse:
    form = UndoDeathForm(request.POST or None, seen=found.version)
    do = partial(actions.undo_death, resident=found.id, by=request.actor)
    title = _("The death was recorded by mistake")
    return _answered(request, found, form, do, title, _("The resident is recorded as alive again."))


def _answered(
    request: Request, found: Resident, form: SeenForm, do: Callable[[], object], title: str, said: str
) -> HttpResponse:
    """The form's page, or what follows from it."""
    if request.method == "POST" and form.is_valid():
        answered = answers.answer(request, form, do, about=found.id, then=_url, said=said)
        if answered:
            return answered
    frame: dict[str, object] = {"title": title, "name": found.name, "back": _url(found.id), "verb": _("Record")}
    return answers.show(request, "residents/form.html", form, frame)


def _seen(form: SeenForm) -> int | None:
    seen: int | None = form.cleaned_data["seen"]
    return seen


def _whole_page(request: Request, resident_id: UUID) -> dict[str, Any]:
    fields = ("name", "born", "address", "phone", "household", "representatives", "cases")
    found = sight.see(request, resident_id, fields=fields)
    context = page.page_of(request, found)
    others = context["twins"]["others"] if context["twins"] else []
    journal.note(
        "resident:shown_beside",
        about=("resident", found.id),
        subjects={one["id"] for one in others} | _beside(found, context),
        fields=["name"],
    )
    return context


def _beside(found: Resident, context: dict[str, Any]) -> set[UUID]:
    """Who else's name stands on the page of a resident."""
    members = {one["person_id"] for one in context["household"] if one["person_id"]}
    speakers = {one.person_id for one in vars(found)["speaker_rows"] if one.person_id}
    return members | speakers | {one["person_id"] for one in context["represents"]}


def _row(one: Resident) -> dict[str, Any]:
    return {
        "url": _url(one.id),
        "name": one.name,
        "born": told(one.birth),
        "where": page.address_shown(one) if one.address_is_kept else {"value": one.lives_in},
        "deceased": one.is_deceased,
        "times": vars(one)["bsn_times"],
    }


def _url(resident: UUID) -> str:
    return reverse("residents:resident", args=[resident])
