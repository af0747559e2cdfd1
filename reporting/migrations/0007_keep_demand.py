"""The facts about demand and gaps, kept in the transaction of the event; only these functions write them.

What a case says of itself is counted anew whenever something in it happens that matters here: so the order in which
events come makes no difference, and rebuilding gives the same. Where the resident lived no event tells: that is kept
for each case (reporting_casearea), and these facts follow it, also when an address becomes secret.
"""

from django.conf import settings
from django.db import migrations

from ledger import rls

ZONE = settings.TIME_ZONE
SEARCH_PATH = "SET search_path = pg_catalog, public, pg_temp"
REPORTS = "('case:registered', 'report:added')"
ENDS = "('case:closed', 'case:withdrawn', 'case:transferred')"
ANSWERS = "('facility:answered', 'referral:does_not_fit', 'need:weighed')"
PROPOSED = "('need:maatwerk:proposed', 'need:decision:proposed')"
TAKEN_BACK = "('need:maatwerk:withdrawn', 'need:decision:withdrawn')"
LIGHTER_AGAIN = "('need:stepped_down', 'need:reopened')"


def _day(event: str) -> str:
    return f"({event}.at AT TIME ZONE '{ZONE}')::date"


REPORTED = f"""
INSERT INTO reporting_reported AS r ("case", seq, law, municipality, team, channel, reported_on, neighbourhood,
    life_areas, running, ended_before, confidential)
SELECT e."case", e.seq, e.law, e.municipality, e.team, e.reason, {_day("e")}, coalesce(area.neighbourhood, ''),
    coalesce(named.life_areas, '{{}}'), e.kind = 'report:added', before.ended_on, coalesce(c.confidential, false)
FROM ledger_event e
LEFT JOIN cases_case c ON c.id = e."case"
LEFT JOIN reporting_casearea area ON area."case" = e."case"
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT d.life_area ORDER BY d.life_area) AS life_areas
    FROM ledger_event m JOIN cases_need d ON d.id = m.need
    WHERE m."case" = e."case" AND m.law = e.law AND m.kind = 'need:named' AND m.seq > e.seq AND NOT EXISTS (
        SELECT 1 FROM ledger_event l WHERE l."case" = e."case" AND l.law = e.law AND l.kind IN {REPORTS}
            AND l.seq > e.seq AND l.seq < m.seq)
) named ON true
LEFT JOIN LATERAL (
    SELECT min({_day("b")}) AS ended_on FROM ledger_event b WHERE b."case" = c.follows_id AND b.kind IN {ENDS}
) before ON e.kind = 'case:registered'
WHERE e."case" = ANY (cases) AND e.kind IN {REPORTS} AND e.law <> ''
ON CONFLICT ("case", seq) DO UPDATE SET law = excluded.law, municipality = excluded.municipality, team = excluded.team,
    channel = excluded.channel, reported_on = excluded.reported_on, life_areas = excluded.life_areas,
    running = excluded.running, ended_before = excluded.ended_before,
    confidential = r.confidential OR excluded.confidential, neighbourhood = excluded.neighbourhood;
"""

# Nothing near: it was looked for when the need was named, nothing was found, and what is general was weighed as not
# enough. Where urgent help or a referral from outside goes first nobody looks, so there nothing is said of it.
WHY = """
CASE
    WHEN e.kind = 'facility:answered' THEN CASE e.reason
        WHEN 'not_available' THEN 'no_room'
        WHEN 'does_not_fit' THEN 'does_not_fit'
        WHEN 'cannot_get_there' THEN 'cannot_get_there'
        WHEN 'cannot_bear_cost' THEN 'cannot_bear_cost' END
    WHEN e.kind = 'referral:does_not_fit' THEN CASE e.reason
        WHEN 'full' THEN 'no_room'
        WHEN 'outside' THEN 'cannot_get_there'
        WHEN 'stopped' THEN 'nothing_near'
        ELSE 'does_not_fit' END
    WHEN e.layer = 'general_facility' AND e.reason = 'insufficient' AND e.law IN ('wmo', 'jeugd')
        AND NOT d.urgent AND d.referrer = '' AND NOT EXISTS (
            SELECT 1 FROM cases_advisedfacility f WHERE f.need_id = e.need AND f.looked_on <= {day}
                AND (f.superseded_at IS NULL OR f.superseded_at > e.at)
        ) THEN 'nothing_near' END
""".format(day=_day("e"))

WENT_ON = f"""
EXISTS (
    SELECT 1 FROM ledger_event p
    WHERE p."case" = a."case" AND p.need = a.need AND p.kind IN {PROPOSED}
    AND NOT coalesce((
        SELECT t.kind IN {TAKEN_BACK} FROM ledger_event t
        WHERE t."case" = p."case" AND t.need = p.need AND t.seq > p.seq
            AND (t.kind IN {PROPOSED} OR t.kind IN {TAKEN_BACK})
        ORDER BY t.seq LIMIT 1
    ), false)
    AND NOT EXISTS (
        SELECT 1 FROM ledger_event s WHERE s."case" = p."case" AND s.need = p.need
            AND ((s.kind = 'need:covered' AND s.seq > a.seq AND s.seq < p.seq)
                OR (s.kind IN {LIGHTER_AGAIN} AND s.seq > p.seq AND s.seq < a.seq))
    )
)
"""

GAPS = f"""
DELETE FROM reporting_gap WHERE "case" = ANY (cases);
INSERT INTO reporting_gap ("case", need, seq, reason, law, municipality, team, answered_on, neighbourhood, life_area,
    went_on, confidential)
WITH answered AS (
    SELECT e."case", e.need, e.seq, e.law, e.municipality, e.team, {_day("e")} AS day, d.life_area, {WHY} AS why
    FROM ledger_event e LEFT JOIN cases_need d ON d.id = e.need
    WHERE e."case" = ANY (cases) AND e.need IS NOT NULL AND e.kind IN {ANSWERS}
), first AS (
    SELECT DISTINCT ON (need, why) * FROM answered WHERE why IS NOT NULL ORDER BY need, why, seq
)
SELECT a."case", a.need, a.seq, a.why, a.law, a.municipality, a.team, a.day,
    coalesce(area.neighbourhood, ''), coalesce(a.life_area, ''), {WENT_ON}, coalesce(c.confidential, false)
FROM first a LEFT JOIN cases_case c ON c.id = a."case" LEFT JOIN reporting_casearea area ON area."case" = a."case";
"""

TAKE_UP = f"""
CREATE FUNCTION reporting_take_up_demand(cases uuid[]) RETURNS void LANGUAGE sql
SECURITY DEFINER {SEARCH_PATH} AS $$ {REPORTED} {GAPS} $$;
"""
COUNTS = f"""(f.kind IN {REPORTS} OR f.kind IN {PROPOSED} OR f.kind IN {TAKEN_BACK} OR f.kind IN {LIGHTER_AGAIN}
    OR f.kind IN ('need:named', 'case:confidential', 'facility:answered', 'referral:does_not_fit',
        'need:looked_nearby', 'need:marked_urgent')
    OR (f.kind = 'need:weighed' AND f.layer = 'general_facility'))"""
KEEP = f"""
CREATE FUNCTION reporting_keep_demand() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
DECLARE touched uuid[]; reported uuid[];
BEGIN
    SELECT array_agg(DISTINCT f."case"), array_agg(DISTINCT f."case") FILTER (WHERE f.kind IN {REPORTS})
        INTO touched, reported FROM fresh f WHERE {COUNTS};
    IF reported IS NOT NULL THEN PERFORM reporting_place(reported); END IF;
    IF touched IS NOT NULL THEN PERFORM reporting_take_up_demand(touched); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_keep_demand AFTER INSERT ON ledger_event REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_keep_demand();
CREATE FUNCTION reporting_follow_area() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
DECLARE lives text := ''; concerned uuid := OLD."case";
BEGIN
    IF TG_OP <> 'DELETE' THEN lives := NEW.neighbourhood; concerned := NEW."case"; END IF;
    UPDATE reporting_reported SET neighbourhood = lives WHERE "case" = concerned AND neighbourhood <> lives;
    UPDATE reporting_gap SET neighbourhood = lives WHERE "case" = concerned AND neighbourhood <> lives;
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_follow_area AFTER INSERT OR UPDATE OR DELETE ON reporting_casearea
    FOR EACH ROW EXECUTE FUNCTION reporting_follow_area();
"""

# Writers wait: what is counted anew must be all there is.
REBUILD = f"""
CREATE FUNCTION reporting_rebuild_demand(batch int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
DECLARE cases uuid[]; since uuid := NULL;
BEGIN
    IF current_setting('trede.job', true) IS DISTINCT FROM 'rebuild_figures' THEN
        RAISE EXCEPTION 'the facts are made anew by manage.py rebuild_figures' USING ERRCODE = 'insufficient_privilege';
    END IF;
    LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM reporting_gap;
    DELETE FROM reporting_reported r WHERE NOT EXISTS (
        SELECT 1 FROM ledger_event e WHERE e."case" = r."case" AND e.seq = r.seq AND e.kind IN {REPORTS} AND e.law <> ''
    );
    LOOP
        SELECT array_agg("case" ORDER BY "case") INTO cases FROM (
            SELECT DISTINCT "case" FROM ledger_event WHERE since IS NULL OR "case" > since ORDER BY "case" LIMIT batch
        ) AS next;
        EXIT WHEN cases IS NULL;
        PERFORM reporting_take_up_demand(cases);
        since := cases[cardinality(cases)];
    END LOOP;
END $$;
"""

READ_BY = rls.in_job("report", "rebuild_figures")
MINE = f"{rls.has_right('figures.read')} AND {rls.in_scope(team='team', law='law')}"
GRANTED = '(NOT confidential OR "case" IN (SELECT cases_my_grants()))'
FACTS = ("reporting_reported", "reporting_gap")
WALLS = "".join(
    f"""
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {settings.RUNTIME_ROLE};
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY {table}_scope ON {table} USING ({MINE} AND {GRANTED}) WITH CHECK (false);
    CREATE POLICY {table}_report ON {table} USING ({READ_BY}) WITH CHECK (false);
    """
    for table in FACTS
)
NO_WALLS = "".join(
    f"DROP POLICY {table}_scope ON {table}; DROP POLICY {table}_report ON {table};"
    f" ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    for table in FACTS
)
# A number that was entered is never rewritten: a later file replaces it, and it keeps the moment of that.
STAYS = f"""
REVOKE UPDATE, DELETE, TRUNCATE ON reporting_populationimport, reporting_population FROM {settings.RUNTIME_ROLE};
GRANT UPDATE (replaced_at) ON reporting_population TO {settings.RUNTIME_ROLE};
"""
SHUT = f"""
REVOKE EXECUTE ON FUNCTION reporting_take_up_demand(uuid[]), reporting_keep_demand(), reporting_follow_area(),
    reporting_rebuild_demand(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_rebuild_demand(int) TO {settings.RUNTIME_ROLE};
"""
GONE = """
DROP TRIGGER reporting_follow_area ON reporting_casearea;
DROP TRIGGER reporting_keep_demand ON ledger_event;
DROP FUNCTION reporting_rebuild_demand(int), reporting_follow_area(), reporting_keep_demand(),
    reporting_take_up_demand(uuid[]);
"""
# What happened before there were facts is taken up once.
SO_FAR = """
DO $$BEGIN
    PERFORM set_config('trede.job', 'rebuild_figures', true);
    PERFORM reporting_rebuild_demand(1000);
    PERFORM set_config('trede.job', '', true);
END$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0006_demand_and_gaps"),
        ("cases", "0014_ex_officio"),
        ("accounts", "0006_points"),
        ("ledger", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(TAKE_UP + KEEP + REBUILD + SHUT, GONE),
        migrations.RunSQL(WALLS, NO_WALLS),
        migrations.RunSQL(STAYS, migrations.RunSQL.noop),
        migrations.RunSQL(SO_FAR, migrations.RunSQL.noop),
    ]
