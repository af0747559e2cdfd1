"""Signing in, one's own account, and the privacy officer's view of the journal."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts import journal_words
from accounts.forms import AuditForm, LoginForm
from accounts.models import User
from accounts.request import Request
from ledger import journal
from ledger.models import JournalEntry

DEMO_ROLES = (
    ("intake", _("Intake"), _("Holds conversations, writes down")),
    ("team", _("Neighbourhood team"), _("Weighs, covers, proposes")),
    ("team2", _("Another team"), _("Sees other cases")),
    ("decision", _("Decision officer"), _("Decides, with a mandate")),
    ("manager", _("Manager"), _("Team, terms, figures")),
    ("analyst", _("Policy adviser"), _("Figures without small numbers")),
    ("safety", _("Safety officer"), _("Weighs worries about safety")),
    ("admin", _("Administrator"), _("Users and set-up")),
    ("privacy", _("Privacy officer"), _("Who looked at what")),
)
DEMO_HOST = "demo.trede.test"
SHOWN = 100


class SignIn(LoginView):
    form_class = LoginForm
    template_name = "account/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles = [{"email": f"{name}@{DEMO_HOST}", "label": label, "what": what} for name, label, what in DEMO_ROLES]
        return super().get_context_data(demo_roles=roles if settings.DEMO else [], **kwargs)


class SignOut(LogoutView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer


@require_POST
def demo_login(request: Request) -> HttpResponse:
    """One button per role; only the demo has it."""
    user = User.objects.filter(email=request.POST.get("email", ""), is_active=True).first()
    if not settings.DEMO or user is None or not user.email.endswith(f"@{DEMO_HOST}"):
        raise Http404
    login(request, user, backend="accounts.backends.PostsBackend")
    onward = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
    return redirect(onward if safe else settings.LOGIN_REDIRECT_URL)


@require_GET
def account(request: Request) -> HttpResponse:
    return render(request, "accounts/account.html", {"posts": request.actor.posts})


@require_GET
def audit(request: Request) -> HttpResponse:
    """The newest entries of the journal, or those about one id. Reading it is journalled itself."""
    form = AuditForm(request.GET)
    about = form.cleaned_data["about"] if form.is_valid() else None
    here = ["", *request.actor.audits()]
    entries = JournalEntry.objects.filter(municipality__in=here).order_by("-at", "-id")
    if about:
        entries = entries.filter(Q(object_id=about) | Q(actor=about) | Q(subjects__contains=[about]))
    shown = list(entries[:SHOWN])
    journal.note("journal:read", about=("journal", about), reason="about_one" if about else "newest")
    return render(request, "accounts/audit.html", {"form": form, "rows": _rows(shown), "about": about})


def _rows(entries: list[JournalEntry]) -> list[dict[str, Any]]:
    names = dict(User.objects.filter(pk__in={entry.actor for entry in entries}).values_list("pk", "name"))
    return [
        {
            "entry": entry,
            "who": _who(entry, names),
            "act": journal_words.act_in_words(entry.act),
            "result": journal_words.result_in_words(entry.result),
            "reason": journal_words.reason_in_words(entry.reason),
            "purpose": journal_words.reason_in_words(entry.purpose),
            "object": journal_words.object_in_words(entry.object_type),
            "fields": journal_words.fields_in_words(entry.fields),
            "subjects": len(entry.subjects),
        }
        for entry in entries
    ]


def _who(entry: JournalEntry, names: dict[UUID, str]) -> str:
    return names.get(entry.actor, str(entry.actor)) if entry.actor else entry.job
