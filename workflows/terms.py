"""When a legal term ends, and the sentence that explains it.

Day 0 is the event, the day after it is day 1, so a term of weeks ends on the same weekday (Awb art. 6:8). A last day
that is a Saturday, Sunday or public holiday moves to the next open day, and a term of three days or more holds at least
two open days (Algemene termijnenwet art. 1-4). A suspension runs from the day after the invitation to the day before
the completion (Awb art. 4:15) and lengthens the term before its last day moves.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflows import calendar
from workflows.refusal import Text
from workflows.term_rules import BadTerm, Basis, Clock, Rule, Unit, rule_on

ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True, order=True)
class Suspension:
    """Asked on `begins`, complete on `ends`; neither day itself stands still."""

    begins: date
    ends: date

    @property
    def days(self) -> int:
        return max(0, (self.ends - self.begins).days - 1)


@dataclass(frozen=True, slots=True)
class Term:
    """A counted term. `raw_end` is its last day with suspensions, before that day moved to `end`.

    The texts are made when asked for, in the language of the reader.
    """

    law: Rule
    start: date
    raw_end: date
    end: date
    suspensions: tuple[Suspension, ...] = ()
    equated_counts: bool = True

    @property
    def rule(self) -> str:
        return self.law.name

    @property
    def source(self) -> str:
        return self.law.source

    @property
    def suspended_days(self) -> int:
        return sum(suspension.days for suspension in self.suspensions)

    @property
    def moved_because(self) -> list[str]:
        """Each day on which the term would have ended or run out too short, with its name."""
        span = range((self.end - self.raw_end).days)
        days = (self.raw_end + timedelta(offset) for offset in span)
        return [_not_on(day) for day in days]

    @property
    def explanation(self) -> str:
        """How the last day was found, in whole sentences."""
        return " ".join(part for part in _explain(self) if part)

    @property
    def warnings(self) -> list[str]:
        """What a reader must know before relying on the last day."""
        by_decree = self.law.rolls or (self.law.unit == Unit.WORKING_DAYS and not self.equated_counts)
        warnings = calendar.warnings_for({self.raw_end, self.end}) if by_decree else []
        if self.law.basis == Basis.ORDINANCE and not self.law.own:
            warnings.append(_("No term from the municipality's ordinance is known: counted with the longest allowed."))
        return warnings


def end_of(
    rule: str,
    start: date,
    suspensions: Iterable[Suspension] = (),
    *,
    ordinance: Iterable[Rule] = (),
    equated_counts: bool = True,
) -> Term:
    """Count `rule` (a name of `rules/terms.toml`, or a bare length) from the event on `start`.

    `ordinance` are a municipality's own terms; `equated_counts` says whether working days include equated days, which
    is the strict reading for a duty. BadTerm says what to change when it cannot be counted.
    """
    law = rule_on(rule, start, ordinance)
    try:
        pauses = _checked(law, start, sorted(suspensions), equated_counts)
        raw_end = _raw_end(law, start, pauses, equated_counts)
        return Term(law, start, raw_end, _rolled(law, start, raw_end), pauses, equated_counts)
    except calendar.NoCalendar as too_early:
        raise BadTerm(str(too_early)) from too_early
    except OverflowError as too_far:
        raise BadTerm(_("That date is too far away to count with. Give an earlier start.")) from too_far


def _raw_end(law: Rule, start: date, suspensions: Sequence[Suspension], equated_counts: bool) -> date:
    if law.unit == Unit.WORKING_DAYS:
        return calendar.add_working_days(start, law.length, equated_counts=equated_counts)
    stood_still = timedelta(sum(suspension.days for suspension in suspensions))
    return _lengthened(start, law) + stood_still


def _lengthened(start: date, law: Rule) -> date:
    if law.unit == Unit.DAYS:
        return start + timedelta(law.length)
    if law.unit == Unit.WEEKS:
        return start + timedelta(weeks=law.length)
    return _months_later(start, law.length * (12 if law.unit == Unit.YEARS else 1))


def _months_later(start: date, count: int) -> date:
    """The same day of the month, or the last one where the month is shorter."""
    years, month = divmod(start.month - 1 + count, 12)
    year, month = start.year + years, month + 1
    if year > date.max.year:
        raise OverflowError(year)
    return date(year, month, min(start.day, months.monthrange(year, month)[1]))


def _rolled(law: Rule, start: date, raw_end: date) -> date:
    """Atw art. 2, then art. 1."""
    if not law.rolls:
        return raw_end
    end = raw_end
    while _at_least_three_days(law) and not _two_open_days(start, end):
        end += ONE_DAY
    return calendar.next_open_day(end)


def _at_least_three_days(law: Rule) -> bool:
    return law.unit != Unit.DAYS or law.length >= 3


def _two_open_days(start: date, end: date) -> bool:
    found, day = 0, start
    while day < end and found < 2:
        day += ONE_DAY
        found += calendar.is_open(day)
    return found == 2


def _checked(law: Rule, start: date, suspensions: Sequence[Suspension], equated_counts: bool) -> tuple[Suspension, ...]:
    if suspensions and not law.pausable:
        text = _("%(name)s cannot stand still: only a term for giving a decision can. Leave the suspension out.")
        raise BadTerm(text % {"name": law.name})
    so_far: tuple[Suspension, ...] = ()
    for suspension in suspensions:
        _check(law, start, so_far, suspension, equated_counts)
        so_far = (*so_far, suspension)
    return so_far


def _check(
    law: Rule, start: date, so_far: tuple[Suspension, ...], suspension: Suspension, equated_counts: bool
) -> None:
    """BadTerm when a suspension is impossible, overlaps the one before it, or comes after the term had ended."""
    span = {"begins": suspension.begins, "ends": suspension.ends}
    if suspension.ends < suspension.begins:
        raise BadTerm(_("A suspension cannot end (%(ends)s) before it begins (%(begins)s). Swap the dates.") % span)
    if suspension.begins < start:
        raise BadTerm(_("The suspension of %(begins)s begins before the term does. Give a later day.") % span)
    if so_far and suspension.begins < so_far[-1].ends:
        raise BadTerm(_("The suspension of %(begins)s overlaps the one before it. Join them into one.") % span)
    end = _rolled(law, start, _raw_end(law, start, so_far, equated_counts))
    if suspension.begins >= end:
        text = _("The suspension of %(begins)s comes too late: the term had its last day on %(end)s.")
        raise BadTerm(text % {**span, "end": end})


EVENTS: Mapping[str, Text] = {
    "report": gettext_lazy("the report (melding)"),
    "application": gettext_lazy("receipt of the application"),
    "request": gettext_lazy("the request for help"),
    "first_talk": gettext_lazy("the first talk"),
    "default_notice": gettext_lazy("the notice of default"),
    "announcement": gettext_lazy("the announcement of the decision"),
    "objection_term_end": gettext_lazy("the end of the objection term"),
}


def _explain(term: Term) -> Iterator[str]:
    yield _counted(term)
    if term.suspended_days:
        days = term.suspended_days
        yield ngettext("It stood still for %(days)d day.", "It stood still for %(days)d days.", days) % {"days": days}
    yield _moved(term) if term.end != term.raw_end else _stays(term)
    if term.source:
        yield _("Source: %(source)s.") % {"source": term.source}


def _counted(term: Term) -> str:
    words = {"name": term.law.label, "length": _length(term.law), "start": calendar.spoken(term.start)}
    if not term.law.label:
        return _("%(length)s after %(start)s.") % words
    return _("%(name)s: %(length)s after %(event)s on %(start)s.") % {**words, "event": EVENTS[term.law.starts]}


def _length(law: Rule) -> str:
    count = law.length
    texts = {
        Unit.DAYS: ngettext("%(count)d day", "%(count)d days", count),
        Unit.WEEKS: ngettext("%(count)d week", "%(count)d weeks", count),
        Unit.MONTHS: ngettext("%(count)d month", "%(count)d months", count),
        Unit.YEARS: ngettext("%(count)d year", "%(count)d years", count),
        Unit.WORKING_DAYS: ngettext("%(count)d working day", "%(count)d working days", count),
    }
    return texts[law.unit] % {"count": count}


def _moved(term: Term) -> str:
    skipped = [term.raw_end + timedelta(offset) for offset in range((term.end - term.raw_end).days)]
    words = {"raw_end": calendar.spoken(term.raw_end), "end": calendar.spoken(term.end)}
    if any(calendar.is_open(day) for day in skipped):
        text = _("That leads to %(raw_end)s. A term holds at least two open days, so it ends on %(end)s (Atw art. 2).")
        return text % words
    names = ", ".join(dict.fromkeys(str(calendar.name_of(day)) for day in skipped))
    text = _("That leads to %(raw_end)s. The last day cannot be closed (%(names)s), so it is %(end)s (Atw art. 1).")
    return text % {**words, "names": names}


def _stays(term: Term) -> str:
    last_day = _("The last day is %(end)s.") % {"end": calendar.spoken(term.end)}
    why = "" if calendar.is_open(term.end) else _why_it_stays(term.law)
    return f"{last_day} {why}".strip()


def _why_it_stays(law: Rule) -> str:
    if law.clock == Clock.WAITING:
        return _("That day is closed, but waiting is never made longer.")
    if law.unit == Unit.WORKING_DAYS:
        return _("That day is only equated with a public holiday: people work on it, so it counts.")
    if law.basis == Basis.ORDINANCE:
        return _("That day is closed, but a term set by an ordinance does not move.")
    return _("That day is closed, but a term this long does not move.")


def _not_on(day: date) -> str:
    words = {"day": calendar.spoken(day)}
    if calendar.is_open(day):
        return _("%(day)s: fewer than two open days so far") % words
    if calendar.closed_day(day) is None:
        return words["day"]
    return _("%(day)s: %(name)s") % {**words, "name": calendar.name_of(day)}
