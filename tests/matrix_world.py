"""A world in which every text names its owner: a canary in each text field, so that a page shows what it lets out.

Beside the cast, Nel works in Noord and keeps a case to herself, and Mira manages Noord while she works in Zuid. Each
case stands in another relation to who asks; who may see which is declared in tests/walls/matrix_rules.py. A case's
number has an owner of its own ("number:noord"): that a case runs is known to more people than what it says.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID, uuid4

from accounts import access
from accounts.access import Actor
from accounts.models import Membership, Role, User
from cases.course import actions as course
from cases.dossier import actions as dossier
from cases.dossier.models import Case, CaseNumber
from cases.needs.actions import Offer
from cases.needs.models import Need
from cases.needs.verdicts import Verdict
from cases.referrals import links
from cases.referrals.models import PartnerLink
from cases.referrals.partner import actions as partner
from intake import actions as intake
from intake.actions import Typed
from ledger import outbox
from ledger.models import OutboxMessage
from tests import cast
from tests.cast import (
    ADA,
    AT,
    COEVORDEN,
    CORA,
    DANA,
    DESK,
    IRIS,
    NOORD,
    SANNE,
    SINCE,
    TESS,
    TODAY,
    TOM,
    WIM,
    ZUID,
    acting,
)
from tests.walls import rows
from tests.walls.matrix_exchange import enter_imports
from workflows.layers import LOWER_LAYERS, Layer, Outcome

NEL = cast._person("Nel", cast._post(NOORD, Role.TEAM))
MIRA = cast._person("Mira", cast._post(NOORD, Role.MANAGER), cast._post(ZUID, Role.TEAM))
PEOPLE = (*cast.CAST, NEL, MIRA)
OFFICIAL_TEST_NUMBERS = ("999990469", "999993185", "999994116")
FIRST_NUMBERS = {"hoogeveen": 4100, "coevorden": 5100}


@dataclass(slots=True)
class Thing:
    """A case, need, conversation, resident, concern or appointment: its id, and the ids the journal may name for it."""

    id: UUID
    parent: str = ""
    named_by: set[UUID] = field(default_factory=set)


@dataclass(slots=True)
class World:
    """What there is, by owner key ("case:noord", "need:noord:wmo"), and whose each canary is."""

    things: dict[str, Thing] = field(default_factory=dict)
    canaries: dict[str, str] = field(default_factory=dict)
    surnames: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    provisions: dict[str, UUID] = field(default_factory=dict)
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

    def text_of(self, owner: str) -> Callable[[], str]:
        return lambda: self.canary(owner)

    def id_of(self, owner: str) -> UUID:
        return self.things[owner].id

    def of_kind(self, kind: str) -> list[str]:
        return [owner for owner in self.things if owner.startswith(f"{kind}:")]


def build() -> World:
    world = World()
    _enter()
    _cases(world)
    _links(world)
    _talks(world)
    _concerns(world)
    _appointments(world)
    _deliver()
    _messages(world)
    enter_imports()
    rows.editions()
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
    _with_parts(world, "mixed", mixed)
    _weighed(world, "youth", _case(world, "youth", laws=("jeugd",)), "jeugd")
    secret = _case(world, "secret", laws=("wmo",), confidential=True)
    rows.grant(secret, DANA, by=TESS)
    rows.grant(secret, WIM, by=TESS, revoked=True)
    _weighed(world, "secret", secret, "wmo")
    hushed = _case(world, "hushed", by=NEL, laws=("wmo",), confidential=True)
    _weighed(world, "hushed", hushed, "wmo", by=NEL)
    _with_parts(world, "hushed", hushed, by=NEL)
    _proposed(world, "waiting")
    _closed(world)
    _covered(world)
    cast.hand_over(_with_need(world, "former"))
    zuid = _case(world, "zuid", by=TOM, laws=("wmo",))
    _weighed(world, "zuid", zuid, "wmo", by=TOM)
    _with_parts(world, "zuid", zuid, by=TOM)
    _weighed(world, "coevorden", _case(world, "coevorden", by=CORA, laws=("wmo",)), "wmo", by=CORA)
    _case(world, "nameless", laws=("wmo",), known=False)


def _links(world: World) -> None:
    """A link that ran out, one that was closed, one of nobody; and a facility's own, alive and closed."""
    with acting(TESS):
        for name, of, values in (
            ("expired", "referral:running:wmo", {"expires_at": AT}),
            ("revoked", "referral:waiting:wmo", {"revoked_at": AT}),
        ):
            PartnerLink.objects.filter(referral=world.id_of(of)).update(**values)
            world.links[name] = world.links.pop(of)
    with acting(ADA):
        here = rows.provision_in("hoogeveen")
        closed = partner.open_own_link(provision=here.id, by=ADA, at=rows.LONG_AGO_ENOUGH)
        alive = partner.open_own_link(provision=here.id, by=ADA, at=rows.LONG_AGO_ENOUGH)
    world.links |= {"own_closed": links.token_of(closed.id), "own": links.token_of(alive.id)}
    world.links["nobody"] = links.token_of(UUID(int=1))
    world.provisions = {place: rows.provision_in(place).id for place in ("hoogeveen", "coevorden")}


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
    world.canaries[case.number] = f"number:{name}"
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
        first_names=world.canary(f"names:{name}"),
        family_name=world.surnames[owner],
        street=world.canary("hidden:secret" if secret else owner),
        place=world.canary("hidden:secret" if secret else owner),
        house_number="7",
        postcode="7901AB",
        birth_year=1950,
        secret_address=secret,
    )
    world.add(owner, resident.id)
    named_by = {resident.id}
    member = rows.household_of(resident.id, by=by, words=world.canary(owner))
    speaker = rows.around_a_resident(
        resident.id, by=by, text=world.text_of(owner), hidden=world.text_of(f"hidden:{name}")
    )
    world.add(f"member:{name}", member.id, parent=owner, named_by=named_by)
    world.add(f"speaker:{name}", speaker.id, parent=owner, named_by=named_by)
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
    rows.beside_a_need(need, by=by, text=world.text_of(owner))
    _referred(world, name, need, by=by)
    return need


def _referred(world: World, name: str, need: Need, *, by: Actor) -> None:
    """The need referred to a facility; whoever holds the link of it sees its card."""
    owner = f"referral:{name}:{need.law}"
    made = rows.referral(need, by=by, text=world.text_of(owner))
    named_by = {need.case_id} | ({world.id_of(f"resident:{name}")} if f"resident:{name}" in world.things else set())
    world.add(owner, made.id, parent=f"case:{name}", named_by=named_by)
    with acting(by):
        world.links[owner] = links.token_of(made.links.get().id)


def _with_parts(world: World, name: str, case: Case, *, by: Actor = TESS) -> None:
    """A task, an application, an objection against it and a decision without one: each has doors of its own.

    Of `mixed`, not for Wim.
    """
    law = case.laws[0]
    application, text = cast.apply_for(case, law=law, by=by), world.text_of(f"need:{name}:{law}")
    objection = rows.beside_an_application(application, by=by, text=text)
    with acting(by):
        need = Need.objects.get(pk=world.id_of(f"need:{name}:{law}"))
    parts = {"task": rows.task(case, by=by), "application": application, "objection": objection}
    parts["decision"] = rows.urgent_decision(need, by=by, text=text)
    for kind, part in parts.items():
        world.add(f"{kind}:{name}", part.id, parent=f"case:{name}", named_by=world.things[f"case:{name}"].named_by)


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
    rows.beside_an_application(cast.apply_for(case), by=TESS, text=world.text_of(f"need:{name}:wmo"))
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
        ("quiet", IRIS, "secret"),
    ):
        _talk(world, name, by=by, about=about)
    _talk(world, "blank", by=TESS)
    with acting(IRIS):
        finished = _talk(world, "finished", by=IRIS, about="youth")
        for _question in range(2):
            intake.finish_answered(conversation=finished, by=IRIS, at=AT)


def _talk(world: World, name: str, *, by: Actor, about: str = "") -> UUID:
    """A conversation; it is about nobody yet when nothing else is said, so that somebody can be looked up in it."""
    owner, resident = f"conversation:{name}", world.id_of(f"resident:{about}") if about else None
    with acting(by):
        talk = intake.start_conversation(by=by, at=AT)
        for version in range(2):
            typed = Typed(world.canary(owner), seen=version)
            intake.save_text(conversation=talk.id, typed=typed, by=by, at=AT)
        intake.link_resident(conversation=talk.id, resident=resident, by=by, at=AT)
    rows.of_conversation(talk.id, by=by, text=world.text_of(owner))
    world.add(owner, talk.id, parent=f"resident:{about}", named_by={resident} if resident else set())
    return talk.id


def _concerns(world: World) -> None:
    """Tess worries about a case of Noord, Iris after a conversation, Cora elsewhere; Sanne wrote on with each here."""
    for name, by, about, from_case in (
        ("noord", TESS, "running", True),
        ("desk", IRIS, "running", False),
        ("coevorden", CORA, "coevorden", True),
    ):
        owner, talk = f"concern:{name}", f"conversation:{name}"
        signalled = rows.concern(
            by=by,
            text=world.text_of(owner),
            case=world.id_of(f"case:{about}") if from_case else None,
            conversation=None if from_case else world.id_of(talk),
            resident=world.id_of(f"resident:{about}"),
        )
        # The journal names a concern by its id alone: whom it is about is for nobody to read there.
        world.add(owner, signalled.id, parent=f"case:{about}")
        world.things[f"resident:{about}"].named_by.add(signalled.id)
        if by is not CORA:
            rows.note_of(signalled, by=SANNE, words=world.canary(f"weighed:{name}"))


def _appointments(world: World) -> None:
    """For the desk, for a colleague by name, and for a team elsewhere."""
    for name, by, team, colleague, whom in (
        ("desk", IRIS, DESK, None, "running"),
        ("dana", IRIS, NOORD, DANA, "running"),
        ("zuid", TOM, ZUID, None, "zuid"),
        ("coevorden", CORA, COEVORDEN, None, "coevorden"),
    ):
        owner, about = f"appointment:{name}", world.id_of(f"resident:{whom}")
        made = rows.appointment(
            by=by, team=team, text=world.text_of(owner), colleague=colleague.id if colleague else None, resident=about
        )
        world.add(owner, made.id, named_by={about})


def _messages(world: World) -> None:
    """Two messages of here and one of elsewhere that a person must look at; each is about an id of its own."""
    for name, state in (("hoogeveen", "doubtful"), ("hoogeveen", "dead"), ("coevorden", "doubtful")):
        about = uuid4()
        outbox.put("mail.test", key=f"test:{about}", payload={"letter": str(about)}, municipality=name, at=AT)
        OutboxMessage.objects.filter(key=f"test:{about}").update(state=state)
        world.canaries[str(about)] = f"message:{name}"


def _deliver() -> None:
    for message in OutboxMessage.objects.order_by("id"):
        with access.system("deliver", at=AT):
            outbox.deliver(message.id, at=AT)
