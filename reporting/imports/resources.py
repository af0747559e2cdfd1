"""The rows of one file, through django-import-export: read, compared with what is here, held until all are right."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export import fields, resources
from import_export.results import RowResult
from tablib import Dataset

from accounts.models import Neighbourhood
from provisions.exchange.resources import Reading
from reporting.imports.kinds import SPENDING, TARIFFS, Kind

Key = tuple[Any, ...]


def product_key(name: str) -> str:
    """How products are compared: without capitals, one space between words."""
    return " ".join(name.split()).lower()


class Told(RowResult):  # type: ignore[misc]  # the package has no types
    """What came of a row, without its words."""

    def add_instance_info(self, instance: Any) -> None:
        self.object_id = instance.pk


class CostResource(resources.ModelResource):  # type: ignore[misc]
    """One kind of file of one municipality. After `import_data`, `fresh` holds what is to be written and what of the
    rows here it replaces; nothing was written yet."""

    def __init__(self, kind: Kind, *, municipality: str) -> None:
        self.kind, self.municipality = kind, municipality
        super().__init__()
        self.fields = {
            column.name: fields.Field(
                attribute=column.name, column_name=column.name, widget=Reading(column.name, column.read, [])
            )
            for column in kind.columns
        }
        self.given: set[str] = set()
        self.fresh: list[tuple[Any, Any | None]] = []
        self.here: dict[Key, Any] = {}
        self.met: set[Key] = set()
        self.areas: Mapping[str, str] = {}
        self.whole_or_months: dict[Key, bool] = {}

    class Meta:
        skip_unchanged = True
        skip_diff = True
        store_row_values = False
        use_transactions = False
        clean_model_instances = True

    def get_row_result_class(self) -> type[Told]:
        return Told

    def get_import_fields(self) -> list[Any]:
        return [self.fields[column.name] for column in self.kind.columns if column.name in self.given]

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        self.given = set(dataset.headers)
        current = self.kind.model.objects.current().filter(municipality=self.municipality)
        self.here = {self._key(row): row for row in current}
        if self.kind is SPENDING:
            self.areas = _areas(self.municipality)
            for row in current:
                self.whole_or_months[_period(row)] = row.month is None

    def get_instance(self, instance_loader: Any, row: Any) -> None:
        """A row is new at first: what is here under its key is found once it is read."""

    def init_instance(self, row: Any = None) -> Any:
        return self.kind.model(municipality_id=self.municipality)

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        if self.kind is TARIFFS:
            instance.product_key = product_key(instance.product)
            if instance.valid_until and instance.valid_until < instance.valid_from:
                raise ValidationError({"valid_until": "valid.order"})
        elif self.kind is SPENDING:
            self._judge_spending(instance)
        key = self._key(instance)
        if key in self.met:
            raise ValidationError({NON_FIELD_ERRORS: "key.double"})
        self.met.add(key)

    def _judge_spending(self, instance: Any) -> None:
        if instance.area:
            known = self.areas.get(product_key(instance.area))
            if known is None:
                raise ValidationError({"area": "area.unknown"})
            instance.area = known
        instance.product = " ".join(instance.product.split())
        period, whole = _period(instance), instance.month is None
        if self.whole_or_months.setdefault(period, whole) is not whole:
            raise ValidationError({"month": "period.both"})

    def validate_instance(self, instance: Any, import_validation_errors: Any = None, **kwargs: Any) -> None:
        """The readers judged each cell; what the database holds besides is judged when it is written."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        if import_validation_errors:
            return False
        known = self.here.get(self._key(instance))
        return known is not None and all(
            getattr(known, name) == getattr(instance, name)
            for name in self.kind.model.VALUES  # type: ignore[attr-defined]
        )

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        self.fresh.append((instance, self.here.get(self._key(instance))))

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        """The package would set the sequence here, for rows that brought an id of their own. Ours do not."""

    def _key(self, row: Any) -> Key:
        return tuple(getattr(row, name) for name in self.kind.model.KEY)  # type: ignore[attr-defined]


def _period(row: Any) -> Key:
    return (row.year, row.law, row.layer, row.area, row.product)


def _areas(municipality: str) -> dict[str, str]:
    """Name or code of a neighbourhood to its code, in the newest vintage that is known."""
    rows: Iterable[tuple[str, str]] = Neighbourhood.objects.current(municipality).values_list("code", "name")
    return {product_key(word): code for code, name in rows for word in (name, code)}


def resource_of(kind: Kind, *, municipality: str) -> CostResource:
    made: type[CostResource] = resources.modelresource_factory(model=kind.model, resource_class=CostResource)
    return made(kind, municipality=municipality)


def first_of(errors: Mapping[str, list[str]]) -> tuple[str, str]:
    """The column and the code of the first thing that is wrong in a row."""
    column, codes = next(iter(errors.items()))
    return ("" if column == NON_FIELD_ERRORS else column), codes[0]
