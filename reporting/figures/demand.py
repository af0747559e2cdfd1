"""How many reports come in, from where and about what, per month and per 1,000 residents; and how many come back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, Count, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import TruncMonth

from reporting.facts.demand import Reported
from reporting.figures.balance import A_YEAR, HALF_A_YEAR
from reporting.figures.codes import codes_of
from reporting.figures.places import names_of, served
from reporting.figures.scope import Asked
from reporting.population.rates import per_thousand
from reporting.population.standing import Residents, residents_of

LAW, NEIGHBOURHOOD, CHANNEL, LIFE_AREA = "law", "neighbourhood", "channel", "life_area"
NO_NEED = "no_need"


@dataclass(frozen=True, slots=True)
class Demand:
    """Reports of one month and one group: a law, a CBS code, a channel or a life area; empty where it is not known.

    `back_6` and `back_12`: follow a case that ended within half a year, or a year, before. `running`: added to a case
    that ran. `residents`: of the neighbourhood, or of all that the teams asked serve; None when it is not known.
    """

    month: date
    group: str
    reports: int
    running: int
    back_6: int
    back_12: int
    residents: int | None
    per_thousand: float | None


class Unnested(Func):
    """One row per element of an array."""

    function = "unnest"
    output_field = CharField()
    set_returning = True


def demand(asked: Asked) -> list[Demand]:
    """Newest month first; in a month by name, or as the codes are, and what is not known last."""
    by = asked.by or LAW
    rows = list(_counted(asked, by))
    codes = _codes(asked, by, {row["group"] for row in rows})
    names = names_of(codes) if by == NEIGHBOURHOOD else {}
    residents = residents_of(codes)
    found = [_typed(row, _residents(row, by, codes, residents)) for row in rows]

    def order(row: Demand) -> tuple[int, bool, str, str]:
        return -row.month.toordinal(), row.group in ("", NO_NEED), names.get(row.group, "").casefold(), row.group

    return sorted(found, key=order)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the residents a figure needs: of which neighbourhoods not, and where the rest comes from."""

    asked: int
    missing: Sequence[str]
    residents: Residents


def known(asked: Asked, rows: Sequence[Demand]) -> Known:
    """About the neighbourhoods that the rows divide by, by name."""
    codes = _codes(asked, asked.by or LAW, {row.group for row in rows})
    found = residents_of(codes)
    missing = found.missing(codes, {row.month.year for row in rows})
    names = names_of(missing)
    return Known(len(codes), sorted(names.get(code, code) for code in missing), found)


def _counted(asked: Asked, by: str) -> Iterable[Mapping[str, Any]]:
    divided = _within(asked).annotate(month=TruncMonth("reported_on"), group=_group(by)).values("month", "group")
    return divided.annotate(**{name: Count("id", filter=when) for name, when in WHICH.items()})


def reports(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """The reports that a number counts: case, law and day. KeyError when none is called so."""
    (group,) = codes_of(what, 1)
    by = asked.by or LAW
    if by == LIFE_AREA:
        about = Q(life_areas=[]) if group == NO_NEED else Q(life_areas__contains=[group])
    else:
        about = Q(**{by: group})
    return _within(asked).filter(about, WHICH[counted]).annotate(day=F("reported_on")).values("case", "law", "day")


def _within(asked: Asked) -> "QuerySet[Reported]":
    return Reported.objects.filter(asked.within, reported_on__gte=asked.since, reported_on__lte=asked.until)


def _group(by: str) -> Any:
    """A report about no need yet counts once, under none."""
    if by != LIFE_AREA:
        return F(by)
    texts = ArrayField(CharField())
    none_yet = Value([NO_NEED], output_field=texts)
    return Unnested(Case(When(life_areas=[], then=none_yet), default=F("life_areas"), output_field=texts))


def _back(within: Any) -> Q:
    return Q(reported_on__gte=F("ended_before"), reported_on__lte=F("ended_before") + within)


def _codes(asked: Asked, by: str, values: set[str]) -> list[str]:
    return sorted(values - {""}) if by == NEIGHBOURHOOD else served(asked)


def _residents(row: Mapping[str, Any], by: str, codes: list[str], residents: Residents) -> int | None:
    year = row["month"].year
    return residents.of(row["group"], year) if by == NEIGHBOURHOOD else residents.together(codes, year)


def _typed(row: Mapping[str, Any], residents: int | None) -> Demand:
    return Demand(**row, residents=residents, per_thousand=per_thousand(row["reports"], residents))


WHICH = {"reports": Q(), "running": Q(running=True), "back_6": _back(HALF_A_YEAR), "back_12": _back(A_YEAR)}
