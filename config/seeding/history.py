"""A thrown case from the first word to today, as acts in the order of time: the verbs are those of the stories."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.residents.actions import Identity
from config.seeding.dice import Diary, Dice
from config.seeding.staff import DESK, Staff, Worker
from workflows.layers import Law

CHANNELS = {"phone": 50, "desk": 16, "walk_in": 10, "email": 14, "post": 3, "partner": 7}
TEAMS = {"team": 55, "team2": 45}
HOME_VISITS = 0.15
UNDER = 27
REASON_FOR = {
    "own_strength": "own",
    "usual_help": "usual",
    "social_network": "network",
    "general_facility": "nearby",
}
NEXT_STEPS = (
    "Terugbellen over de uitkomst",
    "Huisbezoek plannen",
    "Huisarts vragen, met toestemming",
    "Verslag afmaken en voorlezen",
    "Bellen met de aanbieder",
    "Samen naar het buurthuis",
    "Wachten op de brief van de orthopeed",
)
ASKS_NEARBY = (Law.WMO, Law.JEUGD)
ARTICLE = {Law.WMO: "tailored", Law.JEUGD: "youth_own_strength", Law.PW: "income", Law.WGS: "debt_term"}
LONGEST = {Law.WMO: 9, Law.JEUGD: 26, Law.PW: 24, Law.WGS: 20}
DENIED = "Wij vinden dat het zonder deze hulp ook lukt, zoals in het verslag staat."
ENDS: Mapping[str, Mapping[str, Any]] = {
    "withdraw": {"said": "Het hoeft niet meer, mijn zus heeft het geregeld."},
    "transfer": {"to": "Een andere gemeente, na een verhuizing", "because": "moved"},
}
Request = Mapping[str, Any]
Need = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    at: datetime
    who: Worker
    does: str
    says: Mapping[str, Any]


Acts = Iterator[Act]


@dataclass(slots=True)
class Course:
    """One case under way: its dice and diary, who asks and who works on it. `covering`: which step will be enough."""

    request: Request
    identity: Identity
    dice: Dice
    diary: Diary
    desk: Worker
    worker: Worker
    staff: Staff
    together: bool = False
    urgent: bool = False
    repeated: bool = False
    named: bool = True
    granted: bool = False
    covering: dict[str, str] = field(default_factory=dict)
    ask_on: dict[str, date] = field(default_factory=dict)

    @property
    def laws(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(need["law"] for need in self.request["need"]))

    @property
    def left(self) -> tuple[Need, ...]:
        """The needs for which nothing lighter will be enough."""
        return tuple(need for need in self.request["need"] if need["title"] not in self.covering)

    @property
    def young(self) -> bool:
        return self.diary.at.year - (self.identity.birth_year or 0) <= UNDER

    def act(self, does: str, *, by: Worker | None = None, at: datetime | None = None, **says: Any) -> Act:
        return Act(at or self.diary.minutes(2, 12), by or self.worker, does, says)

    def about(self, need: Need, does: str, **says: Any) -> Act:
        return self.act(does, need=need["title"], **says)


def begin(
    request: Request, identity: Identity, staff: Staff, dice: Dice, *, on: date, after: Course | None = None
) -> Course:
    """A request somebody makes on a day, with who takes it and who will work on it; `after`: the same, earlier."""
    laws = {need["law"] for need in request["need"]}
    seat, named = dice.weighted(TEAMS), after is not None or not dice.chance(0.02)
    course = Course(
        request=request,
        identity=identity,
        dice=dice,
        diary=Diary(dice, on),
        desk=dice.one(staff.of(DESK, ())),
        worker=dice.one(staff.of(seat, sorted(laws))),
        staff=staff,
        together=after.together if after else named and not dice.chance(request["alone"]),
        urgent=dice.chance(request.get("urgent", 0)),
        repeated=after is not None,
        named=named,
    )
    if dice.chance(HOME_VISITS):
        course.desk = course.worker
    course.covering = {need["title"]: layer for need in request["need"] if (layer := _enough(course, need))}
    return course


def _enough(course: Course, need: Need) -> str:
    """The step that turns out to be enough, if one does."""
    enough = sorted(key for key in need.get("enough", {}) if key != "usual_help" or course.together)
    return course.dice.one(enough) if enough and course.dice.chance(0.6) else ""


def told(course: Course) -> Acts:
    """What happens: first at the desk, then on the way this case goes. Some are taken up by nobody."""
    yield from _at_the_desk(course)
    if course.dice.chance(0.05):
        return
    if course.dice.chance(0.04):
        yield from _handed_over(course)
    if "referrer" in course.request:
        yield from _referred(course)
    elif course.urgent or course.request.get("threatened"):
        yield from _at_once(course)
    else:
        yield from _ordinary(course)


def _at_the_desk(course: Course) -> Acts:
    request, dice, desk = course.request, course.dice, course.desk
    words = dice.one(request["words"])
    channel = "home_visit" if desk is course.worker else dice.weighted(CHANNELS)
    yield course.act("start_conversation", by=desk, channel=channel)
    yield course.act("write", by=desk, text=f'"{words}"\n{request["note"]}')
    if course.named:
        yield course.act("link_resident", by=desk)
        if course.together and not course.repeated:
            since = course.diary.at.date() - timedelta(days=dice.between(400, 9000))
            yield course.act("live_together", by=desk, housemates=(dice.one(request["housemates"]),), since=since)
    yield course.act(
        "open_case",
        by=desk,
        laws=course.laws,
        own_words=words,
        team=course.worker.seat,
        urgent=course.urgent,
        threatened=bool(request.get("threatened")),
        follows=course.repeated,
    )


def _handed_over(course: Course) -> Acts:
    """It came in at the wrong team."""
    to = "team2" if course.worker.seat == "team" else "team"
    yield course.act("hand_over", at=course.diary.days(0, 2), to=to)
    course.worker = course.dice.one(course.staff.of(to, course.laws))


def _ordinary(course: Course) -> Acts:
    yield from _start(course)
    ends = course.dice.weighted({"": 94, "withdraw": 4, "transfer": 2})
    if ends:
        yield course.act(ends, at=course.diary.days(2, 15), **ENDS[ends])
        return
    first = course.request["need"][0]
    for need in course.request["need"]:
        yield _named(course, need, at=course.diary.days(2, 9) if need is first else None)
    for need in course.request["need"]:
        yield from _weighed(course, need)
    if course.dice.chance(0.3):
        yield _planned(course)
    yield from _proposed_and_reported(course, course.left)
    yield from (_decided(course, course.left) if course.left else _resolved(course))


def _start(course: Course) -> Acts:
    """The team takes it up. Under the Pw the application comes along; under the Wgs the first talk is one."""
    if course.dice.chance(0.3):
        yield course.act("take", at=course.diary.days(0, 4))
    start = course.diary.days(1, 9)
    if any(need["law"] == Law.PW for need in course.left):
        because = "Geen ouders, geen spaargeld." if course.young and course.dice.chance(0.4) else ""
        said: dict[str, Any] = {"law": Law.PW.value, "received_on": start.date(), "waived_because": because}
        yield course.act("register_application", at=start, **said)
    yield course.act("start_investigation", at=start, waives=_waives(course))


def _waives(course: Course) -> bool:
    """Who is helped by something lighter asks for no decision about debts (Wgs art. 4a lid 2)."""
    return Law.WGS in course.laws and not any(need["law"] == Law.WGS for need in course.left)


def _named(course: Course, need: Need, *, at: datetime | None = None, **more: Any) -> Act:
    said = {key: need[key] for key in ("law", "life_area", "title", "problem", "extent") if key in need}
    return course.act("name_need", at=at, need=need["title"], **said, **more)


def _weighed(course: Course, need: Need, covering: str | None = None) -> Acts:
    """Every step with its reason, and what covers the need when something does."""
    enough = course.covering.get(need["title"], "") if covering is None else covering
    layers = {}
    for layer, key in REASON_FOR.items():
        if layer != "usual_help" or course.together:
            found = course.dice.weighted({"partly": 5, "insufficient": 4}) if key in need else "not_applicable"
            layers[layer] = {"outcome": found, "reason": need.get(key, "Niet van toepassing bij deze vraag.")}
    if enough:
        layers[enough] = {"outcome": "sufficient", "reason": need["enough"][enough]}
    left = {} if enough else {"remaining": need.get("extent", "wat nu nog niet lukt")}
    yield course.about(need, "weigh", layers=layers, **left)
    if enough:
        yield _covered(course, need, enough)
    if enough == "general_facility" and "provision" in need and course.named:
        yield from _sent_there(course, need)


def _sent_there(course: Course, need: Need) -> Acts:
    """Some are pointed there, others referred; of a referral one hears nothing, a little, or that it started."""
    if course.dice.chance(0.4):
        yield course.about(need, "point_out", provision=need["provision"])
        return
    yield course.about(need, "refer", provision=need["provision"], asked=need["title"])
    heard = course.dice.weighted({"": 3, "received": 2, "contact_made": 2, "waiting_list": 1, "started": 6})
    if heard:
        yield course.about(need, "hear_of_referral", at=course.diary.days(0, 3), answer=heard)


def _covered(course: Course, need: Need, enough: str) -> Act:
    asks = course.diary.at.date() + timedelta(days=course.dice.one([28, 42, 56]))
    course.ask_on[need["title"]] = asks
    offer = {"provision": need["provision"]} if enough == "general_facility" and "provision" in need else {}
    return course.about(need, "cover", layers=(enough,), agreement="agrees", ask_on=asks, **offer)


def _proposed_and_reported(course: Course, left: Sequence[Need]) -> Acts:
    for need in left:
        if Law(need["law"]) in ASKS_NEARBY:
            yield from _looked_around(course, need)
        yield course.about(need, "propose_maatwerk", at=course.diary.days(2, 12), **_offer(course, need))
    yield course.act("report_outcome", at=course.diary.days(1, 8))


def _looked_around(course: Course, need: Need) -> Acts:
    """What is near was named with the need; of a need that came back it is looked for anew."""
    if need["title"] in course.ask_on:
        yield course.about(need, "look_nearby")
    why = course.dice.weighted({"does_not_fit": 5, "cannot_get_there": 3, "not_available": 1, "cannot_bear_cost": 1})
    yield course.about(need, "answer_facilities", answer=why, note=need.get("nearby", ""))


def _offer(course: Course, need: Need, *, temporary: bool = False) -> dict[str, Any]:
    said: dict[str, Any] = {"product": need["product"], "temporary": temporary}
    if "quantity" in need:
        first = course.diary.at.date() if temporary else _monday_after(course.diary.at.date())
        said |= {"quantity": Decimal(str(course.dice.one(need["quantity"]))), "unit": need["unit"]}
        said["frequency"] = need["frequency"]
        if need["months"]:
            said |= {"period_from": first, "period_until": first + timedelta(days=30 * need["months"])}
    return said


def _monday_after(day: date) -> date:
    later = day + timedelta(days=28)
    return later - timedelta(days=later.weekday())


def _planned(course: Course) -> Act:
    on = course.diary.at.date() + timedelta(days=course.dice.between(3, 20))
    on -= timedelta(days=max(0, on.weekday() - 4))
    return course.act("plan_next_step", what=course.dice.one(NEXT_STEPS), on=on)


def _resolved(course: Course) -> Acts:
    yield course.act("resolve", told_in_writing=True)
    again = yield from _asked_again(course)
    if again:
        yield course.act("resume_investigation")
        for need in again:
            yield from _weighed(course, need, "")
        yield from _proposed_and_reported(course, again)
        yield from _decided(course, again)
    elif course.dice.chance(0.75):
        yield course.act("close", at=course.diary.days(1, 6), reason="met")


def _asked_again(course: Course) -> Generator[Act, None, list[Need]]:
    """Somebody asks whether it worked, or forgets to. Gives the needs for which it did not."""
    again = []
    for need in course.request["need"]:
        if need["title"] in course.ask_on and course.dice.chance(0.85):
            course.diary.not_before(course.ask_on[need["title"]])
            worked = course.dice.weighted({"yes": 13, "partly": 4, "no": 2 if "product" in need else 0})
            yield course.about(need, "ask_whether_it_worked", at=course.diary.days(0, 5), worked=worked)
            if worked == "no":
                again.append(need)
    return again


def _decided(course: Course, left: Sequence[Need]) -> Acts:
    for law in dict.fromkeys(need["law"] for need in left):
        if law not in (Law.PW, Law.WGS) or course.ask_on:
            received = course.diary.days(0, 6)
            yield course.act("register_application", at=received, law=law, received_on=received.date())
    for need in left:
        yield _decision(course, need)
    yield from _afterwards(course, left)


def _decision(course: Course, need: Need) -> Act:
    if need["law"] == Law.PW and course.young:
        course.diary.days(22, 24)
    at, motivation = (
        course.diary.days(2, LONGEST[Law(need["law"])]),
        "De inwoner en wie eromheen staan, kunnen het niet.",
    )
    if course.dice.chance(0.88):
        course.granted = True
        return course.about(need, "grant", at=at, by=course.staff.decider, motivation=motivation)
    return course.about(
        need, "deny", at=at, by=course.staff.decider, motivation=DENIED, article=ARTICLE[Law(need["law"])]
    )


def _afterwards(course: Course, left: Sequence[Need]) -> Acts:
    if not course.granted:
        if course.dice.chance(0.3):
            at = course.diary.days(8, 25)
            said = {"law": left[0]["law"], "received_on": at.date(), "grounds": "Ik kan dit echt niet zelf."}
            yield course.act("register_objection", at=at, **said)
        else:
            yield course.act("close", at=course.diary.days(31, 40), reason="no_support")
        return
    yield from _supported(course)


def _running(course: Course) -> Acts:
    """Support runs: some of it is looked at again, some ends."""
    happens = course.dice.weighted({"": 6, "review": 2, "close": 2})
    if happens == "close":
        yield course.act("close", at=course.diary.days(30, 90), reason="by_plan")
    elif happens == "review":
        yield course.act("start_review", at=course.diary.days(25, 70))
        if course.dice.chance(0.6):
            yield course.act("continue_support", at=course.diary.days(2, 15))


def _at_once(course: Course) -> Acts:
    """Help goes first; the reasons follow, or are still to be written."""
    first, *others = course.request["need"]
    course.diary.minutes(20, 80)
    yield course.act("start_investigation", waives=_waives(course))
    yield _named(course, first, urgent=True)
    yield course.about(first, "propose_maatwerk", **_offer(course, first, temporary=True))
    at = course.diary.minutes(20, 60)
    yield course.about(first, "grant", at=at, by=course.staff.decider, motivation="Wachten kan niet.")
    for need in others:
        yield _named(course, need, at=course.diary.days(2, 7))
    if course.dice.chance(0.1):
        yield _planned(course)
        return
    course.diary.days(3, 12)
    yield from _weighed(course, first, "")
    for need in others:
        yield from _weighed(course, need)
    # Debt help that went first is temporary: the plan itself is decided on afterwards.
    lasting = [need for need in course.left if need["law"] == Law.WGS]
    yield from _proposed_and_reported(course, lasting)
    yield from (_decided(course, lasting) if lasting else _supported(course))


def _supported(course: Course) -> Acts:
    yield course.act("start_support", at=course.diary.days(2, 20))
    yield from _running(course)


def _referred(course: Course) -> Acts:
    """A doctor, judge or institution referred: registered apart, without the stair."""
    need = course.request["need"][0]
    referred_on = course.diary.at.date() - timedelta(days=course.dice.between(2, 15))
    yield course.act("start_investigation", at=course.diary.days(0, 3), waives=False)
    yield _named(course, need, referrer=course.dice.one(course.request["referrer"]), referred_on=referred_on)
    yield course.about(need, "propose_maatwerk", **_offer(course, need))
    at = course.diary.days(0, 3)
    yield course.about(need, "grant", at=at, by=course.staff.decider, motivation="Verwezen door wie dat mag.")
    yield course.act("report_outcome")
    yield course.act("start_support", at=course.diary.days(2, 15))
    yield from _running(course)
