"""PostgreSQL keeps the promises: every named constraint is tried, and refuses by its name."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, F, UniqueConstraint

from accounts.models import Band, Mandate, Membership, Neighbourhood, PolicyLine, Team
from cases.decisions.models import Application, Decision, Objection, Suspension
from cases.dossier.models import Case, CaseGrant, CaseNumber, Contact, Deadline, Task
from cases.needs.advice.models import AdvisedFacility
from cases.needs.models import Assessment, CommonlyUsedItem, Coverage, Evidence, Need, PriorScheme, Proposal
from cases.referrals.models import Consent, FacilityLink, HandoffCard, Knock, Pointing, Referral
from cases.residents.models import Household, HouseholdMember, Representative, Resident
from cases.safety.models import SafetyConcern, SafetyNote
from intake.models import Appointment, Conversation, Question, Revision, WorkedLine
from ledger.models import Event, IdempotencyKey, JobRun, JournalEntry, JournalHead, OutboxMessage
from provisions.directory import findable
from provisions.exchange.models import ColumnMeaning, DirectoryImport
from provisions.models import Findable, Location, Organisation, Provision, ServiceAtLocation, WrongFactsReport
from reporting.editions.models import Edition
from reporting.facts.demand import Gap, Reported
from reporting.facts.models import Course, EventMonth, Finished, FinishedMonth, FinishedNeed
from reporting.files.models import FigureFile, FigureFilePart
from reporting.imports.models import Budget, CostImport, Spending, Tariff
from reporting.population.models import Population, PopulationImport
from reporting.remarks.models import Remark
from tests.cast import AT, EYE, NOORD, SINCE, TESS, TODAY, acting
from tests.provisions.rows import SOURCED, sourced
from tests.walls.test_catalogue import OURS, ask
from workflows.referral_flow import CardFact

NOT_OF_DJANGO = {"one_household_at_a_time"}
YESTERDAY = TODAY - timedelta(days=1)


def again(row: Any, **changed: Any) -> Any:
    """The same row once more, under another primary key."""
    fields = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)(**(fields | changed)).save(force_insert=True)


def with_state(row: Any, state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET state = %s WHERE id = %s", [state, row.pk])


def own_link(provision: Provision, **more: Any) -> FacilityLink:
    given = {"municipality_id": "hoogeveen", "made_by_id": TESS.id, "made_at": AT, "expires_at": AT}
    return FacilityLink.objects.create(provision=provision, **given, **more)


def residents_of_linde() -> Population:
    imported = PopulationImport.objects.create(
        municipality_id="hoogeveen", source="CBS", on=TODAY, name="x.csv", rows=1, at=AT
    )
    return Population.objects.create(imported=imported, neighbourhood="BU01180001", year=2026, residents=1)


def journal_entry(**changed: Any) -> JournalEntry:
    given = {"chain": 1, "at": AT, "operation": uuid4(), "origin": "test", "act": "x", "result": "done"} | changed
    return JournalEntry.objects.create(**given)


def _band(**changed: Any) -> Band:
    agreed = {"low": 18, "high": 26, "hours": 32, "agreed_on": TODAY} | changed
    return Band.objects.create(team_id=NOORD, by_id=TESS.id, at=AT, **agreed)


def figure_file(**more: Any) -> FigureFile:
    given = {"by_id": EYE.id, "what": "cases", "kind": "csv", "asked": {}, "language": "nl", "at": AT}
    return FigureFile.objects.create(**given, **more)


def advised(on: "Scene", **more: Any) -> AdvisedFacility:
    given = {"need": on.need, "provision": on.provision, "rank": 1, "looked_on": TODAY, "facts": {}}
    return AdvisedFacility.objects.create(**given, **more)


def found_by(provision: Provision) -> Findable:
    findable.refresh([provision.id])
    return Findable.objects.get(provision=provision)


def directory_import(*, state: str) -> DirectoryImport:
    known = {"municipality_id": "hoogeveen", "source": "kaart", "name": "kaart.csv", "format": "csv", "at": AT}
    return DirectoryImport.objects.create(state=state, **known)


class Scene:
    """A decided case of the city, and a row of every other kind."""

    def __init__(self) -> None:
        self.decision = Decision.objects.select_related("need__case__resident", "application").get()
        self.application, self.need = self.decision.application, self.decision.need
        self.case = self.need.case
        self.member = HouseholdMember.objects.filter(person__isnull=False, until=None).first()
        self.representative = Representative.objects.filter(person=None).first()
        self.deadline = Deadline.objects.first()
        self.revision = Revision.objects.first()
        self.event = Event.objects.first()
        self.assessment = Assessment.objects.current().first()
        self.referral = Referral.objects.filter(law="wmo").first()
        self.organisation = Organisation.objects.create(municipality_id="hoogeveen", name="Het Dorpshuis")
        self.provision = Provision.objects.create(
            municipality_id="hoogeveen", organisation=self.organisation, name="Inloop", layer="general_facility"
        )


BREAKS: dict[str, Callable[[Scene], Any]] = {
    "team_code_once_per_municipality": lambda on: again(Team.objects.get(pk=NOORD)),
    "open_team_name_once_per_municipality": lambda on: again(Team.objects.get(pk=NOORD), code="noord2"),
    "policy_line_names_its_source_or_is_an_example": lambda on: PolicyLine.objects.create(
        municipality_id="hoogeveen",
        kind="wording",
        key="own_strength",
        text="x",
        valid_from=TODAY,
        by_id=TESS.id,
        at=AT,
    ),
    "neighbourhood_code_once_per_year": lambda on: [
        Neighbourhood.objects.create(code="BU1", year=2014, name="x", district="y", municipality_id="hoogeveen")
        for _ in range(2)
    ],
    "membership_ends_after_it_starts": lambda on: Membership.objects.update(valid_until=SINCE - timedelta(days=1)),
    "membership_hours_fit_a_week": lambda on: Membership.objects.update(hours=61),
    "band_is_from_low_to_high": lambda on: _band(low=27),
    "band_hours_fit_a_week": lambda on: _band(hours=0),
    "mandate_ends_after_it_starts": lambda on: Mandate.objects.update(valid_until=SINCE - timedelta(days=1)),
    "organisation_name_once_per_municipality": lambda on: again(on.organisation),
    "provision_name_once_per_organisation": lambda on: again(on.provision),
    "provision_ages_in_order": lambda on: Provision.objects.update(minimum_age=18, maximum_age=12),
    "provision_room_has_its_moment": lambda on: Provision.objects.update(room="full"),
    "location_is_on_earth": lambda on: Location.objects.create(municipality_id="hoogeveen", latitude=91, longitude=6),
    "provision_once_per_location": lambda on: again(
        ServiceAtLocation.objects.create(
            municipality_id="hoogeveen",
            provision=on.provision,
            location=Location.objects.create(municipality_id="hoogeveen"),
        )
    ),
    "wrong_facts_report_says_something": lambda on: WrongFactsReport.objects.create(provision=on.provision, at=AT),
    "wrong_facts_settled_by_somebody": lambda on: WrongFactsReport.objects.create(
        provision=on.provision, text="x", at=AT, settled_at=AT
    ),
    "bsn_sealed_and_indexed_together": lambda on: Resident.objects.update(bsn_sealed=b"x"),
    "birth_day_needs_its_month": lambda on: Resident.objects.update(birth_day=1),
    "resident_dies_after_birth": lambda on: Resident.objects.update(birth_year=1990, deceased_on=date(1980, 1, 1)),
    "member_leaves_after_arriving": lambda on: HouseholdMember.objects.update(until=SINCE - timedelta(days=1)),
    "member_is_somebody": lambda on: HouseholdMember.objects.filter(person=None).update(described_as=""),
    "one_household_at_a_time": lambda on: again(
        on.member, household_id=Household.objects.create(municipality_id="hoogeveen").id
    ),
    "representative_ends_after_starting": lambda on: Representative.objects.update(until=SINCE - timedelta(days=1)),
    "representative_is_somebody": lambda on: Representative.objects.update(name=""),
    "representative_has_a_source": lambda on: Representative.objects.update(source=""),
    "nobody_represents_themselves": lambda on: Representative.objects.update(person=F("resident")),
    "safety_state_exists": lambda on: with_state(SafetyConcern.objects.first(), "forgotten"),
    "safety_note_says_something": lambda on: SafetyNote.objects.create(
        concern=SafetyConcern.objects.first(), step="signal", text="", by_id=EYE.id, at=AT
    ),
    "case_number_once_per_municipality": lambda on: again(on.case),
    "case_state_exists": lambda on: with_state(on.case, "in_layer_2"),
    "grant_once_per_case_and_user": lambda on: [
        CaseGrant.objects.create(case=on.case, user_id=EYE.id, granted_at=AT) for _ in "ab"
    ],
    "case_numbers_once_per_year": lambda on: again(CaseNumber.objects.first()),
    "deadline_ends_after_its_start": lambda on: Deadline.objects.update(end=date(2020, 1, 1)),
    "deadline_once_per_case_rule_and_start": lambda on: again(on.deadline),
    "one_open_task_per_kind": lambda on: [
        Task.objects.create(case=on.case, law="wmo", kind="find_out_who", due_on=TODAY) for _ in "ab"
    ],
    "need_position_once_per_case": lambda on: again(on.need),
    "need_state_exists": lambda on: with_state(on.need, "half_way"),
    "referral_day_has_a_referrer": lambda on: Need.objects.update(referrer="", referred_on=TODAY),
    "evidence_says_something": lambda on: Evidence.objects.update(text=""),
    "evidence_once_per_line": lambda on: [
        Evidence.objects.create(
            case=on.case, law="wmo", text="x", conversation=on.case.id, line=1, by_id=TESS.id, at=AT
        )
        for _ in "ab"
    ],
    "one_current_finding_per_need_and_scheme": lambda on: again(PriorScheme.objects.first()),
    "commonly_used_item_has_a_name": lambda on: CommonlyUsedItem.objects.update(item=""),
    "one_current_finding_per_need_and_item": lambda on: again(CommonlyUsedItem.objects.first()),
    "facility_advised_once_per_need": lambda on: [advised(on) for _ in range(2)],
    "facility_answer_has_its_moment": lambda on: advised(on, answer="taken"),
    "findable_once_per_provision_and_place": lambda on: again(found_by(on.provision)),
    "referral_state_exists": lambda on: with_state(on.referral, "lost"),
    "one_open_referral_per_need_and_provision": lambda on: again(on.referral),
    "referral_sent_has_its_moment": lambda on: Referral.objects.update(sent_at=None),
    "referral_completed_has_an_outcome": lambda on: with_state(on.referral, "completed"),
    "card_asks_something": lambda on: HandoffCard.objects.update(asked=""),
    **{
        f"card_{fact}_was_ticked": lambda on, fact=fact: HandoffCard.objects.update(
            shares=[other for other in CardFact.values if other != fact]
        )
        for fact in CardFact.values
    },
    "consent_ends_after_it_was_given": lambda on: Consent.objects.update(until=SINCE),
    "one_consent_per_referral": lambda on: again(on.referral.consents.get()),
    "one_live_link_per_referral": lambda on: again(on.referral.links.get(), token_hash="another"),
    "one_reply_per_version": lambda on: again(on.referral.replies.get()),
    "pointing_for_a_need_names_case_and_law": lambda on: Pointing.objects.update(law=""),
    "one_own_link_per_facility": lambda on: [own_link(on.provision, token_hash=name) for name in "ab"],
    "knocks_once_per_hour": lambda on: [Knock.objects.create(door="partner", who="x", hour=AT) for _ in "ab"],
    "conversation_came_from_somebody": lambda on: Conversation.objects.update(author=None),
    "contact_says_something": lambda on: Contact.objects.update(said=""),
    "contact_once_per_event": lambda on: again(Contact.objects.first()),
    "one_current_assessment_per_need_and_layer": lambda on: again(on.assessment),
    "coverage_has_a_layer": lambda on: Coverage.objects.create(
        need=on.need, layers=[], agreement="agrees", ask_on=TODAY, by_id=TESS.id, at=AT
    ),
    "coverage_answer_has_its_moment": lambda on: Coverage.objects.update(worked="yes"),
    "proposal_ends_after_it_starts": lambda on: Proposal.objects.update(period_from=TODAY, period_until=YESTERDAY),
    "proposal_quantity_is_positive": lambda on: Proposal.objects.update(quantity=0),
    "application_state_exists": lambda on: with_state(on.application, "lost"),
    "application_outcome_has_its_day": lambda on: Application.objects.update(decided_on=None),
    "application_ex_officio_is_decided": lambda on: Application.objects.create(
        case=on.case, law="wmo", received_on=TODAY, ex_officio=True
    ),
    "decision_on_an_application_names_it": lambda on: Decision.objects.update(application=None),
    "decision_that_ends_support_names_its_day": lambda on: Decision.objects.update(ends_on=TODAY),
    "import_state_exists": lambda on: directory_import(state="lost"),
    "import_applied_has_its_moment": lambda on: directory_import(state="applied"),
    "one_import_writes_at_a_time": lambda on: [directory_import(state="applying") for _ in "ab"],
    "column_meaning_once_per_source": lambda on: [
        ColumnMeaning.objects.create(municipality_id="hoogeveen", source="kaart", columns={}, at=AT) for _ in "ab"
    ],
    "suspension_ends_after_it_starts": lambda on: Suspension.objects.update(until=SINCE - timedelta(days=1)),
    "one_open_suspension_per_application": lambda on: [
        Suspension.objects.create(application=on.application, case=on.case, law="wmo", ground="completion", since=TODAY)
        for _ in "ab"
    ],
    "objection_outcome_has_its_day": lambda on: Objection.objects.update(decided_on=None),
    "one_open_objection_per_application": lambda on: [
        Objection.objects.create(application=on.application, case=on.case, law="wmo", received_on=TODAY, in_time=True)
        for _ in "ab"
    ],
    "anonymous_is_nobody": lambda on: Conversation.objects.update(anonymous=True, resident=on.member.person),
    "question_position_once": lambda on: again(Question.objects.first()),
    "question_finished_with_an_outcome": lambda on: Question.objects.update(finished_at=AT, outcome=""),
    "question_in_a_case_names_it": lambda on: Question.objects.update(finished_at=AT, outcome="added", case=None),
    "appointment_done_with_a_result": lambda on: Appointment.objects.update(done_at=AT),
    "line_worked_out_once": lambda on: again(WorkedLine.objects.first()),
    "revision_once_per_version": lambda on: again(on.revision),
    "event_once_per_case_and_seq": lambda on: again(on.event),
    "event_holds_codes_only": lambda on: again(on.event, seq=99, kind="Mevrouw valt"),
    "journal_holds_codes_only": lambda on: journal_entry(act="Mevrouw valt"),
    "outbox_done_has_its_moment": lambda on: OutboxMessage.objects.update(state="waiting"),
    "idempotency_key_once_per_actor": lambda on: [
        IdempotencyKey.objects.create(actor=EYE.id, key=on.case.id, fingerprint="a", answer=on.case.id, at=AT)
        for _ in "ab"
    ],
    "population_once_per_neighbourhood_year_and_age": lambda on: [residents_of_linde() for _ in "ab"],
    "figure_file_expires_once_made": lambda on: figure_file(made_at=AT),
    "figure_file_is_made_or_failed": lambda on: figure_file(made_at=AT, expires_at=AT, reason="x"),
    "figure_file_part_once_per_seq": lambda on: [
        FigureFilePart.objects.create(file=file, by=EYE.id, seq=0, content=b"")
        for file in [figure_file()]
        for _ in "ab"
    ],
    "job_once_per_slot": lambda on: [JobRun.objects.create(job="anchor", slot="1", at=AT) for _ in "ab"],
}
for kind in SOURCED:
    BREAKS[f"{kind}_once_per_source"] = lambda on, kind=kind: [
        sourced(kind, on.provision, source="kaart", source_id="1") for _ in "ab"
    ]
    BREAKS[f"{kind}_id_has_its_source"] = lambda on, kind=kind: sourced(kind, on.provision, source="", source_id="1")
OF_THE_OWNER = {
    "case_has_a_law": lambda: Case.objects.update(laws=[]),
    "sixteen_chains": lambda: JournalHead.objects.create(chain=16),
    "journal_once_per_chain_and_seq": lambda: again_without_trigger(),
    "cost_import_has_a_source": lambda: file_of_costs(source=""),
    "one_current_tariff_per_product_unit_and_day": lambda: again(tariff()),
    "tariff_is_no_negative_amount": lambda: tariff(price=-1),
    "tariff_ends_after_it_starts": lambda: tariff(valid_until=YESTERDAY),
    "one_current_spending_per_period_law_layer_and_area": lambda: again(spending()),
    "spending_month_exists": lambda: spending(month=13),
    "one_current_budget_per_year_law_and_layer": lambda: again(budget()),
    "course_once_per_case_and_law": lambda: again(Course.objects.first()),
    "edition_is_made_once": lambda: again(Edition.objects.first()),
    "edition_hides_small_numbers": lambda: again(Edition.objects.first(), year=2024, threshold=1),
    "finished_once_per_case_law_team_and_month": lambda: again(Finished.objects.first()),
    "event_month_once_per_team_law_kind_and_reason": lambda: again(EventMonth.objects.first()),
    "finished_month_once_per_team_law_and_month": lambda: again(FinishedMonth.objects.first()),
    "remark_is_of_a_month": lambda: remark(month=date(2026, 3, 2)),
    "remark_says_something": lambda: remark(text=""),
    "remark_withdrawn_by_somebody": lambda: remark(withdrawn_at=AT),
    "limits_start_anew_once_in_a_month": lambda: [remark(kind="rebase"), remark(kind="rebase")],
    "finished_need_once_per_team_and_month": lambda: again(FinishedNeed.objects.first()),
    "reported_once_per_case_and_seq": lambda: again(Reported.objects.first()),
    "gap_once_per_need_and_reason": lambda: again(Gap.objects.first()),
}


def file_of_costs(source: str = "Inkoop") -> CostImport:
    given = {"name": "lijst.csv", "dated": TODAY, "at": AT, "added": 1, "replaced": 0}
    return CostImport.objects.create(kind="tariffs", municipality_id="hoogeveen", source=source, **given)


def amount(table: type[Any], **given: Any) -> Any:
    return table.objects.create(brought_by=file_of_costs(), municipality_id="hoogeveen", **given)


def tariff(**more: Any) -> Tariff:
    given = {"product": "Hulp", "product_key": "hulp", "unit": "hours", "price": 1, "valid_from": TODAY}
    return amount(Tariff, **(given | more))


def spending(**more: Any) -> Spending:
    return amount(Spending, year=2026, law="wmo", layer="general_facility", amount=1, **more)


def budget() -> Budget:
    return amount(Budget, year=2026, law="wmo", layer="general_facility", amount=1)


def remark(**more: Any) -> Remark:
    says = {"law": "wmo", "month": date(2026, 3, 1), "kind": "happened", "text": "x", "by_id": TESS.id, "at": AT}
    return Remark.objects.create(municipality_id="hoogeveen", **(says | more))


def again_without_trigger() -> None:
    entry = journal_entry()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_journalentry DISABLE TRIGGER USER")
    journal_entry(seq=JournalEntry.objects.get(pk=entry.pk).seq)


def refuses(name: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        attempt()


@pytest.mark.parametrize("name", BREAKS)
def test_a_constraint_refuses_what_it_says(name: str, built: None, db: None) -> None:
    with acting(EYE):
        scene = Scene()
        refuses(name, lambda: BREAKS[name](scene))


@pytest.mark.parametrize("name", OF_THE_OWNER)
def test_a_constraint_holds_for_the_owner_too(name: str, built: None, owned: None) -> None:
    refuses(name, OF_THE_OWNER[name])


def test_every_named_constraint_is_tried_here() -> None:
    models = (model for label in OURS for model in apps.get_app_config(label).get_models())
    named = {
        constraint.name
        for model in models
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }
    assert named | NOT_OF_DJANGO == BREAKS.keys() | OF_THE_OWNER.keys()


def test_what_django_cannot_say_is_named_here_by_hand(db: None) -> None:
    assert {name for (name,) in ask("SELECT conname FROM pg_constraint WHERE contype = 'x'")} == NOT_OF_DJANGO
