"""The pages of a facility: its facts for who finds, keeping them for the administrator."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import answers
from accounts.request import Request
from provisions.directory import actions
from provisions.directory.details import Phone, ServiceAtLocation
from provisions.directory.forms import KeepForm, SeenForm, WithdrawForm, WrongForm
from provisions.directory.models import Provision, ProvisionTally
from provisions.directory.page import facts_of, freshness_of, quality_of
from provisions.directory.querysets import ProvisionQuerySet

PER_PAGE = 50


@require_GET
def provision(request: Request, provision_id: UUID) -> HttpResponse:
    """Also one of another municipality, to which the finder leads who asked for those."""
    return render(request, "provisions/provision.html", _page(request, _see(provision_id, Provision.objects.all())))


@require_GET
def to_check(request: Request) -> HttpResponse:
    """What somebody said is wrong, then what nobody checked for six months."""
    today = localdate(request.at)
    found = Provision.objects.kept_by(request.actor).to_check(on=today).select_related("organisation")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"provision": one, "said": vars(one)["said_wrong"], **freshness_of(one, on=today)} for one in page]
    return render(request, "provisions/to_check.html", {"rows": rows, "page": page, "count": page.paginator.count})


def keep(request: Request, provision_id: UUID) -> HttpResponse:
    found = _see_kept(request, provision_id)
    form = KeepForm.of(found, request.POST or None)
    title = _("Facts of %(name)s") % {"name": found.name}
    act = partial(_keep, request, found, form)
    return _by_form(request, found, form, act, title=title, verb=_("Save"), said=_("The facts are kept."))


def withdraw(request: Request, provision_id: UUID) -> HttpResponse:
    found = _see_kept(request, provision_id)
    form = WithdrawForm(request.POST or None, seen=found.version)
    title = _("Withdraw %(name)s") % {"name": found.name}
    act = partial(_withdraw, request, found, form)
    return _by_form(request, found, form, act, title=title, verb=_("Withdraw"), said=_("It is offered no more."))


def report_wrong(request: Request, provision_id: UUID) -> HttpResponse:
    found = _see(provision_id, Provision.objects.here(request.actor))
    form = WrongForm(request.POST or None)
    title = _("Not right: %(name)s") % {"name": found.name}
    said = _("Thank you. The administrator looks at it.")
    act = partial(_report_wrong, request, found, form)
    return _by_form(request, found, form, act, title=title, verb=_("Send"), said=said)


def _keep(request: Request, found: Provision, form: KeepForm) -> None:
    actions.keep_facts(facts=form.answers, **_given(request, found, form))


def _withdraw(request: Request, found: Provision, form: WithdrawForm) -> None:
    actions.withdraw(because=form.answers["because"], **_given(request, found, form))


def _report_wrong(request: Request, found: Provision, form: WrongForm) -> None:
    actions.report_wrong_facts(provision=found.id, text=form.answers["text"], by=request.actor, at=request.at)


@require_POST
def confirm(request: Request, provision_id: UUID) -> HttpResponse:
    return _press(request, provision_id, actions.confirm, said=_("Checked today."))


@require_POST
def settle(request: Request, provision_id: UUID) -> HttpResponse:
    return _press(request, provision_id, actions.settle, said=_("What was said has been settled."))


@require_POST
def bring_back(request: Request, provision_id: UUID) -> HttpResponse:
    return _press(request, provision_id, actions.bring_back, said=_("It is offered again."))


def _see_kept(request: Request, provision_id: UUID) -> Provision:
    return _see(provision_id, Provision.objects.kept_by(request.actor))


def _see(provision_id: UUID, among: ProvisionQuerySet) -> Provision:
    provision = among.select_related("organisation", "municipality").filter(pk=provision_id).first()
    if provision is None:
        answers.not_here("provision:read", ("provision", provision_id))
    return provision


def _page(request: Request, found: Provision) -> dict[str, Any]:
    here = found.municipality_id in request.actor.finds_facilities_in()
    keeps = found.municipality_id in request.actor.keeps_directory_of()
    places = found.at_locations.filter(withdrawn_on=None, location__withdrawn_on=None)
    named = [name for name in places.values_list("location__name", flat=True) if name]
    return {
        "provision": found,
        "facts": facts_of(found, named, _phones(found, places)),
        "fresh": freshness_of(found, on=localdate(request.at)),
        "quality": quality_of(ProvisionTally.objects.filter(pk=found.pk).first()) if here else [],
        "here": here,
        "keeps": keeps,
        "said_wrong": list(found.wrong_facts.filter(settled_at=None).order_by("at")) if keeps else [],
    }


def _phones(found: Provision, places: QuerySet[ServiceAtLocation]) -> QuerySet[Phone]:
    """Its own numbers first, then those of its places and its contacts, then its organisation's."""
    mine, there = Q(provision=found), Q(at_location__in=places) | Q(location__in=places.values("location"))
    asked = Q(contact__provision=found, contact__withdrawn_on=None)
    phones = Phone.objects.filter(mine | there | asked | Q(organisation=found.organisation_id), withdrawn_on=None)
    order = Case(When(mine, then=0), When(organisation=None, then=1), default=2)
    return phones.order_by(order, "pk")


def _given(request: Request, found: Provision, form: SeenForm) -> dict[str, Any]:
    return {"provision": found.id, "by": request.actor, "at": request.at, "seen": form.cleaned_data["seen"]}


def _by_form(
    request: Request, found: Provision, form: Any, do: Callable[[], object], *, title: str, verb: str, said: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        answered = answers.answer(request, form, do, about=found.id, then=_url, said=said)
        if answered:
            return answered
    frame: dict[str, object] = {"title": title, "verb": verb, "back": _url(found.id)}
    return answers.show(request, "provisions/form.html", form, frame)


def _press(request: Request, provision_id: UUID, act: Callable[..., object], *, said: str) -> HttpResponse:
    found = _see_kept(request, provision_id)
    form = SeenForm(request.POST, seen=found.version)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    do = partial(act, provision=found.id, by=request.actor, at=request.at, seen=seen)
    return answers.press(request, do, then=_url(found.id), said=said)


def _url(provision: UUID) -> str:
    return reverse("provisions:provision", args=[provision])
