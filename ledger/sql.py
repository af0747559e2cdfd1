"""SQL that migrations of several rooms use: append-only tables and row-level security."""

from django.conf import settings


def append_only(table: str) -> tuple[str, str]:
    """Refuse UPDATE, DELETE and TRUNCATE on `table`, by right for the runtime role and by trigger for everyone."""
    forward = f"""
    REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {settings.RUNTIME_ROLE};
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_append_only();
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
    """
    backward = f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"
    return forward, backward


def row_security(table: str, *, using: str, check: str | None = None) -> tuple[str, str]:
    """Enable (not force) row-level security on `table`: `using` for what is read, `check` for what is written."""
    forward = f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY {table}_scope ON {table} USING ({using}) WITH CHECK ({check or using});
    """
    return forward, f"DROP POLICY {table}_scope ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
