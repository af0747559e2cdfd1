"""A world in which every text names its owner: a canary in each text field, so that a page shows what it lets out.

Beside the cast, Nel works in Noord and keeps a case to herself, and Mira manages Noord while she works in Zuid. Each
case stands in another relation to who asks; who may see which is declared in tests/walls/matrix_rules.py.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from accounts import access
from accounts.access import Actor
from accounts.models import Membership, Role, User
from cases.course import actions as course
from cases.dossier import actions as dossier
from cases.dossier.models import Case, CaseNumber
from cases.needs.actions import Offer, Verdict
from cases.needs.models import Need
from intake import actions as intake
from intake.actions import Typed
from ledger import outbox
from ledger.models import OutboxMessage
from tests import cast
from tests.cast import AT, CORA, DANA, IRIS, NOORD, SINCE, TESS, TODAY, TOM, ZUID, acting
from workflows.layers import LOWER_LAYERS, Layer, Outcome

NEL = cast._person("Nel", cast._post(NOORD, Role.TEAM))
MIRA = cast._person("Mira", cast._post(NOORD, Role.MANAGER), cast._post(ZUID, Role.TEAM))
PEOPLE = (*cast.CAST, NEL, MIRA)
OFFICIAL_TEST_NUMBERS = ("999990469", "999993185", "999994116")
FIRST_NUMBERS = {"hoogeveen": 4100, "coevorden": 5100}


@dataclass(slots=True)
class Thing:
    """A case, need, conversation or resident: its id, and the ids a journal entry may name for it."""

    id: UUID
    parent: str = ""
    named_by: set[UUID] = field(default_factory=set)


@dataclass(slots=True)
class World:
    """What there is, by owner key ("case:noord", "need:noord:wmo"), and whose each canary is."""

    things: dict[str, Thing] = field(default_factory=dict)
    canaries: dict[str, str] = field(default_factory=dict)
    surnames: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1001))

    def canary(self, owner: str) -> str:
        """A new text of this owner. Capitals and letters only: no code of ours looks like it, nothing escapes it."""
        letters = "".join(chr(ord("a") + int(digit)) for digit in str(next(self.numbers)))
        text = f"Kwikstaart{letters}"
        self.canaries[text] = owner
        return text

    def add(self, owner: str, id: UUID, *, parent: str = "", named_by: set[UUID] | None = None) -> None:
        self.things[owner] = Thing(id, parent, {id} | (named_by or set()))
        self.canaries[str(id)] = owner

    def id_of(self, owner: str) -> UUID:
        return self.things[owner].id

    def of_kind(self, kind: str) -> list[str]:
        return [owner for owner in self.things if owner.startswith(f"{kind}:")]


def build() -> World:
    world = World()
    _enter()
    _cases(world)
    _talks(world)
    _deliver()
    return world


def _enter() -> None:
    cast.enter()
    for one in (NEL, MIRA):
        user = User.objects.create(id=one.id, email=cast.email_of(one), name=one.name)
        for post in one.posts:
            Membership.objects.create(
                user=user, team_id=post.team, role=post.role, laws=sorted(post.laws), valid_from=SINCE
            )
    for municipality, last in FIRST_NUMBERS.items():
        CaseNumber.objects.create(municipality_id=municipality, year=TODAY.year, last=last)


def _cases(world: World) -> None:
    """One case in each relation."""
    running = _case(world, "running", laws=("wmo",))
    _weighed(world, "running", running, "wmo")
    mixed = _case(world, "mixed", laws=("wmo", "jeugd"))
    for law in ("wmo", "jeugd"):
        _weighed(world, "mixed", mixed, law)
    _weighed(world, "youth", _case(world, "youth", laws=("jeugd",)), "jeugd")
    _weighed(world, "secret", _case(world, "secret", laws=("wmo",), confidential=True), "wmo")
    _weighed(world, "hushed", _case(world, "hushed", by=NEL, laws=("wmo",), confidential=True), "wmo", by=NEL)
    _proposed(world, "waiting")
    _closed(world)
    _covered(world)
    cast.hand_over(_with_need(world, "former"))
    _weighed(world, "zuid", _case(world, "zuid", by=TOM, laws=("wmo",)), "wmo", by=TOM)
    _weighed(world, "coevorden", _case(world, "coevorden", by=CORA, laws=("wmo",)), "wmo", by=CORA)
    _case(world, "nameless", laws=("wmo",), known=False)


def _case(
    world: World,
    name: str,
    *,
    laws: tuple[str, ...],
    by: Actor = TESS,
    known: bool = True,
    confidential: bool = False,
) -> Case:
    owner = f"case:{name}"
    resident = _resident(world, name, by=by) if known else None
    case = cast.open_case(by=by, laws=laws, resident=resident, own_words=world.canary(owner), confidential=confidential)
    world.add(owner, case.id, named_by={resident} if resident else set())
    world.canaries[case.number] = owner
    with acting(by):
        dossier.plan_next_step(case=case.id, what=world.canary(owner), on=TODAY, by=by, at=AT)
    return case


def _resident(world: World, name: str, *, by: Actor) -> UUID:
    """Everything that can be known of a person. The whole BSN and a secret address are nobody's to see."""
    owner = f"resident:{name}"
    secret = name == "secret"
    bsn = OFFICIAL_TEST_NUMBERS[len(world.of_kind("resident")) % len(OFFICIAL_TEST_NUMBERS)]
    world.canaries[bsn] = "nobody"
    world.surnames[owner] = world.canary(owner)
    resident = cast.register_resident(
        by=by,
        bsn=bsn,
        first_names=world.canary("nobody"),
        family_name=world.surnames[owner],
        street=world.canary("nobody" if secret else owner),
        place=world.canary(owner),
        house_number="7",
        postcode="7901AB",
        birth_year=1950,
        secret_address=secret,
        housemates=(world.canary("nobody"),),
    )
    world.add(owner, resident.id)
    return resident.id


def _weighed(world: World, name: str, case: Case, law: str, *, by: Actor = TESS) -> Need:
    """A need with every text filled, each lower layer weighed with a reason of its own after an earlier one."""
    need = _need(world, name, case, law, by=by)
    owner = f"need:{name}:{law}"
    if law == case.laws[0]:
        cast.start(case, by=by)
    for _time in range(2):
        verdicts = {layer: Verdict(Outcome.INSUFFICIENT, world.canary(owner)) for layer in LOWER_LAYERS}
        cast.weigh(need, verdicts, by=by, remaining=world.canary(owner))
    return need


def _need(world: World, name: str, case: Case, law: str, *, by: Actor) -> Need:
    owner = f"need:{name}:{law}"
    title, problem, extent = (world.canary(owner) for _field in range(3))
    need = cast.name_need(case, by=by, law=law, title=title, problem=problem, extent=extent)
    resident = {world.id_of(f"resident:{name}")} if f"resident:{name}" in world.things else set()
    world.add(owner, need.id, parent=f"case:{name}", named_by={case.id} | resident)
    return need


def _with_need(world: World, name: str) -> Case:
    case = _case(world, name, laws=("wmo",))
    _need(world, name, case, "wmo", by=TESS)
    return case


def _proposed(world: World, name: str) -> tuple[Case, Need]:
    """A case that waits for a decision on what was proposed."""
    case = _case(world, name, laws=("wmo",))
    need = _weighed(world, name, case, "wmo")
    product = world.canary(f"need:{name}:wmo")
    cast.propose(need, offer=Offer(product=product, quantity=Decimal(3), unit="hours", frequency="week"))
    cast.report_outcome(case)
    cast.apply_for(case)
    return case, need


def _closed(world: World) -> None:
    case, need = _proposed(world, "closed")
    why, article = (world.canary("need:closed:wmo") for _field in range(2))
    cast.decide(need, outcome="denied", motivation=why, article=article, by=DANA)
    with acting(TESS):
        course.close(case=case.id, reason="no_support", by=TESS, at=AT)


def _covered(world: World) -> None:
    need = _need(world, "covered", _case(world, "covered", laws=("wmo",)), "wmo", by=TESS)
    why = world.canary("need:covered:wmo")
    cast.weigh(need, {Layer.SOCIAL_NETWORK: Verdict(Outcome.SUFFICIENT, why)})
    cast.cover(need, Layer.SOCIAL_NETWORK)


def _talks(world: World) -> None:
    """A conversation at each desk, about the resident of a case there, with a text before this one."""
    for name, by, about in (
        ("desk", IRIS, "running"),
        ("noord", TESS, "mixed"),
        ("zuid", TOM, "zuid"),
        ("coevorden", CORA, "coevorden"),
    ):
        _talk(world, name, by=by, about=about)
    _talk(world, "blank", by=TESS)
    with acting(IRIS):
        intake.finish_answered(conversation=_talk(world, "finished", by=IRIS, about="youth"), by=IRIS, at=AT)


def _talk(world: World, name: str, *, by: Actor, about: str = "") -> UUID:
    """A conversation; it is about nobody yet when nothing else is said, so that somebody can be looked up in it."""
    owner, resident = f"conversation:{name}", world.id_of(f"resident:{about}") if about else None
    with acting(by):
        talk = intake.start_conversation(by=by, at=AT)
        for version in range(2):
            typed = Typed(world.canary(owner), seen=version)
            intake.save_text(conversation=talk.id, typed=typed, by=by, at=AT)
        intake.link_resident(conversation=talk.id, resident=resident, by=by, at=AT)
    world.add(owner, talk.id, parent=f"resident:{about}", named_by={resident} if resident else set())
    return talk.id


def _deliver() -> None:
    for message in OutboxMessage.objects.order_by("id"):
        with access.system("deliver", at=AT):
            outbox.deliver(message.id, at=AT)
