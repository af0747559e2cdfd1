"""What happens to a case: who has it, how its investigation goes, what is applied for and decided."""

from datetime import datetime
from uuid import UUID

from accounts.access import Actor
from cases.course import actions as course
from cases.decisions import actions as decisions
from cases.decisions.models import Application, Decision, Objection
from cases.decisions.objections import actions as objections
from cases.dossier import actions as dossier
from cases.dossier.models import EndedBecause, Task
from config.municipality.pack import ROLES
from config.stories.at_the_desk import recorded
from config.stories.scene import Scene
from config.stories.values import day, flag, one, text
from config.stories.verb import ABOUT_NEED, LAW, SEATS, Says, Verb, Verbs
from workflows.application_flow import SuspensionGround


def _take(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    dossier.take(case=scene.case, by=by, at=at)


def _allocate(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    dossier.allocate(case=scene.case, to=scene.user(says["to"]).id, by=by, at=at)


def _plan_next_step(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    owner = scene.user(says["owner"]).id if "owner" in says else None
    dossier.plan_next_step(case=scene.case, what=says["what"], on=says["on"], owner=owner, by=by, at=at)


def _hand_over(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    dossier.hand_over(case=scene.case, to=scene.team(says["to"]).id, by=by, at=at)


def _read_new_report(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    task = Task.objects.open().get(case=scene.case, kind=Task.Kind.READ_NEW_REPORT)
    dossier.finish_task(case=scene.case, task=task.id, by=by, at=at)


def _identify(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    scene.about["resident"] = recorded(scene, "resident", by=by)
    dossier.identify(case=scene.case, resident=scene.resident, by=by, at=at)


def _make_confidential(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    dossier.make_confidential(case=scene.case, by=by, at=at)


def _grant_sight(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    dossier.grant_sight(case=scene.case, user=scene.user(says["to"]).id, by=by, at=at)


def _revoke_sight(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    dossier.revoke_sight(case=scene.case, user=scene.user(says["of"]).id, by=by, at=at)


def _start_investigation(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.start_investigation(case=scene.case, waives=says.get("waives", False), by=by, at=at)


def _resume_investigation(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.resume_investigation(case=scene.case, by=by, at=at)


def _start_review(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.start_review(case=scene.case, by=by, at=at)


def _continue_support(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.continue_support(case=scene.case, by=by, at=at)


def _withdraw(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.withdraw(case=scene.case, said=says["said"], by=by, at=at)


def _transfer(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.transfer(case=scene.case, to=says["to"], because=says["because"], by=by, at=at)


def _report_outcome(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.report_outcome(case=scene.case, by=by, at=at)


def _resolve(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.resolve(case=scene.case, told_in_writing=says["told_in_writing"], by=by, at=at)


def _start_support(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.start_support(case=scene.case, by=by, at=at)


def _close(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.close(case=scene.case, reason=says["reason"], by=by, at=at)


def _register_application(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    decisions.register_application(
        case=scene.case,
        law=says["law"],
        received_on=says.get("received_on", at.date()),
        waived_because=says.get("waived_because", ""),
        by=by,
        at=at,
    )


def _waive_wait(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    application = application_of(scene, says["law"])
    decisions.waive_wait(case=scene.case, application=application, because=says["because"], by=by, at=at)


def _pay_advance(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    application = application_of(scene, says["law"])
    decisions.pay_advance(case=scene.case, application=application, paid_on=says["paid_on"], by=by, at=at)


def _suspend(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    decisions.suspend(
        case=scene.case,
        application=application_of(scene, says["law"]),
        ground=says["ground"],
        letter_on=says.get("letter_on"),
        answer_by=says.get("answer_by"),
        by=by,
        at=at,
    )


def _resume(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    decisions.resume(case=scene.case, application=application_of(scene, says["law"]), by=by, at=at)


def _withdraw_application(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    application = application_of(scene, says["law"])
    decisions.withdraw_application(case=scene.case, application=application, said=says["said"], by=by, at=at)


def _grant(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    _decide(scene, by, at, says, outcome=Decision.Outcome.GRANTED)


def _deny(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    _decide(scene, by, at, says, outcome=Decision.Outcome.DENIED)


def _decide(scene: Scene, by: Actor, at: datetime, says: Says, *, outcome: str) -> None:
    article = scene.pack.article(says["article"]).title if "article" in says else ""
    decisions.decide(
        case=scene.case,
        need=scene.needs[says["need"]],
        outcome=outcome,
        motivation=says.get("motivation", ""),
        article=article,
        by=by,
        at=at,
    )


def _register_objection(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    objections.register_objection(
        case=scene.case,
        application=application_of(scene, says["law"]),
        received_on=says["received_on"],
        grounds=says.get("grounds", ""),
        by=by,
        at=at,
    )


def _decide_objection(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    objections.decide_objection(
        case=scene.case,
        objection=_objection(scene),
        outcome=says["outcome"],
        motivation=says["motivation"],
        by=by,
        at=at,
    )


def _withdraw_objection(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    objections.withdraw_objection(case=scene.case, objection=_objection(scene), said=says["said"], by=by, at=at)


def _objection(scene: Scene) -> UUID:
    return Objection.objects.filter(case=scene.case).latest("received_on").id


def application_of(scene: Scene, law: str) -> UUID:
    """The latest application under a law; DoesNotExist when it is not in sight."""
    return Application.objects.made().filter(case=scene.case, law=law).latest("received_on").id


CASE: Verbs = {
    "take": Verb(do=_take, after="case"),
    "allocate": Verb(do=_allocate, needs={"to": SEATS}, after="case"),
    "plan_next_step": Verb(
        do=_plan_next_step, needs={"what": text, "on": day}, may={"owner": one(*ROLES)}, after="case"
    ),
    "read_new_report": Verb(do=_read_new_report, after="case"),
    "identify": Verb(do=_identify, after="case", gives="resident"),
    "make_confidential": Verb(do=_make_confidential, after="case"),
    "grant_sight": Verb(do=_grant_sight, needs={"to": one(*ROLES)}, after="case"),
    "revoke_sight": Verb(do=_revoke_sight, needs={"of": one(*ROLES)}, after="case"),
    "hand_over": Verb(do=_hand_over, needs={"to": SEATS}, after="case"),
    "start_investigation": Verb(do=_start_investigation, may={"waives": flag}, after="case"),
    "resume_investigation": Verb(do=_resume_investigation, after="case"),
    "start_review": Verb(do=_start_review, after="case"),
    "continue_support": Verb(do=_continue_support, after="case"),
    "withdraw": Verb(do=_withdraw, needs={"said": text}, after="case"),
    "transfer": Verb(do=_transfer, needs={"to": text, "because": one(*EndedBecause.values)}, after="case"),
    "report_outcome": Verb(do=_report_outcome, after="case"),
    "resolve": Verb(do=_resolve, needs={"told_in_writing": flag}, after="case"),
    "start_support": Verb(do=_start_support, after="case"),
    "close": Verb(do=_close, needs={"reason": one(*EndedBecause.values)}, after="case"),
    "register_application": Verb(
        do=_register_application, needs={"law": LAW}, may={"received_on": day, "waived_because": text}, after="case"
    ),
    "waive_wait": Verb(do=_waive_wait, needs={"law": LAW, "because": text}, after="case"),
    "pay_advance": Verb(do=_pay_advance, needs={"law": LAW, "paid_on": day}, after="case"),
    "suspend": Verb(
        do=_suspend,
        needs={"law": LAW, "ground": one(*SuspensionGround.values)},
        may={"letter_on": day, "answer_by": day},
        after="case",
    ),
    "resume": Verb(do=_resume, needs={"law": LAW}, after="case"),
    "withdraw_application": Verb(do=_withdraw_application, needs={"law": LAW, "said": text}, after="case"),
    "register_objection": Verb(
        do=_register_objection, needs={"law": LAW, "received_on": day}, may={"grounds": text}, after="case"
    ),
    "decide_objection": Verb(
        do=_decide_objection,
        needs={"outcome": one(*Objection.Outcome.values), "motivation": text},
        after="case",
    ),
    "withdraw_objection": Verb(do=_withdraw_objection, needs={"said": text}, after="case"),
    "grant": Verb(do=_grant, needs=ABOUT_NEED, may={"motivation": text}, after="case"),
    "deny": Verb(do=_deny, needs={**ABOUT_NEED, "motivation": text, "article": text}, after="case"),
}
