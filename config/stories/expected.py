"""What must come out of a story, and whether it did. Looked at through the eyes of the people of the story."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from accounts.access import Actor
from cases.dossier.models import Case, Deadline, Task
from cases.dossier.querysets import CaseQuerySet
from cases.needs.models import Coverage, Need, Referrer
from cases.needs.querysets import NeedQuerySet
from cases.safety.models import SafetyConcern
from cases.safety.querysets import SafetyConcernQuerySet
from config.municipality import people
from config.municipality.pack import ROLES
from config.stories import beside
from config.stories.outcome import Outcome, differ
from config.stories.values import count, day, many, named, one, record, text
from intake.models import Conversation, Question
from intake.querysets import ConversationQuerySet
from ledger.models import Event
from workflows import term_rules
from workflows.case_flow import CaseState
from workflows.ladder import NeedState, layer_reached
from workflows.layers import Law, Layer, StepFour

SEEN = ("conversation", "case", "needs", "safety")
CLOCK_STATES = ("running", "met", "lapsed")
Rows = ConversationQuerySet | CaseQuerySet | NeedQuerySet | SafetyConcernQuerySet
LAYERS = dict.fromkeys([layer.value for layer in Layer] + [step.value for step in StepFour])


def _rule(value: object) -> str:
    return str(one(*term_rules.names())(value))


NEED = record(
    needs={"state": one(*NeedState.values)},
    may={"layer": one("none", *LAYERS), "referrer": one(*Referrer.values)},
)
EXPECTATION = record(
    needs={},
    may={
        "case": one(*CaseState.values),
        "conversation": one("draft", *Question.Outcome.values),
        "route": one("ordinary", "urgent", "external"),
        "tasks": many(one(*Task.Kind.values)),
        "needs": named(text, NEED),
        "clocks": many(record(needs={"rule": _rule, "end": day, "is": one(*CLOCK_STATES)}, may={})),
        "sees": named(one(*ROLES), many(one(*SEEN))),
        "events": named(text, count),
        "nobody_sees": many(one(*SEEN)),
        **beside.MAY,
        "finished": named(one(*Law), record(needs={"all": count, "maatwerk": count}, may={"external": count})),
    },
)


def differences(outcome: Outcome, expect: Mapping[str, Any], *, alone: bool) -> list[str]:
    """What came out otherwise than expected. `alone`: the story is the only one, on its own days."""
    found: list[str] = []
    with outcome.seen_by(outcome.reader()):
        for key, check in CHECKS.items():
            found += check(outcome, expect[key]) if key in expect else []
        if alone and "clocks" in expect:
            found += _clocks(outcome, expect["clocks"])
    found += _conversation(outcome, expect["conversation"]) if "conversation" in expect else []
    for key, looked in beside.CHECKS.items():
        found += looked(outcome, expect[key]) if key in expect else []
    found += _hidden(outcome, expect.get("nobody_sees", ()), expect.get("sees", {}))
    for role, things in expect.get("sees", {}).items():
        address = people.address_of(role, outcome.scene.municipality)
        found += differ(f"what {role} sees", sorted(things), sorted(_sights(outcome, address)))
    for law, figures in expect.get("finished", {}).items() if alone else ():
        came_out = _finished(outcome, law)
        found += differ(f"finished investigations under {law}", figures, {key: came_out[key] for key in figures})
    return found


def _case(outcome: Outcome, expected: str) -> list[str]:
    return differ("case", expected, Case.objects.values_list("state", flat=True).filter(pk=outcome.case).first())


def _route(outcome: Outcome, expected: str) -> list[str]:
    """Urgent help goes first; a referral by a doctor, a judge or an institution never runs the stair."""
    urgent = Case.objects.filter(pk=outcome.case, urgent=True).exists()
    referred = Need.objects.filter(case=outcome.case).exclude(referrer="").exists()
    return differ("route", expected, "urgent" if urgent else "external" if referred else "ordinary")


def _tasks(outcome: Outcome, expected: tuple[str, ...]) -> list[str]:
    waiting = Task.objects.open().filter(case=outcome.case).values_list("kind", flat=True)
    return differ("open tasks", sorted(expected), sorted(waiting))


def _needs(outcome: Outcome, expected: Mapping[str, Mapping[str, str]]) -> list[str]:
    found: list[str] = []
    for name, standing in expected.items():
        need = Need.objects.get(pk=outcome.scene.needs[name])
        came_out = {"state": str(need.state), "layer": _layer(need), "referrer": need.referrer}
        found += differ(f"need {name}", dict(standing), {key: came_out[key] for key in standing})
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
        for difference in differ(f"events of kind {kind}", expected.get(kind, 0), came_out[kind])
    ]


def _clocks(outcome: Outcome, expected: tuple[Mapping[str, Any], ...]) -> list[str]:
    running = Deadline.objects.filter(case=outcome.case)
    came_out = [f"{clock.rule} {_stands(clock)} until {clock.end}" for clock in running]
    wanted = [f"{clock['rule']} {clock['is']} until {clock['end']}" for clock in expected]
    return differ("clocks", sorted(wanted), sorted(came_out))


def _stands(clock: Deadline) -> str:
    if clock.met_on:
        return "met"
    return "lapsed" if clock.lapsed else "running"


def _conversation(outcome: Outcome, expected: str) -> list[str]:
    with outcome.seen_by(outcome.holder()):
        asked = Question.objects.filter(conversation=outcome.conversation).order_by("position")
        found = asked.values_list("outcome", flat=True).first()
    return differ("conversation", expected, "draft" if found == "" else found)


def _sights(outcome: Outcome, address: str) -> list[str]:
    """What somebody sees. The word of the lists and the wall of the database must say the same."""
    with outcome.seen_at(address) as actor:
        asked = {
            "conversation": _walls(Conversation.objects.filter(pk=outcome.conversation), actor),
            "case": _walls(Case.objects.filter(pk=outcome.case), actor),
            "needs": _walls(Need.objects.filter(case=outcome.case), actor),
            "safety": _walls(SafetyConcern.objects.filter(pk__in=outcome.scene.concerns), actor),
        }
    half = {(True, False): " in the lists only", (False, True): " in the database only"}
    return [thing + half.get(walls, "") for thing, walls in asked.items() if any(walls)]


def _hidden(outcome: Outcome, things: tuple[str, ...], let_in: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What nobody may see, whatever the role or team, but who `sees` names."""
    if not things:
        return []
    places = {role: people.address_of(role, outcome.scene.municipality) for role in ROLES}
    seen = {
        who: sorted(set(_sights(outcome, address)) & set(things) - set(let_in.get(who, ())))
        for who, address in {**places, **outcome.colleagues()}.items()
    }
    return [f"nobody sees {', '.join(found)}: came out that {who} does" for who, found in seen.items() if found]


def _walls(rows: Rows, actor: Actor) -> tuple[bool, bool]:
    return rows.visible_to(actor).exists(), rows.exists()


def _finished(outcome: Outcome, law: str) -> dict[str, int]:
    """The headline of the figures: finished investigations, and those with a need that came to maatwerk.

    What a doctor, a judge or an institution referred stands apart.
    """
    with outcome.seen_by("manager"):
        told = Event.objects.filter(kind="investigation:finished", law=law)
        own = told.exclude(reason="external")
        maatwerk = own.filter(layer=Layer.TAILORED_PROVISION.value).count()
        return {"all": own.count(), "maatwerk": maatwerk, "external": told.count() - own.count()}


Check = Callable[[Outcome, Any], list[str]]
CHECKS: Mapping[str, Check] = {"case": _case, "route": _route, "tasks": _tasks, "needs": _needs, "events": _events}
