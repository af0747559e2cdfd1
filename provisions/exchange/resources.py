"""One django-import-export Resource per table: it finds the rows that are here, reads, compares, validates, writes.

A chunk of rows goes in as a dataset and costs the same few statements however many rows it has: the rows that are
here, per link the rows it names, one insert, one update. Uniqueness and foreign keys are judged per chunk, not per row.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import EMPTY_VALUES
from django.db import models
from import_export import fields, resources, widgets
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult
from tablib import Dataset

from provisions.exchange import seen
from provisions.exchange.cells import Read
from provisions.exchange.copying import copy_in
from provisions.exchange.shapes import Column, Kind, Link
from provisions.exchange.vocabulary import BY_NAME
from workflows.layers import Layer

KEY, EXTRA = "source_id", "extra"
OURS_IN_EXTRA = "_undone"
CHUNK = 1000
Model = type[models.Model]


class Reading(widgets.Widget):  # type: ignore[misc]  # the package has no types
    """Reads a cell with one of our readers, and remembers what was made of it differently."""

    def __init__(self, column: str, read: Read, notes: list[tuple[str, str]]) -> None:
        super().__init__()
        self.column, self.read, self.notes = column, read, notes

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        found, notes = self.read(value)
        if notes:
            self.notes += [(self.column, note) for note in notes]
        return found


class Naming(widgets.Widget):  # type: ignore[misc]
    """Reads the key of another row as that row's own id, from what was looked up for the whole chunk."""

    def __init__(self, resource: "DirectoryResource", column: str, link: Link) -> None:
        super().__init__()
        self.resource, self.column, self.link = resource, column, link

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        key = value.strip()
        if not key:
            if self.link.needed:
                raise ValueError(f"{self.link.to}.missing")
            return None
        found = self.resource.known[self.link.to].get(key)
        if found is None:
            self._unknown(key, row)
        return found

    def _unknown(self, key: str, row: Any) -> None:
        to = self.link.to
        if to == self.resource.kind.name:
            self.resource.later.append((row[KEY], key))
        elif self.link.belongs:
            raise ValueError(f"{to}.rejected" if key in self.resource.refused[to] else f"{to}.unknown")
        else:
            self.resource.notes.append((self.column, f"{to}.unknown"))


class AsIs(widgets.Widget):  # type: ignore[misc]
    """What is no cell: the key, and the columns that have no place of their own."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return value


class Told(RowResult):  # type: ignore[misc]
    """What came of a row. Not the row's words: those would cost a question each."""

    notes: tuple[tuple[str, str], ...] = ()
    changes: Mapping[str, tuple[Any, Any]] | None = None

    def add_instance_info(self, instance: Any) -> None:
        self.object_id = instance.pk


class OfThisSource(BaseInstanceLoader):  # type: ignore[misc]
    """All rows of a chunk that are here already, found by their key in one question."""

    def __init__(self, resource: "DirectoryResource", dataset: Dataset) -> None:
        super().__init__(resource, dataset)
        rows = resource.get_queryset().filter(source_id__in=dataset[KEY]) if len(dataset) else ()
        self.found = {row.source_id: row for row in rows}

    def get_instance(self, row: Any) -> Any:
        return self.found.get(row[KEY])


class DirectoryResource(resources.ModelResource):  # type: ignore[misc]
    """The rows of one table of one source in one municipality. `told` gathers what the last chunk made."""

    kind: Kind

    def __init__(self, *, municipality: str, source: str, only_known: bool = False) -> None:
        super().__init__()
        self.municipality, self.source, self.only_known = municipality, source, only_known
        self.notes: list[tuple[str, str]] = []
        self.later: list[tuple[str, str]] = []
        self.known: dict[str, dict[str, Any]] = {}
        self.refused: dict[str, set[str]] = {}
        self.made: list[Any] = []
        self.before: dict[str, Any] | None = None
        self.changes: dict[str, tuple[Any, Any]] = {}
        self.attributes: set[str] = set()
        model = self._meta.model._meta
        self.links = {field.name for field in model.concrete_fields if field.is_relation}
        self.unjudged = {field.name for field in model.concrete_fields}
        self.present: list[Any] = []
        self.plan: list[tuple[str, str, Any, Any]] = []
        self._fill()

    def _fill(self) -> None:
        """This instance's own widgets, which write into this instance's own notes."""
        for column in self.kind.columns:
            link = isinstance(column.read, Link)
            widget = Naming(self, column.name, column.read) if link else Reading(column.name, column.read, self.notes)  # type: ignore[arg-type]
            self.fields[column.name].widget = widget

    # ---------- what import-export asks ----------
    def get_queryset(self) -> Any:
        return self._of_this_source(self._meta.model)

    def _of_this_source(self, model: Model) -> Any:
        """Said as the partial index has it: of a thousand keys PostgreSQL would not see that none is empty."""
        mine = model._default_manager.filter(municipality_id=self.municipality, source=self.source)
        return mine.exclude(source_id="")

    def get_row_result_class(self) -> type[Told]:
        return Told

    def get_import_fields(self) -> list[Any]:
        return self.present

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        heads = set(dataset.headers)
        self.present = [field for field in self.fields.values() if field.column_name in heads]
        self.plan = [(one.attribute, one.column_name, one.widget.clean, one.default) for one in self.present]
        self.made, self.attributes, self.later = [], set(), []
        every = {field.name: field for field in self._meta.model._meta.concrete_fields}
        given = {field.attribute for field in self.present if not isinstance(field.widget, AsIs)}
        self.unjudged = {name for name, one in every.items() if name not in given or isinstance(one, ArrayField)}
        wanted: dict[str, set[str]] = {}
        for column in self.kind.columns:
            if isinstance(column.read, Link) and column.name in heads:
                wanted.setdefault(column.read.to, set()).update(key.strip() for key in dataset[column.name])
        for kind, keys in wanted.items():
            self._look_up(kind, keys - {""})

    def _look_up(self, kind: str, keys: set[str]) -> None:
        rows = self._of_this_source(model_of(kind)).filter(source_id__in=keys)
        self.known[kind] = dict(rows.values_list("source_id", "pk"))
        missing = keys - self.known[kind].keys()
        self.refused[kind] = seen.refused(kind, missing) if missing else set()

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        self.notes.clear()

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """As the package does it, without asking each field for each row what it is: a quarter of the whole time."""
        errors = {}
        for attribute, column, clean, default in self.plan:
            try:
                value = clean(row[column], row=row)
            except ValueError as wrong:
                errors[attribute] = ValidationError(str(wrong), code="invalid")
                continue
            if default is not fields.NOT_PROVIDED and value in EMPTY_VALUES:
                value = default
            setattr(instance, attribute, value)
        if errors:
            raise ValidationError(errors)

    def init_instance(self, row: Any = None) -> Any:
        if self.only_known:
            raise ValidationError({NON_FIELD_ERRORS: f"{self.kind.name}.unknown"})
        instance = self._meta.model(municipality_id=self.municipality, source=self.source)
        if self.kind.name == "service":
            instance.layer = Layer.GENERAL_FACILITY.value
        return instance

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        self.before = None if new else dict(instance.__dict__)
        self.changes = {}

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        if self.before is None or import_validation_errors:
            return False
        now, before = instance.__dict__, self.before
        if before["withdrawn_on"] and before["extra"].get(OURS_IN_EXTRA):
            instance.withdrawn_on = None
            instance.extra = {name: value for name, value in instance.extra.items() if name != OURS_IN_EXTRA}
        watched = {field.attribute for field in self.present} | {"withdrawn_on"}
        self.changes = {name: (before[name], now[name]) for name in watched if before[name] != now[name]}
        return not self.changes

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        if self._meta.clean_model_instances:
            try:
                left_out = self.unjudged | errors.keys()
                instance.full_clean(exclude=left_out, validate_unique=False, validate_constraints=False)
            except ValidationError as wrong:
                errors = wrong.update_error_dict(errors)
        if not errors and (code := self.why_not(instance)):
            errors[NON_FIELD_ERRORS] = ValidationError(code)
        if errors:
            raise ValidationError(errors)

    def why_not(self, instance: Any) -> str:
        """What the row as a whole lacks."""
        if self.kind.name == "service":
            youngest, oldest = instance.minimum_age, instance.maximum_age
            if youngest is not None and oldest is not None and oldest < youngest:
                return "age.order"
            return "room.no_moment" if instance.room and not instance.room_as_of else ""
        of = [column.attribute for column in self.kind.columns if isinstance(column.read, Link) and column.read.belongs]
        if of and not any(getattr(instance, name) for name in of):
            return "row.of_nothing"
        if self.kind.one_of and not any(getattr(instance, name) for name in self.kind.one_of):
            return "row.says_nothing"
        return ""

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        row_result.notes = tuple(self.notes)
        if row_result.import_type == RowResult.IMPORT_TYPE_UPDATE:
            row_result.changes = self.changes

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if self.changes and self.kind.name == "service":
            self.changes.setdefault("version", (instance.version, instance.version + 1))
            instance.version += 1
        self.attributes |= self.changes.keys()

    def get_bulk_update_fields(self) -> list[str]:
        return sorted(
            name.removesuffix("_id") if name.removesuffix("_id") in self.links else name for name in self.attributes
        )

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        """By COPY in place of INSERT."""
        self.made += self.create_instances
        copy_in(self._meta.model, self.create_instances)
        self.create_instances.clear()

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        """The package would set the sequences right here, for rows that brought an id of their own. Ours do not."""


def model_of(kind: str) -> Model:
    return apps.get_model("provisions", BY_NAME[kind].model)


@lru_cache
def resource_class(kind: str) -> type[DirectoryResource]:
    """The Resource of a kind, made of its columns."""
    model = model_of(kind)
    own: dict[str, Any] = {
        KEY: fields.Field(attribute=KEY, column_name=KEY, widget=AsIs()),
        EXTRA: fields.Field(attribute=EXTRA, column_name=EXTRA, widget=AsIs()),
    }
    own |= {column.name: _field(model, column) for column in BY_NAME[kind].columns}
    meta = {
        "fields": list(own),
        "import_id_fields": [KEY],
        "instance_loader_class": OfThisSource,
        "clean_model_instances": True,
        "skip_unchanged": True,
        "report_skipped": True,
        "skip_diff": True,
        "use_bulk": True,
        "batch_size": CHUNK,
        "use_transactions": False,
    }
    base = type("DirectoryResourceOfKind", (DirectoryResource,), {"kind": BY_NAME[kind]})
    made: type[DirectoryResource] = resources.modelresource_factory(
        model, resource_class=base, meta_options=meta, custom_fields=own
    )
    return made


def _field(model: Model, column: Column) -> Any:
    """An empty cell is the model's own default, where it has one."""
    default: Any = fields.NOT_PROVIDED
    found = model._meta.get_field(
        column.attribute.removesuffix("_id") if isinstance(column.read, Link) else column.attribute
    )
    if column.name == "layer":
        default = Layer.GENERAL_FACILITY.value
    elif isinstance(found, models.Field) and found.has_default() and not callable(found.default):
        default = found.default
    return fields.Field(attribute=column.attribute, column_name=column.name, default=default)


def codes_of(error: ValidationError, kind: Kind) -> Iterable[tuple[str, str]]:
    """Why a row was not taken: (column, code), the code ours or that of Django's own check."""
    names = {column.attribute: column.name for column in kind.columns}
    for attribute, found in error.error_dict.items():
        for one in found:
            message = str(one.message)
            code = message if "." in message and " " not in message else f"model.{one.code or 'invalid'}"
            yield names.get(attribute, "" if attribute == NON_FIELD_ERRORS else attribute), code
