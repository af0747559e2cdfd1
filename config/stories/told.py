"""A story as it is written down: who it is about, what happens step by step, and what must come out."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from config.municipality.pack import ROLES, Pack, one_of
from config.municipality.persons import persons
from config.stories.expected import EXPECTATION
from config.stories.scene import Played
from config.stories.values import (
    BadStory,
    Reader,
    code,
    count,
    day,
    fields,
    flag,
    many,
    moment,
    named,
    one,
    record,
    refusal,
    table,
    text,
)
from config.stories.verbs import VERBS

SHIPPED = Path(__file__).parent
STEP = re.compile(r"^\s*\[\[\s*step\s*\]\]", re.MULTILINE)
IDENTITY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WHO_AND_WHEN = {"at": moment, "who": one(*ROLES), "does": one(*VERBS)}
PLAYED = record(needs={"person": one(*persons())}, may={"home": count})
PEOPLE = named(code, PLAYED)
STORY: Mapping[str, Reader] = {"id": text, "title": text, "today": day, "step": many(table), "expect": EXPECTATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act: when, by whom, which verb with what. `refused`: the code of the refusal that must come."""

    number: int
    line: int
    at: datetime
    who: str
    does: str
    says: Mapping[str, Any]
    refused: str = ""

    @property
    def place(self) -> str:
        return f"step {self.number} ({self.does}, line {self.line})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A whole story. Moments are local; `today` is the day on which what must come out is looked at."""

    id: str
    title: str
    today: date
    steps: tuple[Step, ...]
    expect: Mapping[str, Any]
    file: str
    people: Mapping[str, Played] = field(default_factory=dict)
    demo_only: bool = False

    def moved(self, by: timedelta) -> "Story":
        """The same story on other days."""
        steps = tuple(replace(step, at=step.at + by, says=_moved(step.says, by)) for step in self.steps)
        return replace(self, today=self.today + by, steps=steps, expect=_moved(self.expect, by))


def shipped() -> list[Path]:
    """The stories that come with Trede, in their order."""
    return sorted(SHIPPED.glob("*.toml"), key=lambda path: (int(path.stem.split("-")[0]), path.stem))


def read(path: Path) -> Story:
    """The story in a file. Raises BadStory, naming the file, the place, and what to write instead."""
    try:
        source = path.read_text(encoding="utf-8")
        return _story(
            tomllib.loads(source), path.name, [source.count("\n", 0, m.end()) + 1 for m in STEP.finditer(source)]
        )
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(story.stem for story in shipped())
        raise BadStory(
            f"{path} can't be read as a story. Give the path of a TOML file; shipped are: {known}."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BadStory(f"{path.name} is no valid TOML: {error}.") from error
    except BadStory as bad:
        raise BadStory(f"{path.name}, {bad}") from bad


def fits(story: Story, pack: Pack) -> None:
    """Raise BadStory when a story asks for what a municipality's pack does not have."""
    there = {
        "provision": [provision.code for provision in pack.provisions],
        "article": [article.code for article in pack.ordinance],
    }
    for step in story.steps:
        for what, codes in there.items():
            wanted = step.says.get(what)
            if wanted is not None and wanted not in codes:
                raise BadStory(
                    f"{story.file}, {step.place}: {pack.name} has no {what} {wanted!r}. {one_of(wanted, codes)}"
                )
    for name, played in story.people.items():
        if not 1 <= played.home <= len(pack.homes):
            raise BadStory(f"{story.file}, [{name}]: {pack.name} has homes 1 to {len(pack.homes)}, not {played.home}.")


def _story(document: dict[str, Any], file: str, lines: list[int]) -> Story:
    try:
        given = fields(document, needs=STORY, may={"demo_only": flag, "resident": PLAYED, "people": PEOPLE})
        if not IDENTITY.fullmatch(given["id"]):
            raise BadStory("id: write small letters, digits and dashes only, such as 1-loneliness.")
        resident = {"resident": given.pop("resident")} if "resident" in given else {}
        people = {name: Played(**played) for name, played in {**resident, **given.pop("people", {})}.items()}
    except BadStory as bad:
        raise BadStory(f"story: {bad}") from bad
    steps = tuple(_steps(given.pop("step"), lines))
    story = Story(steps=steps, file=file, people=people, **given)
    for fault in _faults(story):
        raise BadStory(fault)
    return story


def _steps(rows: list[dict[str, Any]], lines: list[int]) -> Iterator[Step]:
    for number, row in enumerate(rows, start=1):
        line = lines[number - 1] if number <= len(lines) else 0
        try:
            does = WHO_AND_WHEN["does"](row.get("does"))
            verb = VERBS[does]
            said = fields(row, needs={**WHO_AND_WHEN, **verb.needs}, may={**verb.may, "refused": refusal})
        except BadStory as bad:
            raise BadStory(f"step {number} (line {line}): {bad}") from bad
        known = {key: said.pop(key) for key in ("at", "who", "does", "refused") if key in said}
        yield Step(number=number, line=line, says=said, **known)


def _faults(story: Story) -> Iterator[str]:
    """What is wrong with the order of things."""
    there = {""}
    needs: set[str] = set()
    before = story.steps[0].at if story.steps else None
    for step in story.steps:
        verb = VERBS[step.does]
        if verb.after not in there:
            yield f"{step.place}: there is no {verb.after} yet. {_makes(verb.after)}"
        if (before and step.at < before) or step.at.date() > story.today:
            yield f"{step.place}: {step.at} lies before the step above, or after `today` ({story.today})."
        yield from _nobody(story, step)
        if step.does == "name_need" and not step.refused:
            needs.add(step.says["need"])
        elif "need" in step.says and step.says["need"] not in needs:
            yield f"{step.place}: there is no need {step.says['need']!r} yet. {_makes('need')}"
        there.add(verb.gives)
        before = step.at
    for unknown in set(story.expect.get("needs", {})) - needs:
        yield f"[expect.needs.{unknown}]: no step names this need. {one_of(unknown, sorted(needs))}"


def _nobody(story: Story, step: Step) -> Iterator[str]:
    """A step about somebody of whom the story does not say who it is."""
    if step.does == "link_resident" and "resident" not in story.people:
        yield f"{step.place}: say who it is under [resident], with person = one of {', '.join(persons())}."
    who = step.says.get("person", "resident")
    if who != "resident" and who not in story.people:
        yield f"{step.place}: say who {who!r} is under [people.{who}], with person = one of {', '.join(persons())}."


def _makes(what: str) -> str:
    makers = [name for name, verb in VERBS.items() if verb.gives == what] or ["name_need"]
    return f'Put a step with does = "{makers[0]}" before it.'


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _moved(item, by) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_moved(item, by) for item in value)
    return value + by if isinstance(value, date) else value
