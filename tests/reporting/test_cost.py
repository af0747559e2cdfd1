"""What is committed, spent and budgeted, counted by hand from real decisions and real imports."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts import access
from accounts.models import Neighbourhood
from cases.decisions.endings import actions as endings
from cases.dossier import actions as dossier
from cases.needs import actions as needs
from cases.residents.models import Resident
from reporting.facts.commitment import Commitment
from reporting.figures.cost import Costs, cost, cost_by_area
from reporting.imports.models import Budget, CostImport
from tests import cast
from tests.cast import AT, DANA, EYE, MAX, NOORD, TESS, TODAY, ZUID, acting
from tests.reporting.amounts import WHOLE_2026, asked, budgeted, granted, spent, tariff

pytestmark = pytest.mark.usefixtures("world")


def rows(since: int = 2026, until: int = 2026, **more: Any) -> list[Costs]:
    with acting(MAX):
        return cost(asked(since, until, **more))


def one(year: int = 2026, **more: Any) -> Costs:
    (row,) = rows(year, year, **more)
    return row


def facts() -> list[dict[str, Any]]:
    with access.system("report", at=AT):
        found = Commitment.objects.order_by("decision").values()
        return [{name: value for name, value in row.items() if name != "id"} for row in found]


def rebuilt() -> list[dict[str, Any]]:
    call_command("rebuild_figures", "--json", stdout=StringIO())
    return facts()


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def test_a_year_of_a_decision_is_its_hours_times_the_tariff() -> None:
    tariff("38.50")
    granted()
    row = one()
    assert (row.law, row.layer, row.commitments, row.committed) == ("wmo", "tailored_provision", 1, Decimal("6022.50"))
    assert (row.unpriced, row.open_ended, row.doubtful, row.spent, row.budget) == (0, 0, 0, None, None)


def test_a_tariff_that_changes_halfway_and_a_decision_over_the_end_of_the_year() -> None:
    """2026: 183 days to 30 June + 1... 3/7 x (92 x 38.50 + 184 x 40) from 1 April; 2027: 3/7 x 90 x 40."""
    tariff("38.50", until=date(2026, 6, 30))
    tariff("40.00", since=date(2026, 7, 1))
    granted(replace(WHOLE_2026, period_from=date(2026, 4, 1), period_until=date(2027, 3, 31)))
    found = {row.year: row.committed for row in rows(2025, 2028)}
    assert found == {
        2026: (Decimal(3) / 7 * (91 * Decimal("38.50") + 184 * 40)).quantize(Decimal("0.01")),
        2027: (Decimal(3) / 7 * 90 * 40).quantize(Decimal("0.01")),
    }
    assert found == {2026: Decimal("4655.79"), 2027: Decimal("1542.86")}


def test_without_a_tariff_the_commitment_is_counted_and_what_it_costs_is_not_known() -> None:
    granted()
    row = one()
    assert (row.commitments, row.committed, row.unpriced) == (1, None, 1)


def test_an_open_end_counts_to_the_end_of_the_year_and_says_so() -> None:
    """From 1 January 2026 on; 2028 is a leap year."""
    tariff("38.50")
    granted(replace(WHOLE_2026, period_until=None))
    assert [(row.year, row.committed, row.open_ended) for row in rows(2025, 2028)] == [
        (2028, Decimal("6039.00"), 1),
        (2027, Decimal("6022.50"), 1),
        (2026, Decimal("6022.50"), 1),
    ]


def test_a_personal_budget_by_the_month_needs_no_tariff() -> None:
    granted(replace(WHOLE_2026, quantity=Decimal(400), unit="euros", frequency="month", form="personal_budget"))
    assert (one().committed, one().unpriced) == (Decimal("4800.00"), 0)


def test_alike_decisions_add_up_and_unlike_ones_too() -> None:
    tariff("38.50")
    for offer in (
        WHOLE_2026,
        WHOLE_2026,
        replace(WHOLE_2026, frequency=""),
        replace(WHOLE_2026, product="Iets anders"),
    ):
        granted(offer)
    row = one()
    assert (row.commitments, row.committed, row.unpriced) == (4, Decimal("12045.00"), 2)


def test_support_that_is_ended_by_decision_counts_until_the_day_before() -> None:
    """Granted for the year, without it from 1 July on: 181 days / 7 x 3 x 38.50 = 2986.50."""
    tariff("38.50")
    case, need, _decision = granted()
    with acting(DANA):
        endings.end_support(
            case=case.id, need=need.id, reason="goal_reached", motivation="Zij kan het zelf.", article="Wmo 2.3.10",
            ends_on=date(2026, 7, 1), by=DANA, at=AT,
        )  # fmt: skip
    assert facts()[0]["last_on"] == date(2026, 6, 30)
    assert one().committed == Decimal("2986.50")


def test_a_case_that_is_closed_ends_its_support_that_day() -> None:
    case, _need, _decision = granted(replace(WHOLE_2026, period_until=None))
    with acting(TESS, at=moment(date(2026, 5, 31))):
        from cases.course import actions as course

        course.close(case=case.id, reason="deceased", by=TESS, at=moment(date(2026, 5, 31)))
    assert facts()[0]["last_on"] == date(2026, 5, 31)


@pytest.mark.parametrize(("reason", "last"), [("by_plan", date(2026, 6, 30)), ("deceased", TODAY)])
def test_a_case_closed_after_that_changes_it_only_when_the_resident_is_gone(reason: str, last: date) -> None:
    case, need, _decision = granted()
    with acting(DANA):
        endings.end_support(
            case=case.id, need=need.id, reason="goal_reached", motivation="Zij kan het zelf.", article="Wmo 2.3.10",
            ends_on=date(2026, 7, 1), by=DANA, at=AT,
        )  # fmt: skip
    cast.close(case, reason=reason)
    kept = facts()
    assert [row["last_on"] for row in kept] == [last]
    assert rebuilt() == kept


def test_what_ran_out_and_was_stepped_down_later_keeps_its_own_end() -> None:
    case, need, _decision = granted(replace(WHOLE_2026, period_until=date(2026, 3, 31)))
    later = moment(date(2026, 4, 20))
    with acting(TESS, at=later):
        needs.step_down(case=case.id, need=need.id, reason="by_plan", by=TESS, at=later)
    assert facts()[0]["last_on"] == date(2026, 3, 31)


def test_a_renewal_takes_over_on_its_first_day() -> None:
    """A period to 31 December, renewed from 1 October on: the first counts to 30 September, no day counts twice."""
    tariff("38.50")
    case, need, _decision = granted()
    again = cast.propose(need, offer=replace(WHOLE_2026, period_from=date(2026, 10, 1), quantity=Decimal(5)))
    cast.apply_for(case)
    cast.decide(again)
    assert [(row["last_on"], row["replaced"]) for row in sorted(facts(), key=lambda row: row["begins_on"])] == [
        (date(2026, 9, 30), False),
        (date(2026, 12, 31), False),
    ]
    days = Decimal("38.50") / 7 * (273 * 3 + 92 * 5)
    assert one().committed == days.quantize(Decimal("0.01"))


def test_a_grant_that_is_wholly_replaced_counts_no_more() -> None:
    case, need, _decision = granted()
    again = cast.propose(need, offer=replace(WHOLE_2026, quantity=Decimal(5)))
    cast.apply_for(case)
    cast.decide(again)
    assert sorted(row["replaced"] for row in facts()) == [False, True]
    assert one().commitments == 1


def test_an_end_before_its_begin_is_a_date_to_check_and_no_negative_amount() -> None:
    tariff("38.50")
    case, _need, _decision = granted(replace(WHOLE_2026, period_from=date(2026, 9, 1)))
    cast.close(case)
    row = one()
    assert (row.commitments, row.committed, row.doubtful) == (0, Decimal(0), 1)


def test_a_denied_need_is_no_commitment() -> None:
    _case, need = cast.case_to_decide()
    cast.decide(need, outcome="denied", motivation="Genoeg hulp.", article="Wmo 2.3.5")
    assert facts() == []
    assert rows() == []


def test_income_is_a_decision_of_its_own() -> None:
    case = cast.open_case(laws=("pw",))
    need = cast.name_need(case, law="pw")
    cast.start(case)
    need = cast.propose(
        cast.weigh_all(need), offer=replace(WHOLE_2026, quantity=Decimal(1300), unit="euros", frequency="month")
    )
    cast.report_outcome(case)
    cast.apply_for(case, law="pw")
    cast.decide(need)
    row = one()
    assert (row.law, row.layer, row.committed) == ("pw", "own_decision", Decimal("15600.00"))


def test_a_decision_counts_in_the_team_of_that_day() -> None:
    case, _need, _decision = granted()
    before = facts()
    cast.hand_over(case)
    assert facts() == before
    assert rebuilt() == before
    assert before[0]["team"] == NOORD
    assert one().commitments == 1


def test_rebuilding_gives_the_same_facts() -> None:
    granted()
    case, need, _decision = granted(replace(WHOLE_2026, period_until=None))
    with acting(DANA):
        endings.end_support(
            case=case.id, need=need.id, reason="goal_reached", motivation="Zij kan het zelf.", article="Wmo 2.3.10",
            ends_on=date(2026, 7, 1), by=DANA, at=AT,
        )  # fmt: skip
    cast.close(granted()[0])
    kept = facts()
    assert len(kept) == 3
    assert rebuilt() == kept


def test_a_closed_off_case_moves_no_figure_for_who_was_not_let_in() -> None:
    from tests.matrix_world import MIRA

    case, _need, _decision = granted()
    granted()
    with acting(MAX):
        dossier.make_confidential(case=case.id, by=MAX, at=AT)
    assert one().commitments == 2
    with acting(MIRA):
        assert [row.commitments for row in cost(asked(actor=MIRA))] == [1]
    kept = facts()
    assert rebuilt() == kept


def test_a_manager_counts_own_teams_and_laws_only() -> None:
    granted()
    assert rows(law="jeugd") == []
    assert rows(team=ZUID) == []
    with acting(TESS):
        assert not Commitment.objects.exists()
        assert cost(asked(actor=TESS)) == []


def test_nobody_writes_a_fact_by_hand() -> None:
    from django.db import ProgrammingError, transaction

    granted()
    with (
        access.system("report", at=AT),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Commitment.objects.update(quantity=1)


def test_spending_and_budget_stand_beside_it_and_what_lacks_is_none() -> None:
    tariff("38.50")
    granted()
    spent("100.10", law="wmo", month=1)
    spent("200.20", law="wmo", month=2)
    budgeted("5000", law="wmo")
    spent("70", layer="general_facility")
    by_step = {(row.law, row.layer): row for row in rows()}
    assert (by_step["wmo", "tailored_provision"].spent, by_step["wmo", "tailored_provision"].budget) == (
        Decimal("300.30"), Decimal(5000),
    )  # fmt: skip
    assert (by_step["", "general_facility"].spent, by_step["", "general_facility"].budget) == (Decimal(70), None)
    assert [row.spent for row in rows(team=NOORD)] == [None]
    assert [row.layer for row in rows(law="wmo")] == ["tailored_provision"]


def test_the_amounts_of_another_municipality_are_not_shown() -> None:
    file = CostImport.objects.create(
        kind="budget", municipality_id="coevorden", name="x", source="y", dated=TODAY, at=AT, added=1, replaced=0
    )
    Budget.objects.create(
        brought_by=file, municipality_id="coevorden", year=2026, law="wmo", layer="tailored_provision", amount=9
    )
    assert rows() == []


def test_per_neighbourhood_as_it_was_on_the_day_of_the_decision() -> None:
    tariff("38.50")
    places = [
        Neighbourhood.objects.create(code=code, year=2025, name=name, municipality_id="hoogeveen")
        for code, name in (("BU01180000", "Centrum"), ("BU01180001", "Oost"))
    ]
    resident = cast.register_resident()
    with acting(EYE):
        Resident.objects.filter(pk=resident.id).update(neighbourhood=places[0])
    granted(resident=resident.id)
    with acting(EYE):
        Resident.objects.filter(pk=resident.id).update(neighbourhood=places[1])
    granted()
    spent("55", area="BU01180001", law="wmo")
    kept = facts()
    assert rebuilt() == kept
    with acting(MAX):
        found = {row.area: (row.commitments, row.spent) for row in cost_by_area(asked())}
    assert found == {"": (1, None), "Centrum": (1, None), "Oost": (0, Decimal(55))}
