"""The facts made anew from the events. Writers wait meanwhile; nothing is half done when it is broken off."""

from django.db import connection

AT_ONCE = 1000
# The triggers on the events: who copies a great many at once lets them rest, and makes the facts anew.
KEEP_FACTS = (
    "reporting_hold_residents",
    "reporting_keep_counts",
    "reporting_keep_facts",
    "reporting_keep_needs",
    "reporting_keep_demand",
    "reporting_keep_ends",
    "reporting_keep_terms",
)


def rebuild() -> int:
    """Make all facts anew, inside `access.system("rebuild_figures")`; how many events were taken up."""
    with connection.cursor() as cursor:
        # Of a million cases it takes minutes, and a part of it is worth nothing.
        cursor.execute("SET LOCAL statement_timeout = 0")
        # First what holds the cases still: everybody who writes begins there.
        cursor.execute("SELECT reporting_rebuild_commitments()")
        cursor.execute("SELECT reporting_rebuild(%s)", [AT_ONCE])
        row = cursor.fetchone()
        cursor.execute("SELECT reporting_rebuild_needs(%s)", [AT_ONCE])
        cursor.execute("SELECT reporting_rebuild_demand(%s)", [AT_ONCE])
        cursor.execute("SELECT reporting_rebuild_terms()")
        cursor.execute("SELECT reporting_rebuild_counts()")
    return int(row[0])
