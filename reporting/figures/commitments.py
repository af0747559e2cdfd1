"""What a granted decision costs within a year: quantity x how often x the tariff valid on each day. No table is read.

Measured in fractions and exact until it is rounded to cents. A week is seven days, four weeks are twenty-eight; a day
of a month is its part of that month, so that a leap year needs no rule of its own.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

ONE_DAY = timedelta(days=1)
CENT = Decimal("0.01")
EUROS, PIECES, ONCE = "euros", "pieces", "once"
PERIODS = ("week", "four_weeks", "month")


@dataclass(frozen=True, slots=True)
class Price:
    """A tariff: euros per unit, or per period when the unit is one. Empty law or form: for each."""

    product: str
    unit: str
    price: Decimal
    since: date
    until: date | None = None
    law: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What was granted, as far as it lies within one year: both days included. `begun`: its first day is in it.

    `product` is written as the prices write it. `quantity` is of one decision or of several alike together, `number`
    how many those are.
    """

    product: str
    law: str
    form: str
    unit: str
    frequency: str
    quantity: Decimal | None
    since: date
    until: date
    begun: bool
    number: int = 1


@dataclass(frozen=True, slots=True)
class Cost:
    """In euros, not rounded. `priced`: each day had a tariff, and the quantity was known."""

    euros: Fraction
    priced: bool


UNKNOWN = Cost(Fraction(0), priced=False)


def cost_of(promise: Promise, prices: Iterable[Price]) -> Cost:
    """What it costs over its days; the days without a tariff cost nothing and leave it unpriced."""
    if promise.unit == EUROS:
        return _in_euros(promise)
    if not _happens(promise):
        return Cost(Fraction(0), priced=True)
    fitting = [one for one in prices if fits(one, promise)]
    own = [one for one in fitting if one.unit == promise.unit]
    if promise.frequency == ONCE and (own or not fitting):
        return _once(promise, own)
    if not fitting:
        return UNKNOWN
    total, priced = Fraction(0), True
    for since, until in _stretches(promise, fitting):
        price = valid_on(since, fitting, promise)
        amount = _per_stretch(promise, price, since, until) if price else None
        priced = priced and amount is not None
        total += amount or 0
    return Cost(total, priced)


def fits(price: Price, promise: Promise) -> bool:
    """Whether a tariff is of this product, law and form, by its unit or by a period."""
    return (
        price.product == promise.product
        and price.law in ("", promise.law)
        and price.form in ("", promise.form)
        and (price.unit == promise.unit or price.unit in PERIODS)
    )


def valid_on(day: date, prices: Sequence[Price], promise: Promise) -> Price | None:
    """Of the tariffs that hold that day the closest: by its own unit, law and form; of those the one begun last."""
    valid = [one for one in prices if one.since <= day and (one.until is None or one.until >= day)]
    return max(
        valid, key=lambda one: (one.unit == promise.unit, bool(one.law), bool(one.form), one.since), default=None
    )


def in_cents(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(CENT, ROUND_HALF_UP)


def measured(period: str, since: date, until: date) -> Fraction | None:
    """How many weeks, four weeks or months there are from a day up to and including another. None: of no period."""
    match period:
        case "week":
            return Fraction((until - since).days + 1, 7)
        case "four_weeks":
            return Fraction((until - since).days + 1, 28)
        case "month":
            return _months(until + ONE_DAY) - _months(since)
    return None


def _months(day: date) -> Fraction:
    return 12 * day.year + day.month + Fraction(day.day - 1, calendar.monthrange(day.year, day.month)[1])


def _happens(promise: Promise) -> bool:
    """Nothing is committed after its last day; what is given once is committed in the year it begins."""
    return promise.until >= promise.since


def _in_euros(promise: Promise) -> Cost:
    """An amount that was decided needs no tariff."""
    if promise.quantity is None:
        return UNKNOWN
    times = _times(promise, promise.since, promise.until)
    return Cost(Fraction(promise.quantity) * times, priced=True) if times is not None else UNKNOWN


def _times(promise: Promise, since: date, until: date) -> Fraction | None:
    if promise.frequency == ONCE:
        return Fraction(1 if promise.begun else 0)
    if until < since:
        return Fraction(0)
    return measured(promise.frequency, since, until)


def _once(promise: Promise, fitting: Sequence[Price]) -> Cost:
    if not promise.begun:
        return Cost(Fraction(0), priced=True)
    price = valid_on(promise.since, fitting, promise)
    if price is None or promise.quantity is None:
        return UNKNOWN
    return Cost(Fraction(promise.quantity) * Fraction(price.price), priced=True)


def _stretches(promise: Promise, prices: Iterable[Price]) -> list[tuple[date, date]]:
    """The days of a promise, parted where a tariff begins or ends."""
    firsts = {promise.since}
    for one in prices:
        firsts |= {one.since, one.until + ONE_DAY} if one.until else {one.since}
    inside = sorted(day for day in firsts if promise.since <= day <= promise.until)
    return list(zip(inside, [day - ONE_DAY for day in inside[1:]] + [promise.until], strict=True))


def _per_stretch(promise: Promise, price: Price, since: date, until: date) -> Fraction | None:
    """By its own unit: the quantity that is decided. By a period: that long, for each piece or each decision."""
    if price.unit != promise.unit:
        how_long = measured(price.unit, since, until) or Fraction(0)
        pieces = promise.quantity if promise.unit == PIECES else Decimal(promise.number)
        return None if pieces is None else Fraction(pieces) * how_long * Fraction(price.price)
    times = _times(promise, since, until)
    if promise.quantity is None or times is None:
        return None
    return Fraction(promise.quantity) * times * Fraction(price.price)
