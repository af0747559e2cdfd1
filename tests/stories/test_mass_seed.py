"""Copied work: as many cases as are asked for, each the equal of one that was done through the real actions."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts.access import actor_of
from accounts.models import Membership, User
from cases.dossier.models import Case
from cases.referrals.models import HandoffCard
from cases.residents.models import Resident
from config.local.roles import OWNER, RUNTIME
from config.municipality import pack as packs
from config.seeding.dice import Dice
from config.seeding.mass import make, plan, reading, residents, template
from config.seeding.mass.tally import COUNTS
from config.stories.scratch import connected
from ledger.models import Event, JournalEntry, OutboxMessage
from tests.pages.hands import page, signed_in
from tests.stories.mass_town import CASES, CODE, YESTERDAY, Town, copies_of, tied_again


def test_as_many_cases_are_made_as_were_asked_for(town: Town) -> None:
    assert town.copied.cases == Case.objects.count() == CASES
    assert town.copied.rows == {name: reading.sizes_of(name) for name in town.copied.rows}
    assert town.copied.conversations == CASES // plan.TALKS


def test_no_guarded_table_that_hangs_from_a_case_is_forgotten(town: Town, grown: dict[str, Any]) -> None:
    behind_a_wall = {name for name in grown["guarded"] if name not in reading.LEFT_OUT and not grown["before"][name]}
    assert behind_a_wall <= set(town.grown.tables)
    assert {"cases_referral", "cases_handoffcard", "cases_weighing", "ledger_event"} <= behind_a_wall


def test_a_table_that_is_left_out_says_why() -> None:
    ours = {model._meta.db_table for model in apps.get_models()}
    assert set(reading.LEFT_OUT) <= ours
    assert all(reading.LEFT_OUT.values())
    assert not any(name.startswith(("cases_", "intake_")) for name in set(reading.LEFT_OUT) - ANYONES)


ANYONES = {"cases_casenumber", "cases_knock"}


def test_a_forgotten_table_is_missed(town: Town, grown: dict[str, Any]) -> None:
    forgotten = {**reading.LEFT_OUT, "cases_weighing": "by mistake"}
    with connected(OWNER, town.name), patch.object(reading, "LEFT_OUT", forgotten):
        names = {table.name for bundle in tied_again() for table in bundle.rows}
    assert "cases_weighing" in {name for name in grown["guarded"] if name not in names}


def test_copies_hang_together_as_what_was_grown(town: Town) -> None:
    with connected(OWNER, town.name):
        shapes = Counter(shape(bundle) for bundle in tied_again())
    planned, _ = copies_of(town)
    assert shapes == Counter(frozenset(one.choice.template.rows.items()) for one in planned)


def shape(bundle: reading.Bundle) -> frozenset[tuple[str, int]]:
    return frozenset((table.name, len(rows)) for table, rows in bundle.rows.items())


def test_the_events_of_a_copy_are_those_of_its_template_in_their_order(town: Town) -> None:
    kinds: dict[str, list[str]] = {}
    for case, kind in Event.objects.order_by("case", "seq").values_list("case", "kind"):
        kinds.setdefault(str(case), []).append(kind)
    planned, made = copies_of(town)
    told = Counter(tuple(told) for told in kinds.values())
    expected: Counter[tuple[str, ...]] = Counter()
    for one in planned:
        expected.update(told_in(one.choice.template, town))
    assert told == expected
    assert made.cases == CASES


def told_in(found: template.Template, town: Town) -> list[tuple[str, ...]]:
    """The kinds of the events of each case of a template."""
    table = town.grown.tables[reading.EVENTS]
    rows = [line.split("\t") for name, text in found.blocks if name == table.name for line in text.splitlines()]
    cases: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        told = int(row[table.place("seq")]), row[table.place("kind")]
        cases.setdefault(row[table.place("case")], []).append(told)
    return [tuple(kind for _seq, kind in sorted(told)) for told in cases.values()]


def test_nothing_happens_after_yesterday(town: Town) -> None:
    latest = max(timezone.localdate(at) for at in Event.objects.values_list("at", flat=True))
    assert YESTERDAY - timedelta(days=30) < latest <= YESTERDAY
    assert min(Case.objects.values_list("registered_on", flat=True)) < YESTERDAY - timedelta(days=5 * 350)


def test_what_happens_in_a_copy_comes_in_the_order_of_time(town: Town) -> None:
    moments: dict[Any, list[datetime]] = {}
    for case, at in Event.objects.order_by("case", "seq").values_list("case", "at"):
        moments.setdefault(case, []).append(at)
    assert all(told == sorted(told) for told in moments.values())


def test_an_hour_on_the_clock_stays_that_hour_in_summer_and_winter(town: Town) -> None:
    hours = {timezone.localtime(at).hour for at in Event.objects.values_list("at", flat=True)}
    assert min(hours) >= 8
    assert max(hours) <= 20


def test_case_numbers_follow_each_other_in_each_year(town: Town) -> None:
    for year in {on.year for on in Case.objects.values_list("registered_on", flat=True)}:
        numbers = Case.objects.filter(registered_on__year=year).values_list("number", flat=True)
        assert sorted(numbers) == [f"{year}-{number:04}" for number in range(1, len(numbers) + 1)]


def test_every_constraint_holds(town: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated OR NOT conenforced")
        assert cursor.fetchall() == []
        connection.check_constraints()
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchall() == []


def test_every_id_that_is_named_is_somewhere(town: Town) -> None:
    """Ids in columns without a foreign key lead to a row too."""
    known = {str(pk) for model in apps.get_models() if model._meta.managed for pk in keys_of(model)}
    for bundle in tied_again():
        for table, rows in bundle.rows.items():
            named = {key for row in rows for key in reading.UUID.findall("\t".join(row))}
            assert named <= known, table.name


def keys_of(model: Any) -> Any:
    return model._default_manager.values_list("pk", flat=True) if model._meta.pk.name == "id" else ()


def test_nobody_has_a_number_or_the_name_of_a_test_person(town: Town, grown: dict[str, Any]) -> None:
    assert not Resident.objects.exclude(bsn_index=None).exists()
    rows = [row for bundle in grown["bundles"] for row in bundle.of(reading.RESIDENTS)]
    whole = {(row["first_names"], row["family_name"]) for row in rows if row["bsn_index"] != template.NULL}
    assert whole
    assert not whole & set(Resident.objects.values_list("first_names", "family_name"))
    births = {(row["family_name"], row["birth_month"], row["birth_day"], row["house_number"]) for row in rows}
    found = Resident.objects.values_list("family_name", "birth_month", "birth_day", "house_number")
    assert not births & {tuple(map(str, one)) for one in found}


def test_a_card_names_the_resident_of_its_own_case(town: Town) -> None:
    cards = HandoffCard.objects.exclude(name="").select_related("referral__case__resident")
    assert cards
    assert all(card.name == card.referral.case.resident.name for card in cards)


def test_everybody_lives_in_a_street_of_invented_addresses(town: Town) -> None:
    streets = {home.street for home in packs.read(CODE).homes}
    assert set(Resident.objects.values_list("street", flat=True)) <= streets | {""}


@pytest.mark.parametrize("gender", ["v", "m", "o", ""])
def test_somebody_is_found_whatever_gender_is_registered(town: Town, gender: str) -> None:
    like, pool = template.Person(gender, 1950), residents.town(packs.read(CODE))
    values = residents.somebody(0, like, pool, Dice(1).random, days_earlier=366)
    assert values["first0"]
    assert values["year0"] == "1949"


def test_work_is_done_by_who_works_in_the_team(town: Town) -> None:
    posts = {(post.team_id, post.user_id): set(post.laws) for post in Membership.objects.all()}
    for case in Case.objects.exclude(coordinator=None):
        assert set(case.laws) <= posts[case.team_id, case.coordinator_id]


def test_nothing_waits_to_leave(town: Town) -> None:
    assert not OutboxMessage.objects.exists()


def test_the_journal_has_one_entry_per_batch_that_says_how_many(town: Town) -> None:
    told = JournalEntry.objects.filter(act="cases:seeded").order_by("fields")
    assert [(one.reason, one.fields, one.municipality, one.job) for one in told] == [
        ("cases:200", [f"batch:{batch}"], CODE, "seed") for batch in (1, 2, 3)
    ]
    assert set(JournalEntry.objects.exclude(job="").values_list("act", flat=True)) == {"system:ran", "cases:seeded"}


def test_the_counts_of_a_facility_are_what_real_work_counts(town: Town) -> None:
    """Of the templates by themselves: the same as the actions counted when they were grown."""
    names = dict(make.houses.Provision.objects.values_list("pk", "name"))
    total: dict[str, Counter[str]] = {}
    for one in town.grown.templates:
        for facility, counted in one.tallies.items():
            total.setdefault(names[make.houses.Provision._meta.pk.to_python(facility)], Counter()).update(counted)
    counted = {name: {key: found[key] for key in COUNTS} for name, found in total.items()}
    assert counted == town.tallied


def test_each_copied_case_opens_for_its_team(town: Town) -> None:
    sample = list(Case.objects.order_by("number"))[:: CASES // 50][:50]
    users = {user.pk: user for user in User.objects.with_posts(on=YESTERDAY)}
    members: dict[Any, Any] = {}
    for post in Membership.objects.filter(role="team").order_by("user__email"):
        if len(post.laws) == 4:
            members.setdefault(post.team_id, post.user_id)
    with connected(RUNTIME, town.name):
        clients = {team: signed_in(actor_of(users[user], on=YESTERDAY)) for team, user in members.items()}
        answers = Counter(clients[case.team_id].get(page(case)).status_code for case in sample)
    assert answers == {200: 50}
