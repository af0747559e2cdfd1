"""Pointing somebody to a facility: counted, without a card, a consent or a form; later one light question."""

import uuid
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from cases.dossier import acts
from cases.dossier.models import Task
from cases.needs.acts import CASE_IS_CLOSED
from cases.needs.models import Need, Worked
from cases.referrals.models import Pointing
from ledger import journal
from provisions.directory.actions import tally
from provisions.models import Provision
from workflows.layers import Layer
from workflows.referral_reasons import WITHDRAWN_PROVISION
from workflows.refusal import Refusal, Refused

ASK_AFTER = timedelta(weeks=4)
NEEDS_AN_INTAKE = Refusal(
    "pointing_needs_an_intake", _("This facility needs an intake first: it is not free to enter. Refer to it.")
)
NOT_GENERAL = Refusal(
    "pointing_not_general",
    _("This is no general facility: one cannot just walk in. Choose another one, or refer to it."),
)
ASKED_ALREADY = Refusal("pointing_asked_already", _("Somebody asked about this already."))


def point_to(
    *, provision: UUID, by: Actor, at: datetime, case: UUID | None = None, need: UUID | None = None
) -> Pointing:
    """Somebody was pointed to a facility that is free to enter. With a need, one light question follows in four weeks.

    Raises Provision, Case or Need.DoesNotExist when one is not in sight.
    """
    if case is None or need is None:
        access.require(by, Permission.PROVISION_FIND)
        pointed = _pointed(_open_to_all(provision, by.municipality), by=by, at=at)
        journal.note("provision:pointed", about=("provision", provision))
        return pointed
    with acts.on_case(case, does="referral:point", permission=Permission.CASE_INVESTIGATE, by=by, at=at) as act:
        if act.case.is_over:
            raise Refused(CASE_IS_CLOSED)
        found = Need.objects.visible_to(by).get(pk=need, case=case)
        again = Pointing.objects.filter(need=found, provision=provision, at__date=act.on).first()
        if again:
            return again
        pointed = _pointed(_open_to_all(provision, act.case.municipality_id), by=by, at=at, need=found)
        Task.objects.open().update_or_create(
            case=act.case,
            need=found.id,
            kind=Task.Kind.ASK_AFTER_POINTING,
            defaults={"law": found.law, "due_on": act.on + ASK_AFTER},
        )
        act.event("referral:pointed", need=found.id, law=found.law, layer=Layer.GENERAL_FACILITY)
    return pointed


def ask_after(*, case: UUID, need: UUID, helped: str, by: Actor, at: datetime) -> None:
    """The light question: was the facility found, and did it help? One answer for all a need was pointed to."""
    does = "referral:ask_after_pointing"
    with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at) as act:
        found = Need.objects.visible_to(by).get(pk=need, case=case)
        open_questions = Pointing.objects.visible_to(by).filter(need=found.id, helped="")
        if not open_questions.exists():
            raise Refused(ASKED_ALREADY)
        for provision in set(open_questions.values_list("provision", flat=True)):
            tally(provision=provision, **{COUNTED[Worked(helped)]: 1})
        open_questions.update(helped=helped)
        act.finish_tasks(need=found.id, kind=Task.Kind.ASK_AFTER_POINTING)
        act.event("referral:pointing_asked", need=found.id, law=found.law, reason=helped)


COUNTED = {Worked.YES: "helped", Worked.PARTLY: "partly", Worked.NO: "not_helped"}


def _open_to_all(provision: UUID, municipality: str) -> Provision:
    found = Provision.objects.get(pk=provision, municipality=municipality)
    if not found.is_offered:
        raise Refused(WITHDRAWN_PROVISION)
    if found.layer != Layer.GENERAL_FACILITY:
        raise Refused(NOT_GENERAL)
    if found.needs_intake:
        raise Refused(NEEDS_AN_INTAKE)
    return found


def _pointed(provision: Provision, *, by: Actor, at: datetime, need: Need | None = None) -> Pointing:
    of = {"case_id": need.case_id, "need_id": need.id, "law": need.law} if need else {}
    made = Pointing(
        id=uuid.uuid4(),
        provision=provision,
        municipality_id=provision.municipality_id,
        team_id=need.case.team_id if need else by.posts[0].team,
        ask_on=timezone.localdate(at) + ASK_AFTER if need else None,
        by_id=by.id,
        at=at,
        **of,
    )
    made.save(force_insert=True)
    tally(provision=provision.id, pointed=1)
    return made
