"""The pages of a case as such: plan what happens next, log a contact, say who it is about, give it away."""

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

from accounts.models import Membership, Role, Team, User
from accounts.request import Request
from cases.dossier import actions, doors
from cases.dossier.forms import ActForm, ColleagueForm, ContactForm, FindForm, HandOverForm, NextStepForm
from cases.dossier.models import Case
from cases.dossier.sight import laws_in_sight
from cases.residents.models import Resident
from ledger import journal
from workflows.refusal import Refused

FOUND_AT_MOST = 8
Colleagues = list[tuple[UUID, str]]


def next_step(request: Request, case_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    known = {"what": case.next_step, "on": case.next_step_on, "owner": case.next_step_owner_id}
    form = NextStepForm(
        request.POST or None,
        colleagues=_colleagues(request, case),
        today=localdate(request.at),
        seen=case.version,
        initial=known,
    )
    title, verb = _("Plan the next step"), _("Plan it")
    return doors.by_form(request, case, form, actions.plan_next_step, title=title, verb=verb)


def contact(request: Request, case_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    form = ContactForm(
        request.POST or None,
        laws=laws_in_sight(request.actor, case),
        today=localdate(request.at),
        seen=case.version,
    )
    title, verb = _("Log a contact"), _("Save")
    return doors.by_form(request, case, form, actions.log_contact, title=title, verb=verb)


def identify(request: Request, case_id: UUID) -> HttpResponse:
    """Look residents up, by POST, and choose one: what is searched stands in no address bar and no log."""
    case = doors.see_case(request, case_id)
    form = ActForm(request.POST if "resident" in request.POST else None, seen=case.version)
    find = FindForm(request.POST if "q" in request.POST else None)
    people: list[Resident] = []
    if form.is_bound and form.is_valid():
        do = partial(_identify, request, case, form)
        back = reverse("cases:case", args=[case.id])
        answered = doors.answer(
            request, form, do, about=case.id, then=back, said=_("Now it is known who this is about.")
        )
        if answered:
            return answered
    elif case.resident_id:
        return redirect("cases:case", case.id)
    elif find.is_bound and find.is_valid():
        people = list(Resident.objects.findable_by(request.actor).matching(find.cleaned_data["q"])[:FOUND_AT_MOST])
        journal.note("resident:find", subjects=[one.id for one in people], fields=["name", "born", "place"])
    context = {"case": case, "find": find, "people": people, "searched": find.is_bound and find.is_valid()}
    title = _("Who is this about?")
    return doors.show(
        request, "cases/identify.html", form, {**context, "title": title, "back": reverse("cases:case", args=[case.id])}
    )


def _identify(request: Request, case: Case, form: ActForm) -> None:
    try:
        chosen = UUID(request.POST["resident"])
        seen = form.cleaned_data["seen"]
        actions.identify(case=case.id, resident=chosen, by=request.actor, at=request.at, seen=seen)
    except (ValueError, Resident.DoesNotExist):
        doors.not_in_sight("case:identify", ("case", case.id))


def allocate(request: Request, case_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    form = ColleagueForm(
        request.POST or None,
        colleagues=_colleagues(request, case),
        label=_("Who coordinates this case?"),
        name="to",
        seen=case.version,
        initial={"to": case.coordinator_id},
    )
    title, verb = _("Give to a colleague"), _("Give")
    return doors.by_form(request, case, form, actions.allocate, title=title, verb=verb)


def hand_over(request: Request, case_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    teams = Team.objects.open().filter(municipality=case.municipality_id, kind=Team.Kind.NEIGHBOURHOOD)
    others = teams.exclude(pk=case.team_id).order_by("name")
    receivers = _receivers(request, case) if case.confidential else []
    form = HandOverForm(request.POST or None, teams=others, receivers=receivers, seen=case.version)
    return doors.by_form(
        request,
        case,
        form,
        _hand_over,
        title=_("Hand over to another team"),
        verb=_("Hand over"),
        said=_("The case was handed over. Your team no longer sees it."),
        then=reverse("cases:list"),
    )


def _hand_over(**given: Any) -> None:
    try:
        actions.hand_over(**given)
    except Team.DoesNotExist as unknown:
        raise Refused(actions.NO_SUCH_TEAM) from unknown


def confidential(request: Request, case_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    form = ActForm(request.POST or None, seen=case.version)
    return doors.by_form(
        request,
        case,
        form,
        actions.make_confidential,
        title=_("Make this case confidential"),
        verb=_("Make confidential"),
        then=reverse("cases:sight", args=[case.id]),
        lead=_(
            "For a case of a colleague, or of somebody many people know. From then on only you and the coordinator see "
            "it, and whom you let in. Nobody else finds it. This can't be undone."
        ),
    )


def sight(request: Request, case_id: UUID) -> HttpResponse:
    """Who may see a confidential case, for who may see it."""
    case = doors.see_case(request, case_id)
    if not case.confidential:
        return redirect("cases:confidential", case.id)
    form = _sight_form(request, case, request.POST or None)
    if request.method == "POST" and form.is_valid():
        do = partial(actions.grant_sight, case=case.id, by=request.actor, at=request.at, **form.answers)
        here = reverse("cases:sight", args=[case.id])
        answered = doors.answer(
            request, form, do, about=case.id, then=here, said=_("This colleague sees the case now.")
        )
        if answered:
            return answered
    return _show_sight(request, case, form)


@require_POST
def revoke_sight(request: Request, case_id: UUID, user_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    try:
        actions.revoke_sight(case=case.id, user=user_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _show_sight(request, case, _sight_form(request, case, None), refused=str(refused), status=doors.INVALID)
    return redirect("cases:sight", case.id)


def _sight_form(request: Request, case: Case, data: Any) -> ColleagueForm:
    seeing = set(case.grants.filter(revoked_at=None).values_list("user", flat=True))
    readers = [one for one in _colleagues(request, case, roles=actions.READERS) if one[0] not in seeing]
    return ColleagueForm(data, colleagues=readers, label=_("Let a colleague see this case"), name="user")


def _show_sight(request: Request, case: Case, form: ColleagueForm, **more: Any) -> HttpResponse:
    granted = case.grants.filter(revoked_at=None).select_related("user", "granted_by").order_by("granted_at")
    rows = [
        {
            "name": grant.user.name,
            "since": _("since %(day)s, by %(who)s")
            % {"day": date_format(localdate(grant.granted_at), "j F Y"), "who": grant.granted_by},
            "url": reverse("cases:revoke_sight", args=[case.id, grant.user_id]),
            "stays": _stays(request, case, grant.user_id),
        }
        for grant in granted
    ]
    frame = {"case": case, "title": _("Who may see this case"), "back": reverse("cases:case", args=[case.id])}
    status = more.pop("status", 0)
    answer = doors.show(request, "cases/sight.html", form, {**frame, "rows": rows, **more})
    answer.status_code = status or answer.status_code
    return answer


def _stays(request: Request, case: Case, user: UUID) -> str:
    if user == case.coordinator_id:
        return _("coordinates the case")
    return _("this is you") if user == request.actor.id else ""


def _colleagues(request: Request, case: Case, *, roles: tuple[str, ...] = (Role.TEAM,)) -> Colleagues:
    """Who works in the case's team for a law of it that the actor knows of; in a confidential case who sees it."""
    posts = Membership.objects.valid(on=localdate(request.at)).filter(
        team=case.team_id, role__in=roles, laws__overlap=laws_in_sight(request.actor, case)
    )
    people = User.objects.filter(memberships__in=posts, is_active=True)
    if case.confidential and roles == (Role.TEAM,):
        people = people.filter(case_grants__case=case, case_grants__revoked_at=None)
    return list(people.distinct().order_by("name").values_list("pk", "name"))


def _receivers(request: Request, case: Case) -> Colleagues:
    """Who may take a confidential case in another team: the name tells the team."""
    posts = (
        Membership.objects.valid(on=localdate(request.at))
        .filter(role=Role.TEAM, team__municipality=case.municipality_id, laws__overlap=case.laws, user__is_active=True)
        .exclude(team=case.team_id)
        .order_by("user__name")
    )
    return [(user, f"{name}, {team}") for user, name, team in posts.values_list("user", "user__name", "team__name")]
