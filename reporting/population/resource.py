"""Numbers of residents read by django-import-export: each cell judged, each row kept in hand and nothing written."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export import fields, resources, widgets
from import_export.results import RowResult

from provisions.exchange.cells import Read, needed, tidy, whole, words
from reporting.population.models import Population
from reporting.population.rates import limits

# Per column of ours what it may be called in a file, the first being what is asked for.
COLUMNS = {
    "neighbourhood": ("buurtcode", "neighbourhood", "gwb_code", "code"),
    "year": ("jaar", "year"),
    "age_band": ("leeftijd", "age_band", "leeftijdsklasse"),
    "residents": ("inwoners", "residents", "aantal_inwoners", "a_inw"),
}
NEEDED = ("neighbourhood", "year", "residents")
MOST_ROWS = 50_000
EARLIEST, MOST_RESIDENTS = 1990, 2_000_000
KEY = ("neighbourhood", "year", "age_band")


def _band(raw: str) -> tuple[str, tuple[str, ...]]:
    value, notes = tidy(raw)
    if value and limits(value) is None:
        raise ValueError("age_band.unreadable")
    return value, notes


class Reading(widgets.Widget):  # type: ignore[misc]  # the package has no types
    """Reads a cell with a reader of provisions.exchange.cells. Raises ValueError with the code of why not."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self.read = read

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.read(value)[0]


def _column(name: str, read: Read) -> fields.Field:
    return fields.Field(column_name=name, attribute=name, widget=Reading(read))


class PopulationResource(resources.ModelResource):  # type: ignore[misc]
    """Rows of one municipality (`codes`: its neighbourhoods), about a day (`on`). `made`: those that can be taken."""

    neighbourhood = _column("neighbourhood", needed(words(10)))
    year = _column("year", needed(whole(9999)))
    age_band = _column("age_band", _band)
    residents = _column("residents", needed(whole(MOST_RESIDENTS)))

    class Meta:
        model = Population
        fields = ("neighbourhood", "year", "age_band", "residents")
        import_id_fields = KEY
        skip_diff = True

    def __init__(self, *, codes: Collection[str], on: date) -> None:
        super().__init__()
        self.codes, self.on = frozenset(codes), on
        self.made: list[Population] = []
        self._seen: set[tuple[Any, ...]] = set()

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Population, bool]:
        return self.init_instance(row), True

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """The fields of the file by themselves: what is unique is judged over all rows together."""
        errors = dict(import_validation_errors or {})
        if not errors and (code := self._why_not(instance)):
            errors[NON_FIELD_ERRORS] = ValidationError(code)
        if errors:
            raise ValidationError(errors)
        instance.clean_fields(exclude={"imported", "replaced_at"})

    def _why_not(self, one: Population) -> str:
        key = (one.neighbourhood, one.year, one.age_band)
        if one.neighbourhood not in self.codes:
            return "neighbourhood.unknown"
        if not EARLIEST <= one.year <= self.on.year:
            return "year.range"
        if key in self._seen:
            return "row.double"
        self._seen.add(key)
        return ""

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        self.made.append(instance)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Nothing was written, so no sequence is set again: the package does that, and it takes the owner's right."""


def codes_of(came: RowResult) -> list[tuple[str, str]]:
    """Why a row was not taken: (column, code), in the order of the columns."""
    told: dict[str, list[str]] = came.validation_error.message_dict
    return [("" if field == NON_FIELD_ERRORS else field, code) for field, codes in told.items() for code in codes]
