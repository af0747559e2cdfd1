"""Every story holds in both municipalities, and one that goes otherwise is told with its reason."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from config.municipality import pack as packs
from config.stories import told
from config.stories.telling import Told, in_scratch
from config.stories.told import SHIPPED, Story, shipped
from tests.stories.conftest import AT

FIRST = SHIPPED / "0-first-story.toml"
ASKED = ("0-first-story", "1-loneliness", "2-stairlift", "10-water-cut-off", "18-sleeping-in-the-car")


def tell(story: Story, at: datetime, municipality: str = "hoogeveen") -> Told:
    return in_scratch(story, packs.read(municipality), at=at)


def first(**expect: Any) -> Story:
    """The first story, up to its first need, which expects something else."""
    story = told.read(FIRST)
    return replace(story, steps=story.steps[:7], expect=expect)


def told_where(path: Path) -> list[str]:
    """The extra stories of the demo are told in the other municipality when the whole demo is."""
    return ["hoogeveen"] if told.read(path).demo_only else packs.known()


EVERYWHERE = [(path, municipality) for path in shipped() for municipality in told_where(path)]


@pytest.mark.parametrize(("path", "municipality"), EVERYWHERE, ids=lambda value: getattr(value, "stem", value))
def test_every_story_holds(path: Path, municipality: str, stage: None, at: datetime) -> None:
    assert tell(told.read(path), at, municipality).why == ""


def test_the_stories_of_the_law_are_all_there() -> None:
    assert {*ASKED, "19-household-help"} <= {path.stem for path in shipped()}


def test_stories_come_in_the_order_of_their_number() -> None:
    assert [path.stem.split("-")[0] for path in shipped()][:3] == ["0", "1", "2"]


def test_only_extra_stories_are_for_the_demo_alone() -> None:
    assert not any(told.read(path).demo_only for path in shipped() if path.stem in ASKED)


OTHERWISE: dict[str, tuple[Any, str]] = {
    "case": ("closed", "case: expected closed, came out investigating"),
    "route": ("urgent", "route: expected urgent, came out ordinary"),
    "tasks": (("find_out_who",), "open tasks: expected find_out_who, came out nothing"),
    "needs": ({"contact": {"state": "closed"}}, "need contact: expected state closed, came out state open"),
    "events": ({"case:closed": 1}, "events of kind case:closed: expected 1, came out 0"),
    "clocks": ((), "clocks: expected nothing, came out wmo.investigation running until 2026-10-19"),
    "sees": ({"team2": ("case",)}, "what team2 sees: expected case, came out nothing"),
    "conversation": ("draft", "conversation: expected draft, came out new_case"),
    "finished": ({"wmo": {"all": 1, "maatwerk": 0}}, "under wmo: expected all 1, maatwerk 0, came out all 0"),
}


@pytest.fixture(scope="module")
def otherwise(servers: Any, django_db_blocker: Any) -> str:
    """What is told of a story in which nothing came out as expected."""
    with django_db_blocker.unblock():
        return tell(first(**{key: expect for key, (expect, _) in OTHERWISE.items()}), AT).why


@pytest.mark.parametrize("key", OTHERWISE)
def test_what_comes_out_otherwise_is_named(key: str, otherwise: str) -> None:
    assert OTHERWISE[key][1] in otherwise


def test_a_refusal_that_was_not_expected_ends_the_story(stage: None, at: datetime) -> None:
    story = told.read(FIRST)
    steps = tuple(replace(step, refused="") for step in story.steps)
    why = tell(replace(story, steps=steps), at).why
    assert "step 8 (cover, line" in why
    assert "expected done, came out refused with need_is_open" in why


def test_an_act_that_should_have_been_refused_ends_the_story(stage: None, at: datetime) -> None:
    story = first()
    steps = (*story.steps[:6], replace(story.steps[6], refused="law_not_yours"))
    assert "expected refused with law_not_yours, came out done" in tell(replace(story, steps=steps), at).why


def test_a_role_that_may_not_is_refused(stage: None, at: datetime) -> None:
    story = first()
    steps = (*story.steps[:5], replace(story.steps[5], who="team2"))
    assert "came out refused with not_in_sight" in tell(replace(story, steps=steps), at).why
