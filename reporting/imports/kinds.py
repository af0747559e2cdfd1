"""The three kinds of files: their columns, how each is called and read, and two lines as an example."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from provisions.exchange.cells import Read, day, needed, words
from reporting.imports import cells
from reporting.imports.models import Amounts, Budget, CostImport, Spending, Tariff

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """`name` in our tables; `head` is how it is called in the example; the others are read as well."""

    name: str
    head: str
    others: tuple[str, ...]
    read: Read
    needed: bool
    explained: Text


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    model: type[Amounts]
    columns: tuple[Column, ...]
    example: tuple[tuple[str, ...], ...]

    @property
    def label(self) -> Text:
        return CostImport.Kind(self.code).label


def _column(name: str, head: str, read: Read, explained: Text, *others: str, must: bool = False) -> Column:
    return Column(name, head, (name, *others), needed(read) if must else read, must, explained)


LAW = _column("law", "wet", cells.law, _("Wmo, Jeugdwet, Participatiewet or Wgs. Empty: all laws together."))
LAYER = _column(
    "layer",
    "stap",
    cells.layer,
    _("Eigen kracht, sociaal netwerk, algemene voorziening, maatwerk, or eigen besluit (income support, debts)."),
    "laag",
    must=True,
)
YEAR = _column("year", "jaar", cells.year, _("The year, such as 2026."), must=True)
AMOUNT = _column("amount", "bedrag", cells.euros, _("In euros, such as 1.234,56 or 1234.56."), "amount_eur", must=True)
TARIFFS = Kind(
    "tariffs",
    Tariff,
    (
        _column(
            "product",
            "product",
            words(200),
            _("The name as it stands in decisions. Capitals make no difference."),
            must=True,
        ),
        _column(
            "unit",
            "eenheid",
            cells.unit,
            _("Uur, dagdeel, dag, stuk; or a period: week, 4 weken, maand."),
            must=True,
        ),
        _column("price", "tarief", cells.not_negative, _("Per unit, in euros, such as 38,50."), "prijs", must=True),
        _column("valid_from", "geldig vanaf", day, _("The first day, such as 2026-01-01."), "geldig van", must=True),
        _column("valid_until", "geldig tot en met", day, _("The last day. Empty: until further notice."), "geldig tot"),
        _column("law", "wet", cells.law, _("Only for this law. Empty: for each.")),
        _column("form", "vorm", cells.form, _("In natura or pgb. Empty: for both.")),
    ),
    (
        ("Huishoudelijke hulp", "uur", "38,50", "2026-01-01", "2026-06-30", "Wmo", "in kind"),
        ("Dagbesteding", "dagdeel", "45,00", "2026-01-01", "", "Wmo", ""),
    ),
)  # fmt: skip
SPENDING = Kind(
    "spending",
    Spending,
    (
        YEAR,
        _column("month", "maand", cells.month, _("1 to 12. Empty: the whole year in one amount.")),
        LAW,
        LAYER,
        _column(
            "area",
            "buurt",
            words(80),
            _("The neighbourhood, by name or CBS code. Empty: not of one neighbourhood."),
            "wijk",
            "neighbourhood",
        ),
        _column("product", "product", words(200), _("Empty: not of one product.")),
        AMOUNT,
    ),
    (
        ("2026", "1", "Wmo", "maatwerk", "", "Huishoudelijke hulp", "125.400,00"),
        ("2026", "", "", "algemene voorziening", "", "", "310000,00"),
    ),
)
BUDGET = Kind(
    "budget",
    Budget,
    (YEAR, LAW, LAYER, AMOUNT),
    (("2026", "Wmo", "maatwerk", "4.250.000,00"), ("2026", "", "algemene voorziening", "900000,00")),
)
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (TARIFFS, SPENDING, BUDGET)}
