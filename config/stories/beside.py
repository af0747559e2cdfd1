"""What must come out beside the case: promises, worries about safety, who speaks for whom, objections, follow-ups."""

from collections.abc import Callable, Mapping
from typing import Any

from cases.decisions.models import Objection
from cases.dossier.models import Case, Task
from cases.residents.models import HouseholdMember, Representative
from cases.safety.models import SafetyConcern
from config.stories.outcome import Outcome, differ
from config.stories.values import Reader, count, day, flag, many, one, record
from intake.models import Appointment, Question
from workflows.safety_flow import SafetyState

MAY: Mapping[str, Reader] = {
    "questions": many(one("open", *Question.Outcome.values)),
    "appointments": many(
        record(
            needs={"kind": one(*Appointment.Kind.values), "on": day},
            may={"is": one("open", *Appointment.Result.values)},
        )
    ),
    "follow_ups": many(day),
    "safety": one("none", *SafetyState.values),
    "representatives": many(one(*Representative.Kind.values)),
    "housemates": count,
    "objection": one("none", "open", *Objection.Outcome.values),
    "confidential": flag,
    "follows": flag,
}


def _questions(outcome: Outcome, expected: tuple[str, ...]) -> list[str]:
    with outcome.seen_by(outcome.holder()):
        asked = Question.objects.filter(conversation__in=outcome.scene.held).order_by(
            "conversation__started_at", "position"
        )
        return differ(
            "questions", list(expected), [ended or "open" for ended in asked.values_list("outcome", flat=True)]
        )


def _appointments(outcome: Outcome, expected: tuple[Mapping[str, Any], ...]) -> list[str]:
    with outcome.seen_by(outcome.holder()) as actor:
        made = Appointment.objects.visible_to(actor).filter(question__conversation__in=outcome.scene.held)
        came_out = sorted(f"{one.kind} on {one.on} {one.result or 'open'}" for one in made)
    wanted = sorted(f"{one['kind']} on {one['on']} {one.get('is', 'open')}" for one in expected)
    return differ("appointments", wanted, came_out)


def _follow_ups(outcome: Outcome, expected: tuple[Any, ...]) -> list[str]:
    """On which days somebody asks whether it worked."""
    with outcome.seen_by(outcome.reader()):
        waiting = Task.objects.open().filter(case=outcome.case, kind=Task.Kind.ASK_WHETHER_IT_WORKED)
        return differ("follow-ups", sorted(expected), sorted(waiting.values_list("due_on", flat=True)))


def _safety(outcome: Outcome, expected: str) -> list[str]:
    """How the worry stands, through the eyes of the safety officer."""
    with outcome.seen_by("safety") as actor:
        concern = SafetyConcern.objects.visible_to(actor).filter(pk__in=outcome.scene.concerns).first()
        return differ("safety concern", expected, str(concern.state) if concern else "none")


def _representatives(outcome: Outcome, expected: tuple[str, ...]) -> list[str]:
    with outcome.seen_by(outcome.reader()):
        speak = Representative.objects.filter(resident=outcome.resident, until=None)
        return differ("representatives", sorted(expected), sorted(speak.values_list("kind", flat=True)))


def _housemates(outcome: Outcome, expected: int) -> list[str]:
    with outcome.seen_by(outcome.reader()):
        return differ(
            "housemates", expected, HouseholdMember.objects.living_with(outcome.resident, on=outcome.on).count()
        )


def _objection(outcome: Outcome, expected: str) -> list[str]:
    with outcome.seen_by(outcome.reader()):
        latest = Objection.objects.filter(case=outcome.case).order_by("received_on").last()
    return differ("objection", expected, (latest.outcome or "open") if latest else "none")


def _confidential(outcome: Outcome, expected: bool) -> list[str]:
    with outcome.seen_by(outcome.reader()):
        found = Case.objects.filter(pk=outcome.case, confidential=True).exists()
    return differ("confidential", expected, found)


def _follows(outcome: Outcome, expected: bool) -> list[str]:
    """Whether the case comes after an earlier one (herhaalmelding)."""
    with outcome.seen_by(outcome.reader()):
        found = Case.objects.filter(pk=outcome.case).exclude(follows=None).exists()
    return differ("follows an earlier case", expected, found)


CHECKS: Mapping[str, Callable[[Outcome, Any], list[str]]] = {
    "questions": _questions,
    "appointments": _appointments,
    "follow_ups": _follow_ups,
    "safety": _safety,
    "representatives": _representatives,
    "housemates": _housemates,
    "objection": _objection,
    "confidential": _confidential,
    "follows": _follows,
}
