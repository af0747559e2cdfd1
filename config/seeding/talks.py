"""A thrown conversation that becomes no case."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from config.seeding.dice import Diary, Dice
from config.seeding.history import CHANNELS, Act, Acts, Request
from config.seeding.staff import Worker


def talked(talk: Request, desk: Worker, keeper: Worker, dice: Dice, *, on: date, fresh: bool) -> Acts:
    """A conversation that becomes no case: answered, pointed on, or a promise that is kept later.

    `fresh`: of the last days; some of those were broken off.
    """
    diary = Diary(dice, on)
    said = {"own_words": talk["own_words"]}
    yield Act(diary.minutes(1, 5), desk, "start_conversation", {"channel": dice.weighted(CHANNELS)})
    yield Act(diary.minutes(2, 9), desk, "write", {"text": talk["text"]})
    if fresh and dice.chance(0.4):
        return
    yield Act(diary.minutes(1, 4), desk, "stay_anonymous", {})
    at = diary.minutes(1, 4)
    if talk["ends"] == "answered":
        yield Act(at, desk, "finish_answered", said)
    elif talk["ends"] == "pointed":
        yield Act(at, desk, "point_to", {**said, "provision": talk["provision"]})
    else:
        yield from _promised(talk["ends"], said, desk, keeper, diary, at)


def _promised(ends: str, said: Mapping[str, Any], desk: Worker, keeper: Worker, diary: Diary, at: datetime) -> Acts:
    kept = Diary(diary.dice, at.date()).days(1, 4 if ends == "call_back" else 9)
    promise = {**said, "to": keeper.seat, "on": kept.date(), "reach": "06 op het briefje"}
    if ends == "call_back":
        yield Act(at, desk, "promise_call_back", promise)
    else:
        yield Act(at, desk, "make_appointment", {**promise, "time": kept.time().replace(minute=0), "place": "kantoor"})
    if diary.dice.chance(0.9):
        result = diary.dice.weighted({"done": 8, "not_reached": 1, "not_come": 1})
        yield Act(kept + timedelta(minutes=20), keeper, "keep_appointment", {"result": result})
