"""Who opens which door and who sees what, said by hand: the matrix compares the house with this page."""

from accounts.access import Actor
from accounts.models import Role
from tests.cast import ADA, CORA, DANA, IRIS, MAX, PRIYA, TESS, TOM, WIM
from tests.matrix_world import MIRA, NEL

EVERYBODY = frozenset(Role)
TALKS = frozenset({Role.INTAKE, Role.TEAM})
READS = frozenset({Role.TEAM, Role.DECISION, Role.MANAGER})
INVESTIGATES = frozenset({Role.TEAM})

PUBLIC = frozenset({"livez", "readyz", "account_login", "demo_login", "set_language"})
OPENS: dict[str, frozenset[Role]] = {
    "home": EVERYBODY,
    "account": EVERYBODY,
    "account_logout": EVERYBODY,
    "my_work": EVERYBODY,
    "intake:start": TALKS,
    "intake:conversations": TALKS,
    "intake:conversation": TALKS,
    "intake:text": TALKS,
    "intake:resident": TALKS,
    "intake:person": TALKS,
    "intake:link": TALKS,
    "intake:finish": TALKS,
    "cases:list": READS,
    "cases:case": READS,
    "cases:add_need": INVESTIGATES,
    "cases:weigh": INVESTIGATES,
    "cases:cover": INVESTIGATES,
    "cases:propose": INVESTIGATES,
    "cases:start": INVESTIGATES,
    "cases:report_outcome": INVESTIGATES,
    "cases:resolve": INVESTIGATES,
    "cases:support": INVESTIGATES,
    "cases:hand_over": frozenset({Role.TEAM, Role.MANAGER}),
    "cases:apply": frozenset({Role.TEAM, Role.DECISION}),
    "cases:decide": frozenset({Role.DECISION}),
    "reporting:figures": frozenset({Role.MANAGER}),
    "accounts:audit": frozenset({Role.PRIVACY}),
}
JOURNALLED = frozenset({"reporting:figures", "accounts:audit"})

NOORD_SHARED = frozenset({"running", "mixed", "youth", "waiting", "closed", "covered", "nameless"})
CASES: dict[Actor, frozenset[str]] = {
    IRIS: frozenset(),
    TESS: NOORD_SHARED | {"secret"},
    NEL: NOORD_SHARED | {"hushed"},
    WIM: NOORD_SHARED - {"youth"},
    DANA: NOORD_SHARED,
    MAX: NOORD_SHARED,
    MIRA: NOORD_SHARED | {"zuid", "former"},
    TOM: frozenset({"zuid", "former"}),
    CORA: frozenset({"coevorden"}),
    ADA: frozenset(),
    PRIYA: frozenset(),
}
TALKED: dict[Actor, frozenset[str]] = {
    IRIS: frozenset({"desk", "finished"}),
    TESS: frozenset({"noord", "blank"}),
    NEL: frozenset({"noord", "blank"}),
    WIM: frozenset({"noord", "blank"}),
    TOM: frozenset({"zuid"}),
    MIRA: frozenset({"zuid"}),
    CORA: frozenset({"coevorden"}),
}
ABOUT = {"desk": "running", "finished": "youth", "noord": "mixed", "zuid": "zuid", "coevorden": "coevorden"}
NOT_FOR_WIM = "need:mixed:jeugd"

# Who registers looks up everybody of the own municipality (ADR 0004): by POST, and links whom was found.
FINDS = frozenset({"intake:resident", "intake:link"})
FINDERS = dict.fromkeys((IRIS, TESS, NEL, WIM, TOM, MIRA), "hoogeveen")
FINDERS |= {CORA: "coevorden"}

# A notice of before the hand-over stays: it names the case by id, which no longer opens.
STILL_TOLD = dict.fromkeys(("my_work", "home", "intake:finish"), frozenset({"case:former"}))

# Mira reads in Noord and works in Zuid: her role in one team gives her nothing in the other.
NOT_IN_NOORD = frozenset(
    door for door, roles in OPENS.items() if door.startswith("cases:") and Role.MANAGER not in roles
)


def opens(actor: Actor, door: str) -> bool:
    return door in PUBLIC or any(post.role in OPENS.get(door, ()) for post in actor.posts)


def reads_ids(actor: Actor | None, owner: str, door: str) -> bool:
    """The privacy officer reads the journal of the own municipality: ids, and no text at all."""
    return actor is PRIYA and door == "accounts:audit" and not owner.endswith(":coevorden")


def sees(actor: Actor | None, owner: str, *, door: str = "") -> bool:
    """Whether this actor may be shown what belongs to `owner`, behind this door."""
    if actor is None or owner == "nobody":
        return False
    kind, name, *_law = owner.split(":")
    if owner in STILL_TOLD.get(door, ()):
        return True
    if kind == "conversation":
        return name in TALKED.get(actor, ())
    if kind == "resident":
        return _sees_resident(actor, name, door)
    return name in CASES[actor] and not (owner == NOT_FOR_WIM and actor is WIM)


def _sees_resident(actor: Actor, name: str, door: str) -> bool:
    if name in CASES[actor] or any(ABOUT.get(talk) == name for talk in TALKED.get(actor, ())):
        return True
    lives_in = "coevorden" if name == "coevorden" else "hoogeveen"
    return door in FINDS and FINDERS.get(actor) == lives_in
