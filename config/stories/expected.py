"""What must come out of a story, and whether it did. Looked at through the eyes of the people of the story."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts import access
from accounts.access import Actor
from cases.dossier.models import Case, Deadline, Task
from cases.dossier.querysets import CaseQuerySet
from cases.needs.models import Coverage, Need
from cases.needs.querysets import NeedQuerySet
from config.municipality import people
from config.municipality.pack import ROLES
from config.stories.scene import Scene
from config.stories.values import count, day, many, named, one, record, text
from intake.models import Conversation
from intake.querysets import ConversationQuerySet
from ledger.models import Event
from workflows import term_rules
from workflows.case_flow import CaseState
from workflows.ladder import NeedState, layer_reached
from workflows.layers import Law, Layer, StepFour

NOWHERE = UUID(int=0)
SEEN = ("conversation", "case", "needs")
CLOCK_STATES = ("running", "met", "lapsed")
LAYERS = dict.fromkeys([layer.value for layer in Layer] + [step.value for step in StepFour])


def _rule(value: object) -> str:
    return str(one(*term_rules.names())(value))


EXPECTATION = record(
    needs={},
    may={
        "case": one(*CaseState.values),
        "conversation": one("draft", *Conversation.Outcome.values),
        "route": one("ordinary", "urgent"),
        "tasks": many(one(*Task.Kind.values)),
        "needs": named(text, record(needs={"state": one(*NeedState.values)}, may={"layer": one("none", *LAYERS)})),
        "clocks": many(record(needs={"rule": _rule, "end": day, "is": one(*CLOCK_STATES)}, may={})),
        "sees": named(one(*ROLES), many(one(*SEEN))),
        "events": named(text, count),
        "finished": named(one(*Law), record(needs={"all": count, "maatwerk": count}, may={})),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A told story, to be looked at on day `on`, at the moment `at`."""

    scene: Scene
    at: datetime
    on: date

    @property
    def case(self) -> UUID:
        return self.scene.about.get("case", NOWHERE)

    @property
    def conversation(self) -> UUID:
        return self.scene.about.get("conversation", NOWHERE)

    @contextmanager
    def seen_by(self, role: str) -> Iterator[Actor]:
        actor = people.actor(role, self.scene.municipality, on=self.on)
        with access.acting(actor, at=self.at, origin="story"):
            yield actor

    def reader(self) -> str:
        """Who sees the case now: it may have been handed over."""
        for role in ("team", "team2", "decision"):
            with self.seen_by(role) as actor:
                if Case.objects.visible_to(actor).filter(pk=self.case).exists():
                    return role
        return "team"


def differences(outcome: Outcome, expect: Mapping[str, Any], *, alone: bool) -> list[str]:
    """What came out otherwise than expected. `alone`: the story is the only one, on its own days."""
    found: list[str] = []
    with outcome.seen_by(outcome.reader()):
        for key, check in CHECKS.items():
            found += check(outcome, expect[key]) if key in expect else []
        if alone and "clocks" in expect:
            found += _clocks(outcome, expect["clocks"])
    found += _conversation(outcome, expect["conversation"]) if "conversation" in expect else []
    for role, things in expect.get("sees", {}).items():
        found += _differ(f"what {role} sees", sorted(things), sorted(_sights(outcome, role)))
    for law, figures in expect.get("finished", {}).items() if alone else ():
        found += _differ(f"finished investigations under {law}", figures, _finished(outcome, law))
    return found


def _differ(what: str, expected: object, came_out: object) -> list[str]:
    return [] if expected == came_out else [f"{what}: expected {_said(expected)}, came out {_said(came_out)}"]


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(item)}" for key, item in sorted(value.items())) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(_said(item) for item in value) or "nothing"
    return str(value) or "nothing"


def _case(outcome: Outcome, expected: str) -> list[str]:
    return _differ("case", expected, Case.objects.values_list("state", flat=True).filter(pk=outcome.case).first())


def _route(outcome: Outcome, expected: str) -> list[str]:
    urgent = Case.objects.filter(pk=outcome.case, urgent=True).exists()
    return _differ("route", expected, "urgent" if urgent else "ordinary")


def _tasks(outcome: Outcome, expected: tuple[str, ...]) -> list[str]:
    waiting = Task.objects.open().filter(case=outcome.case).values_list("kind", flat=True)
    return _differ("open tasks", sorted(expected), sorted(waiting))


def _needs(outcome: Outcome, expected: Mapping[str, Mapping[str, str]]) -> list[str]:
    found: list[str] = []
    for name, standing in expected.items():
        need = Need.objects.get(pk=outcome.scene.needs[name])
        came_out = {"state": str(need.state), "layer": _layer(need)}
        found += _differ(f"need {name}", dict(standing), {key: came_out[key] for key in standing})
    return found


def _layer(need: Need) -> str:
    latest = Coverage.objects.filter(need=need).order_by("at").last()
    covering = tuple(Layer(layer) for layer in latest.layers) if latest else ()
    reached = layer_reached(state=need.state, law=Law(need.law), covering=covering)
    return reached.value if reached else "none"


def _events(outcome: Outcome, expected: Mapping[str, int]) -> list[str]:
    came_out = Counter(Event.objects.filter(case=outcome.case).values_list("kind", flat=True))
    kinds = sorted(set(expected) | set(came_out))
    return [
        difference
        for kind in kinds
        for difference in _differ(f"events of kind {kind}", expected.get(kind, 0), came_out[kind])
    ]


def _clocks(outcome: Outcome, expected: tuple[Mapping[str, Any], ...]) -> list[str]:
    running = Deadline.objects.filter(case=outcome.case)
    came_out = [f"{clock.rule} {_stands(clock)} until {clock.end}" for clock in running]
    wanted = [f"{clock['rule']} {clock['is']} until {clock['end']}" for clock in expected]
    return _differ("clocks", sorted(wanted), sorted(came_out))


def _stands(clock: Deadline) -> str:
    if clock.met_on:
        return "met"
    return "lapsed" if clock.lapsed else "running"


def _conversation(outcome: Outcome, expected: str) -> list[str]:
    with outcome.seen_by("intake"):
        found = Conversation.objects.filter(pk=outcome.conversation).values_list("outcome", flat=True).first()
    return _differ("conversation", expected, "draft" if found == "" else found)


def _sights(outcome: Outcome, role: str) -> list[str]:
    """What a role sees. The word of the lists and the wall of the database must say the same."""
    with outcome.seen_by(role) as actor:
        asked = {
            "conversation": _walls(Conversation.objects.filter(pk=outcome.conversation), actor),
            "case": _walls(Case.objects.filter(pk=outcome.case), actor),
            "needs": _walls(Need.objects.filter(case=outcome.case), actor),
        }
    half = {(True, False): " in the lists only", (False, True): " in the database only"}
    return [thing + half.get(walls, "") for thing, walls in asked.items() if any(walls)]


def _walls(rows: ConversationQuerySet | CaseQuerySet | NeedQuerySet, actor: Actor) -> tuple[bool, bool]:
    return rows.visible_to(actor).exists(), rows.exists()


def _finished(outcome: Outcome, law: str) -> dict[str, int]:
    """The headline of the figures: finished investigations, and those with a need that came to maatwerk."""
    with outcome.seen_by("manager"):
        finished = Event.objects.filter(kind="investigation:finished", law=law)
        maatwerk = finished.filter(layer=Layer.TAILORED_PROVISION.value).count()
        return {"all": finished.count(), "maatwerk": maatwerk}


Check = Callable[[Outcome, Any], list[str]]
CHECKS: Mapping[str, Check] = {"case": _case, "route": _route, "tasks": _tasks, "needs": _needs, "events": _events}
