"""Four clients at once: how much longer the slowest then wait than one alone, and whether one of them wins.

Clients and servers share the processors of one machine, so a quotient says nothing; a floor's quotient of the same
rounds, over the same lines, says what is the machine's.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import chain
from statistics import median, quantiles
from typing import TypeVar
from uuid import UUID

from config.bench.serving import Answer, Ask
from config.bench.timing import Work, seconds_of

CLIENTS = 4
ALONE, TOGETHER = 9, 10  # times a round: by one client alone, and by each of them at once
WARM = 2
PER_CENT, SLOWEST = 100, 95
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Act:
    """The same act by one client alone, and by each client on cases of its own."""

    alone: Work
    together: Sequence[Work]


def calls(rounds: int) -> tuple[int, int]:
    """How often an act is asked for in so many rounds: by the one alone, and by each of those together."""
    return rounds * ALONE, WARM + rounds * TOGETHER


def waits(acts: Mapping[str, Act], *, rounds: int) -> dict[str, float]:
    """Per act the 95th percentile of four at once ÷ the median of one alone, each of its best round."""
    alone: dict[str, list[float]] = {name: [] for name in acts}
    together: dict[str, list[float]] = {name: [] for name in acts}
    for act in acts.values():
        _together(act, WARM)
    for _ in range(rounds):
        for name, act in acts.items():
            alone[name].append(median(seconds_of(act.alone) for _ in range(ALONE)))
            together[name].append(_slowest(_together(act, TOGETHER)))
    return {name: min(together[name]) / min(alone[name]) for name in acts}


def without_one_winner(cases: Mapping[UUID, Sequence[Ask]]) -> set[UUID]:
    """Those of these cases that not just one client won, when each is asked for by all of its clients at once."""
    return {case for case, asks in cases.items() if _winners(at_once(asks)) != 1}


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """What each of these answers when all begin at the same moment. Raises what one of them raises."""
    together = threading.Barrier(len(works))

    def begun(work: Callable[[], T]) -> T:
        together.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(begun, works))


def _together(act: Act, times: int) -> list[float]:
    """Seconds of each call of each client."""

    def several(work: Work) -> list[float]:
        return [seconds_of(work) for _ in range(times)]

    return list(chain.from_iterable(at_once([partial(several, work) for work in act.together])))


def _slowest(taken: Sequence[float]) -> float:
    return quantiles(taken, n=PER_CENT, method="inclusive")[SLOWEST - 1]


def _winners(answers: Sequence[Answer]) -> int:
    return sum(1 for status, _body in answers if status == HTTPStatus.FOUND)
