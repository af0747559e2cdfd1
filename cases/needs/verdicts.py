"""How verdicts on layers are written down, whichever verb brings them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cases.dossier.acts import Act
from cases.dossier.models import Task
from cases.needs.acts import NeedAct
from cases.needs.facts import fact_of
from cases.needs.models import Assessment, Evidence, Need, Weighing
from workflows import ladder
from workflows import need_reasons as say
from workflows.ladder import NeedState
from workflows.layers import Layer, Outcome
from workflows.refusal import Refused


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one layer can do, and why. An empty reason takes the reason the verdicts share."""

    outcome: Outcome
    reason: str = ""


def weigh_as_written(going: NeedAct, layers: tuple[Layer, ...]) -> None:
    """The move, the events and the work of verdicts that were just written down."""
    helped_first, covered = going.need.state in ladder.HELPED_FIRST, going.need.state == NeedState.COVERED
    going.move(
        "weigh_afterwards" if helped_first else "weigh",
        weighing=layers,
        temporary=helped_first and _is_temporary(going.need),
    )
    for layer in layers:
        going.event("need:weighed", layer=layer.value, reason=going.known.assessments[layer].outcome.value)
    if covered:
        going.uncover()
    if going.need.urgent and not going.lacks_reasons():
        going.finish_task(Task.Kind.WRITE_URGENT_REASONS)


def write_down(going: list[NeedAct], verdicts: Mapping[Layer, Verdict], shared: str, lines: list[Evidence]) -> None:
    """One weighing per reason, an assessment per need and layer; what was found there earlier stays, superseded."""
    act, weighings, rows = going[0].act, dict[tuple[str, tuple[UUID, ...]], Weighing](), list[Assessment]()
    for layer, verdict in verdicts.items():
        text = verdict.reason.strip() or shared.strip()
        rests_on = tuple(line.id for line in lines if line.layer in ("", layer))
        weighing = weighings.setdefault((text, rests_on), _weighing(act, text, rests_on))
        for one in going:
            rows.append(Assessment(need=one.need, weighing=weighing, layer=layer, outcome=verdict.outcome))
    Weighing.objects.bulk_create(weighings.values())
    if any(layer in one.known.assessments for one in going for layer in verdicts):
        earlier = Assessment.objects.filter(need__in=[one.need.id for one in going], superseded_at=None)
        earlier.filter(layer__in=list(verdicts)).update(superseded_at=act.at)
    Assessment.objects.bulk_create(rows)
    for one in going:
        found = (row for row in rows if row.need_id == one.need.id)
        one.known.assessments.update({Layer(row.layer): fact_of(row) for row in found})


def _weighing(act: Act, text: str, rests_on: tuple[UUID, ...]) -> Weighing:
    return Weighing(case=act.case, reason=text, evidence=list(rests_on), by_id=act.by.id, at=act.at)


def lines_of(going: NeedAct, evidence: tuple[UUID, ...]) -> list[Evidence]:
    """The lines of evidence, of this case and law; Refused when one of them is not."""
    if not evidence:
        return []
    lines = Evidence.objects.visible_to(going.act.by).filter(case=going.act.case, law=going.need.law)
    found = list(lines.filter(pk__in=evidence).order_by("at", "line"))
    if len(found) < len(set(evidence)):
        raise Refused(say.EVIDENCE_UNKNOWN)
    return found


def _is_temporary(need: Need) -> bool:
    """Whether what is proposed or granted now is temporary help."""
    current = need.proposals.filter(withdrawn_at=None).order_by("at").last()
    return current is not None and current.temporary
