"""Known here? Cases, earlier conversations and appointments of the resident a conversation is about."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Actor
from cases.dossier.models import Case, KnownCase
from cases.dossier.words import laws_in_words
from cases.residents.models import Resident
from intake.appointments.words import moment_of
from intake.models import Appointment, Conversation
from ledger import journal
from workflows.case_flow import CaseState

AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What may be known of a resident. `opens`: the cases the actor may open; `same_bsn`: who else has the number."""

    running: list[KnownCase] = field(default_factory=list)
    ended: list[KnownCase] = field(default_factory=list)
    opens: frozenset[UUID] = frozenset()
    talks: list[Conversation] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    same_bsn: int = 0

    @property
    def latest_ended(self) -> KnownCase | None:
        return self.ended[0] if self.ended else None


def known_here(actor: Actor, conversation: Conversation) -> Known:
    """Of nobody, nothing. That it was shown is journalled."""
    resident = conversation.resident
    if resident is None:
        return Known()
    cases = list(
        KnownCase.objects.visible_to(actor)
        .filter(resident=resident.id)
        .select_related("team", "coordinator")
        .order_by("-registered_on", "-number")
    )
    talks = Conversation.objects.visible_to(actor).filter(resident=resident.id).exclude(pk=conversation.id)
    promised = Appointment.objects.visible_to(actor).filter(resident=resident.id).to_keep()
    journal.note("resident:known", subjects=[resident.id], fields=["case", "conversation", "appointment"])
    return Known(
        running=[case for case in cases if not case.is_over][:AT_MOST],
        ended=sorted((case for case in cases if case.is_over), key=_ended_on, reverse=True)[:AT_MOST],
        opens=_opens(actor, cases),
        talks=list(talks.select_related("author", "brought_by").order_by("-started_at")[:AT_MOST]),
        appointments=list(promised[:AT_MOST]),
        same_bsn=_same_bsn(actor, resident),
    )


def lines_of(known: Known) -> list[dict[str, Any]]:
    """Running cases first, then what was promised, then what is past."""
    return [
        *(_case(case, known) for case in known.running),
        *(_appointment(one) for one in known.appointments),
        *(_case(case, known) for case in known.ended),
        *(_talk(one) for one in known.talks),
    ]


def said_of_bsn(known: Known) -> str:
    """A number that occurs more than once is said; nobody is merged."""
    if known.same_bsn < 2:
        return ""
    times = known.same_bsn
    return ngettext("This BSN occurs %(times)s time.", "This BSN occurs %(times)s times.", times) % {"times": times}


def name_of(case: KnownCase) -> str:
    return _("Case %(number)s, %(law)s") % {"number": case.number, "law": laws_in_words(case.laws)}


def _opens(actor: Actor, cases: list[KnownCase]) -> frozenset[UUID]:
    if not cases or not actor.laws_per_team():
        return frozenset()
    ids = [case.id for case in cases]
    return frozenset(Case.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))


def _same_bsn(actor: Actor, resident: Resident) -> int:
    if not resident.bsn_index:
        return 0
    return Resident.objects.findable_by(actor).filter(bsn_index=resident.bsn_index).count()


def _ended_on(case: KnownCase) -> tuple[Any, str]:
    return (case.closed_on or case.registered_on, case.number)


def _case(case: KnownCase, known: Known) -> dict[str, Any]:
    who = case.coordinator.name if case.coordinator else _("nobody yet")
    state = str(CaseState(case.state).label)
    if case.closed_on:
        state = _("%(state)s on %(day)s") % {"state": state, "day": date_format(case.closed_on, "j F Y")}
    return {
        "text": name_of(case),
        "url": reverse("cases:case", args=[case.id]) if case.id in known.opens else "",
        "sub": _("%(state)s; %(team)s, coordinator: %(who)s")
        % {"state": state.capitalize(), "team": case.team.name, "who": who},
    }


def _appointment(found: Appointment) -> dict[str, Any]:
    return {
        "text": str(Appointment.Kind(found.kind).label),
        "url": reverse("intake:appointment", args=[found.id]),
        "sub": moment_of(found),
    }


def _talk(found: Conversation) -> dict[str, Any]:
    started = localtime(found.started_at)
    return {
        "text": _("Conversation of %(moment)s") % {"moment": date_format(started, "j b Y")},
        "url": reverse("intake:conversation", args=[found.id]),
        "sub": f"{found.get_channel_display()}, {found.writer}",
    }
