"""The rows of My work: cases, promises, concerns and old drafts in one order, each with why it stands there."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject, Least
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import Actor, Permission
from accounts.days import written
from accounts.kept import KeptFor
from accounts.request import Request
from accounts.words import LAW_NAMES
from cases.course.page import name_of
from cases.course.rows import rows_of
from cases.decisions import readiness
from cases.dossier.models import Case, Task
from cases.dossier.querysets import CaseQuerySet
from cases.dossier.sight import due_in_sight
from cases.referrals.models import Referral
from cases.safety import page as safety
from cases.safety.models import SafetyConcern
from intake import drafts
from intake.models import Appointment, Conversation
from ledger import journal
from provisions.models import Provision
from workflows import referral_words as words
from workflows import work_order
from workflows.case_flow import CaseState
from workflows.referral_flow import ENDED_REFERRALS
from workflows.refusal import Refusal
from workflows.work_order import Why, Work

CASES, REFERRALS, APPOINTMENTS, CONCERNS, WORDS = 50, 5, 30, 30, 90
REFERRED = {name: name for name in ("id", "state", "outcome", "reason", "turn", "due_on", "needs_more", "law")}
REFERRED |= {"place": "provision__name"}
GROUPS: tuple[tuple[Any, tuple[Why, ...]], ...] = (
    (gettext_lazy("Now"), (Why.URGENT, Why.TERM_PASSED)),
    (gettext_lazy("Today"), (Why.AGREED, Why.CAME_IN)),
    (gettext_lazy("Soon"), (Why.TERM_NEAR, Why.AGREED_SOON, Why.DRAFT, Why.NOBODY_HAS_IT, Why.NO_NEXT_STEP)),
    (gettext_lazy("Later"), (Why.LATER,)),
)
MARKS: dict[Why, dict[str, Any]] = {
    Why.URGENT: {"glyph": "alert", "word": gettext_lazy("Urgent"), "tone": "critical"},
    Why.TERM_PASSED: {"glyph": "alert", "word": gettext_lazy("Term passed"), "tone": "critical"},
    Why.AGREED: {"glyph": "check", "word": gettext_lazy("Agreed"), "tone": ""},
    Why.CAME_IN: {"glyph": "back", "word": gettext_lazy("Something came in"), "tone": ""},
    Why.TERM_NEAR: {"glyph": "clock", "word": gettext_lazy("Term is near"), "tone": "attention"},
    Why.AGREED_SOON: {"glyph": "clock", "word": gettext_lazy("Agreed"), "tone": "quiet"},
    Why.DRAFT: {"glyph": "draft", "word": gettext_lazy("Draft"), "tone": "quiet"},
    Why.NOBODY_HAS_IT: {"glyph": "people", "word": gettext_lazy("Nobody has it"), "tone": ""},
    Why.NO_NEXT_STEP: {"glyph": "quiet", "word": gettext_lazy("No next step"), "tone": ""},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list, with what it is sorted by."""

    reason: Why
    day: date
    number: str
    shown: dict[str, Any]
    promised: bool = False
    hour: time | None = None
    waits: bool = False

    @property
    def place(self) -> tuple[Any, ...]:
        """What cannot be decided yet comes after all that somebody can do now."""
        place = work_order.place(self.reason, self.day, self.number, promised=self.promised, hour=self.hour)
        return (self.waits, *place)


def work_of(request: Request) -> list[Row]:
    """Cases of one's own and those nobody has; promises; open concerns; old drafts; facilities to check."""
    rows = _appointments(request) + _concerns(request) + _old_drafts(request) + _facilities(request)
    if request.actor.may(Permission.CASE_READ):
        rows += _cases(request)
    return sorted(rows, key=lambda row: row.place)


def groups_of(rows: list[Row]) -> list[dict[str, Any]]:
    """Under their headings, those without rows left out."""
    groups = ({"title": title, "id": f"work-{reasons[0]}", "rows": _of(rows, reasons)} for title, reasons in GROUPS)
    waiting = {"title": _("Can't be decided yet"), "id": "work-waits", "rows": [row.shown for row in rows if row.waits]}
    return [group for group in (*groups, waiting) if group["rows"]]


def _of(rows: list[Row], reasons: tuple[Why, ...]) -> list[dict[str, Any]]:
    return [row.shown for row in rows if row.reason in reasons and not row.waits]


def _cases(request: Request) -> list[Row]:
    """Cases, and the referrals in them that wait for the team."""
    actor, today = request.actor, localdate(request.at)
    rows = rows_of(request, WORK.ask(actor, today=today))
    refusals = readiness.refusals_of([shown["case"] for shown in rows], by=actor, at=request.at)
    waiting = [_referral(shown["case"], row, today) for shown in rows for row in vars(shown["case"])["referral_rows"]]
    return waiting + [_case(shown, request, today, refusals.get(shown["case"].id)) for shown in rows]


def _work(actor: Actor, *, today: date) -> "QuerySet[Case]":
    """With what their rows say, in no order. The keys come first, in order: the rest is read for these alone."""
    tasks = Task.objects.visible_to(actor).open().filter(case=OuterRef("pk")).order_by("due_on")
    referrals = Referral.objects.visible_to(actor).for_the_team(on=today).filter(case=OuterRef("pk"))
    keys = _in_order(Case.objects.visible_to(actor).for_work_of(actor).open(), actor, today=today)[:CASES]
    found = Case.objects.filter(pk__in=keys.values("pk")).annotate(
        agreed_on=Least("next_step_on", Subquery(tasks.values("due_on")[:1])),
        referral_rows=ArraySubquery(referrals.order_by("due_on").values(row=JSONObject(**REFERRED))[:REFERRALS]),
        task_kind=Subquery(tasks.values("kind")[:1]),
        came_in=Exists(tasks.filter(kind=Task.Kind.READ_NEW_REPORT)),
    )
    if actor.may(Permission.APPLICATION_DECIDE):
        found = readiness.with_applications(found, by=actor, on=today)
    return found.with_names()


def _in_order(cases: CaseQuerySet, actor: Actor, *, today: date) -> CaseQuerySet:
    """Of many, those that are urgent or agreed for today come along first, then those with the nearest legal end.

    For who decides, those with a proposal come along before the others.
    """
    tasks = Task.objects.visible_to(actor).open().filter(case=OuterRef("pk"), due_on__lte=today)
    referrals = Referral.objects.visible_to(actor).for_the_team(on=today).filter(case=OuterRef("pk"))
    agreed = Q(next_step_on__lte=today) | Exists(tasks) | Exists(referrals)
    urgent, *rest = cases.in_order_of_work(actor).query.order_by
    order = [urgent, models.Case(When(agreed, then=0), default=1), *rest]
    if actor.may(Permission.APPLICATION_DECIDE):
        order.insert(0, readiness.ripe(actor).desc())
    return cases.order_by(*order)


WORK = KeptFor(_work, {"today": date.min})


def _case(shown: dict[str, Any], request: Request, today: date, refusal: Refusal | None) -> Row:
    """`refusal`: why who decides cannot decide in this case yet."""
    case: Case = shown.pop("case")
    known = vars(case)
    work = Work(
        urgent=case.urgent,
        ends=due_in_sight(request.actor, case),
        agreed=known["agreed_on"],
        came_in=known["came_in"],
        has_owner=case.coordinator_id is not None,
        has_next_step=bool(case.next_step),
    )
    reason = work_order.why(work, today=today)
    state = {"glyph": "run", "word": CaseState(case.state).label.capitalize(), "tone": "quiet"}
    day = work.agreed if reason in (Why.AGREED, Why.AGREED_SOON) else work.ends
    shown |= MARKS.get(reason, state) | {
        "why": " ".join(part for part in (str(refusal or ""), _because(reason, work), shown["why"]) if part),
        "when": day_in_words(day, today) if day else "",
    }
    if reason in (Why.AGREED, Why.AGREED_SOON) and work.agreed != case.next_step_on and known["task_kind"]:
        shown |= {"title": f"{name_of(case)}: {str(Task.Kind(known['task_kind']).label).lower()}", "word": _("To do")}
    return Row(reason, work.first_day(), case.number, shown, waits=refusal is not None)


def _referral(case: Case, row: dict[str, Any], today: date) -> Row:
    """A referral that waits for the team: silent, ended, a draft, or the facility asks to be called."""
    due = parse_date(row["due_on"] or "") or today
    ended = row["state"] in ENDED_REFERRALS
    reason = work_order.why(Work(agreed=due, came_in=ended or row["needs_more"], has_next_step=True), today=today)
    clock = words.clock(row["state"], due, turn=row["turn"], today=today, needs_more=row["needs_more"])
    stand = words.stand(row["state"], row["outcome"], row["reason"])
    shown = MARKS.get(reason, MARKS[Why.AGREED_SOON]) | {
        "url": reverse("referrals:referral", args=[row["id"]]),
        "title": _("%(who)s: referral to %(place)s, %(stand)s")
        % {"who": name_of(case), "place": row["place"], "stand": stand},
        "why": clock["word"].capitalize(),
        "law": str(LAW_NAMES[row["law"]]),
        "when": day_in_words(due, today),
    }
    return Row(reason, due, row["id"], shown)


def _because(reason: Why, work: Work) -> str:
    """One sentence: why this case stands where it stands."""
    if reason in (Why.TERM_PASSED, Why.TERM_NEAR) and work.ends:
        return _("The legal term ends on %(day)s.") % {"day": written(work.ends, "j F")}
    if reason is Why.CAME_IN:
        return _("More was asked; read it.")
    return ""


PROMISED = KeptFor(
    lambda actor: (
        Appointment.objects.visible_to(actor)
        .for_work_of(actor)
        .to_keep()
        .select_related("resident", "team", "colleague")[:APPOINTMENTS]
    ),
    {},
)


def _appointments(request: Request) -> list[Row]:
    promised = PROMISED.ask(request.actor)
    shown = [one.resident_id for one in promised if one.resident_id]
    if promised:
        journal.note("appointment:list", subjects=shown, fields=["name", "what"])
    return [_appointment(one, localdate(request.at)) for one in promised]


def _appointment(found: Appointment, today: date) -> Row:
    reason = work_order.why(Work(agreed=found.on, has_next_step=True), today=today)
    who = found.resident.name if found.resident else _("Name not known")
    mine = _("for you") if found.colleague_id else _("for whoever is free")
    shown = MARKS.get(reason, MARKS[Why.AGREED_SOON]) | {
        "url": reverse("intake:appointment", args=[found.id]),
        "title": f"{who}: {str(Appointment.Kind(found.kind).label).lower()}",
        "why": " ".join(part for part in (f"{found.team.name}, {mine}.", Truncator(found.what).chars(WORDS)) if part),
        "law": "",
        "when": day_in_words(found.on, today),
    }
    number = f"{found.made_at.isoformat()} {found.id}"
    return Row(reason, found.on, number, shown, promised=True, hour=found.time)


def _concerns(request: Request) -> list[Row]:
    """For the safety officer, and for nobody else: what is not rounded off. Danger is urgent, the rest came in."""
    here = request.actor.guards_safety_in()
    if not here:
        return []
    found = list(SafetyConcern.objects.filter(municipality__in=here).open().worklist()[:CONCERNS])
    journal.note("safety:list", subjects=[one.id for one in found])
    return [_concern(one) for one in found]


def _concern(found: SafetyConcern) -> Row:
    reason = Why.URGENT if safety.is_dangerous(found) else Why.CAME_IN
    shown = safety.row(found)
    title = _("%(who)s: a worry about safety") % {"who": shown["title"]}
    shown |= MARKS[reason] | {"title": title, "why": capfirst(shown["why"])}
    return Row(reason, localdate(found.signalled_at), str(found.id), shown)


def _old_drafts(request: Request) -> list[Row]:
    if not request.actor.may(Permission.CONVERSATION_HOLD):
        return []
    talks = drafts.unfinished(request)
    return [_draft(request, talk) for talk in talks if drafts.old(request, talk) or _came_in(talk)]


def _came_in(talk: Conversation) -> bool:
    """A facility brought somebody in, and nobody rounded that off yet."""
    return talk.brought_by_id is not None and talk.finished_at is None


def _draft(request: Request, talk: Conversation) -> Row:
    line = drafts.line(request, talk, with_age=False)
    reason = Why.CAME_IN if _came_in(talk) else Why.DRAFT
    shown = MARKS[reason] | {
        "url": line["url"],
        "title": line["text"],
        "why": line["sub"],
        "law": "",
        "when": drafts.old(request, talk),
    }
    return Row(reason, localdate(talk.started_at), str(talk.id), shown)


def _facilities(request: Request) -> list[Row]:
    """For who keeps a directory, and for nobody else: one row for all that is to be checked in it."""
    if not request.actor.keeps_directory_of():
        return []
    today = localdate(request.at)
    found = Provision.objects.kept_by(request.actor).to_check(on=today)
    counts = found.aggregate(all=Count("pk"), said=Count("pk", filter=Q(said_wrong=True)))
    return [_to_check(counts["all"], counts["said"], today)] if counts["all"] else []


def _to_check(number: int, said: int, today: date) -> Row:
    """What somebody says is wrong came in; what is only old is for later."""
    wrong = ngettext("%(number)s is said to be wrong.", "%(number)s are said to be wrong.", said) % {"number": said}
    old = _("Nobody checked the facts for six months.")
    reason = Why.CAME_IN if said else Why.LATER
    mark = {"glyph": "clock", "word": _("To check"), "tone": "quiet"}
    shown = MARKS.get(reason, mark) | {
        "url": reverse("provisions:to_check"),
        "title": ngettext("%(number)s facility to check", "%(number)s facilities to check", number)
        % {"number": number},
        "why": wrong if said else old,
        "law": "",
        "when": "",
    }
    return Row(reason, today, "facilities", shown)


def day_in_words(day: date, today: date) -> str:
    """Today, how many days late, or the day."""
    late = (today - day).days
    if late > 0:
        return ngettext("%(number)s day late", "%(number)s days late", late) % {"number": late}
    return _("today") if late == 0 else written(day, "j F")
