"""The pages of a household."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import answers
from accounts.request import Request
from cases.residents import page, sight
from cases.residents.households import actions
from cases.residents.households.forms import LastDayForm, MoveInForm
from cases.residents.models import HouseholdMember
from ledger import journal


@require_GET
def household(request: Request, resident_id: UUID) -> HttpResponse:
    """Who lives here, since when, and why one may see that. Of a case only that it runs, and only when in sight."""
    found = sight.see(request, resident_id, act="household:read", fields=("name", "household", "cases"))
    context = page.household_of(request, found)
    members = {one["person_id"] for one in (*context["now"], *context["before"]) if one["person_id"]}
    journal.note("household:read", about=("resident", found.id), subjects=members, fields=["name", "born"])
    return render(request, "residents/household.html", context)


def move_in(request: Request, resident_id: UUID) -> HttpResponse:
    found = sight.see_to_record(request, resident_id, act="household:read")
    form = MoveInForm(
        request.POST or None, actor=request.actor, resident=found, initial={"since": localdate(request.at)}
    )
    if form.people:
        journal.note("resident:find", subjects=[one.id for one in form.people], fields=["name", "born", "place"])
    if request.method == "POST" and not form.searches and form.is_valid():
        do = partial(actions.move_in, resident=found.id, housemate=form.housemate(), by=request.actor, at=request.at)
        said = _("The housemate was recorded.")
        answered = answers.answer(request, form, do, about=found.id, then=_household_url, said=said)
        if answered:
            return answered
    frame: dict[str, object] = {
        "title": _("Record a housemate"),
        "name": found.name,
        "back": _household_url(found.id),
        "verb": _("Record"),
        "nobody": form.searches and not form.people,
    }
    if form.searches:
        return render(request, "residents/with_somebody.html", {"form": form.unjudged(), **frame})
    return answers.show(request, "residents/with_somebody.html", form, frame)


def move_out(request: Request, resident_id: UUID, member_id: UUID) -> HttpResponse:
    found = sight.see_to_record(request, resident_id, act="household:read")
    home = HouseholdMember.objects.at_home_of(found.id, on=localdate(request.at))
    member = home.select_related("person").filter(pk=member_id).first()
    if member is None:
        answers.not_here("household:read", ("household", member_id))
    journal.note("household:read", subjects=[member.person_id] if member.person_id else [], fields=["name"])
    form = LastDayForm(request.POST or None, today=localdate(request.at))
    if request.method == "POST" and form.is_valid():
        do = partial(
            actions.move_out,
            resident=found.id,
            member=member.id,
            until=form.cleaned_data["until"],
            by=request.actor,
            at=request.at,
        )
        said = _("The last day was recorded.")
        answered = answers.answer(request, form, do, about=found.id, then=_household_url, said=said)
        if answered:
            return answered
    who = member.person.name if member.person else member.described_as
    frame: dict[str, object] = {
        "title": _("%(who)s no longer lives here") % {"who": who},
        "name": found.name,
        "back": _household_url(found.id),
        "verb": _("Record"),
    }
    return answers.show(request, "residents/form.html", form, frame)


def _household_url(resident: UUID) -> str:
    return reverse("residents:household", args=[resident])
