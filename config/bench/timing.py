"""Taking turns: everything that is compared is timed in the same rounds, and its best round counts."""

import time
from collections.abc import Callable, Mapping
from statistics import median

Work = Callable[[], object]


def best_of_rounds(works: Mapping[str, Work], *, rounds: int = 5, times: int = 9, warm: int = 2) -> dict[str, float]:
    """Seconds per work: of every round the median, of those the lowest. What the machine did meanwhile falls out."""
    medians: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        for _ in range(warm):
            work()
    for _ in range(rounds):
        for name, work in works.items():
            medians[name].append(median(seconds_of(work) for _ in range(times)))
    return {name: min(taken) for name, taken in medians.items()}


def seconds_of(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
