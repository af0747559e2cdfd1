"""Every door as the URLconf has it, and what is asked at it: on which objects, by which method, with which answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import NOORD, ZUID
from tests.matrix_world import World

MISSING = UUID("00000000-0000-4000-8000-00000000feed")
READING, ALL_METHODS = ("GET",), ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
ONLY_BY_POST = frozenset(
    {
        "account_logout",
        "demo_login",
        "set_language",
        "intake:start",
        "intake:text",
        "intake:resident",
        "intake:link",
        "intake:finish",
        "cases:start",
        "cases:report_outcome",
    }
)
LOWER = ("own_strength", "usual_help", "social_network", "general_facility")


class UnknownArgument(LookupError):
    """A URL takes an argument of which the matrix has no object: give it one in `values_for`."""


@dataclass(frozen=True, slots=True)
class Door:
    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: through which door, about which owners, and how."""

    door: Door
    owners: tuple[str, ...] = ()
    ids: tuple[UUID, ...] = ()
    method: str = "GET"
    answers: dict[str, Any] = field(default_factory=dict, hash=False)
    belongs: bool = True

    @property
    def url(self) -> str:
        return reverse(self.door.name, args=self.ids)

    @property
    def sent(self) -> set[str]:
        """The ids that were in the question: to hear them back gives nothing away."""
        return {str(id) for id in self.ids} | {str(value) for value in self.answers.values()}


def doors() -> list[Door]:
    return sorted(_doors(get_resolver().url_patterns, "", ()), key=lambda door: door.name)


def _doors(patterns: list[Any], space: str, arguments: tuple[str, ...]) -> Iterator[Door]:
    for pattern in patterns:
        taken = arguments + tuple(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from _doors(
                pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space, taken
            )
        elif isinstance(pattern, URLPattern):
            yield Door(f"{space}{pattern.name}", taken)


def asks(world: World, door: Door, *, among: frozenset[str] | None = None, methods: tuple[str, ...]) -> Iterator[Ask]:
    """What is asked at a door. `among`: only the objects of these names. First, always, what does not exist."""
    for owners, ids, belongs in values_for(world, door, among):
        for method in methods if methods != READING else (("POST",) if door.name in ONLY_BY_POST else READING):
            for answers in _answers(world, door, method, among):
                yield Ask(door, owners, ids, method, answers, belongs)


def _answers(world: World, door: Door, method: str, among: frozenset[str] | None) -> list[dict[str, Any]]:
    if method == "GET":
        return questions_for(world, door)
    return answers_for(world, door, among) if method == "POST" else [{}]


def values_for(
    world: World, door: Door, among: frozenset[str] | None = None
) -> Iterator[tuple[tuple[str, ...], tuple[UUID, ...], bool]]:
    """The objects for a door's arguments, and whether they belong together."""

    def named(kind: str) -> list[str]:
        return [owner for owner in world.of_kind(kind) if among is None or owner.split(":")[1] in among]

    match door.arguments:
        case ():
            yield (), (), True
        case ("case_id",):
            yield (), (MISSING,), True
            yield from (((owner,), (world.id_of(owner),), True) for owner in named("case"))
        case ("conversation_id",):
            yield (), (MISSING,), True
            yield from (((owner,), (world.id_of(owner),), True) for owner in named("conversation"))
        case ("case_id", "need_id"):
            yield from _pairs(world, named("need"))
        case unknown:
            raise UnknownArgument(f"{door.name}: {unknown}")


def _pairs(world: World, needs: list[str]) -> Iterator[tuple[tuple[str, ...], tuple[UUID, ...], bool]]:
    """Each need under its own case, and under a case that another team has."""
    for parent in dict.fromkeys(world.things[owner].parent for owner in needs):
        yield (), (world.id_of(parent), MISSING), True
    for owner in needs:
        parent = world.things[owner].parent
        yield (parent, owner), (world.id_of(parent), world.id_of(owner)), True
        stranger = "case:mixed" if parent == "case:zuid" else "case:zuid"
        yield (stranger, owner), (world.id_of(stranger), world.id_of(owner)), False


def questions_for(world: World, door: Door) -> list[dict[str, Any]]:
    """What may stand behind the question mark."""
    if door.name == "cases:list":
        return [{}, {"law": "jeugd"}, {"from": "1"}]
    if door.name == "accounts:audit":
        return [{}, {"about": str(world.id_of("case:hushed"))}]
    return [{}]


def answers_for(world: World, door: Door, among: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """Plausible forms, so that what follows the checks of a form is reached too."""
    people = [owner for owner in world.of_kind("resident") if among is None or owner.split(":")[1] in among]
    if door.name == "intake:resident":
        return [{"q": world.surnames[owner]} for owner in people]
    if door.name == "intake:link":
        return [{"resident": world.id_of(owner)} for owner in people]
    return ANSWERS.get(door.name) or [{}]


WEIGHED = {f"outcome_{layer}": "insufficient" for layer in LOWER} | {"reason": "Dat lukt niet.", "remaining": "Alles"}
ANSWERS: dict[str, list[dict[str, Any]]] = {
    "set_language": [{"language": "en", "next": "/cases/"}],
    "demo_login": [{"email": "team@demo.trede.test", "next": "/cases/"}],
    "account_login": [{"username": "tess@cast.trede.test", "password": "geraden wachtwoord"}],
    "intake:conversation": [{"text": "Nieuwe tekst", "version": 2}],
    "intake:text": [{"text": "Nieuwe tekst", "version": 2, "session": "a", "turn": 1}],
    "intake:finish": [
        {"outcome": "answered", "channel": "phone"},
        {"outcome": "new_case", "channel": "phone", "own_words": "Ik wil hulp.", "laws": ["wmo"], "team": str(NOORD)},
    ],
    "cases:add_need": [{"title": "Een rolstoel", "law": "wmo", "life_area": "daily_living"}],
    "cases:weigh": [WEIGHED],
    "cases:cover": [{"layers": ["social_network"], "agreement": "agrees", "ask_on": "2026-05-01"}],
    "cases:propose": [
        {"product": "Huishoudelijke hulp", "quantity": "2", "unit": "hours", "frequency": "week", "form": "in_kind"}
    ],
    "cases:hand_over": [{"team": str(ZUID)}],
    "cases:apply": [{"law": law, "received_on": "2026-03-03"} for law in ("wmo", "jeugd")],
    "cases:decide": [{"outcome": "granted"}, {"outcome": "denied", "motivation": "Nee.", "article": "2.3.5 Wmo"}],
}
