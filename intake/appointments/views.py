"""The page of a call-back or a meeting: who, what, how to reach, and how it went."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import Request
from cases.dossier import doors
from intake import actions as intake
from intake.appointments import actions
from intake.appointments.forms import KeepForm
from intake.appointments.words import moment_of
from intake.models import Appointment
from ledger import journal


def appointment(request: Request, appointment_id: UUID) -> HttpResponse:
    found = _see(request, appointment_id)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        result = form.answers["result"]
        do = partial(intake.keep_appointment, appointment=found.id, result=result, by=request.actor, at=request.at)
        said = _("Noted. It is no longer in your list.")
        answered = doors.answer(request, form, do, about=found.id, then=reverse("my_work"), said=said)
        if answered:
            return answered
    return doors.show(request, "intake/appointment.html", form, _page(request, found))


@require_POST
def talk(request: Request, appointment_id: UUID) -> HttpResponse:
    found = _see(request, appointment_id)
    started = actions.start_conversation_about(appointment=found.id, by=request.actor, at=request.at)
    return redirect("intake:conversation", started.id)


def _see(request: Request, appointment_id: UUID) -> Appointment:
    visible = Appointment.objects.visible_to(request.actor).select_related("resident", "team", "colleague", "made_by")
    found = visible.filter(pk=appointment_id).first()
    if found is None:
        doors.not_in_sight("appointment:read", ("appointment", appointment_id))
    subjects = [found.resident_id] if found.resident_id else []
    fields = ("name", "what", "reach")
    journal.note("appointment:read", about=("appointment", found.id), subjects=subjects, fields=fields)
    return found


def _page(request: Request, found: Appointment) -> dict[str, Any]:
    return {
        "appointment": found,
        "title": Appointment.Kind(found.kind).label,
        "who": found.resident.name if found.resident else _("Name not known"),
        "when": moment_of(found),
        "late": found.done_at is None and found.on < localdate(request.at),
        "facts": [fact for fact in _facts(found) if fact["value"]],
        "result": str(Appointment.Result(found.result).label) if found.result else "",
    }


def _facts(found: Appointment) -> list[dict[str, str]]:
    resident = found.resident
    keeper = found.colleague.name if found.colleague else _("whoever is free")
    return [
        {"label": _("Phone or e-mail"), "value": found.reach},
        {"label": _("Phone of the resident"), "value": resident.phone if resident else ""},
        {"label": _("Born"), "value": resident.born if resident else ""},
        {"label": _("Place of the meeting"), "value": found.place},
        {"label": _("Who does this?"), "value": f"{found.team.name}, {keeper}"},
        {
            "label": _("Promised by"),
            "value": _("%(name)s, %(day)s") % {"name": found.made_by.name, "day": date_format(found.made_at, "j F")},
        },
    ]
