"""Days between two dates of a row, and the middle and the long end of many of them."""

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
    output_field = FloatField()

    def __init__(self, expression: Func, *, share: float, filter: Q | None = None) -> None:
        super().__init__(expression, share=share, filter=filter)


def median(since: str, until: str, when: Q | None = None) -> Percentile:
    return _percentile(since, until, 0.5, when)


def ninth_tenth(since: str, until: str, when: Q | None = None) -> Percentile:
    """P90: of ten, nine took no longer."""
    return _percentile(since, until, 0.9, when)


def backwards(since: str, until: str) -> Q:
    """Rows of which the end lies before the beginning: a mistake in a date, shown as such and never averaged."""
    return Q(**{f"{until}__lt": F(since)})


def _percentile(since: str, until: str, share: float, when: Q | None) -> Percentile:
    sound = Q(**{f"{until}__gte": F(since)})
    return Percentile(Days(F(until), F(since)), share=share, filter=sound & when if when else sound)
