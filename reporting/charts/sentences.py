"""The sentence above a chart: is this signal or noise, since when, and how sure."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reporting.charts.rules import Limits, Rule
from reporting.charts.xmr import FEWEST, Chart, Signal, Step


def sentence(chart: Chart) -> str:
    """What the chart says, in the language of whoever reads: one to three sentences."""
    if not any(mark.whole for mark in chart.marks):
        return _("There is nothing to show yet: nothing was counted.")
    stretch = chart.stretches[-1]
    if stretch.limits is None:
        return _too_few(len(stretch.valued), chart.step)
    signal = chart.latest_signal()
    parts = [_signalled(signal, stretch.limits, chart.step) if signal else _usual(stretch.limits)]
    earlier = chart.earlier_signal()
    if earlier and not signal:
        parts.append(_("Earlier there was a signal, the last one in %(month)s.") % _month(earlier.until, chart.step))
    if stretch.limits.provisional:
        parts.append(_provisional(stretch.limits.basis, chart.step))
    return " ".join(parts)


def resting_on(chart: Chart) -> str:
    """On what the limits of the last stretch rest once they are fixed; empty before: the sentence says so itself."""
    stretch = chart.stretches[-1] if chart.stretches else None
    if stretch is None or stretch.limits is None or stretch.limits.provisional:
        return ""
    words = (
        _("The limits are fixed on the first %(count)s quarters, from %(month)s.")
        if chart.step is Step.QUARTER
        else _("The limits are fixed on the first %(count)s months, from %(month)s.")
    )
    first = month_name(stretch.valued[0].month, chart.step)
    return words % {"count": stretch.limits.basis, "month": first}


def percent(share: float) -> str:
    """A share 0..1 as a whole percentage, half up."""
    return f"{int(share * 100 + 0.5)}%"


def month_name(month: date, step: Step = Step.MONTH) -> str:
    """March 2026, or the first quarter of 2026."""
    if step is Step.QUARTER:
        return _("quarter %(number)s of %(year)s") % {"number": (month.month + 2) // 3, "year": month.year}
    return date_format(month, "F Y")


def rule_name(rule: Rule, step: Step = Step.MONTH) -> str:
    """The kind of signal, in the words of the legend and the table."""
    quarterly = step is Step.QUARTER
    return {
        Rule.OUTSIDE: _("Outside the limits"),
        Rule.SIDE: _("7 quarters in a row on one side of the mean")
        if quarterly
        else _("7 months in a row on one side of the mean"),
        Rule.TREND: _("7 quarters in a row rising or falling")
        if quarterly
        else _("7 months in a row rising or falling"),
        Rule.NEAR: _("2 of 3 quarters close to the same limit")
        if quarterly
        else _("2 of 3 months close to the same limit"),
    }[rule]


def _usual(limits: Limits) -> str:
    if percent(limits.lower) == percent(limits.upper):
        return _("No special signal: the figure stays at %(mean)s.") % {"mean": percent(limits.mean)}
    return _("No special signal: the figure moves between %(lower)s and %(upper)s, as expected.") % {
        "lower": percent(limits.lower),
        "upper": percent(limits.upper),
    }


def _signalled(signal: Signal, limits: Limits, step: Step) -> str:
    return _wording(signal.rule, signal.up, step) % {
        "count": signal.months,
        "since": month_name(signal.since, step),
        "until": month_name(signal.until, step),
        "limit": percent(limits.upper if signal.up else limits.lower),
    }


def _wording(rule: Rule, up: bool, step: Step) -> str:
    """Whole sentences, as words in pieces do not translate."""
    quarterly = step is Step.QUARTER
    if rule is Rule.OUTSIDE:
        return (
            _("Signal: %(until)s is above the upper limit of %(limit)s.")
            if up
            else _("Signal: %(until)s is below the lower limit of %(limit)s.")
        )
    return {
        (Rule.SIDE, True, False): _("Signal: %(count)s months in a row above the mean, since %(since)s."),
        (Rule.SIDE, False, False): _("Signal: %(count)s months in a row below the mean, since %(since)s."),
        (Rule.TREND, True, False): _("Signal: %(count)s months in a row rising, since %(since)s."),
        (Rule.TREND, False, False): _("Signal: %(count)s months in a row falling, since %(since)s."),
        (Rule.NEAR, True, False): _("Signal: 2 of the last 3 months close to the upper limit of %(limit)s."),
        (Rule.NEAR, False, False): _("Signal: 2 of the last 3 months close to the lower limit of %(limit)s."),
        (Rule.SIDE, True, True): _("Signal: %(count)s quarters in a row above the mean, since %(since)s."),
        (Rule.SIDE, False, True): _("Signal: %(count)s quarters in a row below the mean, since %(since)s."),
        (Rule.TREND, True, True): _("Signal: %(count)s quarters in a row rising, since %(since)s."),
        (Rule.TREND, False, True): _("Signal: %(count)s quarters in a row falling, since %(since)s."),
        (Rule.NEAR, True, True): _("Signal: 2 of the last 3 quarters close to the upper limit of %(limit)s."),
        (Rule.NEAR, False, True): _("Signal: 2 of the last 3 quarters close to the lower limit of %(limit)s."),
    }[rule, up, quarterly]


def _too_few(count: int, step: Step) -> str:
    words = (
        _("Too few quarters to say anything: %(count)s of the %(needed)s that are needed.")
        if step is Step.QUARTER
        else _("Too few months to say anything: %(count)s of the %(needed)s that are needed.")
    )
    return words % {"count": count, "needed": FEWEST}


def _provisional(count: int, step: Step) -> str:
    words = (
        _("The limits are provisional: they rest on %(count)s quarters.")
        if step is Step.QUARTER
        else _("The limits are provisional: they rest on %(count)s months.")
    )
    return words % {"count": count}


def _month(month: date, step: Step) -> dict[str, str]:
    return {"month": month_name(month, step)}
