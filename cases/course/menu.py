"""What else may be done in a case: quiet, and with the reason where it is not possible yet."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission
from cases.dossier.models import Case
from workflows import flow
from workflows.case_flow import CaseFacts, to_resume

P = Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do. `move`: the transition that judges it, as if the form had been filled in with `brings`."""

    door: str
    label: Any
    permission: Permission
    move: str = ""
    post: bool = False
    brings: dict[str, Any] = field(default_factory=dict)


ENTRIES = (
    Entry("contact", _("Log a contact"), P.CASE_INVESTIGATE),
    Entry("next_step", _("Plan the next step"), P.CASE_INVESTIGATE),
    Entry("take", _("Take this case"), P.CASE_INVESTIGATE, post=True),
    Entry("identify", _("Say who this is about"), P.CASE_INVESTIGATE),
    Entry("report_outcome", _("The outcome has been given"), P.CASE_INVESTIGATE, "report_outcome", post=True),
    Entry("apply", _("Register an application"), P.APPLICATION_REGISTER),
    Entry("support", _("The support has started"), P.CASE_INVESTIGATE, "start_support", post=True),
    Entry("review", _("Start a review"), P.CASE_INVESTIGATE, "start_review", post=True),
    Entry("continue_support", _("The support goes on"), P.CASE_INVESTIGATE, "continue_support", post=True),
    Entry("resume", _("Take up the investigation again"), P.CASE_INVESTIGATE, "resume_investigation", post=True),
    Entry(
        "resolve",
        _("Round off without a decision"),
        P.CASE_INVESTIGATE,
        "resolve",
        brings={"told_in_writing": True},
    ),
    Entry("close", _("Close the case"), P.CASE_INVESTIGATE, "close", brings={"reason_given": True}),
    Entry("withdraw", _("The resident withdraws"), P.CASE_INVESTIGATE, "withdraw", brings={"resident_said": True}),
    Entry("allocate", _("Give to a colleague"), P.CASE_ALLOCATE),
    Entry("hand_over", _("Hand over to another team"), P.CASE_HAND_OVER),
    Entry(
        "transfer",
        _("Pass on outside the municipality"),
        P.CASE_INVESTIGATE,
        "transfer",
        brings={"destination_given": True},
    ),
    Entry("confidential", _("Make confidential"), P.CASE_ALLOCATE),
    Entry("sight", _("Who may see this case"), P.CASE_ALLOCATE),
)


def menu_of(actor: Actor, case: Case, facts: CaseFacts) -> list[dict[str, Any]]:
    """The entries for this actor, each with its URL or the reason why it can't be done now."""
    if case.is_over:
        return []
    left_out = _left_out(actor, case)
    entries = (entry for entry in ENTRIES if entry.door not in left_out)
    shown = (_entry(entry, case, facts) for entry in entries if actor.may_in(case.team_id, entry.permission))
    return [*(entry for entry in shown if entry), *_worry(actor, case)]


def _worry(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """The way to signal a concern about safety; of what was signalled nothing shows here."""
    if not actor.may_in(case.team_id, P.SAFETY_SIGNAL):
        return []
    url = f"{reverse('safety:signal')}?case={case.id}"
    return [{"url": url, "label": _("A worry about safety"), "post": False, "why_not": ""}]


def _left_out(actor: Actor, case: Case) -> set[str]:
    never = {"confidential"} if case.confidential else {"sight"}
    never |= {"identify"} if case.resident_id else set()
    return never | ({"take"} if case.coordinator_id == actor.id else set())


def _entry(entry: Entry, case: Case, facts: CaseFacts) -> dict[str, Any] | None:
    """None for a move that starts in another state: it is no work of now."""
    refusal = flow.refusal_for(case, entry.move, _judged(entry, case, facts)) if entry.move else None
    if refusal and refusal == flow.wrong_state(case):
        return None
    url = reverse(f"cases:{entry.door}", args=[case.id])
    return {"url": url, "label": entry.label, "post": entry.post, "why_not": str(refusal) if refusal else ""}


def _judged(entry: Entry, case: Case, facts: CaseFacts) -> CaseFacts:
    """The facts as the action would have them: per law, and with what the form brings."""
    needs = facts.needs
    if entry.move == "resume_investigation":
        needs = to_resume(needs, state=case.state, reported=case.reported_laws)
    if entry.move == "report_outcome":
        needs = tuple(need for need in needs if need.law not in case.reported_laws)
    return replace(facts, needs=needs, **entry.brings)
