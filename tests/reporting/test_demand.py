"""Reports per month and per 1,000 residents: counted by hand, by every way to divide them."""

from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts import access
from cases.dossier import actions as dossier
from cases.dossier.actions import Asked as Report
from cases.residents.models import Resident
from reporting.catalogue import FIGURES
from reporting.facts.demand import Gap, Reported
from reporting.figures.demand import Demand, demand, known
from reporting.figures.scope import Asked
from reporting.population.models import Population, PopulationImport
from tests.cases.doing import do
from tests.cast import AT, MAX, NOORD, TESS, TOM, ZUID, acting, close, name_need, open_case, weigh_all
from tests.reporting.areas import KERN, LINDE, VENEN, enter_areas, living_in

pytestmark = pytest.mark.usefixtures("world")
QUARTER = {"since": date(2026, 1, 1), "until": date(2026, 3, 31)}


@pytest.fixture(autouse=True)
def areas(world: None) -> None:
    enter_areas()


def on(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 9, tzinfo=UTC)


def counted(by: str = "law", *, actor: Any = MAX, **asked: Any) -> list[Demand]:
    with acting(actor):
        return demand(Asked(actor=actor, by=by, **(QUARTER | asked)))


def brief(rows: list[Demand]) -> list[tuple[Any, ...]]:
    return [(row.month.month, row.group, row.reports, row.running, row.back_6, row.back_12) for row in rows]


def residents(numbers: dict[str, int], *, year: int = 2025, source: str = "CBS") -> None:
    made = PopulationImport.objects.create(
        municipality_id="hoogeveen", source=source, on=date(year, 1, 1), name="inwoners.csv", rows=1, at=AT
    )
    Population.objects.bulk_create(
        Population(imported=made, neighbourhood=code, year=year, residents=number) for code, number in numbers.items()
    )


def a_quarter() -> None:
    """Noord: in January two from De Linde and one from Het Veen, in March one from nobody knows where."""
    first = open_case(resident=living_in(LINDE), laws=("wmo", "jeugd"), at=on(1, 5))
    name_need(first, life_area="daily_living", at=on(1, 6))
    name_need(first, life_area="social_network", at=on(1, 6))
    open_case(resident=living_in(VENEN), at=on(1, 31))
    open_case(at=on(3, 2))


def test_each_report_counts_once_under_each_law() -> None:
    a_quarter()
    assert brief(counted()) == [(3, "wmo", 1, 0, 0, 0), (1, "jeugd", 1, 0, 0, 0), (1, "wmo", 2, 0, 0, 0)]


def test_by_neighbourhood_and_by_channel() -> None:
    a_quarter()
    assert brief(counted("neighbourhood")) == [
        (3, "", 1, 0, 0, 0),
        (1, LINDE, 2, 0, 0, 0),
        (1, VENEN, 1, 0, 0, 0),
    ]
    assert brief(counted("channel")) == [(3, "phone", 1, 0, 0, 0), (1, "phone", 3, 0, 0, 0)]


def test_a_report_about_two_life_areas_counts_under_both_and_one_about_none_under_none_yet() -> None:
    a_quarter()
    assert brief(counted("life_area")) == [
        (3, "no_need", 1, 0, 0, 0),
        (1, "daily_living", 1, 0, 0, 0),
        (1, "social_network", 1, 0, 0, 0),
        (1, "no_need", 2, 0, 0, 0),
    ]


def test_a_need_belongs_to_the_report_before_it() -> None:
    case = open_case(at=on(1, 5))
    name_need(case, life_area="housing", at=on(1, 6))
    added(case, at=on(2, 5))
    name_need(case, life_area="safety", at=on(2, 6))
    assert brief(counted("life_area")) == [(2, "safety", 1, 1, 0, 0), (1, "housing", 1, 0, 0, 0)]


def added(case: Any, *, at: datetime, laws: tuple[str, ...] = ("wmo",)) -> None:
    asked = Report(own_words="Nog iets.", channel="desk", received_on=at.date(), laws=laws)
    do(dossier.add_report, case=case.id, asked=asked, at=at)


@pytest.mark.parametrize(
    ("again", "back"),
    [(on(1, 10), (0, 1, 1)), (on(2, 19), (0, 1, 1)), (on(2, 20), (0, 0, 1)), (on(8, 20), (0, 0, 1)),
     (on(8, 21), (0, 0, 0))],
    ids=["soon", "183 days", "184 days", "365 days", "366 days"],
)  # fmt: skip
def test_who_comes_back_counts_within_half_a_year_and_within_a_year(again: datetime, back: Any) -> None:
    resident = living_in(LINDE)
    earlier = open_case(resident=resident, at=on(8, 1, 2025))
    close(earlier, at=on(8, 20, 2025))
    open_case(resident=resident, follows=earlier.id, at=again)
    (row,) = counted(until=date(2026, 12, 31))
    assert (row.running, row.back_6, row.back_12) == back


def test_a_report_added_to_a_case_that_runs_is_a_repeat_and_no_second_case() -> None:
    case = open_case(at=on(1, 5))
    added(case, at=on(1, 20), laws=("jeugd", "wmo"))
    assert brief(counted()) == [(1, "jeugd", 1, 1, 0, 0), (1, "wmo", 2, 1, 0, 0)]
    assert brief(counted("channel")) == [(1, "desk", 2, 2, 0, 0), (1, "phone", 1, 0, 0, 0)]


class TestWhere:
    """The neighbourhood is that of the report, and nobody's secret."""

    def test_who_moves_later_stays_where_the_report_came_from(self) -> None:
        resident = living_in(LINDE)
        open_case(resident=resident, at=on(1, 5))
        with acting(TESS):
            elsewhere = Resident.objects.get(pk=living_in(VENEN)).neighbourhood_id
            Resident.objects.filter(pk=resident).update(neighbourhood=elsewhere)
        rebuild()
        assert brief(counted("neighbourhood")) == [(1, LINDE, 1, 0, 0, 0)]

    @pytest.mark.parametrize("kept", ["secret_address", "address_shielded"])
    def test_a_kept_address_counts_under_no_neighbourhood(self, kept: str) -> None:
        resident = living_in(LINDE)
        with acting(TESS):
            Resident.objects.filter(pk=resident).update(**{kept: True})
        open_case(resident=resident, at=on(1, 5))
        assert brief(counted("neighbourhood")) == [(1, "", 1, 0, 0, 0)]

    def test_who_is_found_out_later_gets_a_place_and_a_rebuild_keeps_it(self) -> None:
        case = open_case(at=on(1, 5))
        do(dossier.identify, case=case.id, resident=living_in(VENEN), at=on(1, 7))
        assert brief(counted("neighbourhood")) == [(1, VENEN, 1, 0, 0, 0)]
        rebuild()
        assert brief(counted("neighbourhood")) == [(1, VENEN, 1, 0, 0, 0)]

    @pytest.mark.parametrize("kept", ["secret_address", "address_shielded"])
    def test_an_address_that_becomes_secret_leaves_its_neighbourhood_here_and_after_a_rebuild(self, kept: str) -> None:
        resident = living_in(LINDE)
        case = open_case(resident=resident, at=on(1, 5))
        weigh_all(name_need(case, life_area="safety", at=on(1, 6)), at=on(1, 6))
        assert where() == {LINDE}
        with acting(TESS):
            Resident.objects.filter(pk=resident).update(**{kept: True})
        assert where() == {""}
        rebuild()
        assert where() == {""}


def where() -> set[str]:
    with access.system("report", at=AT):
        reports = set(Reported.objects.values_list("neighbourhood", flat=True))
        assert set(Gap.objects.values_list("neighbourhood", flat=True)) <= reports
    return reports


class TestResidents:
    """Per 1,000 residents, with no denominator that is made up."""

    def test_without_residents_the_numbers_stand_and_no_rate(self) -> None:
        a_quarter()
        for by in FIGURES["demand"].by:
            rows = counted(by)
            assert rows
            assert {(row.residents, row.per_thousand) for row in rows} == {(None, None)}
        with acting(MAX):
            asked = Asked(actor=MAX, **QUARTER)
            found = known(asked, demand(asked))
        assert (found.asked, found.missing) == (2, ["De Linde", "Het Veen"])

    def test_a_neighbourhood_by_its_own_residents(self) -> None:
        a_quarter()
        residents({LINDE: 400, VENEN: 250, KERN: 1000})
        rates = [(row.group, row.residents, row.per_thousand) for row in counted("neighbourhood")]
        assert rates == [("", None, None), (LINDE, 400, 5.0), (VENEN, 250, 4.0)]

    def test_all_else_by_the_residents_of_what_the_teams_serve(self) -> None:
        a_quarter()
        residents({LINDE: 400, VENEN: 250, KERN: 1000})
        assert [(row.group, row.residents, row.per_thousand) for row in counted()] == [
            ("wmo", 650, 1.5),
            ("jeugd", 650, 1.5),
            ("wmo", 650, 3.1),
        ]
        with access.system("report", at=AT):
            everywhere = demand(Asked(actor=None, **QUARTER))
        assert {row.residents for row in everywhere} == {1650}

    def test_one_neighbourhood_missing_leaves_the_team_without_a_rate(self) -> None:
        a_quarter()
        residents({LINDE: 400})
        assert {row.per_thousand for row in counted()} == {None}
        with acting(MAX):
            asked = Asked(actor=MAX, **QUARTER)
            assert known(asked, demand(asked)).missing == ["Het Veen"]
        assert [row.per_thousand for row in counted("neighbourhood")] == [None, 5.0, None]

    def test_the_newest_year_that_is_not_later_counts(self) -> None:
        a_quarter()
        residents({LINDE: 200}, year=2020)
        residents({LINDE: 400}, year=2025)
        residents({LINDE: 800}, year=2027)
        assert counted("neighbourhood")[1].residents == 400

    def test_residents_of_a_later_year_alone_are_not_known_then(self) -> None:
        a_quarter()
        residents({LINDE: 800}, year=2027)
        assert counted("neighbourhood")[1].residents is None

    def test_under_ten_residents_say_nothing(self) -> None:
        a_quarter()
        residents({LINDE: 9, VENEN: 10})
        assert [row.per_thousand for row in counted("neighbourhood")] == [None, None, 100.0]


def test_a_manager_counts_the_own_team_and_another_law_is_asked_for() -> None:
    a_quarter()
    open_case(by=TOM, at=on(1, 5))
    assert sum(row.reports for row in counted()) == 4
    assert brief(counted(law="jeugd")) == [(1, "jeugd", 1, 0, 0, 0)]
    assert counted(team=ZUID) == []
    with access.system("report", at=AT):
        assert sum(row.reports for row in demand(Asked(actor=None, **QUARTER))) == 5


def test_an_empty_period_is_empty() -> None:
    a_quarter()
    assert counted(since=date(2025, 1, 1), until=date(2025, 12, 31)) == []


def test_the_wall_shows_no_report_to_who_reads_no_figures() -> None:
    a_quarter()
    with acting(TESS):
        assert list(Reported.objects.all()) == []
    with acting(MAX):
        assert {row.team for row in Reported.objects.all()} == {NOORD}


def test_a_closed_case_moves_no_figure_of_who_was_not_let_in() -> None:
    case = open_case(at=on(1, 5))
    open_case(at=on(1, 6))
    do(dossier.make_confidential, by=MAX, case=case.id)
    assert brief(counted()) == [(1, "wmo", 2, 0, 0, 0)]  # Max closed it, and was let in by that
    with access.system("report", at=AT):
        assert sorted(Reported.objects.values_list("confidential", flat=True)) == [False, True]
    rebuild()
    with access.system("report", at=AT):
        assert sorted(Reported.objects.values_list("confidential", flat=True)) == [False, True]


def test_rebuilding_gives_the_same() -> None:
    a_quarter()
    added(open_case(at=on(2, 1)), at=on(2, 2))
    before = facts()
    rebuild()
    assert facts() == before
    assert len(before) == 6


def facts() -> list[tuple[Any, ...]]:
    names = [field.name for field in Reported._meta.fields if field.name != "id"]
    with access.system("report", at=AT):
        return sorted(tuple(map(str, row)) for row in Reported.objects.values_list(*names))


def rebuild() -> None:
    call_command("rebuild_figures", "--json", stdout=StringIO())
