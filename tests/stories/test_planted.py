"""What is planted in the copies is found in them again."""

from datetime import date, timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest

from cases.dossier.models import Case
from config.municipality import pack as packs
from config.seeding.mass import make, plan, shelf
from config.seeding.mass import planted as planting
from config.seeding.mass.planted import TeamShare, planted
from ledger.models import Event
from tests.stories.mass_town import CODE, YESTERDAY, Town, copies_of


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


def share_of_all(week: shelf.Week, chance: float) -> float:
    """Of all investigations the part that ended in maatwerk, when so often a case is taken from `tailored`."""
    tailored = chance * week.tailored.tailored
    lighter = chance * week.tailored.lighter + (1 - chance) * week.lighter.lighter
    return tailored / (tailored + lighter)


def test_a_case_with_several_investigations_weighs_as_many_times() -> None:
    """Somebody came back: first something lighter was enough, then it was not."""
    none = shelf.Lot((), (), 0, 0)
    week = shelf.Week(shelf.Lot((), (1,), tailored=1, lighter=1), shelf.Lot((), (1,), 0, 1.2), none, none)
    assert share_of_all(week, shelf.chance_of_tailored(week, 0.3)) == pytest.approx(0.3)
    assert share_of_all(week, 0.3) == pytest.approx(0.21, abs=0.01), "a share that takes no notice is too low"


def test_a_shift_that_was_left_out_is_missed(town: Town) -> None:
    with patch.object(TeamShare, "on", lambda share, _day: share.before):
        assert shares_found(town) != pytest.approx((0.30, 0.40, 0.36), abs=0.015)


def test_more_comes_in_over_the_years_and_less_in_summer(town: Town) -> None:
    _, made = copies_of(town, 1_000)
    per_week = [upto - before for before, upto in pairwise([0, *plan_of_many(town).upto])]
    first, last = (sum(per_week[begins : begins + 52]) for begins in (0, 208))
    assert last / first == pytest.approx(1.03**4, abs=0.04)
    months: dict[int, list[int]] = {}
    for ago, cases in enumerate(reversed(per_week)):
        months.setdefault((YESTERDAY - timedelta(weeks=ago, days=3)).month, []).append(cases)
    mean = {month: sum(found) / len(found) for month, found in months.items()}
    rest = sum(value for month, value in mean.items() if month not in (7, 8)) / 10
    assert (mean[7] / rest, mean[8] / rest) == pytest.approx((0.7, 0.55), abs=0.04)
    assert made.table.growth == 0.03


def test_without_growth_no_more_comes_in(town: Town) -> None:
    with patch.object(planting, "GROWTH", 0.0):
        per_week = [upto - before for before, upto in pairwise([0, *plan_of_many(town).upto])]
    assert sum(per_week[208:260]) / sum(per_week[:52]) != pytest.approx(1.03**4, abs=0.04)


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
