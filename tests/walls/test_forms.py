"""Ids of elsewhere in a form: what one may not see, one may not name. Nothing is written with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.urls import reverse

from accounts.access import Actor
from cases.needs.models import Evidence
from provisions.models import Organisation, Provision
from tests.cast import ADA, COEVORDEN, CORA, DANA, IRIS, MAX, NOORD, TESS, TODAY, TOM, WIM, ZUID, acting
from tests.matrix_world import World, build
from tests.walls.matrix import WRITES, Visitor, quiet

LEDGER = frozenset({"ledger_journalentry", "ledger_idempotencykey", "django_session"})
DAY = TODAY.isoformat()


@pytest.fixture(scope="module")
def world(fresh_database: Callable[[], None], django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), quiet():
        yield build()
        fresh_database()


@dataclass(frozen=True, slots=True)
class Try:
    """A form sent by somebody at a door about owners (and ids that have none), naming `foreign` among its answers."""

    actor: Actor
    door: str
    about: tuple[str, ...]
    name: str
    foreign: str | UUID
    more: dict[str, Any] = field(default_factory=dict)
    shape: str = "{}"

    def __str__(self) -> str:
        return f"{self.actor.name} {self.door} {self.name}={self.foreign}"


ADDED = {"outcome": "added", "channel": "phone", "own_words": "En nu dit."}
NEW = {"outcome": "new_case", "channel": "phone", "own_words": "Hulp.", "laws": ["wmo"], "team": str(NOORD)}
BACK = {"outcome": "call_back", "channel": "phone", "own_words": "Bel mij.", "back_on": "2036-01-02"}
WORRY = {"text": "Blauwe plekken", "who": "een kind"}
MATE = {"since": DAY, "relation": "child", "described_as": ""}
PARENT = {"since": DAY, "kind": "parent", "source": "Gezagsregister", "name": ""}
STEP = {"what": "Bellen", "on": "2036-01-02"}
REASON = {"reason": "Dat lukt niet.", "outcome_own_strength": "insufficient", "the_rest": ""}

TRIES = [
    *(Try(IRIS, "intake:finish", ("conversation:desk",), "case", f"case:{name}", ADDED) for name in ("secret", "zuid")),
    Try(IRIS, "intake:finish", ("conversation:quiet",), "case", "case:secret", ADDED),
    Try(IRIS, "intake:finish", ("conversation:desk",), "case", "case:coevorden", ADDED),
    Try(IRIS, "intake:finish", ("conversation:desk",), "follows", "case:closed", NEW),
    Try(IRIS, "intake:finish", ("conversation:desk",), "follows", "case:coevorden", NEW),
    Try(IRIS, "intake:finish", ("conversation:desk",), "team", COEVORDEN, {**NEW, "team": ""}),
    Try(IRIS, "intake:finish", ("conversation:desk",), "keeper", COEVORDEN, BACK),
    Try(IRIS, "intake:finish", ("conversation:desk",), "keeper", CORA.id, BACK, shape=f"{NOORD}/{{}}"),
    Try(IRIS, "intake:finish", ("conversation:desk",), "question", "conversation:noord", {"outcome": "answered"}),
    Try(IRIS, "intake:finish", ("conversation:desk",), "provision", "provision:coevorden", {"outcome": "pointed"}),
    Try(IRIS, "intake:link", ("conversation:desk",), "resident", "resident:coevorden"),
    Try(CORA, "intake:link", ("conversation:coevorden",), "resident", "resident:running"),
    *(Try(one, "safety:signal", (), "case", "case:hushed", WORRY) for one in (TESS, DANA, MAX, IRIS, CORA)),
    Try(TESS, "safety:signal", (), "resident", "resident:coevorden", WORRY),
    Try(DANA, "safety:signal", (), "resident", "resident:zuid", WORRY),
    Try(TESS, "safety:signal", (), "conversation", "conversation:desk", WORRY),
    Try(TESS, "cases:identify", ("case:nameless",), "resident", "resident:coevorden"),
    Try(TESS, "cases:allocate", ("case:running",), "to", CORA.id),
    Try(TESS, "cases:allocate", ("case:running",), "to", TOM.id),
    Try(TESS, "cases:allocate", ("case:secret",), "to", WIM.id),
    Try(TESS, "cases:sight", ("case:secret",), "user", CORA.id),
    Try(TESS, "cases:sight", ("case:secret",), "user", TOM.id),
    Try(TESS, "cases:next_step", ("case:running",), "owner", CORA.id, STEP),
    Try(TESS, "cases:next_step", ("case:secret",), "owner", WIM.id, STEP),
    Try(TESS, "cases:hand_over", ("case:running",), "team", COEVORDEN),
    Try(MAX, "cases:hand_over", ("case:running",), "team", COEVORDEN),
    Try(TESS, "cases:hand_over", ("case:secret",), "receiver", CORA.id),
    Try(TESS, "cases:cover", ("case:running", "need:running:wmo"), "provision", "provision:coevorden"),
    Try(TESS, "cases:weigh", ("case:running", "need:running:wmo"), "also", "need:zuid:wmo", REASON),
    Try(TESS, "cases:weigh", ("case:mixed", "need:mixed:wmo"), "also", "need:mixed:jeugd", REASON),
    Try(WIM, "cases:weigh", ("case:mixed", "need:mixed:wmo"), "also", "need:mixed:jeugd", REASON),
    Try(WIM, "cases:weigh", ("case:mixed", "need:mixed:wmo"), "evidence_own_strength", "evidence:jeugd", REASON),
    Try(TESS, "residents:move_in", ("resident:running",), "person", "resident:coevorden", MATE),
    Try(TESS, "residents:add_representative", ("resident:running",), "person", "resident:coevorden", PARENT),
    Try(MAX, "reporting:allocate", (), "cases", "case:hushed", {"to": str(TESS.id)}, shape="{}:1"),
    Try(MAX, "reporting:allocate", (), "cases", "case:zuid", {"to": str(TESS.id)}, shape="{}:1"),
    Try(TOM, "reporting:undo", (), "back", "case:running", shape=f"{{}}:1:{TOM.id}"),
    Try(ADA, "accounts:give_post", (TESS.id,), "team", COEVORDEN, {"role": "team", "laws": ["wmo"], "since": DAY}),
]  # fmt: skip


@pytest.mark.parametrize("attempt", TRIES, ids=str)
def test_what_is_not_in_sight_is_not_named(world: World, attempt: Try) -> None:
    foreign = _foreign(world, attempt)
    ids = [world.id_of(one) if isinstance(one, str) else one for one in attempt.about]
    url = reverse(attempt.door, args=ids)
    answers = attempt.more | {attempt.name: attempt.shape.format(foreign)}
    visitor = Visitor(attempt.actor)
    with transaction.atomic(), heard() as written:
        answer = visitor.client.post(url, answers)
        transaction.set_rollback(True)
    assert answer.status_code < 500
    assert not [table for table, values in written if str(foreign) in values and table not in LEDGER]


def _foreign(world: World, attempt: Try) -> UUID:
    match attempt.foreign:
        case UUID() as id:
            return id
        case "provision:coevorden":
            return _provision_elsewhere()
        case "evidence:jeugd":
            with acting(TESS):
                return Evidence.objects.filter(case=world.id_of("case:mixed"), law="jeugd").values_list(
                    "id", flat=True
                )[0]
        case owner:
            return world.id_of(owner)


def _provision_elsewhere() -> UUID:
    place, _made = Organisation.objects.get_or_create(municipality_id="coevorden", name="Het Huis")
    return Provision.objects.get_or_create(
        municipality_id="coevorden", organisation=place, name="Eettafel", layer="general_facility"
    )[0].pk


class heard:
    """Each row that is written meanwhile: its table, and all its values as text."""

    def __enter__(self) -> list[tuple[str, str]]:
        self.written: list[tuple[str, str]] = []
        self.listening = connection.execute_wrapper(self._hear)
        self.listening.__enter__()
        return self.written

    def __exit__(self, *error: object) -> None:
        self.listening.__exit__(*error)

    def _hear(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.written += [(table, str(params)) for _how, table in WRITES.findall(sql)]
        return execute(sql, params, many, context)


def test_the_same_forms_with_what_is_in_sight_are_written(world: World) -> None:
    """So that the tries above are seen to reach the writing: each kind of answer with an id that may be named."""
    reached = {
        "intake:finish": (IRIS, ("conversation:desk",), NEW | {"team": str(NOORD)}, NOORD),
        "intake:link": (IRIS, ("conversation:desk",), {"resident": world.id_of("resident:zuid")}, None),
        "safety:signal": (TESS, (), WORRY | {"case": world.id_of("case:running")}, world.id_of("case:running")),
        "cases:allocate": (TESS, ("case:running",), {"to": WIM.id}, WIM.id),
        "cases:hand_over": (TESS, ("case:running",), {"team": ZUID}, ZUID),
        "cases:sight": (TESS, ("case:secret",), {"user": WIM.id}, WIM.id),
    }
    unreached = []
    for door, (actor, about, answers, named) in reached.items():
        visitor, url = Visitor(actor), reverse(door, args=[world.id_of(one) for one in about])
        with transaction.atomic(), heard() as written:
            visitor.client.post(url, answers)
            transaction.set_rollback(True)
        tables = {table for table, values in written if named is None or str(named) in values} - LEDGER
        if not tables:
            unreached.append(door)
    assert unreached == []
