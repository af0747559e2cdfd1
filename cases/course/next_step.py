"""The one thing a case asks for next, from who investigates it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission
from cases.dossier.models import Case
from workflows.case_flow import CaseState
from workflows.ladder import NeedState

States = Sequence[str]


@dataclass(frozen=True, slots=True)
class Next:
    """In which state of the case, and of its needs, this is the next step; `post`: one button does it."""

    state: str
    fits: Callable[[Case, States], bool]
    what: Any
    verb: Any
    door: str
    why: Any = ""
    post: bool = False


def _always(case: Case, needs: States) -> bool:
    return True


def _none(case: Case, needs: States) -> bool:
    return not needs


def _all_weighed(case: Case, needs: States) -> bool:
    return bool(needs) and not {NeedState.OPEN, NeedState.WEIGHED} & set(needs)


def _some_proposed(case: Case, needs: States) -> bool:
    return NeedState.PROPOSED in needs


def _nobody_has_it(case: Case, needs: States) -> bool:
    return case.coordinator_id is None


def _some_granted(case: Case, needs: States) -> bool:
    return NeedState.GRANTED in needs


STEPS = (
    Next(
        CaseState.REGISTERED,
        _always,
        _("Start the investigation"),
        _("Start"),
        "start",
        _("You become the coordinator."),
        post=True,
    ),
    Next(
        CaseState.APPLIED,
        _nobody_has_it,
        _("Start the investigation"),
        _("Start"),
        "start",
        _("The application is in already. You become the coordinator."),
        post=True,
    ),
    Next(CaseState.INVESTIGATING, _none, _("Write down what is needed"), _("Add a need"), "add_need"),
    Next(
        CaseState.INVESTIGATING,
        _all_weighed,
        _("Give the resident the outcome"),
        _("The outcome has been given"),
        "report_outcome",
        _("Every need is covered or proposed."),
        post=True,
    ),
    Next(
        CaseState.REPORTED,
        _some_proposed,
        _("Register the application"),
        _("Register"),
        "apply",
        _("A decision answers an application. The signed report may be one."),
    ),
    Next(
        CaseState.REPORTED,
        _always,
        _("Round off without a decision"),
        _("Round off"),
        "resolve",
        _("Every need is covered. The resident may still apply, and hears so in writing."),
    ),
    Next(
        CaseState.DECIDED,
        _some_granted,
        _("Start the support"),
        _("The support has started"),
        "support",
        post=True,
    ),
)


def next_step_of(actor: Actor, case: Case, needs: States) -> dict[str, Any] | None:
    """What `components/next.html` shows: what was agreed, or else what the state asks for."""
    if case.next_step:
        when = date_format(case.next_step_on, "j F") if case.next_step_on else ""
        return {"what": case.next_step, "why": when, "actions": []}
    if not actor.may_in(case.team_id, Permission.CASE_INVESTIGATE):
        return None
    fitting = (step for step in STEPS if step.state == case.state and step.fits(case, needs))
    step = next(fitting, None)
    return _shown(step, case) if step else None


def _shown(step: Next, case: Case) -> dict[str, Any]:
    url = reverse(f"cases:{step.door}", args=[case.id])
    return {
        "what": step.what,
        "why": step.why,
        "actions": [{"url": url, "label": step.verb, "primary": True, "post": step.post}],
    }
