"""What is known of a case, gathered for the guards of its flow."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, Exists, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject

from cases.decisions.models import Application, Objection
from cases.dossier.acts import Act
from cases.dossier.models import Case
from cases.dossier.sight import laws_in_sight
from cases.needs.models import Need
from ledger.models import Event
from workflows.case_flow import CaseFacts, NeedStanding

KINDS: "ArrayField[list[str], list[str]]" = ArrayField(CharField())


def case_facts(act: Act, **brings: Any) -> CaseFacts:
    """What the case's guards look at, in one statement; `brings` holds what this move adds, by the names of CaseFacts.

    Needs, applications and objections are those under the actor's laws; of the others only kinds of what runs.
    """
    return facts_from(act, Case.objects.filter(pk=act.case.pk).values(**standing_rows(act)).get(), **brings)


def standing_rows(act: Act, *, case: str = "pk") -> dict[str, Any]:
    """The columns that `facts_from()` reads, for any query; `case`: the name there of the case's id."""
    laws = laws_in_sight(act.by, act.case)
    of = {"case": OuterRef(case), "law__in": laws}
    rows = {
        "need_rows": ArraySubquery(
            Need.objects.filter(**of)
            .order_by("position")
            .values(row=JSONObject(id="id", state="state", referrer="referrer", law="law"))
        ),
        "pending": _number_of(Application.objects.pending().filter(**of)),
        "objected": _number_of(Objection.objects.filter(**of, outcome="")),
        "decided": Exists(Application.objects.made().filter(**of, decided_on__isnull=False)),
    }
    if len(laws) < len(act.case.laws):
        rows["elsewhere"] = Func(case, Value(laws, KINDS), template=ELSEWHERE, output_field=KINDS)
    return rows


def facts_from(act: Act, row: Mapping[str, Any], **brings: Any) -> CaseFacts:
    """What was asked with `standing_rows()`, and what this move adds."""
    known: dict[str, Any] = {
        "needs": tuple(NeedStanding(one["state"], bool(one["referrer"]), one["law"]) for one in row["need_rows"]),
        "applications_open": row["pending"],
        "objections_open": row["objected"],
        "decisions": int(row["decided"]),
        "elsewhere": tuple(row.get("elsewhere", ())),
    }
    return CaseFacts(at=act.at, by=act.who, **known | brings)


def took_part(act: Act, law: str) -> bool:
    """Whether the actor weighed, proposed or decided under this law in this case (Awb art. 7:5)."""
    prepared = Q(kind__startswith="need:") | Q(kind__in=("application:decided", "investigation:finished"))
    return Event.objects.filter(prepared, case=act.case.id, law=law, actor=act.by.id).exists()


ELSEWHERE = "ARRAY(SELECT cases_open_elsewhere(%(expressions)s::text[]))"


def _number_of(rows: "QuerySet[Any]") -> Coalesce:
    counted = rows.order_by().values("case").annotate(number=Count("pk")).values("number")
    return Coalesce(counted, 0)
