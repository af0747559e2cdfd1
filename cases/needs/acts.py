"""One act on the needs of a case: what moves, what is told, and the work it leaves or finishes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission
from cases.dossier import acts
from cases.dossier.acts import Act
from cases.dossier.models import Case, Task
from cases.needs.facts import Known, facts_of, known_of
from cases.needs.models import Need
from workflows import flow, ladder
from workflows.flow import Moved
from workflows.ladder import NeedFacts
from workflows.layers import Law, Layer, StepFour, step_four
from workflows.refusal import Refusal, Refused

CASE_IS_CLOSED = Refusal("case_is_closed", _("This case is closed. A new question becomes a new case."))
URGENT_REASONS_WITHIN = timedelta(days=21)


@dataclass(slots=True)
class NeedAct:
    """A change under way on one need of a locked case. `changed`: the fields to save besides the state."""

    act: Act
    need: Need
    known: Known
    changed: set[str] = field(default_factory=set)

    def facts(self, **brings: Any) -> NeedFacts:
        return facts_of(self.need, self.known, by=self.act.who, at=self.act.at, **brings)

    def move(self, transition: str, **brings: Any) -> Moved:
        """Ask the ladder and move. Raises Refused with its reason."""
        return flow.move(self.need, transition, self.facts(**brings))

    def change(self, **values: object) -> None:
        """Set fields of the need; they are saved when the act ends."""
        for name, value in values.items():
            setattr(self.need, name, value)
            self.changed.add(name)

    def event(self, kind: str, *, layer: str = "", reason: str = "") -> None:
        self.act.event(kind, need=self.need.id, law=self.need.law, layer=layer, reason=reason)

    def reached(self, covering: tuple[Layer, ...] = ()) -> str:
        """The heaviest step the need stands at now, as the figures count it."""
        found = ladder.layer_reached(state=self.need.state, law=Law(self.need.law), covering=covering)
        return found.value if found else ""

    @property
    def step_four(self) -> str:
        """How events call the fourth step: income support and debt plans are decisions of their own, never maatwerk."""
        tailored = step_four(Law(self.need.law)) == StepFour.TAILORED_PROVISION
        return "need:maatwerk" if tailored else "need:decision"

    def lacks_reasons(self) -> bool:
        return bool(ladder.missing_reasons(self.facts())) and not self.need.externally_referred

    def reasons_due(self) -> date:
        """Within the investigation's own term when one runs, else within three weeks."""
        return self.act.case.due_on or self.act.on + URGENT_REASONS_WITHIN

    def make_task(self, kind: str, *, due_on: date) -> None:
        Task.objects.open().update_or_create(
            case=self.act.case, need=self.need.id, kind=kind, defaults={"law": self.need.law, "due_on": due_on}
        )

    def finish_task(self, *kinds: str) -> None:
        """The work of these kinds is done; of no kind: all there is on this need."""
        of = {"kind__in": kinds} if kinds else {}
        Task.objects.open().filter(case=self.act.case, need=self.need.id, **of).update(done_at=self.act.at)

    def uncover(self) -> None:
        """What steps 1 to 3 did for this need no longer covers it, and nobody asks any more whether it worked."""
        self.need.coverages.in_force().update(ended_at=self.act.at)
        self.finish_task(Task.Kind.ASK_WHETHER_IT_WORKED)

    def save(self) -> None:
        self.need.version += 1
        self.need.save(update_fields={"state", "version"} | self.changed)


@contextmanager
def on_need(
    case: UUID,
    need: UUID,
    *,
    does: str,
    by: Actor,
    at: datetime,
    seen: int | None,
    permission: Permission = Permission.CASE_INVESTIGATE,
) -> Iterator[NeedAct]:
    """An act on one need. `seen` is the need's version, so that work on another need is no conflict.

    Raises Need.DoesNotExist when it is not in sight, and what `on_case` raises.
    """
    with on_needs(case, (need,), does=does, by=by, at=at, seen={need: seen}, permission=permission) as going:
        yield going[0]


@contextmanager
def on_needs(
    case: UUID,
    needs: tuple[UUID, ...],
    *,
    does: str,
    by: Actor,
    at: datetime,
    seen: Mapping[UUID, int | None],
    permission: Permission = Permission.CASE_INVESTIGATE,
) -> Iterator[list[NeedAct]]:
    """An act on several needs of one case, in the order given; each has the version its form was made from."""
    with acts.on_case(case, does=does, permission=permission, by=by, at=at) as act:
        if act.case.is_over:
            raise Refused(CASE_IS_CLOSED)
        going = [_opened(act, need, seen) for need in _found(act, needs)]
        yield going
        for one in going:
            one.save()


def hold(case: Case, needs: Iterable[Need]) -> None:
    """Keep needs that were read under the lock of a held case, for the one act that follows."""
    vars(case)["needs_in_hand"] = {need.id: need for need in needs}


def _found(act: Act, needs: tuple[UUID, ...]) -> list[Need]:
    found: dict[UUID, Need] = vars(act.case).pop("needs_in_hand", {})
    missing = [need for need in needs if need not in found]
    if missing:
        rows = Need.objects.visible_to(act.by).with_facts(on=act.on).filter(case=act.case.id, pk__in=missing)
        found |= {need.id: need for need in rows}
    if not found.keys() >= set(needs):
        raise Need.DoesNotExist
    return [found[need] for need in dict.fromkeys(needs)]


def _opened(act: Act, need: Need, seen: Mapping[UUID, int | None]) -> NeedAct:
    need.case = act.case
    if seen.get(need.id) not in (None, need.version):
        raise acts.Stale(act.case, version=need.version)
    return NeedAct(act=act, need=need, known=known_of(need, on=act.on))
