"""The pages of who speaks for a resident."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import answers
from accounts.request import Request
from cases.residents import doors, sight
from cases.residents.forms import RevealForm
from cases.residents.models import Representative, Resident
from cases.residents.representatives import actions
from cases.residents.representatives.forms import SpeakerForm
from ledger import journal
from workflows.refusal import Refused


def add(request: Request, resident_id: UUID) -> HttpResponse:
    found = sight.see_to_record(request, resident_id, act="resident:read")
    form = SpeakerForm(request.POST or None, actor=request.actor, resident=found)

    def do() -> object:
        return actions.add_representative(resident=found.id, speaker=form.speaker(), by=request.actor, at=request.at)

    said, title = _("The representative was recorded."), _("Record a representative")
    return doors.with_somebody(request, found, form, do, then=_resident_url, said=said, title=title)


def end(request: Request, resident_id: UUID, representative_id: UUID) -> HttpResponse:
    found = sight.see_to_record(request, resident_id, act="resident:read")
    speaker = _see(found, representative_id)

    def do(until: date) -> None:
        actions.end_representative(
            resident=found.id, representative=speaker.id, until=until, by=request.actor, at=request.at
        )

    title = _("%(who)s no longer speaks for this resident") % {"who": speaker.who}
    return doors.until_a_day(request, found, do, then=_resident_url, title=title)


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
