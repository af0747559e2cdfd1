"""The one thing a case asks for next, from who investigates it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Actor, Permission
from cases.dossier.models import Case
from cases.dossier.sight import laws_in_sight
from workflows.case_flow import CaseState
from workflows.ladder import NeedState
from workflows.layers import Law

UNSETTLED = {NeedState.OPEN, NeedState.WEIGHED}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands for one actor. `needs`: (law, state); `left`: the actor's laws still to be reported."""

    state: str
    has_coordinator: bool
    needs: Sequence[tuple[str, str]]
    left: frozenset[str]
    applied: bool
    talks: bool

    @property
    def under_way(self) -> bool:
        begun = self.state == CaseState.INVESTIGATING or (self.state == CaseState.APPLIED and self.has_coordinator)
        return begun and bool(self.left)

    @property
    def waiting(self) -> set[str]:
        """The states of the needs whose outcome is still to be given."""
        return {state for law, state in self.needs if law in self.left}

    @property
    def states(self) -> set[str]:
        return {state for _law, state in self.needs}


@dataclass(frozen=True, slots=True)
class Next:
    """When this is the next step; `post`: one button does it."""

    fits: Callable[[Standing], bool]
    what: Any
    why: Any = ""
    verb: Any = ""
    door: str = ""
    post: bool = False


def _starts(case: Standing) -> bool:
    return case.state == CaseState.REGISTERED or (case.state == CaseState.APPLIED and not case.has_coordinator)


def _opened_again(case: Standing) -> bool:
    under_way = case.state in (CaseState.REGISTERED, CaseState.INVESTIGATING, CaseState.APPLIED)
    return any(state in UNSETTLED and not (under_way and law in case.left) for law, state in case.needs)


STEPS = (
    Next(
        lambda case: _starts(case) and case.talks,
        gettext_lazy("Hold the first talk about debts"),
        gettext_lazy("With it the investigation starts. You become the coordinator."),
        gettext_lazy("The talk was held"),
        "first_talk",
    ),
    Next(
        lambda case: _starts(case) and case.state == CaseState.APPLIED,
        gettext_lazy("Start the investigation"),
        gettext_lazy("The application is in already. You become the coordinator."),
        gettext_lazy("Start"),
        "start",
        post=True,
    ),
    Next(
        _starts,
        gettext_lazy("Start the investigation"),
        gettext_lazy("You become the coordinator."),
        gettext_lazy("Start"),
        "start",
        post=True,
    ),
    Next(
        lambda case: case.under_way and case.talks,
        gettext_lazy("Hold the first talk about debts"),
        gettext_lazy("It is the application too."),
        gettext_lazy("The talk was held"),
        "first_talk",
    ),
    Next(
        lambda case: case.under_way and not case.waiting,
        gettext_lazy("Write down what is needed"),
        verb=gettext_lazy("Add a need"),
        door="add_need",
    ),
    Next(
        lambda case: case.under_way and not case.waiting & UNSETTLED,
        gettext_lazy("Give the resident the outcome"),
        gettext_lazy("Every need is covered or proposed."),
        gettext_lazy("The outcome has been given"),
        "report_outcome",
        post=True,
    ),
    Next(
        _opened_again,
        gettext_lazy("Take up the investigation again"),
        gettext_lazy("A need is open. Does the resident disagree with the outcome? Then register an application."),
        gettext_lazy("Take it up"),
        "resume",
        post=True,
    ),
    Next(
        lambda case: case.state == CaseState.REPORTED and NeedState.PROPOSED in case.states,
        gettext_lazy("Register the application"),
        gettext_lazy("A decision answers an application. The signed report may be one."),
        gettext_lazy("Register"),
        "apply",
    ),
    Next(
        lambda case: case.state in (CaseState.REPORTED, CaseState.DECIDED) and NeedState.GRANTED in case.states,
        gettext_lazy("Start the support"),
        verb=gettext_lazy("The support has started"),
        door="support",
        post=True,
    ),
    Next(
        lambda case: case.state == CaseState.REPORTED and not case.states & UNSETTLED,
        gettext_lazy("Round off without a decision"),
        gettext_lazy("Every need is covered. The resident may still apply, and hears so in writing."),
        gettext_lazy("Round off"),
        "resolve",
    ),
    Next(
        lambda case: case.state == CaseState.APPLIED and case.applied,
        gettext_lazy("Wait for the decision"),
        gettext_lazy("The decision officers were told."),
    ),
    Next(
        lambda case: case.state == CaseState.DECIDED,
        gettext_lazy("Close the case"),
        gettext_lazy("Nothing is granted now. The resident may object, also after the case is closed."),
        gettext_lazy("Close"),
        "close",
    ),
    Next(
        lambda case: case.state == CaseState.REVIEW,
        gettext_lazy("Say whether the support goes on"),
        gettext_lazy("Ask whether it still fits. Does something change? Then weigh the need again first."),
        gettext_lazy("The support goes on"),
        "continue_support",
        post=True,
    ),
)


def next_step_of(actor: Actor, case: Case, standing: Standing) -> dict[str, Any] | None:
    """What `components/next.html` shows: what was agreed, or else what the state asks for."""
    may = actor.may_in(case.team_id, Permission.CASE_INVESTIGATE) and not case.is_over
    if case.next_step:
        return {"what": case.next_step, "why": _when_and_who(case), "actions": _agreed(case) if may else []}
    if not may:
        return None
    step = next((step for step in STEPS if step.fits(standing)), None)
    return _shown(step, case) if step else _nothing(case)


def standing_of(actor: Actor, case: Case, needs: Sequence[tuple[str, str]], *, applied: bool, talks: bool) -> Standing:
    """`applied`: an application in sight waits; `talks`: the first talk about debts is still to be held."""
    mine = laws_in_sight(actor, case)
    return Standing(
        state=case.state,
        has_coordinator=case.coordinator_id is not None,
        needs=needs,
        left=frozenset(mine) - set(case.reported_laws),
        applied=applied,
        talks=talks and Law.WGS in mine,
    )


def _when_and_who(case: Case) -> str:
    owner = case.next_step_owner or case.coordinator
    day = date_format(case.next_step_on, "l j F") if case.next_step_on else ""
    return ", ".join(part for part in (day, owner.name if owner else "") if part)


def _agreed(case: Case) -> list[dict[str, Any]]:
    return [
        {"url": reverse("cases:contact", args=[case.id]), "label": _("Log what you hear"), "primary": True},
        {"url": reverse("cases:next_step", args=[case.id]), "label": _("Change")},
    ]


def _nothing(case: Case) -> dict[str, Any]:
    """A case without a next step is itself work."""
    plan = {"url": reverse("cases:next_step", args=[case.id]), "label": _("Plan the next step"), "primary": True}
    return {
        "what": _("Nothing agreed yet"),
        "why": _("Say what happens next, when, and who does it."),
        "actions": [plan],
    }


def _shown(step: Next, case: Case) -> dict[str, Any]:
    does = {"label": step.verb, "primary": True, "post": step.post}
    if step.door:
        does["url"] = reverse(f"cases:{step.door}", args=[case.id])
    plan = {"url": reverse("cases:next_step", args=[case.id]), "label": _("Plan something else")}
    return {"what": step.what, "why": step.why, "actions": [does, plan] if step.door else [plan]}
