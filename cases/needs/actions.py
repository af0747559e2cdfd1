"""The verbs of a need: name it, weigh its layers, cover it, propose step 4 for what remains, and what comes after.

What is looked at beside the steps has its verbs in `cases/needs/beside/`.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission
from cases.dossier import acts
from cases.dossier.acts import Act
from cases.dossier.models import Task
from cases.needs.acts import CASE_IS_CLOSED, NeedAct, on_need, on_needs
from cases.needs.advice import nearby
from cases.needs.facts import Known
from cases.needs.models import (
    Coverage,
    Need,
    NeedEndedBecause,
    Proposal,
    ReopenedBecause,
    Worked,
)
from cases.needs.verdicts import Verdict, lines_of, weigh_as_written, write_down
from workflows import ladder
from workflows import need_reasons as say
from workflows.ladder import NeedState, layers_to_examine
from workflows.layers import Law, Layer, Outcome
from workflows.refusal import Refusal, Refused

LAW_NOT_YOURS = Refusal("law_not_yours", _("You do not work for this law in this team. Ask a colleague who does."))
ENDS_BY_ITSELF = (NeedEndedBecause.MOVED, NeedEndedBecause.DECEASED)


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
    referrer: str = "",
    referred_on: date | None = None,
    seen: int | None = None,
) -> Need:
    """Record a need (behoefte): the problem, and the support it asks for, before any layer is weighed.

    `referrer`: a GP, judge or certified institution who referred to help already; the stair is not asked then.
    """
    with acts.on_case(case, does="need:name", permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        if act.case.is_over:
            raise Refused(CASE_IS_CLOSED)
        if law not in by.laws_per_team().get(act.case.team_id, ()):
            raise Refused(LAW_NOT_YOURS)
        if referrer and (refusal := ladder.referrals_belong_to_youth_help(Law(law))):
            raise Refused(refusal)
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
            referrer=referrer,
            referred_on=referred_on,
            looked_nearby_on=act.on,
        )
        act.change(needs_named=need.position, laws=sorted({*act.case.laws, law}), urgent=act.case.urgent or urgent)
        need.save(force_insert=True)
        nearby.look(act, need)
        act.event("need:named", need=need.id, law=law, reason=referrer)
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
    evidence: tuple[UUID, ...] = (),
    also: tuple[UUID, ...] = (),
    seen: int | None = None,
    also_seen: Mapping[UUID, int | None] | None = None,
) -> Need:
    """Record what layers can do for a need. One `reason` may carry several layers; later verdicts supersede earlier.

    `also`: other needs of the case and law that the same verdicts hold for; `also_seen`: their versions. `evidence`:
    lines the verdicts rest on; one that belongs to a layer carries that layer only.
    """
    versions = {**(also_seen or {}), need: seen}
    with on_needs(case, (need, *also), does="need:weigh", by=by, at=at, seen=versions) as going:
        if len({one.need.law for one in going}) > 1:
            raise Refused(say.OTHER_LAW)
        write_down(going, verdicts, reason, lines_of(going[0], evidence))
        for one in going:
            weigh_as_written(one, tuple(verdicts))
        if remaining is not None:
            going[0].change(remaining=remaining)
    return going[0].need


def does_not_apply(
    *, case: UUID, need: UUID, layer: Layer, by: Actor, at: datetime, reason: str = "", seen: int | None = None
) -> Need:
    """Record in one go that a layer has no part in a need, with a reason in words that `weigh` can change later."""
    with on_need(case, need, does="need:does_not_apply", by=by, at=at, seen=seen) as going:
        if layer in going.known.assessments:
            raise Refused(say.ALREADY_LOOKED_AT)
        if layer not in layers_to_examine(going.facts()):
            raise Refused(say.NOT_ASKED_HERE)
        with translation.override(settings.LANGUAGE_CODE):
            said = reason or str(say.DOES_NOT_APPLY[layer])
        write_down([going], {layer: Verdict(Outcome.NOT_APPLICABLE, said)}, "", [])
        weigh_as_written(going, (layer,))
    return going.need


def mark_urgent(*, case: UUID, need: UUID, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Mark a need, and with it the case, as urgent (spoed): help goes first, the reasons follow."""
    with on_need(case, need, does="need:mark_urgent", by=by, at=at, seen=seen) as going:
        going.move("mark_urgent")
        going.change(urgent=True)
        going.act.change(urgent=True)
        going.event("need:marked_urgent")
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
    with on_need(case, need, does="need:cover", by=by, at=at, seen=seen) as going:
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
        going.make_task(Task.Kind.ASK_WHETHER_IT_WORKED, due_on=ask_on or going.act.on)
        going.event("need:covered", layer=going.reached(layers))
    return going.need


def ask_whether_it_worked(
    *,
    case: UUID,
    need: UUID,
    worked: str,
    by: Actor,
    at: datetime,
    ask_again_on: date | None = None,
    seen: int | None = None,
) -> Need:
    """Record what the resident says of what covers a need. "no" opens it again; else one may ask again on a day."""
    with on_need(case, need, does="need:ask_whether_it_worked", by=by, at=at, seen=seen) as going:
        going.move("ask_whether_it_worked", ask_on=ask_again_on)
        answer = {"worked": Worked(worked), "asked_at": at}
        going.need.coverages.in_force().update(**answer, **({"ask_on": ask_again_on} if ask_again_on else {}))
        going.event("need:worked", reason=worked)
        if worked == Worked.NO:
            _open_again(going, ReopenedBecause.NOT_HELPED)
        elif ask_again_on:
            going.make_task(Task.Kind.ASK_WHETHER_IT_WORKED, due_on=ask_again_on)
        else:
            going.finish_task(Task.Kind.ASK_WHETHER_IT_WORKED)
    return going.need


def propose_maatwerk(*, case: UUID, need: UUID, offer: Offer, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Propose step 4 for what remains. Urgent help goes at once, as temporary; its reasons become a task."""
    with on_need(case, need, does="need:propose", by=by, at=at, seen=seen) as going:
        going.move(
            "propose_maatwerk",
            temporary=offer.temporary,
            quantity_given=offer.quantity is not None,
            expires=going.need.state == NeedState.GRANTED and _runs_out(going.need),
        )
        Proposal.objects.create(
            need=going.need, by_id=by.id, at=at, **{name: getattr(offer, name) for name in Offer.__slots__}
        )
        if going.lacks_reasons():
            going.make_task(Task.Kind.WRITE_URGENT_REASONS, due_on=going.reasons_due())
        going.event(f"{going.step_four}:proposed", layer=going.reached())
    return going.need


def withdraw_proposal(*, case: UUID, need: UUID, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Take a proposal back, to weigh again."""
    with on_need(case, need, does="need:withdraw_proposal", by=by, at=at, seen=seen) as going:
        going.move("withdraw_proposal")
        going.need.proposals.waiting().update(withdrawn_at=at)
        going.event(f"{going.step_four}:withdrawn")
    return going.need


def reopen(*, case: UUID, need: UUID, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Open a need again, for example when what covered it did not help. `reason` is a code."""
    with on_need(case, need, does="need:reopen", by=by, at=at, seen=seen) as going:
        _open_again(going, reason)
    return going.need


def open_again_without(act: Act, *, need: Need, provision: UUID) -> bool:
    """A part of a referral's act: a need that this facility was to cover and did not is open again.

    A facility that is not named counts as this one. False where something else covers the need, nothing does, or the
    case is over: then there is nothing to open.
    """
    if need.state != NeedState.COVERED or act.case.is_over:
        return False
    by_this = need.coverages.in_force().filter(Q(provision=provision) | Q(provision=None))
    if not by_this.filter(layers__contains=[Layer.GENERAL_FACILITY]).exists():
        return False
    going = NeedAct(act=act, need=need, known=Known(assessments={}, has_housemates=False))
    _open_again(going, ReopenedBecause.NOT_HELPED)
    going.save()
    return True


def step_down(*, case: UUID, need: UUID, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Go back to lighter help (afschalen) when what was granted ran out. `reason` is a code.

    Ending a right before its time is a decision: `cases/decisions/endings/actions.py`.
    """
    with on_need(case, need, does="need:step_down", by=by, at=at, seen=seen) as going:
        going.move("step_down", removes_right=_right_runs(going))
        going.event("need:stepped_down", layer=going.reached(_covering(going.need)), reason=reason)
    return going.need


def close_need(*, case: UUID, need: UUID, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Close a need. `reason` is a code; an open application under its law is answered first."""
    with on_need(case, need, does="need:close", by=by, at=at, seen=seen) as going:
        before, reached = going.need.state, going.reached(_covering(going.need))
        waits = going.act.case.applications.pending().filter(law=going.need.law).exists()
        removes = reason not in ENDS_BY_ITSELF and _right_runs(going)
        going.move("close", reason_given=bool(reason), application_open=waits, removes_right=removes)
        going.change(closed_from=before)
        going.finish_task()
        going.event("need:closed", layer=reached, reason=reason)
    return going.need


def _open_again(going: NeedAct, reason: str) -> None:
    going.move("reopen", reason_given=bool(reason))
    going.uncover()
    going.change(closed_from="")
    going.event("need:reopened", reason=reason)


def _granted(need: Need) -> Proposal | None:
    return need.proposals.filter(decisions__outcome="granted").order_by("at").last()


def _runs_out(need: Need) -> bool:
    """Whether what was granted is temporary or has a last day, so that an ordinary proposal may follow it."""
    granted = _granted(need)
    return granted is not None and (granted.temporary or granted.period_until is not None)


def _right_runs(going: NeedAct) -> bool:
    """Whether what was granted is a right that still runs."""
    granted = _granted(going.need) if going.need.state == NeedState.GRANTED else None
    return granted is not None and granted.runs_on(going.act.on)


def _covering(need: Need) -> tuple[Layer, ...]:
    """What steps 1 to 3 cover of a need now."""
    current = need.coverages.in_force().order_by("at").last()
    return tuple(Layer(layer) for layer in current.layers) if current else ()
