"""What people do in Trede, ready to be timed: each path as its page is asked for or its form is sent."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts import access
from accounts.access import Actor
from accounts.models import Team, User
from cases.course import actions as course
from cases.course.loading import TIMELINE
from cases.dossier import actions as dossier
from cases.dossier.actions import Asked
from cases.dossier.models import Case
from cases.needs import actions as needs
from cases.needs.verdicts import Verdict
from config.bench import serving
from config.bench.serving import Handler
from config.municipality import people
from config.seeding.mass.house import SEEDED
from intake import actions as intake
from ledger.models import Event
from workflows.layers import LOWER_LAYERS, Outcome

LAW = "wmo"
STARTED = "investigation:started"
FRESH = 1  # the version of a case in which nothing was done since it was registered
SAID = "Ik red het huishouden niet meer alleen."
NO = Verdict(Outcome.INSUFFICIENT, "Dat lukt niet.")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reads, who writes, and who manages all teams, with the cookies of their browsers.

    The one who writes works in the last of the invented teams (`team`) and the one who reads in the first: what is
    written in a run does not lengthen the pages that are read.
    """

    reader: Actor
    writer: Actor
    team: UUID
    reads: str
    writes: str
    manages: str
    at: datetime


def desk(municipality: str, *, teams: int, at: datetime) -> Desk:
    """Sign all three in."""
    on, last = timezone.localdate(at), f"{SEEDED}-{teams:02}"
    addresses = [
        f"{SEEDED}-01-1@{municipality}.trede.test",
        f"{last}-2@{municipality}.trede.test",
        people.address_of("manager", municipality),
    ]
    found = {one.email: one for one in User.objects.with_posts(on=on).filter(email__in=addresses)}
    reader, writer, manager = (found[address] for address in addresses)
    return Desk(
        reader=access.actor_of(reader, on=on),
        writer=access.actor_of(writer, on=on),
        team=Team.objects.get(municipality=municipality, code=last).pk,
        reads=serving.signed_in(reader),
        writes=serving.signed_in(writer),
        manages=serving.signed_in(manager),
        at=at,
    )


def worklist(by: Handler, who: Desk) -> serving.Ask:
    return serving.page(by, reverse("cases:list"), asked={"law": LAW}, cookies=who.reads)


def my_work(by: Handler, who: Desk) -> serving.Ask:
    return serving.page(by, reverse("my_work"), cookies=who.reads)


def case_page(by: Handler, who: Desk) -> serving.Ask:
    """A case of the team of which the timeline is full, and that has no more than that."""
    return serving.page(by, reverse("cases:case", args=[told(who)]), cookies=who.reads)


def told(who: Desk) -> UUID:
    with access.acting(who.reader, at=who.at, origin="bench"):
        mine = Case.objects.visible_to(who.reader).open().filter(laws=[LAW])
        told = Event.objects.filter(case__in=mine.values("id")).values("case").annotate(number=Count("id"))
        full = told.filter(number__gt=TIMELINE).order_by("number", "case").first()
        found = full or told.order_by("-number", "case").first()
    if found is None:
        raise RuntimeError("The first team has no case that runs under the Wmo.")
    case: UUID = found["case"]
    return case


def finishing(by: Handler, who: Desk, times: int) -> Iterator[serving.Ask]:
    """Conversations, each of which becomes a case when its form is sent."""
    for talk in [_talk(who) for _ in range(times)]:
        said = {"outcome": "new_case", "own_words": SAID, "channel": "phone", "laws": LAW, "team": str(who.team)}
        yield serving.sent(by, reverse("intake:finish", args=[talk]), said | _once(), cookies=who.writes)


def starting(by: Handler, who: Desk, times: int) -> Iterator[serving.Ask]:
    """Cases, each of which the investigation starts when its button is pressed."""
    for case in [registered(who) for _ in range(times)]:
        yield pressed(by, who, case)


def pressed(by: Handler, who: Desk, case: UUID, *, expects: Collection[int] = (HTTPStatus.FOUND,)) -> serving.Ask:
    """The button that starts the investigation, on a page where nothing was done yet."""
    said = {"seen": FRESH} | _once()
    return serving.sent(by, reverse("cases:start", args=[case]), said, cookies=who.writes, expects=expects)


def not_started_once(who: Desk, cases: Collection[UUID]) -> set[UUID]:
    """Those of these cases of which the investigation did not start just once."""
    with access.acting(who.writer, at=who.at, origin="bench"):
        told = Event.objects.filter(case__in=cases, kind=STARTED).values_list("case")
        once = told.annotate(number=Count("id")).filter(number=1).values_list("case", flat=True)
        moved = Case.objects.filter(id__in=once, version=FRESH + 1).values_list("id", flat=True)
        return set(cases) - set(moved)


def start(who: Desk, case: UUID) -> None:
    """The same as a call: within its own transaction, with who acts told to the database and the journal written."""
    with access.acting(who.writer, at=who.at, origin="bench"):
        course.start_investigation(case=case, by=who.writer, at=who.at, seen=FRESH)


def registered(who: Desk) -> UUID:
    """A case that was just registered, with nothing done in it."""
    asked = Asked(own_words=SAID, channel="phone", received_on=timezone.localdate(who.at), laws=(LAW,))
    with access.acting(who.writer, at=who.at, origin="bench"):
        return dossier.open_case(team=who.team, asked=asked, by=who.writer, at=who.at).id


def weighed(who: Desk) -> UUID:
    """A case of which the outcome can be given."""
    case = registered(who)
    start(who, case)
    doing: dict[str, Any] = {"case": case, "by": who.writer, "at": who.at}
    verdicts = dict.fromkeys(LOWER_LAYERS, NO)
    with access.acting(who.writer, at=who.at, origin="bench"):
        need = needs.name_need(law=LAW, life_area="daily_living", title="Een schoon huis", **doing)
        needs.weigh(need=need.id, verdicts=verdicts, **doing)
    return case


def outcome(who: Desk, case: UUID) -> None:
    """Give the outcome of the investigation: what the sums of the figures count."""
    with access.acting(who.writer, at=who.at, origin="bench"):
        course.report_outcome(case=case, by=who.writer, at=who.at)


def _talk(who: Desk) -> UUID:
    with access.acting(who.writer, at=who.at, origin="bench"):
        return intake.start_conversation(conversation=uuid4(), by=who.writer, at=who.at - timedelta(hours=1)).id


def _once() -> dict[str, str]:
    return {"key": str(uuid4())}
