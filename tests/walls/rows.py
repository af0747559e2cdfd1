"""One row of every kind that says something, in the words a test gives: written straight, under the writer's policies.

The walls are asked about rows, however they came: not every kind has a verb in every state that matters here.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from accounts import access
from accounts.access import Actor
from accounts.models import Mandate
from cases.decisions.models import Application, Decision, Objection, Suspension
from cases.dossier.models import Case, CaseGrant, Contact, Task
from cases.needs.advice.models import AdvisedFacility
from cases.needs.models import CommonlyUsedItem, Evidence, Need, PriorScheme, Proposal
from cases.referrals import links
from cases.referrals.models import Consent, HandoffCard, Pointing, Referral, Reply
from cases.residents.models import Household, HouseholdMember, Representative
from cases.safety.models import SafetyConcern, SafetyNote
from intake.models import Appointment, Question, WorkedLine
from provisions.models import Organisation, Provision
from reporting.cells.tables import Dimension, ShownTable, keys_over, margins_of
from reporting.editions.models import Edition
from reporting.editions.storing import kept
from reporting.files.models import FigureFile, FigureFilePart
from reporting.remarks.models import Remark
from tests.cast import AT, MAX, NOORD, SINCE, TEAMS, TODAY, acting
from workflows.referral_flow import CardFact

Text = Callable[[], str]
LATER = TODAY + timedelta(days=180)
# The matrix asks with the clock of the day: its links live on long after the day of the cast.
LONG_AGO_ENOUGH = AT + timedelta(days=3650)


FACTS = {
    "name": "Eettafel", "organisation": "Buurthuis", "where": "", "km": None, "open_when": "", "cost": "",
    "freely": True, "fits": [], "unknown": [], "aside": [], "fresh": "", "stale": False,
}  # fmt: skip


def remark(team: UUID | None, law: str, *, text: Text) -> None:
    """At a month of the chart of a team, or of all Hoogeveen."""
    place = TEAMS[team][0] if team else "hoogeveen"
    by = replace(MAX, posts=(replace(MAX.posts[0], team=team or NOORD, municipality=place),))
    with acting(by):
        Remark.objects.create(
            municipality_id=place, team_id=team, law=law, month=TODAY.replace(day=1), kind="happened", text=text(),
            by_id=by.id, at=AT,
        )  # fmt: skip


def beside_a_need(need: Need, *, by: Actor, text: Text) -> None:
    """Evidence, a scheme that goes first, something anybody would buy, and a facility nearby."""
    with acting(by):
        AdvisedFacility.objects.create(
            need=need, provision=provision_in(by.municipality), rank=1, looked_on=TODAY, facts=FACTS, note=text(),
            answer="does_not_fit", answered_by_id=by.id, answered_at=AT,
        )  # fmt: skip
        Evidence.objects.create(
            case_id=need.case_id, law=need.law, layer="own_strength", text=text(), by_id=by.id, at=AT
        )
        PriorScheme.objects.create(need=need, scheme="zvw", finding="partly", note=text(), by_id=by.id, at=AT)
        CommonlyUsedItem.objects.create(need=need, item=text(), fitting=True, note=text(), by_id=by.id, at=AT)
        Contact.objects.create(
            case_id=need.case_id, law=need.law, seq=900 + need.position, said=text(), by_id=by.id, at=AT
        )


def beside_an_application(application: Application, *, by: Actor, text: Text) -> Objection:
    """A stretch in which its term stood still, and an objection."""
    of = {"application": application, "case_id": application.case_id, "law": application.law}
    with acting(by):
        Suspension.objects.create(**of, ground="completion", since=SINCE, until=TODAY)
        return Objection.objects.create(
            **of,
            received_on=TODAY,
            in_time=True,
            grounds=text(),
            motivation=text(),
            outcome="dismissed",
            decided_on=TODAY,
            decided_by_id=by.id,
        )


def urgent_decision(need: Need, *, by: Actor, text: Text) -> Decision:
    """Help that was granted before anybody applied for it."""
    with acting(by):
        proposal = Proposal.objects.create(need=need, product=text(), temporary=True, by_id=by.id, at=AT)
        return Decision.objects.create(
            need=need, basis="urgent", proposal=proposal, outcome="granted", motivation=text(),
            mandate=Mandate.objects.earliest("valid_from"), by_id=by.id, decided_on=TODAY,
        )  # fmt: skip


def referral(need: Need, *, by: Actor, text: Text, state: str = "sent") -> Referral:
    """A need referred to a facility of the municipality: the card, the consent, a reply, a link, and once pointed."""
    with acting(by):
        return _referral(need, provision_in(by.municipality), by=by, text=text, state=state)


def _referral(need: Need, provision: Provision, *, by: Actor, text: Text, state: str) -> Referral:
    of = {"case_id": need.case_id, "need": need, "law": need.law, "municipality_id": by.municipality}
    made = Referral(
        id=uuid4(), **of, provision=provision, ground="consent", then={"name": provision.name}, turn="facility",
        since=TODAY, due_on=TODAY, sent_at=AT, made_by_id=by.id, made_at=AT, state=state,
    )  # fmt: skip
    made.save(force_insert=True)
    HandoffCard.objects.create(
        referral=made, asked=text(), shares=CardFact.values, **{fact.value: text() for fact in CardFact}
    )
    Consent.objects.create(
        referral=made, law_from=need.law, to_whom=provision.name, purpose=text(), shares=["name"], how="in_talk",
        given_on=TODAY, until=LATER, by_id=by.id, at=AT,
    )  # fmt: skip
    Reply.objects.create(referral=made, version=0, answer="received", said=text(), at=AT)
    links.make_partner_link(made, at=LONG_AGO_ENOUGH, until=None)
    del of["municipality_id"]
    Pointing.objects.create(
        provision=provision, municipality_id=by.municipality, team_id=by.posts[0].team, **of, by_id=by.id, at=AT
    )
    return made


def provision_in(municipality: str) -> Provision:
    """A facility of that municipality, the same one each time."""
    home, _made = Organisation.objects.get_or_create(municipality_id=municipality, name="Buurthuis")
    found, _made = Provision.objects.get_or_create(
        municipality_id=municipality, organisation=home, name="Eettafel", layer="general_facility"
    )
    return found


def around_a_resident(resident: UUID, *, by: Actor, text: Text, hidden: Text) -> Representative:
    """A parent who may be written to, and (given back) one whose whereabouts are kept from the other."""
    known = {"resident_id": resident, "kind": "parent", "since": SINCE}
    with acting(by):
        Representative.objects.create(**known, name=text(), source=text(), contact=text(), address=text())
        return Representative.objects.create(
            **known, name=text(), source=text(), contact=hidden(), address=hidden(), address_hidden=True
        )


def household_of(resident: UUID, *, by: Actor, words: str, person: UUID | None = None) -> HouseholdMember:
    """A resident's household; given back, somebody in it who is known by words. Perhaps another resident too."""
    with acting(by):
        home = Household.objects.create(id=uuid4(), municipality_id=by.municipality)
        HouseholdMember.objects.create(household=home, person_id=resident, since=TODAY)
        if person:
            HouseholdMember.objects.create(household=home, person_id=person, since=TODAY)
        return HouseholdMember.objects.create(household=home, described_as=words, since=TODAY)


def task(case: Case, *, by: Actor) -> Task:
    with acting(by):
        return Task.objects.create(case_id=case.id, law=case.laws[0], kind="read_new_report", due_on=TODAY)


def concern(
    *, by: Actor, text: Text, case: UUID | None = None, conversation: UUID | None = None, resident: UUID | None = None
) -> SafetyConcern:
    """A concern about safety as it was signalled: about whom, and in the signaller's own words."""
    with acting(by):
        row = SafetyConcern.objects.create(
            municipality_id=by.municipality,
            case=case,
            conversation=conversation,
            resident_id=resident,
            who=text(),
            signalled_by_id=by.id,
            signalled_at=AT,
        )
        SafetyNote.objects.create(concern=row, step="signal", text=text(), by_id=by.id, at=AT)
    return row


def note_of(concern: SafetyConcern, *, by: Actor, words: str) -> SafetyNote:
    """What the safety officer wrote down about it."""
    with acting(by):
        return SafetyNote.objects.create(concern=concern, step="consultation", text=words, by_id=by.id, at=AT)


def of_conversation(conversation: UUID, *, by: Actor, text: Text) -> None:
    """A question with words of its own, and a line that was worked out."""
    with acting(by):
        Question.objects.create(conversation_id=conversation, position=9, own_words=text())
        WorkedLine.objects.create(conversation_id=conversation, line=1, kind="request", by_id=by.id, at=AT)


def appointment(
    *, by: Actor, team: UUID, text: Text, colleague: UUID | None = None, resident: UUID | None = None
) -> Appointment:
    """Something promised to somebody, for a team or a colleague."""
    with acting(by):
        return Appointment.objects.create(
            kind="call_back",
            team_id=team,
            colleague_id=colleague,
            resident_id=resident,
            what=text(),
            reach=text(),
            place=text(),
            on=TODAY,
            made_by_id=by.id,
            made_at=AT,
        )


def grant(case: Case, to: Actor, *, by: Actor, revoked: bool = False) -> CaseGrant:
    """Sight of a confidential case, given by somebody who has it; perhaps taken back since."""
    with acting(by):
        return CaseGrant.objects.create(
            case_id=case.id, user_id=to.id, granted_at=AT, granted_by_id=by.id, revoked_at=AT if revoked else None
        )


def editions() -> None:
    """A protected table of each of two families, in two municipalities."""
    shape = (Dimension("channel", ("phone",)), Dimension("law", ("wmo",)))
    twelve = {key: 12 for margin in margins_of(shape) for key in keys_over(margin)}
    table = kept(ShownTable("any", shape, twelve, frozenset()))
    told = {"year": 2025, "audience": "inside", "threshold": 5, "refused": {}, "names": {}, "at": AT}
    with access.system("make_editions", at=AT):
        for place in ("hoogeveen", "coevorden"):
            for family, name in (("reported", "reports-by-channel"), ("finished", "steps-by-law")):
                Edition.objects.create(municipality=place, family=family, tables={name: table}, **told)


def figure_file(*, by: Actor) -> FigureFile:
    """A file that somebody asked for, with its content."""
    told = {"what": "cases", "kind": "csv", "asked": {}, "language": "nl", "scope": {}}
    with acting(by):
        made = FigureFile.objects.create(by_id=by.id, at=AT, made_at=AT, expires_at=LONG_AGO_ENOUGH, **told)
        FigureFilePart.objects.create(file=made, by=by.id, seq=0, content=b"x")
        return made
