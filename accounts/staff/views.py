"""The pages of colleagues: who works here, in which posts, with which mandate, and how they come in."""

import uuid
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import answers
from accounts.access import ROLES, Permission
from accounts.lists import start_of
from accounts.models import Mandate, Membership, Municipality, Role, Team, User
from accounts.policy import policy_of
from accounts.request import Request
from accounts.staff import actions
from accounts.staff.forms import EndForm, MandateForm, PostForm, SearchForm, UserForm
from accounts.staff.page import held_by, rows_of
from accounts.words import permission_in_words
from ledger import review
from workflows.refusal import Refused

PAGE = 50
GONE = 410
# The permissions that show who a resident is: what an administrator never has.
SHOWS_RESIDENTS = {Permission.RESIDENT_FIND, Permission.CASE_READ, Permission.SAFETY_HANDLE}


@require_GET
def manage(request: Request) -> HttpResponse:
    """What there is to administer."""
    places, today = request.actor.administers(), localdate(request.at)
    policies = [policy_of(place, on=today) for place in sorted(places)]
    context = {
        "users": User.objects.administered_by(places).filter(is_active=True).count(),
        "messages_in_doubt": review.for_a_person(request.actor.watches_mail_in()).count(),
        "teams": Team.objects.open().filter(municipality__in=places).count(),
        "policies": [
            {
                "name": policy.name,
                "url": reverse("accounts:policy", args=[policy.municipality]),
                "examples": sum(
                    line.example for line in (*policy.wording.values(), *policy.ordinance, *policy.contacts)
                ),
            }
            for policy in policies
        ],
    }
    return render(request, "accounts/manage.html", context)


@require_GET
def users(request: Request) -> HttpResponse:
    places, form = request.actor.administers(), SearchForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    start = start_of(request.GET.get("from"))
    known = User.objects.administered_by(places).filter(name__icontains=q).order_by("name", "id")
    rows = rows_of(known[start : start + PAGE + 1], places=places, today=localdate(request.at))
    asked = f"q={q}&" if q else ""
    context = {
        "form": form,
        "q": q,
        "rows": rows[:PAGE],
        "page": {
            "previous_url": f"?{asked}from={max(0, start - PAGE)}" if start else "",
            "next_url": f"?{asked}from={start + PAGE}" if len(rows) > PAGE else "",
        },
    }
    return answers.show(request, "accounts/users.html", form, context)


def add_user(request: Request) -> HttpResponse:
    form = UserForm(request.POST or None, teams=_open_teams(request), today=localdate(request.at))
    if request.method == "POST" and form.is_valid():
        new, given = uuid.uuid4(), form.cleaned_data
        do = partial(
            actions.add_user,
            user=new,
            name=given["name"],
            email=given["email"],
            post=form.post,
            by=request.actor,
            at=request.at,
        )
        said = _("%(name)s was added. Now make a link for signing in.") % {"name": given["name"]}
        answered = answers.answer(request, form, do, about=new, then=_user_url, said=said)
        if answered:
            return answered
    return answers.show(request, "accounts/form.html", form, _frame(_("Add a colleague"), _("Add"), "accounts:users"))


@require_GET
def user(request: Request, user_id: UUID) -> HttpResponse:
    return render(request, "accounts/user.html", _user_page(request, _seen(request, user_id)))


def give_post(request: Request, user_id: UUID) -> HttpResponse:
    found = _seen(request, user_id)
    form = PostForm(request.POST or None, teams=_open_teams(request), today=localdate(request.at))
    if request.method == "POST" and form.is_valid():
        do = partial(actions.give_post, user=found.id, post=form.post, by=request.actor, at=request.at)
        answered = answers.answer(request, form, do, about=found.id, then=_user_url, said=_("The post was given."))
        if answered:
            return answered
    return answers.show(request, "accounts/form.html", form, _about(found, _("Give a post"), _("Give")))


def give_mandate(request: Request, user_id: UUID) -> HttpResponse:
    found = _seen(request, user_id)
    places = Municipality.objects.filter(code__in=request.actor.administers()).order_by("name")
    form = MandateForm(request.POST or None, places=places, today=localdate(request.at))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        do = partial(
            actions.give_mandate,
            user=found.id,
            municipality=given["municipality"].pk,
            laws=tuple(given["laws"]),
            source=given["source"],
            period=form.period,
            by=request.actor,
            at=request.at,
        )
        answered = answers.answer(request, form, do, about=found.id, then=_user_url, said=_("The mandate was given."))
        if answered:
            return answered
    return answers.show(request, "accounts/form.html", form, _about(found, _("Give a mandate"), _("Give")))


def end_post(request: Request, user_id: UUID, post_id: UUID) -> HttpResponse:
    found = _seen(request, user_id)
    places = request.actor.administers()
    if not Membership.objects.filter(pk=post_id, user=found, team__municipality__in=places).exists():
        answers.not_here("post:read", ("post", post_id))
    do = partial(actions.end_post, post=post_id)
    return _end(request, found, do, title=_("End a post"), said=_("The post has its last day."))


def end_mandate(request: Request, user_id: UUID, mandate_id: UUID) -> HttpResponse:
    found = _seen(request, user_id)
    places = request.actor.administers()
    if not Mandate.objects.filter(pk=mandate_id, user=found, municipality__in=places).exists():
        answers.not_here("mandate:read", ("mandate", mandate_id))
    do = partial(actions.end_mandate, mandate=mandate_id)
    return _end(request, found, do, title=_("End a mandate"), said=_("The mandate has its last day."))


def _end(request: Request, found: User, do: Any, *, title: str, said: str) -> HttpResponse:
    form = EndForm(request.POST or None, today=localdate(request.at))
    if request.method == "POST" and form.is_valid():
        end = partial(do, last_day=form.cleaned_data["last_day"], by=request.actor, at=request.at)
        answered = answers.answer(request, form, end, about=found.id, then=_user_url, said=said)
        if answered:
            return answered
    return answers.show(request, "accounts/form.html", form, _about(found, title, _("End")))


@require_POST
def deactivate(request: Request, user_id: UUID) -> HttpResponse:
    found = _seen(request, user_id)
    do = partial(actions.deactivate, user=found.id, by=request.actor, at=request.at)
    return answers.press(request, do, then=_user_url(found.id), said=_("The account is closed."))


@require_POST
def reactivate(request: Request, user_id: UUID) -> HttpResponse:
    found = _seen(request, user_id)
    do = partial(actions.reactivate, user=found.id, by=request.actor, at=request.at)
    said = _("The account is open again. Make a new link for signing in.")
    return answers.press(request, do, then=_user_url(found.id), said=said)


@require_POST
def sign_in_link(request: Request, user_id: UUID) -> HttpResponse:
    """The link is shown this once: nowhere is it kept."""
    found = _seen(request, user_id)
    context = _user_page(request, found)
    try:
        token = actions.invite(user=found.id, by=request.actor, at=request.at)
    except Refused as refused:
        return render(request, "accounts/user.html", context | {"refused": str(refused)}, status=answers.INVALID)
    path = reverse("accounts:set_password", args=[urlsafe_base64_encode(force_bytes(found.id)), token])
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    return render(request, "accounts/user.html", context | {"link": request.build_absolute_uri(path), "days": days})


@require_GET
def roles(request: Request) -> HttpResponse:
    rows = [
        {
            "role": role.label,
            "may": [permission_in_words(one) for one in Permission if one in ROLES[role]],
            "sees": bool(ROLES[role] & SHOWS_RESIDENTS),
        }
        for role in Role
    ]
    return render(request, "accounts/roles.html", {"rows": rows})


class ChoosePassword(PasswordResetConfirmView):
    """Behind the link: the token leaves the address at once, and works one time."""

    template_name = "accounts/choose_password.html"
    success_url = reverse_lazy("account_login")

    def get_user(self, uidb64: str) -> Any:
        found = super().get_user(uidb64)
        return found if found and found.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        request: Any = self.request
        actions.choose_password(user=form.user, password=form.cleaned_data["new_password1"], at=request.at)
        del request.session[INTERNAL_RESET_SESSION_TOKEN]
        return HttpResponseRedirect(str(self.success_url))

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        form = context.get("form")
        status = GONE if not context["validlink"] else answers.INVALID if form and form.errors else 200
        return super().render_to_response(context, status=status, **kwargs)


def _seen(request: Request, user_id: UUID) -> User:
    """A colleague of one's own municipalities, else 404."""
    found = User.objects.administered_by(request.actor.administers()).filter(pk=user_id).first()
    if found is None:
        answers.not_here("user:read", ("user", user_id))
    return found


def _user_page(request: Request, found: User) -> dict[str, Any]:
    today, places = localdate(request.at), request.actor.administers()
    return {
        "colleague": found,
        "oneself": found.id == request.actor.id,
        "has_password": found.has_usable_password(),
        "elsewhere": actions.works_elsewhere(found, request.actor, on=today),
        **held_by(found, places=places, today=today),
    }


def _open_teams(request: Request) -> Any:
    places = request.actor.administers()
    return Team.objects.open().filter(municipality__in=places).select_related("municipality").order_by("name")


def _user_url(user: UUID) -> str:
    return reverse("accounts:user", args=[user])


def _frame(title: str, verb: str, back: str) -> dict[str, object]:
    return {"title": title, "verb": verb, "back": reverse(back)}


def _about(found: User, title: str, verb: str) -> dict[str, object]:
    return {"title": title, "verb": verb, "back": _user_url(found.id), "about": found.name}
