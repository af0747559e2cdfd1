"""What stands in a cell of these files, beside the readers of provisions.exchange.cells: amounts, units and steps.

As there: text in, (value, notes) out; ValueError with the code of why not. An amount is exact to the cent, or refused.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from provisions.exchange.cells import NONE, Notes, Read, choice, tidy
from reporting.imports.models import Tariff
from workflows.layers import Law, Layer, StepFour

MOST = Decimal(10) ** 12
SIGN = re.compile(r"^(?:€|EUR)?\s*|\s*(?:€|EUR)$", re.IGNORECASE)
WHOLE_EUROS = re.compile(r"[.,]--?$")
AMBIGUOUS = re.compile(r"-?\d{1,3}[.,]\d{3}")
PLAIN = re.compile(r"-?\d+(?:[.,]\d{1,2})?")
DUTCH = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
ENGLISH = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")
TOO_FINE = re.compile(r"-?\d+[.,]\d{3,}")
YEAR = re.compile(r"20[0-9]{2}")


def euros(raw: str) -> tuple[Decimal | None, Notes]:
    """An amount as 1.234,56 or 1234.56. What may be a thousand or a part of one, such as 1.234, is refused."""
    value, notes = tidy(raw)
    if not value:
        return None, notes
    bare = WHOLE_EUROS.sub(",00", SIGN.sub("", value).replace("\N{NO-BREAK SPACE}", "").replace(" ", ""))
    found = _amount(bare)
    if abs(found) >= MOST:
        raise ValueError("number.range")
    return found, notes


def _amount(bare: str) -> Decimal:
    if AMBIGUOUS.fullmatch(bare):
        raise ValueError("money.ambiguous")
    if PLAIN.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    if DUTCH.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    if ENGLISH.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    raise ValueError("money.cents" if TOO_FINE.fullmatch(bare) else "money.unreadable")


def not_negative(raw: str) -> tuple[Decimal | None, Notes]:
    found, notes = euros(raw)
    if found is not None and found < 0:
        raise ValueError("money.negative")
    return found, notes


def year(raw: str) -> tuple[int | None, Notes]:
    value, notes = tidy(raw)
    if not value:
        return None, notes
    if not YEAR.fullmatch(value):
        raise ValueError("year.unreadable")
    return int(value), notes


MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
          "november", "december")  # fmt: skip


def month(raw: str) -> tuple[int | None, Notes]:
    """A month as 1 to 12, or by its Dutch name."""
    value, notes = tidy(raw)
    if not value:
        return None, notes
    if value.lower() in MONTHS:
        return MONTHS.index(value.lower()) + 1, notes
    if not re.fullmatch(r"\d{1,2}", value) or not 1 <= int(value) <= 12:
        raise ValueError("month.unreadable")
    return int(value), notes


def _words(of: Mapping[str, tuple[str, ...]]) -> Read:
    """One of some codes, or another word for it. The word is no repair: it is how the municipality calls it."""
    read = choice({code: code for code in of} | {word: code for code, words in of.items() for word in words})

    def found(raw: str) -> tuple[str, Notes]:
        text, notes = tidy(raw)
        return read(text.lower())[0], notes or NONE

    return found


unit = _words(
    {
        Tariff.Unit.HOURS.value: ("uur", "uren", "hour", "per uur"),
        Tariff.Unit.DAY_PARTS.value: ("dagdeel", "dagdelen", "half day", "per dagdeel"),
        Tariff.Unit.DAYS.value: ("dag", "dagen", "day", "etmaal", "per dag", "per etmaal"),
        Tariff.Unit.PIECES.value: ("stuk", "stuks", "piece", "per stuk"),
        Tariff.Unit.WEEK.value: ("per week",),
        Tariff.Unit.FOUR_WEEKS.value: ("4 weken", "vier weken", "four weeks", "per 4 weken", "per vier weken"),
        Tariff.Unit.MONTH.value: ("maand", "per maand"),
    }
)
form = _words(
    {
        Tariff.Form.IN_KIND.value: ("zin", "zorg in natura", "natura", "in kind"),
        Tariff.Form.PERSONAL_BUDGET.value: ("pgb", "persoonsgebonden budget", "personal budget"),
    }
)
law = _words(
    {
        Law.WMO.value: ("wmo 2015",),
        Law.JEUGD.value: ("jeugdwet", "jw", "youth"),
        Law.PW.value: ("participatiewet", "income"),
        Law.WGS.value: ("wet gemeentelijke schuldhulpverlening", "debts"),
    }
)
layer = _words(
    {
        Layer.OWN_STRENGTH.value: ("eigen kracht", "own strength"),
        Layer.USUAL_HELP.value: ("gebruikelijke hulp", "usual help"),
        Layer.SOCIAL_NETWORK.value: ("sociaal netwerk", "mantelzorg", "mensen om u heen", "social network"),
        Layer.GENERAL_FACILITY.value: ("algemene voorziening", "algemene voorzieningen", "hulp in de buurt",
                                       "general facility"),
        Layer.TAILORED_PROVISION.value: ("maatwerk", "maatwerkvoorziening", "individual support"),
        StepFour.OWN_DECISION.value: ("eigen besluit", "eigen beslissing", "decision of its own"),
    }
)  # fmt: skip
