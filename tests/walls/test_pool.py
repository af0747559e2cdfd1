"""Connections are shared, contexts are not: through a pool of two, nobody sees what another was allowed."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from accounts.access import Actor
from cases.dossier.models import Case
from tests.cast import CORA, DANA, IRIS, PRIYA, TESS, TOM, WIM, acting, open_case

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 6
WORKERS = (TESS, TOM, CORA)


@pytest.fixture
def pool_of_two(world: None) -> Iterator[None]:
    """The settings of production, with fewer connections than there are threads."""
    connections.close_all()
    options = connection.settings_dict["OPTIONS"]
    options["pool"] = {"min_size": 2, "max_size": 2, "timeout": 60}
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()
        del options["pool"]


def one_request(actor: Actor | None) -> set[str]:
    """The teams whose cases a request of this actor sees; None is a request that forgot its context."""
    try:
        if actor is None:
            return {str(team) for team in Case.objects.values_list("team", flat=True)}
        with acting(actor):
            return {str(team) for team in Case.objects.values_list("team", flat=True)}
    finally:
        connection.close()


@pytest.mark.parametrize("requests", [60, pytest.param(1_000, marks=pytest.mark.soak)])
def test_no_context_bleeds_through_the_pool(pool_of_two: None, requests: int) -> None:
    for worker in WORKERS:
        open_case(by=worker)
    allowed = {actor: {str(team) for team in actor.laws_per_team()} for actor in (*WORKERS, WIM, DANA, IRIS, PRIYA)}
    order = random.Random(7).choices([*allowed, None], k=requests)
    with ThreadPoolExecutor(THREADS) as threads:
        seen = list(threads.map(one_request, order))
    assert seen == [allowed[actor] if actor else set() for actor in order]
