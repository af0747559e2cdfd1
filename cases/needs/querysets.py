"""Words for needs."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from accounts.access import Actor
from cases.dossier.models import Case
from cases.dossier.querysets import StateIsMoved, under_a_law_of

if TYPE_CHECKING:
    from cases.needs.models import Assessment, Coverage, Evidence, Need, Proposal


class NeedQuerySet(models.QuerySet["Need"]):
    def update(self, **values: Any) -> int:
        """Refuse the state: it moves through the ladder, in an action."""
        if "state" in values:
            raise StateIsMoved
        return super().update(**values)

    def visible_to(self, actor: Actor) -> "NeedQuerySet":
        """Needs in visible cases, under a law authorised in that team: another law's needs show nothing."""
        return self.filter(under_a_law_of(actor), case__in=Case.objects.visible_to(actor))

    def with_facts(self, *, on: date) -> "NeedQuerySet":
        """Each with what the ladder's guards look at: its verdicts, and whether anybody lives with the resident."""
        return self.annotate(assessment_rows=_weighed(), has_housemates=_housed(on), **_nearby())

    def with_lines(self) -> "NeedQuerySet":
        """Each with every line of evidence of its case and law to choose from, and how its referrals ended."""
        return self.annotate(line_rows=_lines("layer"), referral_rows=_referred())

    def with_stair(self) -> "NeedQuerySet":
        """In order, each with what the Trap shows of it (`assessment_rows` and so on), in one statement."""
        current = Q(superseded_at=None)
        return self.annotate(
            assessment_rows=_weighed(),
            evidence_rows=_evidence(),
            scheme_rows=_rows("PriorScheme", "scheme", "finding", "note", "at", when=current),
            item_rows=_rows("CommonlyUsedItem", "item", *FOUR_QUESTIONS, "note", "at", when=current),
            coverage_rows=_rows(
                "Coverage", "layers", "ask_on", "worked", "ended_at", "at", provision="provision__name"
            ),
            proposal_rows=_rows("Proposal", *OFFERED, "at", when=Q(withdrawn_at=None)),
            referral_rows=_referred(),
            decision_rows=_rows("Decision", *DECIDED, at="decided_on"),
            advised_rows=_rows(
                "AdvisedFacility",
                "id",
                "facts",
                "answer",
                "note",
                "rank",
                when=ADVISED,
                at="rank",
                provision="provision",
            ),
            **_nearby(),
        ).order_by("position")


# A facility that was withdrawn since needs no answer any more; one that was answered stays to be seen.
ADVISED = Q(superseded_at=None) & (Q(provision__withdrawn_on=None) | ~Q(answer=""))
UNANSWERED = Q(superseded_at=None, answer="", provision__withdrawn_on=None)
FOUR_QUESTIONS = ("not_only_for_disabled", "available", "fitting", "bearable")
COVERED = ("layers", "ask_on", "worked", "ended_at")
OFFERED = ("product", "quantity", "unit", "frequency", "period_from", "period_until", "form", "temporary")
DECIDED = ("id", "basis", "application", "outcome", "decided_on", "ends_on")
REFERRED = ("id", "state", "outcome", "reason", "turn", "due_on", "since", "waiting_since", "needs_more")


def _referred() -> ArraySubquery:
    """The referrals of a need, those taken back left out."""
    kept = ~Q(state="withdrawn")
    return _rows("Referral", *REFERRED, when=kept, at="made_at", ended_at="ended_at", place="provision__name")


def _housed(on: date) -> Exists:
    """Whether somebody else is in the household of the case's resident that day."""
    living = apps.get_model("cases", "HouseholdMember").objects.current(on=on)
    others = living.filter(household=OuterRef("household")).exclude(pk=OuterRef("pk"))
    return Exists(living.filter(Exists(others), person=OuterRef("case__resident")))


def _nearby() -> dict[str, Any]:
    """Whether the directory knows any facility for the need, and how many that were named have no answer."""
    of = {"municipality": OuterRef("case__municipality"), "life_area": OuterRef("life_area"), "law": OuterRef("law")}
    return {
        "kind_exists": Exists(apps.get_model("provisions", "Findable").objects.of_kind(**of)),
        "unanswered": _unanswered(),
    }


def _unanswered() -> Coalesce:
    """How many facilities that were named for the need have no answer."""
    open_ones = apps.get_model("cases", "AdvisedFacility").objects.filter(UNANSWERED, need=OuterRef("pk"))
    return Coalesce(Subquery(open_ones.order_by().values("need").annotate(number=Count("pk")).values("number")), 0)


def _weighed() -> ArraySubquery:
    reasons = {"reason": "weighing__reason", "evidence": "weighing__evidence", "at": "weighing__at"}
    return _rows("Assessment", "layer", "outcome", when=Q(superseded_at=None), **reasons)


def _evidence() -> ArraySubquery:
    """The lines that the verdicts of a need rest on."""
    rests = apps.get_model("cases", "Assessment").objects.filter(
        need=OuterRef(OuterRef("pk")), superseded_at=None, weighing__evidence__contains=[OuterRef("pk")]
    )
    return _lines("at", "conversation", when=Exists(rests))


def _lines(*names: str, when: Any = None) -> ArraySubquery:
    lines = apps.get_model("cases", "Evidence").objects.filter(case=OuterRef("case"), law=OuterRef("law"))
    row = JSONObject(id="id", text="text", **{name: name for name in names})
    return ArraySubquery((lines.filter(when) if when else lines).order_by("at", "line").values(row=row))


def _rows(model: str, *names: str, when: Q | None = None, **named: str) -> ArraySubquery:
    """The rows of a model that hang from a need, oldest first, as JSON objects."""
    rows = apps.get_model("cases", model).objects.filter(when or Q(), need=OuterRef("pk"))
    columns = {name: name for name in names} | named
    return ArraySubquery(rows.order_by(columns["at"]).values(row=JSONObject(**columns)))


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, actor: Actor) -> "EvidenceQuerySet":
        return self.filter(under_a_law_of(actor), case__in=Case.objects.visible_to(actor))


class CoverageQuerySet(models.QuerySet["Coverage"]):
    def in_force(self) -> "CoverageQuerySet":
        """What covers still: the need was not opened or weighed again since."""
        return self.filter(ended_at=None)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def current(self) -> "AssessmentQuerySet":
        """What holds now: not superseded by a later weighing; with its reason."""
        return self.filter(superseded_at=None).select_related("weighing__by")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> "ProposalQuerySet":
        """Proposed, not taken back and not decided on."""
        return self.filter(withdrawn_at=None, decisions=None)
