"""What the figures split by, and each need on its own, kept in the transaction of the event (ADR 24).

All of it follows from the events of a case, from what never changes about its needs, and from two things that may be
corrected: when the resident was born and which resident it is. Triggers on those two keep the facts equal. The same
functions work in the triggers and in the rebuilding.
"""

from django.conf import settings
from django.db import migrations

from ledger import rls

ZONE = settings.TIME_ZONE
SEARCH_PATH = "SET search_path = pg_catalog, public, pg_temp"
DEFINER = f"LANGUAGE sql SECURITY DEFINER {SEARCH_PATH}"
PROCEDURE = f"LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH}"

# A date that is known in part may leave two ages: a band is told only when it holds for both.
AGE = f"""
CREATE FUNCTION reporting_age_band(years int) RETURNS text LANGUAGE sql IMMUTABLE {SEARCH_PATH} AS $$SELECT CASE
    WHEN years < 18 THEN '0-17' WHEN years < 27 THEN '18-26' WHEN years < 65 THEN '27-64'
    WHEN years < 75 THEN '65-74' WHEN years < 85 THEN '75-84' ELSE '85+' END$$;
CREATE FUNCTION reporting_age(born_year int, born_month int, born_day int, day date) RETURNS text
LANGUAGE sql IMMUTABLE {SEARCH_PATH} AS $$
SELECT CASE WHEN youngest = oldest AND latest <= day THEN youngest ELSE '' END
FROM (SELECT latest,
    reporting_age_band(extract(year FROM age(day, latest))::int) AS youngest,
    reporting_age_band(extract(year FROM age(day, earliest))::int) AS oldest
    FROM (SELECT make_date(born_year, coalesce(born_month, 1), coalesce(born_day, 1)) AS earliest,
        CASE WHEN born_month IS NULL THEN make_date(born_year, 12, 31)
             WHEN born_day IS NULL THEN (make_date(born_year, born_month, 1) + interval '1 month - 1 day')::date
             ELSE make_date(born_year, born_month, born_day) END AS latest) AS dates) AS bands
$$;
"""

# The first neighbourhood that is known for a case stays. A secret address leaves none, also not afterwards.
PLACE = f"""
CREATE FUNCTION reporting_place(cases uuid[]) RETURNS void {DEFINER} AS $$
INSERT INTO reporting_casearea ("case", neighbourhood)
SELECT c.id, n.code FROM cases_case c
JOIN cases_resident r ON r.id = c.resident_id AND NOT r.secret_address AND NOT r.address_shielded
JOIN accounts_neighbourhood n ON n.id = r.neighbourhood_id
WHERE c.id = ANY (cases) ORDER BY c.id
ON CONFLICT DO NOTHING
$$;
"""

WHO = """
    SELECT c.id, coalesce(p.neighbourhood, '') AS neighbourhood, r.birth_year, r.birth_month, r.birth_day
    FROM cases_case c LEFT JOIN cases_resident r ON r.id = c.resident_id
    LEFT JOIN reporting_casearea p ON p."case" = c.id
    WHERE c.id = ANY (cases)
"""


def _age(day: str) -> str:
    return f"coalesce(reporting_age(who.birth_year, who.birth_month, who.birth_day, {day}), '')"


FINISHED_ON = f"(e.at AT TIME ZONE '{ZONE}')::date"
DESCRIBE = f"""
CREATE FUNCTION reporting_describe(cases uuid[]) RETURNS void {DEFINER} AS $$
UPDATE reporting_course f SET neighbourhood = n.neighbourhood, age = n.age
FROM (
    SELECT f.id, who.neighbourhood, {_age("f.registered_on")} AS age
    FROM ({WHO}) who JOIN reporting_course f ON f."case" = who.id
) n WHERE n.id = f.id AND (f.neighbourhood, f.age) IS DISTINCT FROM (n.neighbourhood, n.age);

UPDATE reporting_finished f SET neighbourhood = n.neighbourhood, age = n.age, channel = n.channel, tried = n.tried
FROM (
    SELECT f.id, coalesce(who.neighbourhood, '') AS neighbourhood, {_age(FINISHED_ON)} AS age,
        coalesce(c.channel, '') AS channel, coalesce(needs.tried, false) AS tried
    FROM reporting_finished f JOIN ledger_event e ON e."case" = f."case" AND e.seq = f.seq
    LEFT JOIN ({WHO}) who ON who.id = f."case"
    LEFT JOIN reporting_course c ON c."case" = f."case" AND c.law = f.law
    LEFT JOIN LATERAL (
        SELECT bool_or(k.tried) AS tried FROM reporting_finishedneed k
        WHERE k."case" = f."case" AND k.law = f.law AND k.team = f.team AND k.month = f.month
            AND k.layer = 'tailored_provision'
    ) needs ON true
    WHERE f."case" = ANY (cases)
) n WHERE n.id = f.id
    AND (f.neighbourhood, f.age, f.channel, f.tried) IS DISTINCT FROM (n.neighbourhood, n.age, n.channel, n.tried);

UPDATE reporting_finishedneed k SET neighbourhood = f.neighbourhood, age = f.age, channel = f.channel
FROM reporting_finished f
WHERE f."case" = ANY (cases) AND k."case" = f."case" AND k.law = f.law AND k.team = f.team AND k.month = f.month
    AND (k.neighbourhood, k.age, k.channel) IS DISTINCT FROM (f.neighbourhood, f.age, f.channel)
$$;
"""

# The last event that put a need somewhere. Weighing takes it back to nowhere, except where help went first.
PUT = (
    "e.kind IN ('need:covered', 'need:maatwerk:proposed', 'need:maatwerk:granted', 'need:maatwerk:denied',"
    " 'need:maatwerk:withdrawn', 'need:decision:proposed', 'need:decision:granted', 'need:decision:denied',"
    " 'need:decision:withdrawn', 'need:stepped_down', 'need:reopened', 'need:closed')"
)
WEIGHED = "e.kind = 'need:weighed'"


def _last(what: str, when: str) -> str:
    return f"(array_agg({what} ORDER BY e.seq DESC) FILTER (WHERE {when}))[1]"


VERDICTS = ("own_strength", "usual_help", "social_network", "general_facility")
FOUND = ", ".join(f"coalesce({_last('e.reason', f'{WEIGHED} AND e.layer = {one!r}')}, '') AS {one}" for one in VERDICTS)
COLUMNS = f'"case", need, law, municipality, team, month, seq, reason, confidential, life_area, layer, tried, {", ".join(VERDICTS)}, why_not'
SET = ", ".join(f"{name.strip()} = excluded.{name.strip()}" for name in COLUMNS.split(",")[6:])
NEEDS = f"""
CREATE FUNCTION reporting_take_up_needs(cases uuid[]) RETURNS void {DEFINER} AS $$
INSERT INTO reporting_finishedneed ({COLUMNS})
SELECT f."case", n.need, f.law, f.municipality, f.team, f.month, f.seq, f.reason, f.confidential,
    coalesce(named.life_area, ''),
    CASE WHEN n.put LIKE '%:proposed' OR n.put LIKE '%:granted' THEN n.put_in
         WHEN n.put IN ('need:covered', 'need:stepped_down') AND coalesce(n.weighed_at, 0) > n.put_at THEN ''
         WHEN n.put IN ('need:covered', 'need:stepped_down', 'need:closed') THEN n.put_in
         ELSE '' END,
    n.tried, {", ".join(f"n.{one}" for one in VERDICTS)}, n.why_not
FROM reporting_finished f CROSS JOIN LATERAL (
    SELECT e.need, {_last("e.kind", PUT)} AS put, {_last("e.layer", PUT)} AS put_in,
        max(e.seq) FILTER (WHERE {PUT}) AS put_at, max(e.seq) FILTER (WHERE {WEIGHED}) AS weighed_at,
        bool_or(e.kind = 'need:covered') AS tried, {FOUND},
        coalesce(array_agg(DISTINCT e.reason ORDER BY e.reason)
            FILTER (WHERE e.kind = 'facility:answered' AND e.reason NOT IN ('', 'taken')), '{{}}') AS why_not
    FROM ledger_event e
    WHERE e."case" = f."case" AND e.law = f.law AND e.need IS NOT NULL AND e.seq < f.seq
    GROUP BY e.need
) n LEFT JOIN cases_need named ON named.id = n.need
WHERE f."case" = ANY (cases)
ORDER BY f."case", n.need
ON CONFLICT ("case", need, team, month) DO UPDATE SET {SET}
    WHERE reporting_finishedneed.seq < excluded.seq
$$;
CREATE FUNCTION reporting_take_up_decisions(cases uuid[]) RETURNS void {DEFINER} AS $$
UPDATE reporting_finishedneed k SET decision = d.outcome
FROM (
    SELECT DISTINCT ON (e.need) e."case", e.need, split_part(e.kind, ':', 3) AS outcome FROM ledger_event e
    WHERE e."case" = ANY (cases) AND e.kind IN ('need:maatwerk:granted', 'need:maatwerk:denied')
    ORDER BY e.need, e.seq DESC
) d WHERE k."case" = d."case" AND k.need = d.need AND k.decision <> d.outcome
$$;
"""

DESCRIBED = "'case:registered', 'report:added', 'need:named', 'investigation:finished'"
DECIDED = "'investigation:finished', 'need:maatwerk:granted', 'need:maatwerk:denied'"
# Triggers of one table fire by name. Whoever corrects a resident locks her before the facts: so does who writes facts.
KEEP = f"""
CREATE FUNCTION reporting_hold_residents() RETURNS trigger {PROCEDURE} AS $$
BEGIN
    PERFORM 1 FROM cases_resident r WHERE r.id IN (
        SELECT c.resident_id FROM fresh f JOIN cases_case c ON c.id = f."case" WHERE f.kind IN ({DESCRIBED})
    ) ORDER BY r.id FOR SHARE;
    RETURN NULL;
END $$;
CREATE FUNCTION reporting_keep_needs() RETURNS trigger {PROCEDURE} AS $$
DECLARE described uuid[]; finished uuid[]; decided uuid[]; closed uuid[];
BEGIN
    SELECT array_agg(DISTINCT f."case") FILTER (WHERE f.kind IN ({DESCRIBED})),
        array_agg(DISTINCT f."case") FILTER (WHERE f.kind = 'investigation:finished'),
        array_agg(DISTINCT f."case") FILTER (WHERE f.kind IN ({DECIDED})),
        array_agg(DISTINCT f."case") FILTER (WHERE f.kind = 'case:confidential')
        INTO described, finished, decided, closed
        FROM fresh f WHERE f.kind IN ({DESCRIBED}, {DECIDED}, 'case:confidential');
    IF finished IS NOT NULL THEN PERFORM reporting_take_up_needs(finished); END IF;
    IF decided IS NOT NULL THEN PERFORM reporting_take_up_decisions(decided); END IF;
    IF described IS NOT NULL THEN
        PERFORM reporting_place(described);
        PERFORM reporting_describe(described);
    END IF;
    IF closed IS NOT NULL THEN
        UPDATE reporting_finishedneed SET confidential = true WHERE "case" = ANY (closed) AND NOT confidential;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_hold_residents AFTER INSERT ON ledger_event REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_hold_residents();
CREATE TRIGGER reporting_keep_needs AFTER INSERT ON ledger_event REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_keep_needs();
"""

ASKED = ("birth_year", "birth_month", "birth_day", "neighbourhood_id", "secret_address", "address_shielded")
CORRECTED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in ASKED)
FOLLOW = f"""
CREATE FUNCTION reporting_resident_corrected() RETURNS trigger {PROCEDURE} AS $$
DECLARE concerned uuid[] := ARRAY(SELECT id FROM cases_case WHERE resident_id = NEW.id ORDER BY id);
BEGIN
    IF NEW.secret_address OR NEW.address_shielded THEN
        DELETE FROM reporting_casearea WHERE "case" = ANY (concerned);
    ELSE
        PERFORM reporting_place(concerned);
    END IF;
    PERFORM reporting_describe(concerned);
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_resident_corrected AFTER UPDATE OF {", ".join(ASKED)} ON cases_resident
    FOR EACH ROW WHEN ({CORRECTED}) EXECUTE FUNCTION reporting_resident_corrected();
CREATE FUNCTION reporting_case_identified() RETURNS trigger {PROCEDURE} AS $$
BEGIN
    PERFORM 1 FROM cases_resident WHERE id = NEW.resident_id FOR SHARE;
    DELETE FROM reporting_casearea WHERE "case" = NEW.id;
    PERFORM reporting_place(ARRAY[NEW.id]);
    PERFORM reporting_describe(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_case_identified AFTER UPDATE OF resident_id ON cases_case
    FOR EACH ROW WHEN (OLD.resident_id IS DISTINCT FROM NEW.resident_id)
    EXECUTE FUNCTION reporting_case_identified();
"""

# After reporting_rebuild, which made the facts anew that these describe, and holds the events still.
REBUILD = f"""
CREATE FUNCTION reporting_rebuild_needs(batch int) RETURNS void {PROCEDURE} AS $$
DECLARE told uuid[]; since uuid := NULL;
BEGIN
    IF current_setting('trede.job', true) IS DISTINCT FROM 'rebuild_figures' THEN
        RAISE EXCEPTION 'the facts are made anew by manage.py rebuild_figures' USING ERRCODE = 'insufficient_privilege';
    END IF;
    LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM reporting_finishedneed;
    LOOP
        told := ARRAY(SELECT DISTINCT "case" FROM ledger_event WHERE since IS NULL OR "case" > since
            ORDER BY "case" LIMIT batch);
        EXIT WHEN cardinality(told) = 0;
        PERFORM reporting_take_up_needs(told);
        PERFORM reporting_take_up_decisions(told);
        PERFORM reporting_place(told);
        PERFORM reporting_describe(told);
        since := told[cardinality(told)];
    END LOOP;
END $$;
"""

READ_BY = rls.in_job("report", "rebuild_figures")
MINE = f"{rls.has_right('figures.read')} AND {rls.in_scope(team='team', law='law')}"
GRANTED = '(NOT confidential OR "case" IN (SELECT cases_my_grants()))'
WALLS = f"""
    CREATE POLICY reporting_finishedneed_scope ON reporting_finishedneed USING ({MINE} AND {GRANTED}) WITH CHECK (false);
    CREATE POLICY reporting_finishedneed_report ON reporting_finishedneed USING ({READ_BY}) WITH CHECK (false);
    ALTER TABLE reporting_finishedneed ENABLE ROW LEVEL SECURITY;
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON reporting_finishedneed FROM {settings.RUNTIME_ROLE};
    REVOKE ALL ON reporting_casearea FROM {settings.RUNTIME_ROLE};
"""
NO_WALLS = """
    DROP POLICY reporting_finishedneed_report ON reporting_finishedneed;
    DROP POLICY reporting_finishedneed_scope ON reporting_finishedneed;
    ALTER TABLE reporting_finishedneed DISABLE ROW LEVEL SECURITY;
"""
SHUT = f"""
REVOKE EXECUTE ON FUNCTION reporting_place(uuid[]), reporting_describe(uuid[]), reporting_take_up_needs(uuid[]),
    reporting_take_up_decisions(uuid[]), reporting_hold_residents(), reporting_keep_needs(),
    reporting_resident_corrected(), reporting_case_identified(), reporting_rebuild_needs(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_rebuild_needs(int) TO {settings.RUNTIME_ROLE};
"""
GONE = """
DROP TRIGGER reporting_case_identified ON cases_case;
DROP TRIGGER reporting_resident_corrected ON cases_resident;
DROP TRIGGER reporting_keep_needs ON ledger_event;
DROP TRIGGER reporting_hold_residents ON ledger_event;
DROP FUNCTION reporting_rebuild_needs(int), reporting_case_identified(), reporting_resident_corrected(),
    reporting_keep_needs(), reporting_hold_residents(), reporting_take_up_decisions(uuid[]),
    reporting_take_up_needs(uuid[]), reporting_describe(uuid[]), reporting_place(uuid[]),
    reporting_age(int, int, int, date), reporting_age_band(int);
"""
# What happened before is taken up once.
TAKE_UP = """
DO $$BEGIN
    PERFORM set_config('trede.job', 'rebuild_figures', true);
    PERFORM reporting_rebuild_needs(1000);
    PERFORM set_config('trede.job', '', true);
END$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0004_more_facts"),
        ("cases", "0014_ex_officio"),
        ("ledger", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(AGE + PLACE + DESCRIBE + NEEDS + KEEP + FOLLOW + REBUILD + SHUT, GONE),
        migrations.RunSQL(WALLS, NO_WALLS),
        migrations.RunSQL(TAKE_UP, migrations.RunSQL.noop),
    ]
