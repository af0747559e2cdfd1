"""The verbs of a need: name it, weigh its layers, cover it, or propose step 4 for what remains."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission
from cases.dossier import acts
from cases.dossier.acts import Act
from cases.dossier.models import Task
from cases.needs.facts import Known, fact_of, facts_of, known_of
from cases.needs.models import Assessment, Coverage, Need, Proposal, Weighing
from workflows import flow, ladder
from workflows.layers import Law, Layer, Outcome, StepFour, step_four
from workflows.refusal import Refusal, Refused

LAW_NOT_YOURS = Refusal("law_not_yours", _("You do not work for this law in this team. Ask a colleague who does."))
CASE_IS_CLOSED = Refusal("case_is_closed", _("This case is closed. A new question becomes a new case."))
URGENT_REASONS_WITHIN = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one layer can do, and why. An empty reason takes the reason the verdicts share."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is proposed for what remains. Quantities in `unit` per `frequency`."""

    product: str
    quantity: Decimal | None = None
    unit: str = ""
    frequency: str = ""
    period_from: date | None = None
    period_until: date | None = None
    form: str = Proposal.Form.IN_KIND
    temporary: bool = False


@dataclass(slots=True)
class NeedAct:
    """A change under way on one need of a locked case."""

    act: Act
    need: Need
    known: Known

    def move(self, transition: str, **brings: object) -> None:
        """Ask the ladder and move. Raises Refused with its reason."""
        facts = facts_of(self.need, self.known, by=self.act.who, at=self.act.at, **brings)
        flow.move(self.need, transition, facts)

    def event(self, kind: str, *, layer: str = "", reason: str = "") -> None:
        self.act.event(kind, need=self.need.id, law=self.need.law, layer=layer, reason=reason)


def name_need(
    *,
    case: UUID,
    law: str,
    life_area: str,
    title: str,
    by: Actor,
    at: datetime,
    problem: str = "",
    extent: str = "",
    urgent: bool = False,
    externally_referred: bool = False,
    seen: int | None = None,
) -> Need:
    """Record a need (behoefte): the problem, and the support it asks for, before any layer is weighed."""
    with acts.on_case(case, does="need:name", permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        if act.case.is_over:
            raise Refused(CASE_IS_CLOSED)
        if law not in by.laws_per_team().get(act.case.team_id, ()):
            raise Refused(LAW_NOT_YOURS)
        need = Need(
            id=uuid.uuid4(),
            case=act.case,
            position=act.case.needs_named + 1,
            law=law,
            life_area=life_area,
            title=title,
            problem=problem,
            extent=extent,
            urgent=urgent,
            externally_referred=externally_referred,
        )
        act.change(needs_named=need.position, laws=sorted({*act.case.laws, law}), urgent=act.case.urgent or urgent)
        need.save(force_insert=True)
        act.event("need:named", need=need.id, law=law)
    return need


def weigh(
    *,
    case: UUID,
    need: UUID,
    verdicts: Mapping[Layer, Verdict],
    by: Actor,
    at: datetime,
    reason: str = "",
    remaining: str | None = None,
    seen: int | None = None,
) -> Need:
    """Record what layers can do for a need. One `reason` may carry several layers; later verdicts supersede earlier."""
    with _on_need(case, need, does="need:weigh", by=by, at=at, seen=seen) as going:
        rows = list(_assessments(going, verdicts, reason))
        _supersede(going, verdicts)
        Assessment.objects.bulk_create(rows)
        going.known.assessments.update({Layer(row.layer): fact_of(row) for row in rows})
        helped_first = going.need.state in ladder.HELPED_FIRST
        going.move(
            "weigh_afterwards" if helped_first else "weigh",
            weighing=tuple(verdicts),
            temporary=helped_first and _is_temporary(going.need),
        )
        if remaining is not None:
            going.need.remaining = remaining
        for layer, verdict in verdicts.items():
            going.event("need:weighed", layer=layer.value, reason=verdict.outcome.value)
        if not _lacks_reasons(going):
            _finish_task(going, Task.Kind.WRITE_URGENT_REASONS)
    return going.need


def cover(
    *,
    case: UUID,
    need: UUID,
    layers: tuple[Layer, ...],
    agreement: str | None,
    ask_on: date | None,
    by: Actor,
    at: datetime,
    provision: UUID | None = None,
    seen: int | None = None,
) -> Need:
    """Cover a need with steps 1 to 3, with the resident's agreement and a day to ask whether it worked."""
    with _on_need(case, need, does="need:cover", by=by, at=at, seen=seen) as going:
        going.move("cover", covering=layers, agreement=agreement, ask_on=ask_on)
        Coverage.objects.create(
            need=going.need,
            layers=[layer.value for layer in layers],
            provision_id=provision,
            agreement=agreement or "",
            ask_on=ask_on or going.act.on,
            by_id=by.id,
            at=at,
        )
        _make_task(going, Task.Kind.ASK_WHETHER_IT_WORKED, due_on=ask_on or going.act.on)
        going.event("need:covered", layer=_reached(going, layers))
    return going.need


def propose_maatwerk(*, case: UUID, need: UUID, offer: Offer, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Propose step 4 for what remains. Urgent help goes at once, as temporary; its reasons become a task."""
    with _on_need(case, need, does="need:propose", by=by, at=at, seen=seen) as going:
        going.move(
            "propose_maatwerk",
            temporary=offer.temporary,
            quantity_given=offer.quantity is not None,
            expires=_runs_out(going.need),
        )
        Proposal.objects.create(
            need=going.need, by_id=by.id, at=at, **{name: getattr(offer, name) for name in Offer.__slots__}
        )
        if _lacks_reasons(going):
            _make_task(going, Task.Kind.WRITE_URGENT_REASONS, due_on=_reasons_due(going))
        going.event(f"{_step_four(going)}:proposed", layer=_reached(going, ()))
    return going.need


def withdraw_proposal(*, case: UUID, need: UUID, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Take a proposal back, to weigh again."""
    with _on_need(case, need, does="need:withdraw_proposal", by=by, at=at, seen=seen) as going:
        going.move("withdraw_proposal")
        going.need.proposals.waiting().update(withdrawn_at=at)
        going.event(f"{_step_four(going)}:withdrawn")
    return going.need


def reopen(*, case: UUID, need: UUID, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Open a need again, for example when what covered it did not help. `reason` is a code."""
    with _on_need(case, need, does="need:reopen", by=by, at=at, seen=seen) as going:
        going.move("reopen", reason_given=bool(reason))
        _finish_task(going, Task.Kind.ASK_WHETHER_IT_WORKED)
        going.event("need:reopened", reason=reason)
    return going.need


@contextmanager
def _on_need(case: UUID, need: UUID, *, does: str, by: Actor, at: datetime, seen: int | None) -> Iterator[NeedAct]:
    """An act on one need. `seen` is the need's version, so that work on another need is no conflict."""
    with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at) as act:
        if act.case.is_over:
            raise Refused(CASE_IS_CLOSED)
        found = Need.objects.visible_to(by).get(pk=need, case=act.case.id)
        found.case = act.case
        if seen is not None and seen != found.version:
            raise acts.Stale(act.case, version=found.version)
        going = NeedAct(act=act, need=found, known=known_of(found))
        yield going
        found.version += 1
        found.save(update_fields=["state", "remaining", "version"])


def _step_four(going: NeedAct) -> str:
    """How events call the fourth step: income support and debt plans are decisions of their own, never maatwerk."""
    return "need:maatwerk" if step_four(Law(going.need.law)) == StepFour.TAILORED_PROVISION else "need:decision"


def _reached(going: NeedAct, covering: tuple[Layer, ...]) -> str:
    reached = ladder.layer_reached(state=going.need.state, law=Law(going.need.law), covering=covering)
    return reached.value if reached else ""


def _assessments(going: NeedAct, verdicts: Mapping[Layer, Verdict], reason: str) -> Iterator[Assessment]:
    weighings: dict[str, Weighing] = {}
    for layer, verdict in verdicts.items():
        text = verdict.reason.strip() or reason.strip()
        if text not in weighings:
            weighings[text] = Weighing.objects.create(
                case=going.act.case, reason=text, by_id=going.act.by.id, at=going.act.at
            )
        yield Assessment(need=going.need, weighing=weighings[text], layer=layer.value, outcome=verdict.outcome.value)


def _supersede(going: NeedAct, verdicts: Mapping[Layer, Verdict]) -> None:
    layers = [layer.value for layer in verdicts]
    going.need.assessments.current().filter(layer__in=layers).update(superseded_at=going.act.at)


def _is_temporary(need: Need) -> bool:
    """Whether what is proposed or granted now is temporary help."""
    current = need.proposals.filter(withdrawn_at=None).order_by("at").last()
    return current is not None and current.temporary


def _runs_out(need: Need) -> bool:
    """Whether what was granted is temporary or has a last day, so that an ordinary proposal may follow it."""
    granted = need.proposals.filter(decisions__outcome="granted").order_by("at").last()
    return granted is not None and (granted.temporary or granted.period_until is not None)


def _lacks_reasons(going: NeedAct) -> bool:
    facts = facts_of(going.need, going.known, by=going.act.who, at=going.act.at)
    return bool(ladder.missing_reasons(facts)) and not going.need.externally_referred


def _reasons_due(going: NeedAct) -> date:
    """Within the investigation's own term when one runs, else within three weeks."""
    return going.act.case.due_on or going.act.on + URGENT_REASONS_WITHIN


def _make_task(going: NeedAct, kind: str, *, due_on: date) -> None:
    Task.objects.open().update_or_create(
        case=going.act.case, need=going.need.id, kind=kind, defaults={"law": going.need.law, "due_on": due_on}
    )


def _finish_task(going: NeedAct, kind: str) -> None:
    Task.objects.open().filter(case=going.act.case, need=going.need.id, kind=kind).update(done_at=going.act.at)
