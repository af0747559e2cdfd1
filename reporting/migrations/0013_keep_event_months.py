"""How often what stands beside the escalation happened, summed in the transaction of the event (ADR 23).

The events of a confidential case are in no sum: a case that becomes one leaves with all that was counted of it. The
sums are written in the order of their keys, so that two transactions never wait for each other crosswise.
"""

from django.conf import settings
from django.db import migrations

from ledger import rls

ZONE = settings.TIME_ZONE
SEARCH_PATH = "SET search_path = pg_catalog, public, pg_temp"
PROCEDURE = f"LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH}"
KINDS = ", ".join(
    f"'{kind}'"
    for kind in (
        "need:worked",
        "need:named",
        "need:marked_urgent",
        "need:covered",
        "need:reopened",
        "need:stepped_down",
        "need:maatwerk:granted",
        "need:maatwerk:denied",
        "referral:completed",
        "objection:decided",
        "investigation:finished",
    )
)
MONTH = f"date_trunc('month', (e.at AT TIME ZONE '{ZONE}')::date)::date"


def _put(source: str, sign: int) -> str:
    return f"""
    INSERT INTO reporting_eventmonth AS m (municipality, team, law, month, kind, reason, number)
    SELECT e.municipality, e.team, e.law, {MONTH}, e.kind, e.reason, {sign} * count(*)::int
    FROM {source} GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 2, 3, 4, 5, 6
    ON CONFLICT (team, law, month, kind, reason) DO UPDATE SET number = m.number + excluded.number
    """


COUNTED = f"e.kind IN ({KINDS}) AND e.law <> ''"
OPEN = 'NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = e."case" AND c.confidential)'
# By its name it fires before the facts are closed off, so that these still say whether a case was in the sums.
CLOSED = """
    EXISTS (SELECT 1 FROM fresh f WHERE f.kind = 'case:confidential' AND f."case" = e."case")
    AND NOT EXISTS (SELECT 1 FROM fresh f WHERE f."case" = e."case" AND f.seq = e.seq)
    AND EXISTS (SELECT 1 FROM reporting_course k WHERE k."case" = e."case" AND NOT k.confidential)
"""
KEEP = f"""
CREATE FUNCTION reporting_keep_counts() RETURNS trigger {PROCEDURE} AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM fresh e WHERE {COUNTED}) THEN
        {_put(f"fresh e WHERE {COUNTED} AND {OPEN}", 1)};
    END IF;
    IF EXISTS (SELECT 1 FROM fresh f WHERE f.kind = 'case:confidential') THEN
        {_put(f"ledger_event e WHERE {COUNTED} AND {CLOSED}", -1)};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_keep_counts AFTER INSERT ON ledger_event REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_keep_counts();
"""
REBUILD = f"""
CREATE FUNCTION reporting_rebuild_counts() RETURNS void {PROCEDURE} AS $$
BEGIN
    IF current_setting('trede.job', true) IS DISTINCT FROM 'rebuild_figures' THEN
        RAISE EXCEPTION 'the facts are made anew by manage.py rebuild_figures' USING ERRCODE = 'insufficient_privilege';
    END IF;
    LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM reporting_eventmonth;
    {_put(f"ledger_event e WHERE {COUNTED} AND {OPEN}", 1)};
END $$;
"""
MINE = f"{rls.has_right('figures.read')} AND {rls.in_scope(team='team', law='law')}"
READ_BY = rls.in_job("report", "rebuild_figures")
WALLS = f"""
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON reporting_eventmonth FROM {settings.RUNTIME_ROLE};
    ALTER TABLE reporting_eventmonth ENABLE ROW LEVEL SECURITY;
    CREATE POLICY reporting_eventmonth_scope ON reporting_eventmonth USING ({MINE}) WITH CHECK (false);
    CREATE POLICY reporting_eventmonth_report ON reporting_eventmonth USING ({READ_BY}) WITH CHECK (false);
"""
NO_WALLS = """
    DROP POLICY reporting_eventmonth_scope ON reporting_eventmonth;
    DROP POLICY reporting_eventmonth_report ON reporting_eventmonth;
    ALTER TABLE reporting_eventmonth DISABLE ROW LEVEL SECURITY;
"""
SHUT = f"""
REVOKE EXECUTE ON FUNCTION reporting_keep_counts(), reporting_rebuild_counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_rebuild_counts() TO {settings.RUNTIME_ROLE};
"""
GONE = """
DROP TRIGGER reporting_keep_counts ON ledger_event;
DROP FUNCTION reporting_rebuild_counts(), reporting_keep_counts();
"""
TAKE_UP = """
DO $$BEGIN
    PERFORM set_config('trede.job', 'rebuild_figures', true);
    PERFORM reporting_rebuild_counts();
    PERFORM set_config('trede.job', '', true);
END$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0012_event_months"), ("cases", "0014_ex_officio"), ("ledger", "0002_walls")]

    operations = [
        migrations.RunSQL(KEEP + REBUILD + SHUT, GONE),
        migrations.RunSQL(WALLS, NO_WALLS),
        migrations.RunSQL(TAKE_UP, migrations.RunSQL.noop),
    ]
