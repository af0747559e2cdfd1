"""What the municipality did not import, said in sentences: nothing is filled in for it."""

from django.utils.translation import gettext as _

from reporting.figures.cost import places_of, years_of
from reporting.figures.scope import Asked
from reporting.imports.models import Amounts, Budget, Spending, Tariff


def not_imported(asked: Asked, *tables: type[Amounts]) -> list[str]:
    """Per table what is to be imported: everything, or the years that lack."""
    told = []
    for table in tables:
        rows = table.objects.current().of(places_of(asked.actor))
        if not rows.exists():
            told.append(_nothing(table))
        elif table is not Tariff:
            there = set(rows.values_list("year", flat=True).distinct())
            lacking = [str(year) for year in years_of(asked) if year not in there]
            if lacking:
                told.append(_not_of(table, ", ".join(lacking)))
    return told


def _nothing(table: type[Amounts]) -> str:
    return {
        Tariff: _("No tariffs were imported. Without them Trede does not know what a decision costs."),
        Spending: _("No spending was imported. Ask your administrator to import it."),
        Budget: _("No budget was imported. Ask your administrator to import it."),
    }[table]


def _not_of(table: type[Amounts], years: str) -> str:
    words = (
        _("No spending was imported of %(years)s.") if table is Spending else _("No budget was imported of %(years)s.")
    )
    return words % {"years": years}
