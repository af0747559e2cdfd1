"""The request in one transaction around view and rendering: context set, door checked, journal written last."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from accounts import access
from accounts.access import Permission
from accounts.doors import DOORS, PUBLIC
from ledger import journal
from ledger.operation import JournalUnavailable, Operation

NEEDS_NO_DATABASE = frozenset({"livez", "readyz", "set_language"})
NOBODY = access.Actor(id=settings.NOBODY)
SEEN_EVERY = timedelta(seconds=60)


class UndeclaredDoor(RuntimeError):
    """A URL name that the access table does not know."""


class RequestContext:
    """4xx commits, so that a denied try stays journalled; 5xx rolls back; an unwritten journal answers nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.at = timezone.now()
        request.actor = NOBODY
        if request.path in _needs_no_database(get_script_prefix()):
            return self.get_response(request)
        try:
            return self._in_transaction(request)
        except (JournalUnavailable, DatabaseError, InterfaceError):
            request.actor = NOBODY
            return render(request, "503.html", status=503)

    def _in_transaction(self, request: Any) -> HttpResponse:
        if request.user.is_authenticated:
            _keep_session(request)
        if request.user.is_authenticated:
            request.actor = access.actor_of(request.user, on=timezone.localdate(request.at))
        with _context(request) as operation:
            request.operation = operation.id
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        name = request.resolver_match.view_name
        if name not in DOORS:
            raise UndeclaredDoor(name)
        door = DOORS[name]
        if door == PUBLIC:
            return None
        if not request.user.is_authenticated:
            if request.headers.get("X-Autosave"):
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        if not request.actor.may(Permission(door)):
            journal.note("door:opened", result=journal.DENIED, reason=name.replace("_", "."))
            raise PermissionDenied
        return None


def _context(request: Any) -> AbstractContextManager[Operation]:
    if request.actor is NOBODY:
        return access.anonymous(at=request.at, origin="web")
    return access.acting(request.actor, at=request.at, origin="web")


@cache
def _needs_no_database(prefix: str) -> frozenset[str]:
    """Their addresses; the prefix is named because Trede may stand under more than one."""
    return frozenset(reverse(name) for name in NEEDS_NO_DATABASE)


def _keep_session(request: Any) -> None:
    """End a session that is too old or idle; note its last use at most once a minute."""
    session, now = request.session, request.at
    since = _moment(session.get("since"))
    if since and now - since > settings.SESSION_LONGEST:
        logout(request)
        return
    if not since:
        session["since"] = now.isoformat()
    seen = _moment(session.get("seen"))
    if not seen or now - seen > SEEN_EVERY:
        session["seen"] = now.isoformat()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
