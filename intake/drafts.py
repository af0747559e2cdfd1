"""What somebody is still in the middle of: asked once per page, for the header and for My work."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Permission
from accounts.doors import DOORS
from accounts.kept import Kept, KeptFor
from accounts.request import Request
from intake.models import Conversation
from ledger import journal
from workflows.work_order import OLD_DRAFT

AT_MOST = 20
WORK_OUT_WITHIN = timedelta(days=3)
# Asked on every page.
OWN_OPEN = Kept(
    lambda *, author, desks, since: (
        Conversation.objects.drafts()
        .of(author, desks=desks, since=since)
        .only("started_at", "channel")
        .order_by("-started_at")[:AT_MOST]
    ),
    {"author": UUID(int=0), "desks": [UUID(int=1)], "since": datetime.min.replace(tzinfo=UTC)},
)

UNFINISHED = KeptFor(
    lambda actor, *, old, finished_since: (
        Conversation.objects.visible_to(actor)
        .to_go_on_with(by=actor.id, old=old, finished_since=finished_since)
        .select_related("resident", "author", "brought_by")
        .defer("text")
        .order_by("-started_at")[:AT_MOST]
    ),
    {"old": datetime.min.replace(tzinfo=UTC), "finished_since": datetime.min.replace(tzinfo=UTC, day=2)},
)


def active(request: Request) -> list[dict[str, Any]]:
    """One's own conversations of today that are still open, for the header: when and how, nothing about anybody."""
    if not _may_look(request):
        return []
    today = localdate(request.at)
    return [
        {
            "url": reverse("intake:conversation", args=[talk.id]),
            "text": f"{time_format(localtime(talk.started_at), 'H:i')}, {talk.get_channel_display().lower()}",
            "current": request.path.startswith(reverse("intake:conversation", args=[talk.id])),
        }
        for talk in _own_open(request)
        if localdate(talk.started_at) == today
    ]


def _own_open(request: Request) -> list[Conversation]:
    """On My work they are among what was read already; any other page asks for these few alone."""
    kept: list[Conversation] | None = vars(request).get("unfinished_talks")
    if kept is not None:
        return [talk for talk in kept if talk.finished_at is None and talk.author_id == request.actor.id]
    return OWN_OPEN.ask(
        author=request.actor.id, desks=list(request.actor.desks()), since=request.at - timedelta(days=1)
    )


def unfinished(request: Request) -> list[Conversation]:
    """What one can go on with; read once per request."""
    kept: list[Conversation] | None = vars(request).get("unfinished_talks")
    if kept is None:
        kept = UNFINISHED.ask(request.actor, old=request.at - OLD_DRAFT, finished_since=request.at - WORK_OUT_WITHIN)
        vars(request)["unfinished_talks"] = kept
    return kept


def panel(request: Request) -> dict[str, Any] | None:
    """The drafts, as a panel of My work."""
    if not request.actor.may(Permission.CONVERSATION_HOLD):
        return None
    talks = unfinished(request)
    named = [talk.resident_id for talk in talks if talk.resident_id]
    if named:
        journal.note("conversation:list", subjects=named, fields=["name"])
    lines = [line(request, talk) for talk in talks]
    return {"id": "drafts", "title": _("Drafts"), "count": len(lines), "lines": lines, "empty": _("No drafts.")}


def line(request: Request, talk: Conversation, *, with_age: bool = True) -> dict[str, Any]:
    moment = date_format(localtime(talk.started_at), "j b H:i")
    said = [talk.resident.name if talk.resident else _("Name not known")]
    if talk.author_id != request.actor.id:
        said.append(_("by %(name)s") % {"name": talk.writer})
    if talk.finished_at:
        return {
            "text": _("Work out: conversation of %(moment)s") % {"moment": moment},
            "url": reverse("intake:work_out", args=[talk.id]),
            "sub": ", ".join(said),
        }
    if with_age and (age := old(request, talk)):
        said.append(age)
    return {
        "text": _("Conversation of %(moment)s") % {"moment": moment},
        "url": reverse("intake:conversation", args=[talk.id]),
        "sub": ", ".join(said),
    }


def old(request: Request, talk: Conversation) -> str:
    """How old a draft of more than a day is, in words."""
    if talk.finished_at or request.at - talk.started_at <= OLD_DRAFT:
        return ""
    days = (request.at - talk.started_at).days
    return ngettext("%(days)s day old", "%(days)s days old", days) % {"days": days}


def _may_look(request: Request) -> bool:
    """Not on the page of a door that stayed shut: there, nothing is looked up."""
    match = request.resolver_match
    door = DOORS.get(match.view_name) if match else None
    shut = door in set(Permission) and not request.actor.may(Permission(str(door)))
    return request.actor.may(Permission.CONVERSATION_HOLD) and match is not None and not shut
