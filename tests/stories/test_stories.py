"""Every story holds in both municipalities, and one that goes otherwise is told with its reason."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.municipality import pack as packs
from config.stories import told
from config.stories.telling import Told, in_scratch
from config.stories.told import SHIPPED, Story, shipped

FIRST = SHIPPED / "0-first-story.toml"
REQUESTS = 25
Stages = dict[str, str]


def tell(story: Story, stages: Stages, municipality: str = "hoogeveen") -> Told:
    return in_scratch(story, packs.read(municipality), on=stages[municipality])


def first(**expect: Any) -> Story:
    """The first story, up to its first need, which expects something else."""
    story = told.read(FIRST)
    return replace(story, steps=story.steps[:7], expect=expect)


def told_where(path: Path) -> list[str]:
    """The extra stories of the demo are told in the other municipality when the whole demo is."""
    return ["hoogeveen"] if told.read(path).demo_only else packs.known()


EVERYWHERE = [(path, municipality) for path in shipped() for municipality in told_where(path)]


@pytest.mark.parametrize(("path", "municipality"), EVERYWHERE, ids=lambda value: getattr(value, "stem", value))
def test_every_story_holds(path: Path, municipality: str, stages: Stages) -> None:
    assert tell(told.read(path), stages, municipality).why == ""


def whole() -> list[Story]:
    return [story for story in map(told.read, shipped()) if not story.demo_only]


def test_all_25_requests_are_there() -> None:
    assert [int(story.id.split("-")[0]) for story in whole()] == list(range(REQUESTS + 1))
    assert all(story.id == Path(story.file).stem for story in whole())


def test_every_story_has_people_and_homes_of_its_own() -> None:
    played = [one for story in map(told.read, shipped()) for one in story.people.values()]
    assert len({one.person for one in played}) == len(played)
    residents = [story.people["resident"].home for story in whole() if "resident" in story.people]
    assert len(set(residents)) == len(residents)


def test_no_story_names_a_municipality() -> None:
    for path in shipped():
        text = path.read_text(encoding="utf-8")
        assert not [code for code in packs.known() if code in text.lower()]


def test_the_stories_know_every_route_and_every_law() -> None:
    expected = [story.expect for story in whole()]
    assert {expect.get("route") for expect in expected} >= {"ordinary", "urgent", "external"}
    laws = {step.says["law"] for story in whole() for step in story.steps if step.does == "name_need"}
    assert laws == {"wmo", "jeugd", "pw", "wgs"}


OTHERWISE: dict[str, tuple[Any, str]] = {
    "case": ("closed", "case: expected closed, came out investigating"),
    "route": ("urgent", "route: expected urgent, came out ordinary"),
    "tasks": (("find_out_who",), "open tasks: expected find_out_who, came out nothing"),
    "needs": ({"contact": {"state": "closed"}}, "need contact: expected state closed, came out state open"),
    "events": ({"case:closed": 1}, "events of kind case:closed: expected 1, came out 0"),
    "clocks": ((), "clocks: expected nothing, came out wmo.investigation running until 2026-10-19"),
    "sees": ({"team2": ("case",)}, "what team2 sees: expected case, came out nothing"),
    "conversation": ("draft", "conversation: expected draft, came out new_case"),
    "questions": (("answered",), "questions: expected answered, came out new_case"),
    "appointments": (
        ({"kind": "call_back", "on": date(2026, 9, 9)},),
        "appointments: expected call_back on 2026-09-09 open, came out nothing",
    ),
    "follow_ups": ((date(2026, 10, 1),), "follow-ups: expected 2026-10-01, came out nothing"),
    "safety": ("reported", "safety concern: expected reported, came out none"),
    "representatives": (("parent",), "representatives: expected parent, came out nothing"),
    "housemates": (1, "housemates: expected 1, came out 0"),
    "objection": ("open", "objection: expected open, came out none"),
    "confidential": (True, "confidential: expected True, came out False"),
    "follows": (True, "follows an earlier case: expected True, came out False"),
    "nobody_sees": (("needs",), "nobody sees needs: came out that team does"),
    "finished": ({"wmo": {"all": 1, "maatwerk": 0}}, "under wmo: expected all 1, maatwerk 0, came out all 0"),
}


@pytest.fixture(scope="module")
def otherwise(stages: Stages, django_db_blocker: Any) -> str:
    """What is told of a story in which nothing came out as expected."""
    with django_db_blocker.unblock():
        return tell(first(**{key: expect for key, (expect, _) in OTHERWISE.items()}), stages).why


@pytest.mark.parametrize("key", OTHERWISE)
def test_what_comes_out_otherwise_is_named(key: str, otherwise: str) -> None:
    assert OTHERWISE[key][1] in otherwise


def test_a_refusal_that_was_not_expected_ends_the_story(stages: Stages, stage: None) -> None:
    story = told.read(FIRST)
    steps = tuple(replace(step, refused="") for step in story.steps)
    why = tell(replace(story, steps=steps), stages).why
    assert "step 8 (cover, line" in why
    assert "expected done, came out refused with need_is_open" in why


def test_an_act_that_should_have_been_refused_ends_the_story(stages: Stages, stage: None) -> None:
    story = first()
    steps = (*story.steps[:6], replace(story.steps[6], refused="law_not_yours"))
    assert "expected refused with law_not_yours, came out done" in tell(replace(story, steps=steps), stages).why


def test_a_role_that_may_not_is_refused(stages: Stages, stage: None) -> None:
    story = first()
    steps = (*story.steps[:5], replace(story.steps[5], who="team2"))
    assert "came out refused with not_in_sight" in tell(replace(story, steps=steps), stages).why
