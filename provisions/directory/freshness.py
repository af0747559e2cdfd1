"""How long facts about a provision count as right after somebody confirmed them."""

from datetime import date

MONTHS = 6


def is_stale(confirmed_on: date | None, *, on: date) -> bool:
    """Whether nobody said for six months that the facts are right."""
    return confirmed_on is None or confirmed_on < stale_before(on)


def stale_before(on: date) -> date:
    """Facts confirmed before this day are stale: the same day six months ago, or that month's last."""
    month = on.month - MONTHS
    year, month = (on.year, month) if month > 0 else (on.year - 1, month + 12)
    for day in range(on.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(on.day, 28))
