"""Seeded work: the same dice give the same cases, and what stands there afterwards fits together."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cases.decisions.models import Application
from cases.dossier.models import Case, Deadline
from cases.needs.models import Coverage, Need, Proposal
from config.local.roles import OWNER, RUNTIME
from config.municipality import pack as packs
from config.municipality import people
from config.seeding import grow as growing
from config.seeding.dice import Dice, working_days
from config.stories.scratch import connected, scratch
from ledger.models import Event, OutboxMessage
from reporting.figures.escalation import escalation
from workflows import layers
from workflows.case_flow import ENDED, CaseState
from workflows.ladder import NeedState
from workflows.layers import Law, Layer, StepFour, step_four

CASES = 60


def seed(*arguments: Any, **options: Any) -> dict[str, Any]:
    said = StringIO()
    call_command("seed", *map(str, arguments), json=True, stdout=said, **options)
    answer: dict[str, Any] = json.loads(said.getvalue())
    return answer


@pytest.fixture(scope="module")
def town(servers: Any, django_db_blocker: Any) -> Iterator[None]:
    """A town with some months of work, seen by the owner of the tables: the walls hide nothing from who counts."""
    with django_db_blocker.unblock(), scratch() as name:
        with connected(RUNTIME, name):
            seed("--cases", CASES, "--seed", 7)
        with connected(OWNER, name):
            yield


def test_every_case_has_its_history(town: None) -> None:
    seqs: dict[Any, list[int]] = {}
    for case, seq in Event.objects.order_by("case", "seq").values_list("case", "seq"):
        seqs.setdefault(case, []).append(seq)
    assert len(seqs) == Case.objects.count() == CASES
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seqs.values())


def test_what_happens_comes_in_the_order_of_time_and_ends_yesterday(town: None) -> None:
    moments: dict[Any, list[Any]] = {}
    for case, at in Event.objects.order_by("case", "seq").values_list("case", "at"):
        moments.setdefault(case, []).append(at)
    assert all(earlier <= later for told in moments.values() for earlier, later in pairwise(told))
    assert max(timezone.localdate(told[-1]) for told in moments.values()) < timezone.localdate()


def test_work_is_done_on_working_days(town: None) -> None:
    days = {timezone.localdate(at) for at in Event.objects.values_list("at", flat=True)}
    assert days <= set(working_days(min(days), max(days)))


def test_there_is_something_in_every_state(town: None) -> None:
    states = set(Case.objects.values_list("state", flat=True))
    assert {"registered", "investigating", "resolved", "applied", "in_support", "closed"} <= states
    assert {"covered", "proposed", "granted"} <= set(Need.objects.values_list("state", flat=True))
    assert Case.objects.filter(coordinator=None, state=CaseState.REGISTERED).exists()
    assert len(set(Case.objects.exclude(coordinator=None).values_list("coordinator", flat=True))) >= 8
    assert set(Case.objects.values_list("laws__0", flat=True)) == {law.value for law in Law}


def test_a_state_is_borne_out_by_what_hangs_from_the_case(town: None) -> None:
    for case in Case.objects.prefetch_related("needs", "applications"):
        states = {need.state for need in case.needs.all()}
        pending = [one for one in case.applications.all() if one.decided_on is None]
        assert (case.closed_on is not None) == (case.state in ENDED)
        if case.state == CaseState.RESOLVED:
            assert states <= {NeedState.COVERED, NeedState.CLOSED}
        if case.state == CaseState.APPLIED:
            assert pending
        if case.state in (CaseState.DECIDED, CaseState.IN_SUPPORT):
            assert not pending
            assert states & {NeedState.GRANTED, NeedState.DENIED}


def test_no_clock_runs_on_in_a_case_that_ended(town: None) -> None:
    running = Deadline.objects.running().filter(case__state__in=ENDED)
    assert not running.exists()


def test_an_application_is_decided_after_it_came(town: None) -> None:
    for application in Application.objects.exclude(decided_on=None):
        assert application.decided_on >= application.received_on


def test_the_headline_is_what_a_recount_by_hand_gives(town: None) -> None:
    manager = people.actor("manager", "hoogeveen", on=timezone.localdate())
    until = timezone.localdate()
    told = escalation(actor=manager, since=until - timedelta(days=400), until=until)
    figures = Counter({(row.month, row.team, row.law): row.tailored for row in told if row.tailored})
    assert sum(row.finished for row in told) == Event.objects.filter(kind="investigation:finished").count()
    assert figures == _recounted()


def _recounted() -> Counter[Any]:
    """Per month, team and law the finished investigations with a need for which maatwerk was proposed."""
    counted: Counter[Any] = Counter()
    for event in Event.objects.filter(kind="investigation:finished"):
        if any(_tailored(need, event.at) for need in Need.objects.filter(case=event.case, law=event.law)):
            month = timezone.localdate(event.at).replace(day=1)
            counted[month, str(event.team), event.law] += 1
    return counted


def _tailored(need: Need, at: Any) -> bool:
    proposed = Proposal.objects.filter(need=need, at__lte=at, withdrawn_at=None).exists()
    return proposed and step_four(Law(need.law)) is StepFour.TAILORED_PROVISION


def test_what_is_covered_is_covered_by_lower_steps(town: None) -> None:
    for coverage in Coverage.objects.all():
        assert layers.heaviest(map(Layer, coverage.layers)) in layers.LOWER_LAYERS


def test_colleagues_were_told_when_it_happened(town: None) -> None:
    assert not OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING).exists()
    assert not OutboxMessage.objects.filter(delivered_at__date__gte=timezone.localdate()).exists()


@pytest.fixture
def empty_town(stage: None) -> Iterator[None]:
    with scratch() as name, connected(RUNTIME, name):
        yield


def told_apart() -> list[Any]:
    """What tells cases apart, without the ids."""
    with connected(OWNER, connection.settings_dict["NAME"]):
        needs = Need.objects.order_by("case__number", "position")
        return list(needs.values_list("case__number", "case__state", "title", "state", "case__resident__family_name"))


def test_the_same_seed_gives_the_same_cases_and_gives_them_once(empty_town: None) -> None:
    assert seed("--cases", 6, "--seed", 3, municipality="coevorden")["cases"] == 6
    once = told_apart()
    again = seed("--cases", 6, "--seed", 3, municipality="coevorden")
    assert (again["cases"], again["earlier"]) == (0, 7)
    assert told_apart() == once
    with scratch() as name, connected(RUNTIME, name):
        seed("--cases", 6, "--seed", 3, municipality="coevorden")
        assert told_apart() == once


def test_another_seed_gives_other_cases() -> None:
    throws = [[Dice(number, "x").between(0, 1000) for _ in range(5)] for number in (1, 1, 2)]
    assert throws[0] == throws[1] != throws[2]


def test_every_thrown_request_asks_for_what_both_packs_have() -> None:
    codes = {one.code for one in packs.read("hoogeveen").provisions}
    for request in growing.rows("requests.toml", "request"):
        assert {need["provision"] for need in request["need"] if "provision" in need} <= codes
        assert {need["law"] for need in request["need"]} <= {law.value for law in Law}
    assert {talk["provision"] for talk in growing.rows("talks.toml", "talk") if "provision" in talk} <= codes


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["--cases", "0"], "takes 1 to 2,000,000"), (["--cases", "5", "--municipality", "assen"], "Known are: coevorden")],
)
def test_bad_input_ends_with_two(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told) as failure:
        call_command("seed", *arguments)
    assert failure.value.returncode == 2


def test_a_database_without_tables_ends_with_two(stage: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(growing, "require_tables", _no_tables)
    with pytest.raises(CommandError, match="Make them first") as failure:
        call_command("seed", "--cases", "1")
    assert failure.value.returncode == 2


def _no_tables() -> None:
    from config.municipality.tables import NoTables

    raise NoTables
