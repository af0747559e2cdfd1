"""Who could get which case: evenly by hours, to who works for its laws and may see it."""

from collections import Counter
from decimal import Decimal
from uuid import UUID, uuid5

from reporting.shares import Taker, ToGive, divided
from tests.cast import known_as

WMO, BOTH = frozenset({"wmo"}), frozenset({"jeugd", "wmo"})
ANN, BEN, CAS = map(known_as, ("ann", "ben", "cas"))


def taker(user: UUID, *, hours: int | None = 32, has: int = 0, laws: frozenset[str] = BOTH) -> Taker:
    return Taker(user, laws, None if hours is None else Decimal(hours), has)


def cases(number: int, laws: frozenset[str] = WMO, only: frozenset[UUID] | None = None) -> list[ToGive]:
    return [ToGive(uuid5(ANN, str(place)), laws, only) for place in range(number)]


def shares(given: list[ToGive], *takers: Taker) -> Counter[UUID | None]:
    return Counter(divided(given, takers).values())


def test_equal_hours_get_equal_shares() -> None:
    assert shares(cases(9), taker(ANN), taker(BEN), taker(CAS)) == {ANN: 3, BEN: 3, CAS: 3}


def test_half_the_hours_get_half_as_much() -> None:
    assert shares(cases(9), taker(ANN, hours=36), taker(BEN, hours=18)) == {ANN: 6, BEN: 3}


def test_who_has_much_already_gets_less() -> None:
    assert shares(cases(6), taker(ANN, has=10), taker(BEN, has=6)) == {ANN: 1, BEN: 5}


def test_hours_that_are_not_known_count_as_the_mean_of_the_others() -> None:
    assert shares(cases(4), taker(ANN, hours=32), taker(BEN, hours=None)) == {ANN: 2, BEN: 2}
    assert shares(cases(4), taker(ANN, hours=None), taker(BEN, hours=None)) == {ANN: 2, BEN: 2}


def test_a_case_goes_to_who_works_for_all_its_laws_before_who_works_for_some() -> None:
    assert shares(cases(2, BOTH), taker(ANN, laws=WMO), taker(BEN, has=30)) == {BEN: 2}
    assert shares(cases(2, BOTH), taker(ANN, laws=WMO)) == {ANN: 2}


def test_nobody_gets_what_nobody_may_have() -> None:
    assert shares(cases(1, frozenset({"pw"})), taker(ANN), taker(BEN)) == {None: 1}
    assert shares(cases(2, only=frozenset({BEN})), taker(ANN), taker(BEN, has=9)) == {BEN: 2}
    assert shares(cases(1, only=frozenset())) == {None: 1}


def test_in_a_draw_who_stands_first_gets_it() -> None:
    assert list(divided(cases(1), [taker(BEN), taker(ANN)]).values()) == [BEN]
