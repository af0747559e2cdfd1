"""What keeps the facts keeps its plans too: an event is written many times more often than a plan changes (ADR 29).

The statements look cases up by a list of them. Of a list PostgreSQL supposes ten where it is not told, and so a plan
for the one case at hand looks cheaper each time, and is made each time. They are lookups by index, for one case as
for a thousand.
"""

from importlib import import_module

from django.db import migrations

NEEDS = import_module("reporting.migrations.0005_keep_more_facts")
DEMAND = import_module("reporting.migrations.0007_keep_demand")
PROCEDURE: str = NEEDS.PROCEDURE

# Most events come before anything was finished in their case, and have nothing to describe beyond its course.
DESCRIBED: list[str] = NEEDS.DESCRIBE.split("$$")[1].split("\n\n")
COURSE, *FINISHED = DESCRIBED
DESCRIBE = f"""
CREATE OR REPLACE FUNCTION reporting_describe(cases uuid[]) RETURNS void {PROCEDURE} AS $$
BEGIN
    {COURSE}
    IF EXISTS (SELECT FROM reporting_finished f WHERE f."case" = ANY (cases)) THEN
        {" ".join(FINISHED)};
    END IF;
END $$;
"""

# A gap comes of an answer; events stay, so without any there is none to take away either.
TAKE_UP_DEMAND = f"""
CREATE OR REPLACE FUNCTION reporting_take_up_demand(cases uuid[]) RETURNS void {PROCEDURE} AS $$
BEGIN
    {DEMAND.REPORTED}
    IF EXISTS (SELECT FROM ledger_event e WHERE e."case" = ANY (cases) AND e.need IS NOT NULL
        AND e.kind IN {DEMAND.ANSWERS}) THEN
        {DEMAND.GAPS}
    END IF;
END $$;
"""

# That none of the ids means all would make one plan for both: one that reads all cases for each that is registered.
RETURNS = f"""
CREATE OR REPLACE FUNCTION reporting_take_up_returns(cases uuid[]) RETURNS void {PROCEDURE} AS $$
BEGIN
    IF cases IS NULL THEN cases := ARRAY(SELECT c.id FROM cases_case c WHERE c.follows_id IS NOT NULL); END IF;
    UPDATE reporting_course b SET back_on = n.day
    FROM (
        SELECT c.follows_id, min(f.registered_on) AS day
        FROM cases_case c JOIN reporting_course f ON f."case" = c.id
        WHERE c.follows_id IS NOT NULL AND c.id = ANY (cases) GROUP BY 1
    ) AS n WHERE b."case" = n.follows_id AND (b.back_on IS NULL OR n.day < b.back_on);
END $$;
"""

# Not reporting_keep_ends: what it calls takes none of the ids for all of them, as the above did.
KEEPERS = ("reporting_keep_facts", "reporting_keep_needs", "reporting_keep_demand", "reporting_keep_terms")
KEPT = "".join(f"ALTER FUNCTION {keeper}() SET plan_cache_mode = force_generic_plan;" for keeper in KEEPERS)
MADE_ANEW = "".join(f"ALTER FUNCTION {keeper}() RESET plan_cache_mode;" for keeper in KEEPERS)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0013_keep_event_months")]

    operations = [
        # They write what the functions of before wrote: those need not come back.
        migrations.RunSQL(DESCRIBE + TAKE_UP_DEMAND + RETURNS, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, MADE_ANEW),
    ]
