"""Eight journeys, from the phone that rings, each in four ways of working. On the way the pages are examined."""

from collections.abc import Callable
from typing import Any

import pytest

from cases.course import actions as course
from cases.dossier.models import Case
from intake.models import Appointment, Question
from tests import cast
from tests.browser import journeys as go
from tests.browser.hands import Keys, Mouse
from tests.browser.pages import examine
from tests.browser.visitor import Visitor
from tests.cast import AT, DANA, EYE, IRIS, NOORD, TESS, acting

WAYS = ("mouse", "keys", "no script", "english and narrow")
Hands = Callable[[Any], Mouse]


@pytest.fixture(params=WAYS)
def way(request: Any) -> str:
    return str(request.param)


@pytest.fixture
def hands(enter: Any, way: str) -> Hands:
    """`hands(TESS)` is Tess at work, in this way of working."""

    def come(actor: Any) -> Mouse:
        narrow = {"width": 320, "extra_http_headers": {"Accept-Language": "en"}} if way.startswith("english") else {}
        visitor: Visitor = enter(actor, script=way != "no script", **narrow)
        if narrow:
            visitor.context.add_cookies([{"name": "trede-language", "value": "en", "url": visitor.origin}])
        return (Keys if way == "keys" else Mouse)(visitor.see("/"))

    return come


@pytest.fixture
def maria(world: None) -> Any:
    return cast.register_resident(family_name="Wielinga", first_names="Maria", birth_year=1939)


def call(hand: Mouse, way: str, said: str) -> None:
    go.take_a_call(hand, said, script=way != "no script")


def fine(hand: Mouse, way: str, name: str) -> None:
    """Nothing is wrong with the page in front. Without scripts axe can't look; by keys it is the mouse's page."""
    widths = {"mouse": (1280,), "english and narrow": (320,)}.get(way)
    if widths:
        assert not examine(hand.page, f"journey-{name}-{way.split()[0]}", widths=widths)


def a_case(hands: Hands, way: str, words: str, **more: Any) -> Mouse:
    """Iris takes the call about Maria; gives the team, at the case's page."""
    desk = hands(IRIS)
    call(desk, way, words)
    go.find(desk, "wiel 1939")
    fine(desk, way, "conversation")
    go.open_case(desk, words, **more)
    assert desk.page.url.endswith("/my-work/")
    team = hands(TESS)
    fine(team, way, "my-work")
    go.start(team)
    return team


def test_a_conversation_ends_covered(hands: Hands, way: str, maria: Any) -> None:
    team = a_case(hands, way, "De dagen zijn zo lang.")
    go.add_need(team, "Onder de mensen komen", area="social_network")
    outcomes = dict(zip(go.LOWER, ("insufficient", "partly", "sufficient"), strict=True))
    go.weigh(team, outcomes, "De buurvrouw loopt mee naar het buurthuis.")
    go.cover(team, on=go.in_six_weeks())
    fine(team, way, "covered")
    case = team.page.url
    team.press("form[action$='/outcome/'] button")
    team.follow("a[href$='/resolve/']")
    team.tick("told_in_writing")
    team.press(go.SEND)
    assert go.state_of(case) == "resolved"
    assert [need.state for need in go.case_at(case).needs.all()] == ["covered"]


def test_a_conversation_ends_in_maatwerk(hands: Hands, way: str, maria: Any) -> None:
    team = a_case(hands, way, "Ramen en bed lukt niet meer.")
    go.add_need(team, "Een schoon huis")
    go.none_is_enough(team)
    go.propose(team, "Huishoudelijke hulp")
    case = team.page.url
    team.press("form[action$='/outcome/'] button")
    go.apply_for(team)
    decides = hands(DANA)
    go.grant(decides, case)
    fine(decides, way, "granted")
    assert go.state_of(case) == "decided"
    assert [need.state for need in go.case_at(case).needs.all()] == ["granted"]


def test_urgent_help_goes_first_and_is_reasoned_later(hands: Hands, way: str, maria: Any) -> None:
    team = a_case(hands, way, "Ik sta op straat.")
    go.add_need(team, "Vannacht een bed", area="housing")
    team.press("#need-a form[action$='/urgent/'] button")
    team.write("product", "Tijdelijke opvang")
    team.press(go.SEND)
    case = team.page.url
    go.grant(hands(DANA), case)
    team.page.goto(case)
    assert [need.state for need in go.case_at(case).needs.all()] == ["granted"]
    fine(team, way, "urgent")
    go.none_is_enough(team)
    assert not go.open_tasks(case)


def test_an_application_that_is_early_is_registered(hands: Hands, way: str, maria: Any) -> None:
    team = a_case(hands, way, "Ik wil een traplift aanvragen.")
    team.unfold("#more summary")
    team.follow("#more a[href$='/application/']")
    team.choose("law", "wmo")
    team.press(go.SEND)
    fine(team, way, "premature")
    case = go.case_at(team.page.url)
    assert case.state == "investigating"
    with acting(EYE):
        assert [one.premature for one in case.applications.all()] == [True]


def test_who_was_referred_by_the_gp_skips_the_stair(hands: Hands, way: str, maria: Any) -> None:
    team = a_case(hands, way, "De huisarts heeft ons verwezen naar de jeugd-ggz.", laws=("jeugd",))
    go.add_need(team, "Behandeling bij de ggz", law="jeugd", area="mental_health", referrer="gp")
    fine(team, way, "referred")
    go.propose(team, "Jeugd-ggz")
    case = team.page.url
    go.grant(hands(DANA), case)
    assert [(need.state, need.referrer) for need in go.case_at(case).needs.all()] == [("granted", "gp")]


def test_a_colleague_calls_back(hands: Hands, way: str, maria: Any) -> None:
    desk = hands(IRIS)
    call(desk, way, "Zij wil weten of haar pas verlengd is.")
    go.find(desk, "wiel 1939")
    desk.write("own_words", "Is mijn vervoerspas verlengd?")
    desk.choose("outcome", "call_back")
    desk.on("back_on", go.tomorrow())
    desk.pick("keeper", str(NOORD))
    desk.press(go.DONE)
    team = hands(TESS)
    team.follow("main a[href*='/appointments/']")
    fine(team, way, "call-back")
    team.choose("result", "done")
    team.press("#keep button[type=submit]")
    with acting(EYE):
        assert Appointment.objects.get().result == "done"


def test_advice_stays_anonymous(hands: Hands, way: str, maria: Any) -> None:
    desk = hands(IRIS)
    call(desk, way, "Iemand vraagt wat een cliëntondersteuner doet.")
    desk.press("form[action$='/link/'] button[name='anonymous']")
    fine(desk, way, "anonymous")
    desk.choose("outcome", "answered")
    desk.press(go.DONE)
    with acting(IRIS):
        question = Question.objects.select_related("conversation").get()
        assert (question.outcome, question.conversation.anonymous, question.conversation.resident) == (
            "answered",
            True,
            None,
        )
    with acting(EYE):
        assert not Case.objects.exists()


def test_who_asks_again_gets_a_case_that_follows(hands: Hands, way: str, maria: Any) -> None:
    earlier = cast.open_case(resident=maria.id, own_words="Een jaar geleden.")
    with acting(TESS):
        course.close(case=earlier.id, reason="met", by=TESS, at=AT)
    team = a_case(hands, way, "Het gaat toch niet meer.")
    fine(team, way, "repeat")
    assert go.case_at(team.page.url).follows_id == earlier.id
