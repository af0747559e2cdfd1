"""To make all facts anew takes as long per case for a million as for a thousand.

Within one transaction nobody counts the rows that are being made: PostgreSQL went on with the plans of an empty table,
and the walk over the cases began at the first one each time.
"""

from importlib import import_module

from django.db import migrations

FIRST = "00000000-0000-0000-0000-000000000000"
FACTS = import_module("reporting.migrations.0003_keep_facts").REBUILD
NEEDS = import_module("reporting.migrations.0005_keep_more_facts").REBUILD
DEMAND = import_module("reporting.migrations.0007_keep_demand").REBUILD


def _counting(text: str, *tables: str) -> str:
    """The same function, that walks on from the case it came to, and has its tables counted as they grow."""
    counted = "".join(f"ANALYZE {table}; " for table in tables)
    looks = f"batches := batches + 1; IF batches IN (1, 10, 100) THEN {counted}END IF;"
    changed = (
        ("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        ("since uuid := NULL", f"since uuid := '{FIRST}'; batches int := 0"),
        ('since IS NULL OR "case" > since', '"case" > since'),
        ("    END LOOP;", f"    {looks}\n    END LOOP;\n    {counted}"),
    )
    for before, after in changed:
        if before not in text:
            raise ValueError(f"Not in the function: {before}")
        text = text.replace(before, after)
    return text.replace('since IS NULL OR e."case" > since', 'e."case" > since')


class Migration(migrations.Migration):
    dependencies = [("reporting", "0016_index_days")]

    operations = [
        # They make what the functions of before made: those need not come back.
        migrations.RunSQL(
            _counting(FACTS, "reporting_course", "reporting_finished")
            + _counting(NEEDS, "reporting_finishedneed", "reporting_casearea")
            + _counting(DEMAND, "reporting_gap", "reporting_reported"),
            migrations.RunSQL.noop,
        ),
    ]
