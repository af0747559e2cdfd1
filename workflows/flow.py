"""The few lines between django-fsm and our flows.

django-fsm asks a condition for a truth value and hands it only the instance. A guard answers with a reason, so a bare
guard as condition would let through exactly what it refuses. `requires` wraps guards, and only wrapped guards count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMFieldMixin
from django_fsm import Transition as FsmTransition

from workflows.refusal import Guard, Refusal, Refused, Text


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: an actor's id, and whether that is a person or Trede itself (a task, a clock)."""

    actor: str
    system: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did, for the event that records it."""

    transition: str
    source: str
    target: str


class MissingFacts(RuntimeError):
    """A transition was called without the facts its guards judge: call `move`."""


class FlowMixin(models.Model):
    """A model with one protected FSM field called `state`.

    `facts` holds what the guards judge, only while a move runs. `subject` names the flow in refusal codes; `standing`
    says per state how things stand and what can be done next, for moves that do not start there.
    """

    facts: Any = None
    subject: ClassVar[str]
    standing: ClassVar[Mapping[str, Text]]
    _reloading: frozenset[str] = frozenset()

    class Meta:
        abstract = True

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        """Reload, the protected state included.

        The package's own mixin lifts the protection on the field, which all instances and threads share. Here only
        this instance forgets its value for as long as the reload lasts, and gets it back when the reload fails.
        """
        names = None if fields is None else list(fields)
        held = {name: self.__dict__.pop(name) for name in self._protected_and_loaded(names)}
        self._reloading = frozenset(held)
        try:
            super().refresh_from_db(using=using, fields=names, from_queryset=from_queryset)
        except BaseException:
            self.__dict__.update(held)
            raise
        finally:
            del self._reloading

    def get_deferred_fields(self) -> set[str]:
        """A state that is being reloaded is missing for a moment, which Django would read as "leave it alone"."""
        return super().get_deferred_fields() - self._reloading

    def _protected_and_loaded(self, names: list[str] | None) -> list[str]:
        return [
            field.attname
            for field in self._meta.concrete_fields
            if isinstance(field, FSMFieldMixin)
            and field.protected
            and field.attname in self.__dict__
            and (names is None or field.attname in names)
        ]


@dataclass(frozen=True, slots=True)
class Condition:
    """A guard in the shape django-fsm asks for: true when the guard has nothing against it."""

    guard: Guard[Any]

    def __call__(self, instance: models.Model) -> bool:
        facts = getattr(instance, "facts", None)
        if facts is None:
            raise MissingFacts(f"{self.guard.__name__} has no facts to judge: use workflows.flow.move().")
        return self.guard(facts) is None


def condition(guard: Guard[Any]) -> Callable[[models.Model], bool]:
    """One guard as an fsm condition."""
    return Condition(guard)


def requires(*guards: Guard[Any]) -> list[Callable[[models.Model], bool]]:
    """Guards as the `conditions=` of a transition, asked in this order."""
    return [condition(guard) for guard in guards]


def transitions_of(flow: type[FlowMixin]) -> Iterator[FsmTransition]:
    """Every edge of a flow (one per source state), in the order the flow declares its transitions."""
    for base in reversed(flow.__mro__):
        for attribute in vars(base).values():
            if hasattr(attribute, "_django_fsm"):
                yield from attribute._django_fsm.transitions.values()


def refusal_for(instance: FlowMixin, transition: str, facts: object) -> Refusal | None:
    """Why `transition` may not happen now, or None. Changes nothing, so pages ask it for every button they draw."""
    edge = _edge(instance, transition)
    if edge is None:
        return wrong_state(instance)
    for asked in edge.conditions:
        if not isinstance(asked, Condition):
            raise TypeError(f"{transition} has a condition that is not a wrapped guard: use requires().")
        refusal = asked.guard(facts)
        if refusal is not None:
            return refusal
    return None


def wrong_state(instance: FlowMixin) -> Refusal:
    """The refusal for a move that does not start in the instance's state."""
    state = _state_of(instance)
    return Refusal(f"{instance.subject}_is_{state}", instance.standing[state])


def move(instance: FlowMixin, transition: str, facts: object) -> Moved:
    """Ask the guards, then move. Saves nothing: the action around it locks, saves and records.

    Raises Refused with the guard's reason, or with how things stand when the move does not start in this state.
    """
    refusal = refusal_for(instance, transition, facts)
    if refusal is not None:
        raise Refused(refusal)
    source = _state_of(instance)
    instance.facts = facts
    try:
        getattr(instance, transition)()
    finally:
        instance.facts = None
    return Moved(transition, source, _state_of(instance))


def _edge(instance: FlowMixin, transition: str) -> FsmTransition | None:
    method: Any = getattr(type(instance), transition, None)
    if not hasattr(method, "_django_fsm"):
        raise LookupError(f"{type(instance).__name__} has no transition called {transition!r}.")
    edge: FsmTransition | None = method._django_fsm.get_transition(_state_of(instance))
    return edge


def _state_of(instance: FlowMixin) -> str:
    state: Any = instance
    return str(state.state)
