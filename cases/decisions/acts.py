"""What the acts on an application share: find it, move it, and the mandate that is signed under."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date

from accounts.models import Mandate
from cases.decisions.facts import standing_rows
from cases.decisions.models import Application, Decision, Objection
from cases.dossier.acts import Act
from cases.needs.models import Need, Proposal
from workflows import flow
from workflows.application_flow import PENDING, ApplicationFacts, processing_is_not_held
from workflows.flow import By
from workflows.refusal import Refusal

# In the order of the model's own fields, as from_db() takes them.
ASKED = ("state", "outcome", "id", "law", "received_on", "decided_on", "held_until", "ex_officio")
DAYS = ("received_on", "decided_on", "held_until")
PENDS = Q(state__in=PENDING)
UPHELD = (Objection.Outcome.UPHELD, Objection.Outcome.PARTLY)
WAS_UPHELD = Exists(Objection.objects.filter(application=OuterRef("pk"), outcome__in=UPHELD))


def application_of(act: Act, application: UUID) -> Application:
    """An application in the case of this act. Raises Application.DoesNotExist when it is not in sight."""
    return Application.objects.visible_to(act.by).get(pk=application, case=act.case.id)


def move(act: Act, application: Application, transition: str, **brings: Any) -> None:
    """Move an application as the facts allow, and save it. Raises Refused with the reason."""
    flow.move(application, transition, ApplicationFacts(at=act.at, by=act.who, **brings))
    application.save(update_fields=["state", "outcome"])


def mandate_of(act: Act, law: str) -> Mandate | None:
    """The mandate this actor signs under today, for this municipality and law."""
    mandate: Mandate | None = _signed(act).filter(laws__contains=[law]).first()
    return mandate


def _signed(act: Act) -> Any:
    return Mandate.objects.valid(on=act.on).filter(user=act.by.id, municipality=act.case.municipality_id)


def to_decide(act: Act, need: UUID) -> Need:
    """A need with all that a decision on it asks, in one statement; `mandate` is the id of the actor's, or None.

    `asked_rows` are for `asked_for()`, and how the case stood for `facts_from()`: as it was before this decision.
    Raises Need.DoesNotExist when it is not in sight.
    """
    asked = Application.objects.filter(case=OuterRef("case"), law=OuterRef("law")).filter(PENDS | WAS_UPHELD)
    own = Exists(Decision.objects.filter(application=OuterRef("pk"), need=OuterRef(OuterRef("pk"))))
    columns = {name: name for name in (*ASKED, "outcome_rows", "own")}
    asked_rows = asked.with_outcomes().annotate(own=own).order_by("received_on").values(row=JSONObject(**columns))
    found = (
        Need.objects.visible_to(act.by)
        .with_facts(on=act.on)
        .annotate(
            waiting_proposal=waiting_proposal(),
            mandate=Subquery(_signed(act).filter(laws__contains=[OuterRef("law")]).values("pk")[:1]),
            asked_rows=ArraySubquery(asked_rows),
            **standing_rows(act, case="case"),
        )
        .get(pk=need, case=act.case.id)
    )
    found.case = act.case
    return found


def waiting_proposal() -> Subquery:
    """What waits for a decision on a need, the newest first, as `proposed()` reads it."""
    waiting = Proposal.objects.waiting().filter(need=OuterRef("pk")).order_by("-at")
    return Subquery(waiting.values(row=JSONObject(id="id", temporary="temporary", quantity="quantity"))[:1])


def asked_for(need: Need) -> list[Application]:
    """The applications of a need of `to_decide()` that wait, or of which an objection was upheld; the oldest first.

    Each comes with `outcome_rows`, and with `own`: whether this need was decided on under it before.
    """
    return [_application(row) for row in vars(need)["asked_rows"]]


def _application(row: dict[str, Any]) -> Application:
    days = {name: parse_date(row[name]) if row[name] else None for name in DAYS}
    values = row | days | {"id": UUID(row["id"])}
    found: Application = Application.from_db(DEFAULT_DB_ALIAS, ASKED, [values[name] for name in ASKED])
    vars(found).update(outcome_rows=row["outcome_rows"], own=row["own"])
    return found


def proposed(need: Need) -> Proposal:
    """The proposal that waits on a need with `waiting_proposal()`; an empty one when none does."""
    return Proposal(**{"need": need} | (vars(need)["waiting_proposal"] or {}))


def goes_first(need: Need, *, temporary: bool) -> bool:
    """Whether this is temporary help before the investigation: the application waits for that (Wmo 2015 art. 2.3.3)."""
    return need.urgent and temporary and need.law not in need.case.reported_laws


def held_back(held_until: date | None, *, by: By, at: datetime) -> Refusal | None:
    """Why an application is not handled yet: the search period of who is under 27 runs."""
    return processing_is_not_held(ApplicationFacts(at=at, by=by, held_until=held_until))
