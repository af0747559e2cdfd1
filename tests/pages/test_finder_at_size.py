"""What the finder costs in a large directory, as a ratio to a bare page of the same run.

The rows are committed: only the tables' owner may have the database count them, and it sees what was committed. Without
these counts every plan is a guess, which no municipality has to live with: there PostgreSQL counts by itself.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test.utils import setup_test_environment, teardown_test_environment
from django.urls import reverse

from accounts.models import Neighbourhood
from config.bench import serving
from config.bench.tables import tables
from config.bench.timing import best_of_rounds
from config.local import environment
from config.local.roles import with_database
from provisions.directory import findable
from tests.cast import NOORD, TESS
from tests.provisions.many import PLACE, many

ROUNDS, AT_ONCE = 15, 5000
SEARCHES = {
    "everything": {},
    "a word": {"q": "koffieochtend"},
    "a word, near": {"q": "koffieochtend", "near": "here", "within": "5"},
    "near": {"near": "here"},
    "all of it": {
        "q": "samen eten", "near": "here", "within": "5", "life_area": "social_network", "day": "0", "at": "10:00",
        "age": "75", "language": "tr", "free": "on", "no_intake": "on",
    },
}  # fmt: skip
# What is not within 1.5, or only where little else runs, and what it may cost at most.
DEARER = {"a word": 2.0, "a word, near": 2.0, "all of it": 6.0}
SEEN: dict[str, float] = {}
pytestmark = pytest.mark.usefixtures("world")


def town() -> int:
    """A neighbourhood to look from; its key."""
    here = {"code": "BU01189998", "year": 2014, "municipality_id": "hoogeveen", "name": "Hier", "district": "Hier"}
    return int(Neighbourhood.objects.create(**here, team_id=NOORD, lat=PLACE[0], lon=PLACE[1]).pk)


@contextmanager
def as_served() -> Iterator[None]:
    """Without what Django does for tests alone: there every template copies its whole context for the test to see.

    The connection stays, as it does in the pool of a web worker: here it holds the transaction of the test.
    """
    teardown_test_environment()
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
        setup_test_environment()


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_a_search_costs_little_more_than_a_bare_page(browse: Any, as_owner: Any) -> None:
    ratios = seen(browse, as_owner)
    assert max(ratios[search] for search in SEARCHES if search not in DEARER) <= 1.5


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_a_dearer_search_costs_no_more_than_it_did(browse: Any, as_owner: Any) -> None:
    ratios = seen(browse, as_owner)
    assert all(ratios[search] <= most for search, most in DEARER.items())


@pytest.mark.soak
@pytest.mark.xfail(
    strict=True,
    reason="not reached: a word, and a word near, 1.3 to 1.9 times the bare page; all of it 3.8 to 5.1 times",
)
@pytest.mark.django_db(transaction=True)
def test_a_dearer_search_costs_little_more_than_a_bare_page(browse: Any, as_owner: Any) -> None:
    ratios = seen(browse, as_owner)
    assert max(ratios[search] for search in DEARER) <= 1.5


def seen(browse: Any, as_owner: Any) -> dict[str, float]:
    """The ratios, measured once for all tests of this process: the lower of two runs, where the first is above."""
    if not SEEN:
        filled(50_000, as_owner)
        cookies = browse(TESS).cookies.output(header="", sep=";")
        owner = with_database(environment()["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
        here = town()
        with tables(owner, rows=1_000_000):
            SEEN.update(measured(cookies, here))
            if any(ratio > DEARER.get(search, 1.5) for search, ratio in SEEN.items()):
                again = measured(cookies, here)
                SEEN.update({search: min(ratio, again[search]) for search, ratio in SEEN.items()})
    return SEEN


def filled(provisions: int, as_owner: Any) -> None:
    """As many provisions, committed, counted and tidied as autovacuum does within minutes.

    Counted after each thousand doubled: without, what makes the rows to search is planned for empty tables.
    """
    since = 0
    while since < provisions:
        number = min(max(since, 1000), AT_ONCE, provisions - since)
        with transaction.atomic():
            many(number, since=since)
        since += number
        tidied(as_owner)
    # As an import of a directory ends.
    with transaction.atomic():
        findable.refresh_all("hoogeveen")
    tidied(as_owner)


def tidied(as_owner: Any) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measured(cookies: str, here: int) -> dict[str, float]:
    """Per search its page as a ratio to the bare page: round-robin, the best of the medians of each round.

    Counted is time on the processor: what else the machine does meanwhile counts less.
    """
    with as_served():
        works = {"bare": serving.page(serving.bare(), "/page/")}
        trede, find = serving.trede(), reverse("provisions:find")
        for name, said in SEARCHES.items():
            asked = said | ({"near": here} if "near" in said else {})
            works[name] = serving.page(trede, find, asked=asked, cookies=cookies)
        works["an empty page"] = serving.page(trede, reverse("account"), cookies=cookies)
        best = best_of_rounds(works, rounds=ROUNDS, warm=12, clock=processor())
    told = ", ".join(f"{name} {taken * 1000:.1f} ms ({taken / best['bare']:.2f} x)" for name, taken in best.items())
    sys.__stderr__.write(f"\n{told}\n")
    return {name: best[name] / best["bare"] for name in SEARCHES}


def processor() -> Callable[[], float]:
    """Seconds on the processor, of this process and of the one in PostgreSQL that answers it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        spent = Path("/proc", str(cursor.fetchone()[0]), "schedstat")
    return lambda: time.process_time() + int(spent.read_text(encoding="ascii").split()[0]) / 1e9
