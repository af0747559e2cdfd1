"""Every door as the URLconf has it, and what is asked at it: on which objects, by which method, with which answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import localdate

from reporting.catalogue import FIGURES
from tests.cast import NOORD, TESS, TOM, WIM, ZUID
from tests.matrix_world import World
from tests.walls.matrix_exchange import ANSWERS_OF_THE_EXCHANGE, ONLY_BY_POST_HERE, exchanged
from tests.walls.matrix_office import ANSWERS_OF_THE_OFFICE, OFFICE, administered

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
        "intake:add_question",
        "intake:talk",
        "residents:reveal",
        "residents:hand_out",
        "cases:take",
        "cases:start",
        "cases:support",
        "cases:report_outcome",
        "cases:resume",
        "cases:review",
        "cases:continue_support",
        "cases:finish_task",
        "cases:revoke_sight",
        "cases:run_again",
        "cases:look_nearby",
        "provisions:confirm",
        "provisions:settle",
        "provisions:bring_back",
        "cases:does_not_apply",
        "cases:mark_urgent",
        "cases:withdraw_proposal",
        "cases:point",
        "referrals:remind",
        "referrals:take_up",
        "referrals:show_link",
        "reporting:allocate",
        "reporting:undo",
        "reporting:withdraw_remark",
        "accounts:deactivate",
        "accounts:reactivate",
        "accounts:sign_in_link",
        "accounts:close_team",
        "accounts:reopen_team",
        "accounts:decide_message",
        *ONLY_BY_POST_HERE,
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


Asked = Iterator[tuple[tuple[str, ...], tuple[Any, ...], bool]]
Named = Callable[[str], list[str]]
# The kind of object that a URL's arguments name: alone, or together with what it belongs to.
OF_ONE = {
    ("case_id",): "case",
    ("conversation_id",): "conversation",
    ("resident_id",): "resident",
    ("concern_id",): "concern",
    ("appointment_id",): "appointment",
    ("referral_id",): "referral",
}
PARTS = {
    ("case_id", "need_id"): "need",
    ("case_id", "task_id"): "task",
    ("case_id", "application_id"): "application",
    ("case_id", "objection_id"): "objection",
    ("case_id", "decision_id"): "decision",
    ("resident_id", "member_id"): "member",
    ("resident_id", "representative_id"): "speaker",
}


def _figures(*named: tuple[str, ...], absent: tuple[str, ...]) -> Callable[..., Iterator[Any]]:
    """Figures are named, not numbered; one that is not there, or a kind of file that is not made."""

    def found(*_world: object) -> Iterator[Any]:
        yield (), absent, True
        yield from (((f"figure:{ids[0]}",), ids, True) for ids in named)

    return found


def values_for(
    world: World, door: Door, among: frozenset[str] | None = None
) -> Iterator[tuple[tuple[str, ...], tuple[UUID, ...], bool]]:
    """The objects for a door's arguments, and whether they belong together."""

    def named(kind: str) -> list[str]:
        return [owner for owner in world.of_kind(kind) if among is None or owner.split(":")[1] in among]

    if not door.arguments:
        yield (), (), True
    elif door.arguments in OF_ONE:
        yield (), (MISSING,), True
        yield from (((owner,), (world.id_of(owner),), True) for owner in named(OF_ONE[door.arguments]))
    elif door.arguments in PARTS:
        yield from _pairs(world, named(PARTS[door.arguments]))
    elif door.name.startswith("exchange:"):
        yield from exchanged(door)
    elif door.arguments in OTHERWISE:
        yield from OTHERWISE[door.arguments](world, named, among)
    elif door.arguments[0] in OFFICE:
        yield from administered(door)
    else:
        raise UnknownArgument(f"{door.name}: {door.arguments}")


def _with_a_user(world: World, named: Named, among: frozenset[str] | None) -> Asked:
    yield (), (MISSING, TESS.id), True
    yield from (((owner,), (world.id_of(owner), TESS.id), True) for owner in named("case"))


def _provisions(world: World, named: Named, among: frozenset[str] | None) -> Asked:
    yield (), (MISSING,), True
    for place, provision in world.provisions.items():
        yield (f"facility:{place}",), (provision,), True


def _to_a_facility(world: World, named: Named, among: frozenset[str] | None) -> Asked:
    """Each need with a facility of its own municipality, and with one of another."""
    for owners, ids, belong in _pairs(world, named("need")):
        here, there = world.provisions["hoogeveen"], world.provisions["coevorden"]
        own = there if owners and owners[0].endswith(":coevorden") else here
        yield owners, (*ids, own), belong
        if belong and owners:
            yield owners, (*ids, here if own is there else there), False


def _presented(world: World, named: Named, among: frozenset[str] | None) -> Asked:
    """Each link that works, about the referral it is of; then those that died, a facility's own and none at all."""
    for owner, token in world.links.items():
        if not owner.startswith("referral:"):
            yield (), (token,), True
        elif among is None or owner.split(":")[1] in among:
            yield (owner,), (token,), True
    yield (), ("geraden",), True


OTHERWISE: dict[tuple[str, ...], Callable[[World, Named, frozenset[str] | None], Asked]] = {
    ("case_id", "user_id"): _with_a_user,
    ("case_id", "need_id", "provision_id"): _to_a_facility,
    ("provision_id",): _provisions,
    ("token",): _presented,
    ("name",): _figures(*((name,) for name in FIGURES), absent=("nothing",)),
    ("kind",): lambda *_world: iter([((), ("nothing",), True), (("figure:tariffs",), ("tariffs",), True)]),
    ("file_id",): lambda *_world: iter([((), (MISSING,), True)]),
    ("table",): _figures(("steps-by-law",), ("returns-by-law",), absent=("nothing",)),
    ("table", "kind"): _figures(("steps-by-law", "csv"), ("reports-by-channel", "ods"), absent=("steps-by-law", "pdf")),
    ("name", "kind"): _figures(
        ("waiting", "csv"),
        ("balance", "xlsx"),
        ("funnel", "ods"),
        ("funnel", "svg"),
        ("cost", "csv"),
        ("demand", "csv"),
        ("gaps", "csv"),
        absent=("waiting", "pdf"),
    ),
}


def _pairs(world: World, parts: list[str]) -> Iterator[tuple[tuple[str, ...], tuple[UUID, ...], bool]]:
    """Each part under what it belongs to, and under a case (or resident) that another team has."""
    for parent in dict.fromkeys(world.things[owner].parent for owner in parts):
        yield (), (world.id_of(parent), MISSING), True
    for owner in parts:
        parent = world.things[owner].parent
        yield (parent, owner), (world.id_of(parent), world.id_of(owner)), True
        kind, name = parent.split(":")
        stranger = f"{kind}:mixed" if name == "zuid" else f"{kind}:zuid"
        yield (stranger, owner), (world.id_of(stranger), world.id_of(owner)), False


def questions_for(world: World, door: Door) -> list[dict[str, Any]]:
    """What may stand behind the question mark."""
    if door.name == "provisions:find":
        return [{}, {"q": "eettafel"}, {"q": "eettafel", "everywhere": "on"}]
    if door.name == "cases:list":
        return [{}, {"law": "jeugd"}, {"from": "1"}]
    if door.name == "reporting:team_cases":
        return [
            {},
            {"what": "overdue"},
            {"what": "may_apply", "law": "wmo"},
            {"what": "near"},
            {"who": str(TESS.id)},
            {"who": "nobody", "what": "urgent"},
        ]
    if door.name == "reporting:divide":
        return [{}, {"who": str(TESS.id)}, {"who": str(TOM.id)}]
    if door.name == "reporting:behind":
        counted = {"what": "registered", "counted": "number"}
        return [{"counted": "finished"}, counted, counted | {"law": "jeugd"}, {"what": "worked", "counted": "of"}, {}]
    if door.name == "reporting:figures":
        return [{}, {"law": "jeugd"}, {"team": str(NOORD)}, {"since": "2999-01-01"}]
    if door.name == "accounts:audit":
        return [{}, {"about": str(world.id_of("case:hushed"))}]
    return [{}]


def answers_for(world: World, door: Door, among: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """Plausible forms, so that what follows the checks of a form is reached too."""
    people = [owner for owner in world.of_kind("resident") if among is None or owner.split(":")[1] in among]
    if door.name == "intake:resident":
        return [{"q": world.surnames[owner]} for owner in people]
    if door.name == "cases:identify":
        found = [{"q": world.surnames[owner]} for owner in people]
        return found + [{"resident": world.id_of(owner)} for owner in people]
    if door.name == "intake:link":
        return [{"resident": world.id_of(owner)} for owner in people] + [{"anonymous": "yes"}]
    if door.name == "intake:finish":
        cases = [world.id_of(f"case:{name}") for name in ("running", "youth", "hushed", "zuid", "coevorden")]
        return ANSWERS[door.name] + [{"outcome": "added", "case": case, "own_words": "Nog iets."} for case in cases]
    if door.name in ("reporting:allocate", "reporting:undo"):
        return [_given(world.id_of(f"case:{name}")) for name in ("mixed", "hushed", "zuid", "coevorden")]
    if door.name == "reporting:divide":
        cases = [world.id_of(f"case:{name}") for name in ("mixed", "hushed", "zuid", "coevorden")]
        return [{"who": who, "to": f"{case}:1:{WIM.id}"} for who in ("nobody", str(TESS.id)) for case in cases]
    return ANSWERS.get(door.name) or [{}]


def _given(case: UUID) -> dict[str, Any]:
    return {"cases": [f"{case}:1"], "to": str(TESS.id), "back": [f"{case}:1:{TESS.id}"]}


WEIGHED = {f"outcome_{layer}": "insufficient" for layer in LOWER} | {"reason": "Dat lukt niet.", "remaining": "Alles"}
WORKED = {"kind": "action", "share": "on", "on": "2999-03-01"}
ANSWERS: dict[str, list[dict[str, Any]]] = {
    "reporting:write_remark": [
        {"law": "wmo", "where": str(NOORD), "month": "2026-01-01", "kind": "happened", "text": "Nieuw beleid"},
    ],
    "reporting:withdraw_remark": [{"remark": str(MISSING)}],
    "set_language": [{"language": "en", "next": "/cases/"}],
    "demo_login": [{"email": "team@demo.trede.test", "next": "/cases/"}],
    "account_login": [{"username": "tess@cast.trede.test", "password": "geraden wachtwoord"}],
    "intake:conversation": [{"text": "Nieuwe tekst", "version": 2}],
    "intake:text": [{"text": "Nieuwe tekst", "version": 2, "session": "a", "turn": 1}],
    "intake:finish": [
        {"outcome": "answered", "channel": "phone"},
        {"outcome": "new_case", "channel": "phone", "own_words": "Ik wil hulp.", "laws": ["wmo"], "team": str(NOORD)},
        {"outcome": "call_back", "own_words": "Bel mij.", "keeper": f"{NOORD}/{TESS.id}", "back_on": "2999-03-01"},
        {"outcome": "appointment", "keeper": str(ZUID), "meet_on": "2999-03-01", "meet_at": "10:30", "place": "Thuis"},
        {"outcome": "pointed", "provision": str(MISSING)},
        {"outcome": "added", "case": str(MISSING)},
    ],
    "intake:appointment": [{"result": "done"}],
    "intake:work_out": [{f"{name}_1": value for name, value in WORKED.items()}],
    "cases:add_need": [{"title": "Een rolstoel", "law": "wmo", "life_area": "daily_living"}],
    "cases:weigh": [WEIGHED],
    "cases:cover": [{"layers": ["social_network"], "agreement": "agrees", "ask_on": "2026-05-01"}],
    "cases:propose": [{"product": "Huishoudelijke hulp", "quantity": "2", "measure": "hours/week", "form": "in_kind"}],
    "cases:refer_to": [
        {"asked": "Koffie", "share_name": "on", "name": "Jan", "ground": "takes_along", "warm": "called"}
    ],
    "cases:pointed": [{"helped": "yes"}],
    "referrals:status": [{"answer": "received"}, {"answer": "does_not_fit:full"}],
    "referrals:send": [{"asked": "Koffie", "share_name": "on", "name": "Jan", "ground": "takes_along"}],
    "referrals:own_link": [{"do": "open"}, {"do": "close"}],
    "partner": [{"answer": "received", "seen": 0}, {"answer": "completed", "outcome": "helped", "seen": 0}],
    "facility": [{"question": "Hulp", "agreed": "yes", "reach": "06"}],
    "cases:does_not_apply": [{"layer": "general_facility"}],
    "cases:prior_scheme": [{"scheme": "zvw", "finding": "not", "note": "Nee."}],
    "cases:commonly_used": [{"item": "Een wandbeugel", "available": "yes"}],
    "cases:worked": [{"worked": "partly", "ask_in": "2"}, {"worked": "no"}],
    "cases:reopen_need": [{"reason": "changed"}],
    "cases:close_need": [{"reason": "met"}],
    "cases:step_down": [{"reason": "lighter_help"}],
    "provisions:keep": [{"name": "Eettafel", "clock_received": 2, "clock_contact": 5, "clock_start": 15}],
    "provisions:report_wrong": [{"text": "Het is verhuisd."}],
    "provisions:withdraw": [{"because": "Gestopt."}],
    "cases:advice": [{"none_fits": "does_not_fit"}],
    "cases:end_support": [
        {"reason": "lighter_help", "ends_on": str(localdate()), "motivation": "Het gaat goed.", "article": "2.3.10 Wmo"}
    ],
    "cases:hand_over": [{"team": str(ZUID)}, {"team": str(ZUID), "receiver": str(TOM.id)}],
    "cases:first_talk": [{"wants": "yes"}, {"wants": "no"}],
    "cases:resolve": [{"told_in_writing": "on"}],
    "cases:close": [{"reason": "moved"}],
    "cases:withdraw": [{"said": "Het hoeft niet meer."}],
    "cases:transfer": [{"to": "Gemeente Assen", "because": "moved"}],
    "cases:next_step": [{"what": "Bellen", "in_days": "7"}],
    "cases:contact": [{"how": "phone", "law": law, "said": "Zij belt terug."} for law in ("wmo", "jeugd")],
    "cases:allocate": [{"to": str(WIM.id)}],
    "cases:sight": [{"user": str(WIM.id)}],
    "cases:waive_wait": [{"because": "Vso tot vorig jaar"}],
    "cases:pay_advance": [{"paid_on": "2026-03-03"}],
    "cases:suspend": [{"ground": "completion", "letter_on": "2026-03-03", "answer_by": "2026-03-17"}],
    "cases:withdraw_application": [{"said": "Het hoeft niet meer."}],
    "cases:not_process": [{"because": "De stukken ontbreken."}],
    "cases:object": [{"received_on": "2026-03-03", "grounds": "Mijn zus kan niet."}],
    "cases:object_to_decision": [{"received_on": "2026-03-03", "grounds": "Het bed is kapot."}],
    "cases:decide_objection": [{"outcome": "dismissed", "motivation": "De zus helpt."}],
    "cases:withdraw_objection": [{"said": "Laat maar."}],
    "reporting:agreed": [{"low": 18, "high": 26, "per": 32, "agreed_on": "2026-01-01"}],
    "cases:apply": [{"law": law, "received_on": "2026-03-03"} for law in ("wmo", "jeugd")],
    **ANSWERS_OF_THE_OFFICE,
    **ANSWERS_OF_THE_EXCHANGE,
    "cases:decide": [{"outcome": "granted"}, {"outcome": "denied", "motivation": "Nee.", "article": "2.3.5 Wmo"}],
}
