"""Taking turns: everything that is compared is timed in the same rounds, and its best round counts."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from statistics import median

Work = Callable[[], object]
Around = Callable[[], AbstractContextManager[object]]
Clock = Callable[[], float]


def best_of_rounds(
    works: Mapping[str, Work],
    *,
    rounds: int = 5,
    times: int = 9,
    warm: int = 2,
    clock: Clock = time.perf_counter,
    around: Mapping[str, Around] | None = None,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> dict[str, float]:
    """Seconds per work: of every round the median, of those the lowest. What the machine did meanwhile falls out.

    `around`: what is open while a work has its turn, and not timed. `told`: after each round, how many are done.
    """
    medians: dict[str, list[float]] = {name: [] for name in works}
    open_for = {name: (around or {}).get(name, nullcontext) for name in works}
    for name, work in works.items():
        with open_for[name]():
            for _ in range(warm):
                work()
    for done in range(rounds):
        for name, work in works.items():
            with open_for[name]():
                medians[name].append(median(seconds_of(work, clock) for _ in range(times)))
        told(done + 1, rounds)
    return {name: min(taken) for name, taken in medians.items()}


def seconds_of(work: Work, clock: Clock = time.perf_counter) -> float:
    begun = clock()
    work()
    return clock() - begun
