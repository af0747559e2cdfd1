"""The pages of a household."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import answers
from accounts.request import Request
from cases.residents import doors, page, sight
from cases.residents.households import actions
from cases.residents.households.forms import MoveInForm
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

    def do() -> object:
        return actions.move_in(resident=found.id, housemate=form.housemate(), by=request.actor, at=request.at)

    said, title = _("The housemate was recorded."), _("Record a housemate")
    return doors.with_somebody(request, found, form, do, then=_household_url, said=said, title=title)


def move_out(request: Request, resident_id: UUID, member_id: UUID) -> HttpResponse:
    found = sight.see_to_record(request, resident_id, act="household:read")
    home = HouseholdMember.objects.at_home_of(found.id, on=localdate(request.at))
    member = home.select_related("person").filter(pk=member_id).first()
    if member is None:
        answers.not_here("household:read", ("household", member_id))
    journal.note("household:read", subjects=[member.person_id] if member.person_id else [], fields=["name"])

    def do(until: date) -> None:
        actions.move_out(resident=found.id, member=member.id, until=until, by=request.actor, at=request.at)

    who = member.person.name if member.person else member.described_as
    title = _("%(who)s no longer lives here") % {"who": who}
    return doors.until_a_day(request, found, do, then=_household_url, title=title)


def _household_url(resident: UUID) -> str:
    return reverse("residents:household", args=[resident])
