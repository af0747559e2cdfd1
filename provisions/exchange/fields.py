"""JSON whose keys stay in order: the tables and columns of a list are shown as they stand in it."""

from typing import Any

from django.db import models
from psycopg.types.json import Json


class JsonInOrder(models.JSONField):
    """PostgreSQL's `json`: kept as it was written, where `jsonb` puts the keys in an order of its own."""

    def db_type(self, connection: Any) -> str:
        return "json"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return None if value is None else Json(value)
