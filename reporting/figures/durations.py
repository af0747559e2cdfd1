"""Days between two dates of a row, and the middle and the long end of many of them."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, F, FloatField, Func, IntegerField, Q


class Days(Func):
    """Whole days from the second date to the first; nothing when one is not known."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class Percentile(Aggregate):
    """The value below which a share of the values lies, in between where it falls between two."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: Any = FloatField()

    def __init__(self, expression: Func, *, share: float | str, filter: Q | None = None) -> None:
        super().__init__(expression, share=share, filter=filter)


class Percentiles(Percentile):
    """Of several shares, in their order: the values are sorted once."""

    output_field = ArrayField(FloatField())

    def __init__(self, expression: Func, *, shares: Sequence[float], filter: Q | None = None) -> None:
        super().__init__(expression, share=f"ARRAY[{', '.join(map(str, shares))}]", filter=filter)


def median(since: str, until: str) -> Percentile:
    return Percentile(Days(F(until), F(since)), share=0.5, filter=_sound(since, until))


def median_and_p90(since: str, until: str, when: Q) -> Percentiles:
    """Of these rows; nothing when there are none. P90: of ten, nine took no longer."""
    return Percentiles(Days(F(until), F(since)), shares=(0.5, 0.9), filter=_sound(since, until) & when)


def backwards(since: str, until: str) -> Q:
    """Rows of which the end lies before the beginning: a mistake in a date, shown as such and never averaged."""
    return Q(**{f"{until}__lt": F(since)})


def _sound(since: str, until: str) -> Q:
    return Q(**{f"{until}__gte": F(since)})
