"""People and cases for the pages to show: one of everything, told as it is told at the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils import timezone

from accounts import access
from cases.dossier.models import Case
from cases.needs.actions import Offer
from cases.needs.beside import actions as beside
from cases.needs.models import Need
from cases.needs.verdicts import Verdict
from cases.residents.models import Resident
from intake import actions as intake
from intake.actions import Promise, Typed
from intake.models import Appointment, Conversation
from intake.working_out.actions import Choice, work_out
from ledger import outbox
from provisions.directory.actions import ensure_organisation, ensure_provision
from provisions.models import Provision
from tests import cast
from tests.cast import IRIS, NOORD, TESS
from workflows.layers import Layer, Outcome
from workflows.note_lines import LineKind

NOTES = """mevr belt, knie, ramen en bed verschonen lukt niet meer
+ kookt zelf, boodschappen met de rollator
@ dochter Ingrid in Zwolle, komt om de week
# kent het buurthuis, durft niet alleen
! terugbellen vrijdag voor 12 uur"""
WORDS = "Ik wil hier blijven wonen. Maar het huis schoon houden lukt mij niet meer, en de dagen zijn lang."


@dataclass(frozen=True, slots=True)
class Town:
    """What stands there. Times are the browser's: now, and some days ago."""

    resident: Resident
    case: Case
    house: Need
    people: Need
    garden: Need
    fresh: Case
    note: Conversation
    told: Conversation
    promised: Appointment

    def path(self, *parts: object, case: Case | None = None) -> str:
        return "/".join(["/cases", str((case or self.case).id), *map(str, parts), ""])


def build() -> Town:
    """A case halfway, with a need at every stage; a case nobody has; a conversation that still runs."""
    house_of_all = _day_meeting()
    resident = cast.register_resident(
        family_name="Wielinga", first_names="Maria", birth_year=1939, birth_month=3, birth_day=12,
        street="Schutstraat", house_number=14, postcode="7901EA", place="Hoogeveen", housemates=("Zoon Bert",)
    )  # fmt: skip
    case = cast.open_case(at=days_ago(12), own_words=WORDS, resident=resident.id)
    cast.start(case, at=days_ago(11))
    people = _people(case, house_of_all)
    house = _house(case)
    garden = _garden(case)
    cast.decide(cast.case_to_decide(resident=resident.id)[1])
    fresh = cast.open_case(
        by=IRIS, team=NOORD, at=days_ago(0), own_words="Wij krijgen de energierekening niet betaald.", laws=("wgs",)
    )
    _deliver_notices()
    note, told = _conversation(resident), _conversation(resident)
    return Town(resident, case, house, people, garden, fresh, note, told, _finished(told, case))


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _day_meeting() -> Provision:
    opgang, _how = ensure_organisation(municipality="hoogeveen", name="Buurthuis De Opgang")
    nearby, _how = ensure_provision(
        organisation=opgang, name="Dagontmoeting", layer=Layer.GENERAL_FACILITY, what="Koffie, eten en gezelschap",
        open_when="dinsdag en donderdag", cost="gratis",
    )  # fmt: skip
    return nearby


def _house(case: Case) -> Need:
    house = cast.name_need(
        case, at=days_ago(6), title="Een schoon huis", extent="2 uur per week",
        problem="Zij kan niet bukken en niet tillen. Ramen, bed en badkamer blijven liggen.",
    )  # fmt: skip
    verdicts = {
        Layer.OWN_STRENGTH: Verdict(Outcome.PARTLY, "Afwassen en stoffen doet zij zelf, zittend."),
        Layer.USUAL_HELP: Verdict(Outcome.INSUFFICIENT, "De zoon werkt in ploegendienst en is halve weken weg."),
        Layer.SOCIAL_NETWORK: Verdict(Outcome.PARTLY, "De dochter doet om de week de was."),
        Layer.GENERAL_FACILITY: Verdict(Outcome.INSUFFICIENT, "De klusdienst komt niet elke week."),
    }
    cast.weigh(house, verdicts, at=days_ago(5), remaining="Ramen, bed en badkamer")
    offer = Offer(product="Huishoudelijke hulp", quantity=Decimal("1.5"), unit="hours", frequency="week")
    return cast.propose(house, offer=offer, at=days_ago(4))


def _people(case: Case, nearby: Provision) -> Need:
    people = cast.name_need(case, at=days_ago(9), title="Onder de mensen komen", life_area="social_network",
                            extent="Twee dagdelen per week")  # fmt: skip
    verdicts = {
        Layer.OWN_STRENGTH: Verdict(Outcome.PARTLY, "Zij belt elke dag met haar zus."),
        Layer.USUAL_HELP: Verdict(Outcome.NOT_APPLICABLE, "Gezelschap is geen hulp die een zoon hoort te geven."),
        Layer.SOCIAL_NETWORK: Verdict(Outcome.PARTLY, "Buurvrouw Alie loopt de eerste keren mee."),
        Layer.GENERAL_FACILITY: Verdict(Outcome.SUFFICIENT, "Dinsdag en donderdag koffie en eten in De Opgang."),
    }
    cast.weigh(people, verdicts, at=days_ago(8))
    return cast.cover(
        people, Layer.SOCIAL_NETWORK, Layer.GENERAL_FACILITY, at=days_ago(7), provision=nearby.id,
        ask_on=days_ago(-38).date(),
    )  # fmt: skip


def _garden(case: Case) -> Need:
    garden = cast.name_need(case, at=days_ago(3), title="De tuin bijhouden", extent="Twee keer per jaar")
    verdicts = {
        Layer.OWN_STRENGTH: Verdict(Outcome.PARTLY, "Zij geeft zelf water en knipt de lage struiken."),
        Layer.USUAL_HELP: Verdict(Outcome.PARTLY, "De zoon maait om de twee weken het gras."),
    }
    _beside(garden)
    return cast.weigh(garden, verdicts, at=days_ago(2), evidence=(_line(case),))


def _line(case: Case) -> UUID:
    known = {"layer": Layer.OWN_STRENGTH, "conversation": uuid4(), "line": 2, "at": days_ago(3)}
    with cast.acting(TESS, at=days_ago(3)):
        line = beside.add_evidence(case=case.id, law="wmo", text="Zit op een krukje in de border.", by=TESS, **known)
    return line.id


def _beside(need: Need) -> None:
    of = {"case": need.case_id, "need": need.id, "by": TESS, "at": days_ago(3)}
    four = {"not_only_for_disabled": True, "available": True, "fitting": False, "bearable": None}
    with cast.acting(TESS, at=days_ago(3)):
        beside.record_prior_scheme(scheme="zvw", finding="not", note="Geen verpleging nodig.", **of)
        beside.record_commonly_used(item="Een maairobot", **four, **of)


def _deliver_notices() -> None:
    for message in cast.outbox():
        with access.system("deliver", at=days_ago(0)):
            outbox.deliver(message.id, at=days_ago(0))


def _conversation(resident: Resident) -> Conversation:
    with cast.acting(IRIS, at=days_ago(0)):
        note = intake.start_conversation(by=IRIS, at=days_ago(0), conversation=uuid4())
        intake.save_text(conversation=note.id, typed=Typed(NOTES, 0, "town", 1), by=IRIS, at=days_ago(0))
        return intake.link_resident(conversation=note.id, resident=resident.id, by=IRIS, at=days_ago(0))


def _finished(told: Conversation, case: Case) -> Appointment:
    """Two questions: one goes to the case that runs, for the other Tess calls back. Some lines are worked out."""
    at = days_ago(0)
    promised = Promise(kind="call_back", on=timezone.localdate(at), team=NOORD, colleague=TESS.id, reach="0528 123456")
    with cast.acting(IRIS, at=at):
        intake.add_question(conversation=told.id, by=IRIS, at=at)
        intake.add_to_case(conversation=told.id, case=case.id, laws=("wmo",), own_words=WORDS, by=IRIS, at=at)
        words = "Wanneer komt de traplift?"
        made = intake.promise(conversation=told.id, promised=promised, own_words=words, by=IRIS, at=at)
        lines = (Choice(2, LineKind.STRENGTH, share=True), Choice(5, LineKind.ACTION, on=timezone.localdate(at)))
        work_out(conversation=told.id, choices=lines, to=(case.id, "wmo"), by=IRIS, at=at)
    return made
