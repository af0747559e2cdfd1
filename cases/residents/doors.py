"""What the pages about somebody else beside a resident share: choose who it is, or give the last day."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import answers
from accounts.request import Request
from cases.residents.forms import WhoElseForm
from cases.residents.households.forms import LastDayForm
from cases.residents.models import Resident
from ledger import journal

Url = Callable[[UUID], str]


def with_somebody(
    request: Request,
    found: Resident,
    form: WhoElseForm,
    do: Callable[[], object],
    *,
    then: Url,
    said: str,
    title: str,
) -> HttpResponse:
    """The page on which somebody is looked up or named; who was shown is journalled. Answered, the act is done."""
    if form.people:
        journal.note("resident:find", subjects=[one.id for one in form.people], fields=["name", "born", "place"])
    if request.method == "POST" and not form.searches and form.is_valid():
        answered = answers.answer(request, form, do, about=found.id, then=then, said=said)
        if answered:
            return answered
    frame = _frame(found, then, title) | {"nobody": form.searches and not form.people}
    if form.searches:
        return render(request, "residents/with_somebody.html", {"form": form.unjudged(), **frame})
    return answers.show(request, "residents/with_somebody.html", form, frame)


def until_a_day(
    request: Request, found: Resident, do: Callable[[date], None], *, then: Url, title: str
) -> HttpResponse:
    """The page that asks for a last day; `do` gets it."""
    form = LastDayForm(request.POST or None, today=localdate(request.at))
    if request.method == "POST" and form.is_valid():

        def end() -> None:
            do(form.cleaned_data["until"])

        said = _("The last day was recorded.")
        answered = answers.answer(request, form, end, about=found.id, then=then, said=said)
        if answered:
            return answered
    return answers.show(request, "residents/form.html", form, _frame(found, then, title))


def _frame(found: Resident, then: Url, title: str) -> dict[str, object]:
    return {"title": title, "name": found.name, "back": then(found.id), "verb": _("Record")}
