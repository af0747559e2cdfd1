"""What is recorded beside the steps: evidence to rest on, other schemes, and things anybody would buy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from cases.dossier import acts
from cases.dossier.acts import Act
from cases.dossier.models import Case, KnownCase
from cases.needs.acts import CASE_IS_CLOSED, NeedAct, on_need
from cases.needs.models import CommonlyUsedItem, Evidence, PriorScheme
from workflows.flow import wrong_state
from workflows.ladder import NeedState
from workflows.refusal import Refusal, Refused

LAW_NOT_HERE = Refusal("law_not_here", _("This case is not about that law, or you do not work for it. Choose another."))


def add_evidence(
    *,
    case: UUID,
    law: str,
    text: str,
    by: Actor,
    at: datetime,
    layer: str = "",
    conversation: UUID | None = None,
    line: int | None = None,
) -> Evidence:
    """Write down something that was said or seen, to rest a verdict on; `line`: where in which conversation, once.

    Also for who may know of the case without opening it. Raises KnownCase.DoesNotExist when it is not in sight.
    """
    with _on_case(case, law=law, by=by, at=at) as act:
        if act.case.is_over:
            raise Refused(CASE_IS_CLOSED)
        if law not in act.case.laws or law not in act.by.laws_per_team().get(act.case.team_id, ()):
            raise Refused(LAW_NOT_HERE)
        if earlier := _of_line(act, law, conversation, line):
            return earlier
        evidence = Evidence(case=act.case, law=law, layer=layer, text=text, by_id=by.id, at=at)
        evidence.conversation, evidence.line = conversation, line
        evidence.save(force_insert=True)
        act.event("evidence:added", law=law, layer=layer)
    return evidence


def _of_line(act: Act, law: str, conversation: UUID | None, line: int | None) -> Evidence | None:
    """What was written down from this line before: a line is evidence once."""
    if conversation is None or line is None:
        return None
    return Evidence.objects.filter(case=act.case, law=law, conversation=conversation, line=line).first()


def record_prior_scheme(
    *,
    case: UUID,
    need: UUID,
    scheme: str,
    finding: str,
    by: Actor,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PriorScheme:
    """Record whether another scheme goes first (voorliggende voorziening) for a need. It is never a step."""
    with on_need(case, need, does="need:prior_scheme", by=by, at=at, seen=seen) as going:
        _is_not_closed(going)
        going.need.prior_schemes.filter(scheme=scheme, superseded_at=None).update(superseded_at=at)
        row = PriorScheme(need=going.need, scheme=scheme, finding=finding, note=note, by_id=by.id, at=at)
        row.save(force_insert=True)
        going.event("need:prior_scheme", reason=f"{scheme}:{finding}")
    return row


def record_commonly_used(
    *,
    case: UUID,
    need: UUID,
    item: str,
    not_only_for_disabled: bool | None,
    available: bool | None,
    fitting: bool | None,
    bearable: bool | None,
    by: Actor,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> CommonlyUsedItem:
    """Record whether something is commonly used (algemeen gebruikelijk): four answers, None is not asked yet."""
    with on_need(case, need, does="need:commonly_used", by=by, at=at, seen=seen) as going:
        _is_not_closed(going)
        going.need.commonly_used_items.filter(item=item, superseded_at=None).update(superseded_at=at)
        row = CommonlyUsedItem(
            need=going.need,
            item=item,
            not_only_for_disabled=not_only_for_disabled,
            available=available,
            fitting=fitting,
            bearable=bearable,
            note=note,
            by_id=by.id,
            at=at,
        )
        row.save(force_insert=True)
        going.event("need:commonly_used")
    return row


def _is_not_closed(going: NeedAct) -> None:
    if going.need.state == NeedState.CLOSED:
        raise Refused(wrong_state(going.need))


@contextmanager
def _on_case(case: UUID, *, law: str, by: Actor, at: datetime) -> Iterator[Act]:
    does = "evidence:add"
    if Case.objects.visible_to(by).filter(pk=case).exists():
        with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at) as act:
            yield act
        return
    access.require(by, Permission.CASE_REGISTER)
    known = KnownCase.objects.visible_to(by).get(pk=case)
    if law not in known.laws:
        raise Refused(LAW_NOT_HERE)
    widened = access.widened(by, to=known.team_id, laws=frozenset({law}))
    with widened as wider, acts.on_known_case(case, does=does, by=wider, at=at) as act:
        yield act
