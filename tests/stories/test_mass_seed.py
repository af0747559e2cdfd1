"""Copied work: as many cases as are asked for, each the equal of one that was done through the real actions."""

import json
import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.access import actor_of
from accounts.models import Membership, User
from cases.dossier.models import Case
from cases.referrals.models import HandoffCard
from cases.residents.models import Resident
from config.local.roles import OWNER, RUNTIME
from config.municipality import pack as packs
from config.seeding.mass import copying, make, plan, reading, shelf, template
from config.seeding.mass.make import Asked, Copied, copy_cases
from config.seeding.mass.planted import TeamShare, planted
from config.seeding.mass.tally import COUNTS
from config.stories.scratch import connected, scratch
from ledger.models import Event, JournalEntry, OutboxMessage
from provisions.models import ProvisionTally
from reporting.figures import escalation
from tests.pages.hands import page, signed_in

AT = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.get_default_timezone())
YESTERDAY = date(2026, 11, 22)
CASES, TEMPLATES = 600, 40
CODE = "hoogeveen"


@dataclass(frozen=True)
class Town:
    """A database with copies, what was asked and made, and what they are copies of."""

    name: str
    asked: Asked
    copied: Copied
    grown: make.Grown
    tallied: dict[str, dict[str, int]]


def quietly(_done: int, _of: int) -> None:
    pass


def copied(asked: Asked, **more: Any) -> Copied:
    return copy_cases(packs.read(CODE), asked, at=AT, progress=quietly, growing=quietly, **more)


@pytest.fixture(scope="module")
def grown(servers: Any, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Grown once for all databases of this module: whoever asks for templates again gets the same, for its own ids."""
    kept: dict[str, Any] = {}
    grow, tied = make.grow, make.bundles

    def bundles(before: Any, *, zone: str) -> Any:
        kept["bundles"] = tied(before, zone=zone)
        kept["guarded"] = guarded_with_rows()
        kept["tallies"] = tallies()
        return kept["bundles"]

    with django_db_blocker.unblock(), ExitStack() as stack:
        like = stack.enter_context(scratch())
        with connected(OWNER, like):
            make.settle(packs.read(CODE), at=AT)
            kept["before"] = make.sizes()
            grow(packs.read(CODE), cases=TEMPLATES, seed=7, at=AT, progress=quietly, back=make.BACK)

        @contextmanager
        def clone() -> Iterator[str]:
            with scratch(like=like) as name:
                yield name

        stack.enter_context(patch.object(make, "scratch", clone))
        stack.enter_context(patch.object(make, "grow", lambda *_args, **_more: None))
        stack.enter_context(patch.object(make, "sizes", lambda: kept["before"]))
        stack.enter_context(patch.object(make, "bundles", bundles))
        stack.enter_context(patch.object(plan, "BATCH", 200))
        stack.enter_context(patch.object(copying, "BATCH", 200))
        yield kept


@pytest.fixture(scope="module")
def town(grown: dict[str, Any]) -> Iterator[Town]:
    """A town with copies in the pack's own teams, seen by the owner of the tables."""
    made: list[make.Grown] = []
    templates = make.templates

    def noted(*given: Any, **more: Any) -> make.Grown:
        made.append(templates(*given, **more))
        return made[-1]

    asked = Asked(CASES, 7)
    with scratch() as name, connected(OWNER, name):
        with patch.object(make, "templates", noted):
            done = copied(asked)
        yield Town(name, asked, done, made[0], grown["tallies"])


def guarded_with_rows() -> set[str]:
    """The tables behind a wall in which something stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        return {name for (name,) in cursor.fetchall() if reading.sizes_of(name)}


def tallies() -> dict[str, dict[str, int]]:
    rows = ProvisionTally.objects.values("provision__name", *COUNTS)
    return {row.pop("provision__name"): row for row in rows}


def counts() -> dict[Any, int]:
    """Per team, month and layer how many investigations finished."""
    rows = escalation(actor=None, since=date(2020, 1, 1), until=YESTERDAY)
    steps = ("finished", "own", "around", "nearby", "tailored", "own_decision", "nowhere", "external")
    codes = {str(pk): code for pk, code in make.houses.Team.objects.values_list("pk", "code")}
    return {(codes[row.team], row.month, row.law, step): getattr(row, step) for row in rows for step in steps}


def copies_of(town: Town, cases: int = CASES) -> tuple[list[plan.Copy], plan.Plan]:
    """What was planned, in the order of writing, and the plan."""
    crews = make.houses.crews(packs.read(CODE), invented=0, on=YESTERDAY)
    planned = plan.plan_of(
        town.grown.templates, crews, cases=cases, seed=f"{CODE}/{town.asked.seed}", until=YESTERDAY, years=5
    )
    return [
        one for batch in range(planned.batches) for one in plan.copies(planned, batch, planned.dice(batch))
    ], planned


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


def tied_again() -> list[reading.Bundle]:
    """What was copied, read as what was grown is read."""
    before = {name: 0 if name.startswith(("cases_", "intake_")) or name in MORE else size for name, size in now()}
    return reading.bundles(before, zone="Europe/Amsterdam")


MORE = ("ledger_event", "accounts_notice")


def now() -> list[tuple[str, int]]:
    return list(reading.sizes().items())


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


def test_an_address_keeps_no_secret_of_a_template(town: Town, grown: dict[str, Any]) -> None:
    streets = {home.street for home in packs.read(CODE).homes}
    assert set(Resident.objects.values_list("street", flat=True)) <= streets | {""}


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


def test_made_again_nothing_is_added(town: Town) -> None:
    before = now()
    again = copied(town.asked)
    assert (again.cases, again.conversations, again.earlier, again.rows) == (0, 0, CASES, {})
    assert [one for one in now() if one[0] not in JOURNAL] == [one for one in before if one[0] not in JOURNAL]


JOURNAL = ("ledger_journalentry", "ledger_journalhead")


class Killed(Exception):
    pass


def test_a_run_that_is_killed_leaves_whole_batches_and_is_finished_later(town: Town) -> None:
    def die(done: int, _of: int) -> None:
        if done > 200:
            raise Killed

    with scratch() as name, connected(OWNER, name):
        with patch.object(copying.tally, "add", side_effect=[None, Killed]), pytest.raises(Killed):
            copied(town.asked)
        assert Case.objects.count() == 200
        rest = copied(town.asked)
        assert (rest.cases, rest.earlier) == (400, 200)
        once = counts()
        numbers = sorted(Case.objects.values_list("number", "registered_on"))
    assert once == counts()
    assert numbers == sorted(Case.objects.values_list("number", "registered_on"))


def test_another_seed_gives_other_figures(town: Town) -> None:
    with scratch() as name, connected(OWNER, name):
        copied(Asked(CASES, 8))
        other = counts()
    assert other != counts()


def test_invented_teams_get_the_cases_and_the_demo_opens_them(town: Town) -> None:
    with scratch() as name, connected(OWNER, name):
        copied(Asked(200, 7, teams=3))
        codes = set(Case.objects.values_list("team__code", flat=True))
        assert codes == {"seeded-01", "seeded-02", "seeded-03"}
        user = User.objects.with_posts(on=YESTERDAY).get(email="team@demo.trede.test")
        case = Case.objects.filter(team__code="seeded-03").order_by("number")[0]
        with connected(RUNTIME, name):
            assert signed_in(actor_of(user, on=YESTERDAY)).get(page(case)).status_code == 200


KEEPS = """
CREATE TABLE kept_facts (event bigint);
CREATE FUNCTION keep_fact() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO kept_facts VALUES (NEW.id); RETURN NULL; END';
CREATE TRIGGER keeps_facts AFTER INSERT ON ledger_event FOR EACH ROW EXECUTE FUNCTION keep_fact();
"""


@pytest.mark.parametrize("paused", [True, False])
def test_a_paused_trigger_does_not_fire_and_fires_again_afterwards(town: Town, paused: bool) -> None:
    called: list[int] = []

    def afterwards() -> None:
        called.append(reading.sizes_of("ledger_event"))

    with scratch() as name, connected(OWNER, name):
        with connection.cursor() as cursor:
            cursor.execute(KEEPS)
        names = ("keeps_facts",) if paused else ()
        copied(Asked(200, 7), paused=names, afterwards=afterwards)
        assert called == [Event.objects.count()]
        assert (reading.sizes_of("kept_facts") == 0) == paused
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'keeps_facts'")
            assert cursor.fetchone() == ("O",)


def test_a_table_that_held_something_and_grew_is_refused(town: Town) -> None:
    before = {**dict(now()), "cases_case": 1}
    with pytest.raises(reading.Unreadable, match="cases_case held rows before"):
        reading.bundles(before, zone="Europe/Amsterdam")


def test_the_planted_table_follows_from_what_is_asked() -> None:
    table = planted(["a", "b"], since=date(2021, 11, 25), until=YESTERDAY)
    first, second = table.shares
    assert (first.before, first.after, first.since) == (0.30, 0.40, date(2024, 11, 1))
    assert (second.before, second.after, second.since) == (0.36, 0.36, None)
    assert table.channel.since == date(2025, 11, 1)


def shares_found(town: Town) -> tuple[float, ...]:
    """Of 40,000 planned cases: the part that ended in maatwerk, of the first team before and after, of the second.

    Not of the last half year: that takes what was grown in those weeks as it is, and here that is next to nothing.
    """
    settled = YESTERDAY.toordinal() - shelf.SETTLED * 7
    planned, made = copies_of(town, 40_000)
    shift = made.table.shares[0].since
    assert shift
    ended: dict[tuple[int, bool], list[int]] = {}
    for one in planned:
        if one.start > settled:
            continue
        then = one.crew, one.choice.finished >= shift.toordinal()
        found = ended.setdefault(then, [0, 0])
        found[0] += one.choice.template.tailored
        found[1] += one.choice.template.tailored + one.choice.template.lighter
    whole = [ended[1, False][place] + ended[1, True][place] for place in (0, 1)]
    return tuple(tailored / finished for tailored, finished in (ended[0, False], ended[0, True], whole))


def test_the_planted_shares_are_found_again(town: Town) -> None:
    assert shares_found(town) == pytest.approx((0.30, 0.40, 0.36), abs=0.015)


def test_shares_that_take_no_notice_of_cases_with_several_investigations_are_off(town: Town) -> None:
    with patch.object(shelf, "chance_of_tailored", lambda _week, share: share):
        assert shares_found(town) != pytest.approx((0.30, 0.40, 0.36), abs=0.015)


def test_a_shift_that_was_left_out_is_missed(town: Town) -> None:
    with patch.object(TeamShare, "on", lambda share, _day: share.before):
        assert shares_found(town) != pytest.approx((0.30, 0.40, 0.36), abs=0.015)


def test_more_comes_in_every_year_and_less_in_summer(town: Town) -> None:
    _, made = copies_of(town, 1_000)
    per_week = [upto - before for before, upto in pairwise([0, *plan_of_many(town).upto])]
    years = [sum(per_week[-52 * year - 52 : len(per_week) - 52 * year]) for year in (3, 2, 1, 0)]
    assert [later / earlier for earlier, later in pairwise(years)] == pytest.approx([1.03] * 3, abs=0.03)
    months: dict[int, list[int]] = {}
    for ago, cases in enumerate(reversed(per_week)):
        months.setdefault((YESTERDAY - timedelta(weeks=ago, days=3)).month, []).append(cases)
    mean = {month: sum(found) / len(found) for month, found in months.items()}
    rest = sum(value for month, value in mean.items() if month not in (7, 8)) / 10
    assert (mean[7] / rest, mean[8] / rest) == pytest.approx((0.7, 0.55), abs=0.04)
    assert made.table.growth == 0.03


def plan_of_many(town: Town) -> plan.Plan:
    crews = make.houses.crews(packs.read(CODE), invented=0, on=YESTERDAY)
    return plan.plan_of(town.grown.templates, crews, cases=1_000_000, seed="x", until=YESTERDAY, years=5)


def test_some_of_who_called_writes_after_the_planted_step(town: Town) -> None:
    step = planted(["noord"], since=date(2021, 11, 25), until=YESTERDAY).channel.since
    registered = Event.objects.filter(kind="case:registered")
    before, after = registered.filter(at__date__lt=step), registered.filter(at__date__gte=step)
    parts = [
        [found.filter(reason=channel).count() / found.count() for found in (before, after)] for channel in CHANNELS
    ]
    (phone, less_phone), (email, more_email) = parts
    assert less_phone < phone * 0.8
    assert more_email > email * 1.2


CHANNELS = ("phone", "email")


def test_the_channel_is_the_same_wherever_it_stands(town: Town) -> None:
    registered = dict(Event.objects.filter(kind="case:registered").values_list("case", "reason"))
    for case in Case.objects.prefetch_related("reports"):
        first = min(case.reports.all(), key=lambda report: report.received_on)
        assert first.channel == registered[case.pk]


@pytest.mark.soak
def test_a_million_cases_are_made_in_minutes_and_memory_stays_flat(servers: Any, django_db_blocker: Any) -> None:
    marks: list[tuple[int, float, int]] = []

    def note(done: int, _of: int) -> None:
        marks.append((done, time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))

    with django_db_blocker.unblock(), scratch() as name, connected(OWNER, name):
        asked = Asked(1_000_000, 1, teams=50)
        done = copy_cases(packs.read(CODE), asked, at=AT, progress=note, growing=quietly)
        assert done.cases == Case.objects.count() == 1_000_000
        rows = escalation(actor=None, since=date(2021, 1, 1), until=YESTERDAY)
        first = str(make.houses.Team.objects.get(code="seeded-01").pk)
        found = {
            late: [row for row in rows if row.team == first and later(row.month) == late] for late in (False, True)
        }
        shares = {late: share_of(told) for late, told in found.items()}
    assert shares[False] == pytest.approx(0.30, abs=0.03)
    assert shares[True] == pytest.approx(0.40, abs=0.03)
    assert marks[-1][1] - marks[0][1] < 15 * 60
    assert marks[-1][2] - marks[len(marks) // 10][2] < 64 * 1024


def later(month: date) -> bool:
    return month >= date(2024, 11, 1)


def share_of(rows: list[Any]) -> float:
    known = [row for row in rows if row.law in ("wmo", "jeugd")]
    return sum(row.tailored for row in known) / sum(row.finished for row in known)


@pytest.mark.soak
def test_the_same_seed_grown_anew_gives_the_same_figures(servers: Any, django_db_blocker: Any) -> None:
    found = []
    with django_db_blocker.unblock():
        for _ in range(2):
            with scratch() as name, connected(OWNER, name):
                copied(Asked(3_000, 7, templates=60))
                found.append((counts(), sorted(map(str, Case.objects.values_list("pk", "number", "registered_on")))))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--cases", "-1"], "takes 1 to 2,000,000"),
        (["--cases", "2000001"], "takes 1 to 2,000,000"),
        (["--cases", "5000", "--teams", "100"], "takes 0 to 99"),
        (["--cases", "50", "--teams", "3"], "more than 2,000 cases"),
        (["--cases", "5000", "--municipality", "assen"], "Known are: coevorden"),
    ],
)
def test_bad_input_ends_with_two(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told) as failure:
        call_command("seed", *arguments)
    assert failure.value.returncode == 2


def test_the_command_answers_for_machines(grown: dict[str, Any]) -> None:
    said = StringIO()
    with scratch() as name, connected(OWNER, name):
        call_command("seed", "--cases", "2001", json=True, stdout=said, stderr=StringIO())
    answer = json.loads(said.getvalue())
    assert answer["cases"] == answer["rows"]["cases_case"] == 2001
    assert answer["seconds"] > 0
    assert answer["cases_per_second"] > 0
