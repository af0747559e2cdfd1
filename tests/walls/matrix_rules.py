"""Who opens which door and who sees what, said by hand: the matrix compares the house with this page."""

from accounts.access import Actor
from accounts.models import Role
from tests.cast import ADA, ANNE, CORA, DANA, IRIS, MAX, PRIYA, SANNE, TESS, TOM, WIM
from tests.matrix_world import MIRA, NEL
from tests.walls.matrix_office import TEAMS_BY_NAME

EVERYBODY = frozenset(Role)
TALKS = frozenset({Role.INTAKE, Role.TEAM})
READS = frozenset({Role.TEAM, Role.DECISION, Role.MANAGER})
INVESTIGATES = frozenset({Role.TEAM})
SIGNALS = frozenset({Role.INTAKE, Role.TEAM, Role.DECISION, Role.MANAGER, Role.SAFETY})
REGISTERS = frozenset({Role.TEAM, Role.DECISION})
FINDS_NEAR = frozenset({Role.INTAKE, Role.TEAM, Role.DECISION, Role.MANAGER, Role.ADMIN})
DIVIDES = frozenset({Role.TEAM, Role.MANAGER})

# Behind a link: whoever holds it is shown the one referral it was made for, and nothing else of anybody.
BY_LINK = frozenset({"partner", "facility"})
PUBLIC = BY_LINK | {"livez", "readyz", "account_login", "demo_login", "set_language", "accounts:set_password"}
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
    "intake:add_question": TALKS,
    "intake:work_out": TALKS,
    "intake:appointment": TALKS,
    "intake:talk": TALKS,
    "residents:find": TALKS,
    "residents:resident": EVERYBODY,
    "residents:household": EVERYBODY,
    "residents:reveal": INVESTIGATES,
    "residents:reveal_representative": INVESTIGATES,
    **dict.fromkeys(
        (
            "residents:hand_out",
            "residents:correct",
            "residents:death",
            "residents:move",
            "residents:move_in",
            "residents:move_out",
            "residents:add_representative",
            "residents:end_representative",
        ),
        TALKS,
    ),
    "safety:mine": SIGNALS,
    "safety:signal": SIGNALS,
    "safety:concern": SIGNALS,
    **dict.fromkeys(
        (
            "safety:list",
            "safety:consult",
            "safety:discuss",
            "safety:weigh",
            "safety:report",
            "safety:organise_help",
            "safety:dismiss",
        ),
        frozenset({Role.SAFETY}),
    ),
    "cases:list": READS,
    "cases:case": READS,
    "cases:add_need": INVESTIGATES,
    "cases:weigh": INVESTIGATES,
    "cases:cover": INVESTIGATES,
    "cases:propose": INVESTIGATES,
    "cases:does_not_apply": INVESTIGATES,
    "cases:mark_urgent": INVESTIGATES,
    "cases:prior_scheme": INVESTIGATES,
    "cases:commonly_used": INVESTIGATES,
    "cases:worked": INVESTIGATES,
    "cases:withdraw_proposal": INVESTIGATES,
    "cases:reopen_need": INVESTIGATES,
    "cases:close_need": INVESTIGATES,
    "cases:step_down": INVESTIGATES,
    "cases:advice": INVESTIGATES,
    "cases:look_nearby": INVESTIGATES,
    "cases:end_support": frozenset({Role.DECISION}),
    "cases:start": INVESTIGATES,
    "cases:report_outcome": INVESTIGATES,
    "cases:resolve": INVESTIGATES,
    "cases:support": INVESTIGATES,
    "cases:hand_over": frozenset({Role.TEAM, Role.MANAGER}),
    "cases:apply": frozenset({Role.TEAM, Role.DECISION}),
    "cases:decide": frozenset({Role.DECISION}),
    **dict.fromkeys(("referrals:list", "referrals:board", "referrals:referral"), DIVIDES),
    **dict.fromkeys(
        (
            "cases:refer",
            "cases:refer_to",
            "cases:point",
            "cases:pointed",
            "referrals:status",
            "referrals:send",
            "referrals:remind",
            "referrals:take_up",
            "referrals:withdraw",
            "referrals:withdraw_consent",
            "referrals:show_link",
        ),
        INVESTIGATES,
    ),
    "referrals:own_link": frozenset({Role.ADMIN}),
    **dict.fromkeys(
        (
            "cases:take",
            "cases:first_talk",
            "cases:resume",
            "cases:review",
            "cases:continue_support",
            "cases:close",
            "cases:withdraw",
            "cases:transfer",
            "cases:finish_task",
            "cases:next_step",
            "cases:contact",
            "cases:identify",
        ),
        INVESTIGATES,
    ),
    **dict.fromkeys(("cases:allocate", "cases:confidential", "cases:sight", "cases:revoke_sight"), DIVIDES),
    **dict.fromkeys(
        (
            "cases:waive_wait",
            "cases:pay_advance",
            "cases:suspend",
            "cases:run_again",
            "cases:withdraw_application",
            "cases:object",
            "cases:object_to_decision",
            "cases:withdraw_objection",
        ),
        REGISTERS,
    ),
    **dict.fromkeys(("provisions:find", "provisions:provision", "provisions:report_wrong"), FINDS_NEAR),
    "cases:not_process": frozenset({Role.DECISION}),
    "cases:decide_objection": frozenset({Role.DECISION}),
    "reporting:team": frozenset({Role.TEAM, Role.MANAGER}),
    "reporting:team_cases": frozenset({Role.TEAM, Role.MANAGER}),
    "reporting:allocate": frozenset({Role.TEAM, Role.MANAGER}),
    "reporting:undo": frozenset({Role.TEAM, Role.MANAGER}),
    "reporting:divide": frozenset({Role.TEAM, Role.MANAGER}),
    "reporting:agreed": frozenset({Role.MANAGER}),
    "reporting:figures": frozenset({Role.MANAGER}),
    "reporting:figure": frozenset({Role.MANAGER}),
    "reporting:behind": frozenset({Role.MANAGER}),
    "reporting:export": frozenset({Role.MANAGER}),
    **dict.fromkeys(("reporting:files", "reporting:file", "reporting:fetch"), frozenset({Role.MANAGER})),
    **dict.fromkeys(
        ("reporting:published", "reporting:published_table", "reporting:published_export"),
        frozenset({Role.ANALYST}),
    ),
    "reporting:write_remark": frozenset({Role.MANAGER}),
    "reporting:withdraw_remark": frozenset({Role.MANAGER}),
    "accounts:audit": frozenset({Role.PRIVACY}),
    **dict.fromkeys(
        (
            "accounts:manage",
            "accounts:users",
            "accounts:add_user",
            "accounts:user",
            "accounts:give_post",
            "accounts:end_post",
            "accounts:give_mandate",
            "accounts:end_mandate",
            "accounts:deactivate",
            "accounts:reactivate",
            "accounts:sign_in_link",
            "accounts:teams",
            "accounts:add_team",
            "accounts:team",
            "accounts:serve",
            "accounts:close_team",
            "accounts:reopen_team",
            "accounts:roles",
            "accounts:mailroom",
            "accounts:decide_message",
            "accounts:policy",
            "accounts:add_line",
            "accounts:line",
            "reporting:cost_imports",
            "reporting:cost_example",
            "provisions:to_check",
            "provisions:keep",
            "provisions:confirm",
            "provisions:settle",
            "provisions:withdraw",
            "provisions:bring_back",
            "exchange:imports",
            "exchange:import",
            "exchange:progress",
            "exchange:columns",
            "exchange:look",
            "exchange:apply",
            "exchange:stop",
            "exchange:undo",
            "exchange:drop",
            "exchange:told",
            "exchange:export",
            "reporting:population",
        ),
        frozenset({Role.ADMIN}),
    ),
}
JOURNALLED = frozenset(
    {
        "reporting:team",
        "reporting:figures",
        "reporting:figure",
        "reporting:behind",
        "reporting:export",
        "reporting:files",
        "reporting:file",
        "reporting:fetch",
        "reporting:published",
        "reporting:published_table",
        "reporting:published_export",
        "accounts:audit",
        "accounts:mailroom",
        "exchange:export",
    }
)

NOORD_SHARED = frozenset({"running", "mixed", "youth", "waiting", "closed", "covered", "nameless"})
CASES: dict[Actor, frozenset[str]] = {
    IRIS: frozenset(),
    TESS: NOORD_SHARED | {"secret"},
    NEL: NOORD_SHARED | {"hushed"},
    WIM: NOORD_SHARED - {"youth"},
    DANA: NOORD_SHARED | {"secret"},
    MAX: NOORD_SHARED,
    MIRA: NOORD_SHARED | {"zuid", "former"},
    TOM: frozenset({"zuid", "former"}),
    CORA: frozenset({"coevorden"}),
    ANNE: frozenset(),
    ADA: frozenset(),
    PRIYA: frozenset(),
    SANNE: frozenset(),
}
TALKED: dict[Actor, frozenset[str]] = {
    IRIS: frozenset({"desk", "finished", "quiet"}),
    TESS: frozenset({"noord", "blank"}),
    NEL: frozenset({"noord", "blank"}),
    WIM: frozenset({"noord", "blank"}),
    TOM: frozenset({"zuid"}),
    MIRA: frozenset({"zuid"}),
    CORA: frozenset({"coevorden"}),
}
ABOUT = {
    "desk": "running",
    "finished": "youth",
    "quiet": "secret",
    "noord": "mixed",
    "zuid": "zuid",
    "coevorden": "coevorden",
}
NOT_FOR_WIM = frozenset(
    {
        "need:mixed:jeugd",
        "referral:mixed:jeugd",
        "task:mixed",
        "application:mixed",
        "objection:mixed",
        "decision:mixed",
    }
)

# Who registers looks up everybody of the own municipality (ADR 0004): by POST, and links whom was found.
FINDS = frozenset({"intake:resident", "intake:link", "cases:identify"})
FINDERS = dict.fromkeys((IRIS, TESS, NEL, WIM, TOM, MIRA), "hoogeveen")
FINDERS |= {CORA: "coevorden"}

# A notice of before the hand-over stays: it names the case by id, which no longer opens.
# What a facility is, is public: who asked for other municipalities reads those too.
READ_ANYWHERE = {"provisions:provision": frozenset({"facility:hoogeveen", "facility:coevorden"})}
STILL_TOLD = READ_ANYWHERE | dict.fromkeys(("my_work", "home", "intake:finish"), frozenset({"case:former"}))

# Mira reads in Noord and works in Zuid: her role in one team gives her nothing in the other.
NOT_IN_NOORD = frozenset(
    door for door, roles in OPENS.items() if door.startswith(("cases:", "referrals:")) and Role.MANAGER not in roles
)


# Who signalled sees the own words; the safety officer sees these and what she wrote herself. Appointments: desk,
# colleague, maker.
SIGNALLED = {name: frozenset({place}) for name, place in ((TESS, "noord"), (IRIS, "desk"), (CORA, "coevorden"))}
SIGNALLED_ABOUT = {"noord": "running", "desk": "running", "coevorden": "coevorden"}
GUARDED = {SANNE: frozenset({"noord", "desk"})}
APPOINTED: dict[Actor, frozenset[str]] = {
    IRIS: frozenset({"desk", "dana"}),
    TESS: frozenset({"dana"}),
    NEL: frozenset({"dana"}),
    WIM: frozenset({"dana"}),
    DANA: frozenset({"dana"}),
    TOM: frozenset({"zuid"}),
    MIRA: frozenset({"zuid"}),
    CORA: frozenset({"coevorden"}),
}
KEPT_BY = {"conversation": TALKED, "concern": SIGNALLED | GUARDED, "weighed": GUARDED, "appointment": APPOINTED}

# That a case runs: for who registers, of the own municipality and a law of one's post, where a resident is looked at.
# Never of a confidential one (ADR 0011).
LAWS_OF = {"youth": {"jeugd"}, "mixed": {"wmo", "jeugd"}}
OF_THE_OFFICE = ("colleague", "message", "facility", "team")
KNOWN_AT = ("intake:", "residents:")
# A kept address is told once, behind a door of its own; first names in full stand with the person, elsewhere initials.
SHOWN_ONLY_AT = {
    "hidden": frozenset({"residents:reveal", "residents:reveal_representative"}),
    "names": frozenset({"residents:resident", "residents:reveal", "residents:hand_out", "residents:correct"}),
}
CONFIDENTIAL = frozenset({"secret", "hushed"})


def knows(actor: Actor, name: str, door: str) -> bool:
    lives_in = "coevorden" if name == "coevorden" else "hoogeveen"
    laws = {"wmo"} if actor is WIM else {"wmo", "jeugd"}
    return (
        door.startswith(KNOWN_AT)
        and name not in CONFIDENTIAL
        and FINDERS.get(actor) == lives_in
        and bool(laws & LAWS_OF.get(name, {"wmo"}))
    )


def opens(actor: Actor, door: str) -> bool:
    return door in PUBLIC or any(post.role in OPENS.get(door, ()) for post in actor.posts)


def reads_ids(actor: Actor | None, owner: str, door: str) -> bool:
    """The privacy officer reads the journal of the own municipality: ids, and no text. A case is known by its id."""
    if actor is PRIYA and door == "accounts:audit":
        return not owner.endswith(":coevorden")
    kind, name, *_law = owner.split(":")
    return actor is not None and kind == "case" and knows(actor, name, door)


def sees(actor: Actor | None, owner: str, *, door: str = "") -> bool:
    """Whether this actor may be shown what belongs to `owner`, behind this door."""
    if actor is None or owner == "nobody":
        return False
    kind, name, *_law = owner.split(":")
    if kind == "figure" or owner in STILL_TOLD.get(door, ()):
        return True
    if kind in OF_THE_OFFICE:
        return _of_the_office(actor, kind, name, door)
    if kind in KEPT_BY:
        return name in KEPT_BY[kind].get(actor, ())
    if kind in ("resident", "member", "speaker"):
        return _sees_resident(actor, name, door)
    if kind in ("hidden", "names"):
        return door in SHOWN_ONLY_AT[kind] and _sees_resident(actor, name, door)
    if kind == "number" and knows(actor, name, door):
        return True
    return name in CASES[actor] and not (owner in NOT_FOR_WIM and actor is WIM)


def _of_the_office(actor: Actor, kind: str, name: str, door: str) -> bool:
    """A team's page opens for who has a post in it that opens the door."""
    if kind == "team":
        return any(post.team == TEAMS_BY_NAME[name] and post.role in OPENS[door] for post in actor.posts)
    return actor.municipality == name if kind == "facility" else actor is ADA and name == "hoogeveen"


def _sees_resident(actor: Actor, name: str, door: str) -> bool:
    if door.startswith("safety:"):
        concerns = GUARDED.get(actor, frozenset()) | SIGNALLED.get(actor, frozenset())
        return name in CASES[actor] or any(SIGNALLED_ABOUT[one] == name for one in concerns)
    if name in CASES[actor] or any(ABOUT.get(talk) == name for talk in TALKED.get(actor, ())):
        return True
    lives_in = "coevorden" if name == "coevorden" else "hoogeveen"
    return (door in FINDS or door.startswith("residents:")) and FINDERS.get(actor) == lives_in
