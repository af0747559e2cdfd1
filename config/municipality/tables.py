"""Whether the database is ready to be filled."""

from django.db import connection

from accounts.models import Municipality


class NoTables(RuntimeError):
    """The database has not been migrated."""

    def __init__(self) -> None:
        super().__init__("This database has no tables yet. Make them first: manage.py migrate")


def require_tables() -> None:
    """Raise NoTables on an empty database."""
    if Municipality._meta.db_table not in connection.introspection.table_names():
        raise NoTables
