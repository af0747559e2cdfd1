"""Kinds of columns PostgreSQL has and Django does not."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.models import Municipality

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field


class MinutesField(_Field):
    """Stretches of a week, in minutes since Monday 00:00: `{[600,900),[4920,5220)}`."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "int4multirange"


class Sourced(models.Model):
    """A row of a directory: of one municipality, and with the name it has in the directory it came from, if any.

    `source` names that directory and `source_id` the row in it, as given there; `extra` keeps what the directory said
    for which there is no column, by its own name. A row is never deleted: `withdrawn_on` ends it.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=100, blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["municipality", "source", "source_id"],
                condition=~Q(source_id=""),
                name="%(class)s_once_per_source",
            ),
            CheckConstraint(condition=Q(source_id="") | ~Q(source=""), name="%(class)s_id_has_its_source"),
        ]
