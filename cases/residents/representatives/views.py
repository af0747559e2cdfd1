"""The pages of who speaks for a resident."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import answers
from accounts.request import Request
from cases.residents import sight
from cases.residents.forms import RevealForm
from cases.residents.households.forms import LastDayForm
from cases.residents.models import Representative, Resident
from cases.residents.representatives import actions
from cases.residents.representatives.forms import SpeakerForm
from ledger import journal
from workflows.refusal import Refused


def add(request: Request, resident_id: UUID) -> HttpResponse:
    found = sight.see_to_record(request, resident_id, act="resident:read")
    form = SpeakerForm(request.POST or None, actor=request.actor, resident=found)
    if form.people:
        journal.note("resident:find", subjects=[one.id for one in form.people], fields=["name", "born", "place"])
    if request.method == "POST" and not form.searches and form.is_valid():
        do = partial(
            actions.add_representative, resident=found.id, speaker=form.speaker(), by=request.actor, at=request.at
        )
        said = _("The representative was recorded.")
        answered = answers.answer(request, form, do, about=found.id, then=_resident_url, said=said)
        if answered:
            return answered
    frame: dict[str, object] = {
        "title": _("Record a representative"),
        "name": found.name,
        "back": _resident_url(found.id),
        "verb": _("Record"),
        "nobody": form.searches and not form.people,
    }
    if form.searches:
        return render(request, "residents/with_somebody.html", {"form": form.unjudged(), **frame})
    return answers.show(request, "residents/with_somebody.html", form, frame)


def end(request: Request, resident_id: UUID, representative_id: UUID) -> HttpResponse:
    found = sight.see_to_record(request, resident_id, act="resident:read")
    speaker = _see(found, representative_id)
    form = LastDayForm(request.POST or None, today=localdate(request.at))
    if request.method == "POST" and form.is_valid():
        do = partial(
            actions.end_representative,
            resident=found.id,
            representative=speaker.id,
            until=form.cleaned_data["until"],
            by=request.actor,
            at=request.at,
        )
        said = _("The last day was recorded.")
        answered = answers.answer(request, form, do, about=found.id, then=_resident_url, said=said)
        if answered:
            return answered
    frame: dict[str, object] = {
        "title": _("%(who)s no longer speaks for this resident") % {"who": speaker.who},
        "name": found.name,
        "back": _resident_url(found.id),
        "verb": _("Record"),
    }
    return answers.show(request, "residents/form.html", form, frame)


def reveal(request: Request, resident_id: UUID, representative_id: UUID) -> HttpResponse:
    """A hidden address, once, on a page of its own: never on one of the resident or of the other parent."""
    found = sight.see_to_record(request, resident_id, act="resident:read")
    speaker = _see(found, representative_id)
    back, name = _resident_url(found.id), speaker.who
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            address = actions.reveal_representative(
                resident=found.id,
                representative=speaker.id,
                because=form.cleaned_data["because"],
                by=request.actor,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "residents/revealed.html", {"name": name, "address": address, "back": back})
    frame: dict[str, object] = {"title": _("See a hidden address"), "name": name, "back": back, "verb": _("Show once")}
    return answers.show(request, "residents/form.html", form, frame)


def _see(found: Resident, representative_id: UUID) -> Representative:
    speaker = found.representatives.select_related("person").filter(pk=representative_id).first()
    if speaker is None:
        answers.not_here("resident:read", ("representative", representative_id))
    subjects = [speaker.person_id] if speaker.person_id else []
    journal.note("resident:read", about=("representative", speaker.id), subjects=subjects, fields=["name"])
    return speaker


def _resident_url(resident: UUID) -> str:
    return reverse("residents:resident", args=[resident])
