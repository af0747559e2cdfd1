"""The facts of the figures, kept by the database in the transaction of the event; only these functions write them.

One function takes events up, in the trigger and in the rebuilding alike. Sums are written in the order of their keys,
so that two transactions that touch the same months never wait for each other crosswise.
"""

from django.conf import settings
from django.db import migrations

from ledger import rls

ZONE = settings.TIME_ZONE
DAY = f"(e.at AT TIME ZONE '{ZONE}')::date"
COUNTED = ("finished", "own", "around", "nearby", "tailored", "own_decision", "nowhere", "urgent", "external")
SEARCH_PATH = "SET search_path = pg_catalog, public, pg_temp"

# Income support and debt plans are decisions of their own: there step 4 is never maatwerk.
STEP = f"""
CREATE FUNCTION reporting_step(law text, layer text, reason text) RETURNS text LANGUAGE sql IMMUTABLE {SEARCH_PATH}
AS $$SELECT CASE
    WHEN reason = 'external' THEN 'external'
    WHEN layer IN ('own_strength', 'usual_help') THEN 'own'
    WHEN layer = 'social_network' THEN 'around'
    WHEN layer = 'general_facility' THEN 'nearby'
    WHEN layer = 'tailored_provision' AND law IN ('wmo', 'jeugd') THEN 'tailored'
    WHEN layer IN ('own_decision', 'tailored_provision') AND law NOT IN ('wmo', 'jeugd') THEN 'own_decision'
    WHEN layer = '' THEN 'nowhere' END$$;
"""


def _counts(row: str, sign: str = "") -> str:
    """The columns of a month, for one finished investigation."""
    step = f"reporting_step({row}.law, {row}.layer, {row}.reason)"
    apart = {
        "finished": f"({row}.reason <> 'external')",
        "external": f"({row}.reason = 'external')",
        "urgent": f"({row}.reason = 'urgent')",
    }
    return ", ".join(f"{sign}{apart.get(name, f'coalesce({step} = {name!r}, false)')}::int AS {name}" for name in COUNTED)


SUMMED = ", ".join(f"sum({name}) AS {name}" for name in COUNTED)
ADDED = ", ".join(f"{name} = m.{name} + excluded.{name}" for name in COUNTED)
MONTH = f"INSERT INTO reporting_finishedmonth AS m (municipality, team, law, month, {', '.join(COUNTED)})"
PUT = f"ON CONFLICT (team, law, month) DO UPDATE SET {ADDED}"

FINISHED = f"""
CREATE FUNCTION reporting_take_up_finished(events ledger_event[]) RETURNS void LANGUAGE sql
SECURITY DEFINER {SEARCH_PATH} AS $$
WITH last AS (
    SELECT DISTINCT ON (e."case", e.law, e.team, date_trunc('month', {DAY})) e."case", e.law, e.municipality, e.team,
        date_trunc('month', {DAY})::date AS month, e.seq, e.layer, e.reason, coalesce(c.confidential, false) AS confidential
    FROM unnest(events) e LEFT JOIN cases_case c ON c.id = e."case"
    WHERE e.kind = 'investigation:finished'
    ORDER BY e."case", e.law, e.team, date_trunc('month', {DAY}), e.seq DESC
),
before AS (SELECT f.* FROM reporting_finished f JOIN last USING ("case", law, team, month) WHERE last.seq > f.seq),
kept AS (
    INSERT INTO reporting_finished AS f ("case", law, municipality, team, month, seq, layer, reason, confidential)
    SELECT "case", law, municipality, team, month, seq, layer, reason, confidential FROM last
    ON CONFLICT ("case", law, team, month) DO UPDATE
        SET seq = excluded.seq, layer = excluded.layer, reason = excluded.reason, confidential = excluded.confidential
        WHERE excluded.seq > f.seq
    RETURNING *
),
change AS (
    SELECT k.municipality, k.team, k.law, k.month, {_counts("k")} FROM kept k WHERE NOT k.confidential
    UNION ALL
    SELECT b.municipality, b.team, b.law, b.month, {_counts("b", "-")} FROM before b WHERE NOT b.confidential
)
{MONTH} SELECT municipality, team, law, month, {SUMMED} FROM change GROUP BY 1, 2, 3, 4 ORDER BY team, law, month {PUT}
$$;
"""

# Stages that one law of a case reaches with an event of that law, or of the whole case (law ''), from its report on.
STAGES = {
    "talked_on": "e.kind IN ('contact:logged', 'talk:held', 'investigation:started')",
    "finished_on": "e.kind = 'investigation:finished'",
    "applied_on": "e.kind = 'application:received'",
    "decided_on": "e.kind = 'application:decided'",
    "granted_on": "e.kind IN ('need:maatwerk:granted', 'need:decision:granted')",
    "covered_on": "e.kind = 'need:covered'",
    "supported_on": "e.kind = 'support:started'",
    "helped_on": "e.kind = 'need:worked' AND e.reason IN ('yes', 'partly')",
    "ended_on": "e.kind IN ('case:closed', 'case:withdrawn', 'case:transferred')",
}
REACHED = ", ".join(f"min({DAY}) FILTER (WHERE {when}) AS {stage}" for stage, when in STAGES.items())
LAST = "(array_agg({what} ORDER BY e.seq DESC) FILTER (WHERE {when}))[1] AS {name}"
COURSE = f"""
CREATE FUNCTION reporting_take_up_course(events ledger_event[]) RETURNS void LANGUAGE sql
SECURITY DEFINER {SEARCH_PATH} AS $$
INSERT INTO reporting_course ("case", law, municipality, team, seq, channel, confidential, registered_on, layer, reason,
    ended_because)
SELECT DISTINCT ON (e."case", e.law) e."case", e.law, e.municipality, e.team, e.seq,
    CASE WHEN e.kind = 'need:named' THEN '' ELSE e.reason END, coalesce(c.confidential, false), {DAY}, '', '', ''
FROM unnest(events) e LEFT JOIN cases_case c ON c.id = e."case"
WHERE e.kind IN ('case:registered', 'report:added', 'need:named') AND e.law <> ''
ORDER BY e."case", e.law, e.seq
ON CONFLICT ("case", law) DO NOTHING;

UPDATE reporting_course c SET
    talked_on = least(c.talked_on, n.talked_on),
    finished_on = least(c.finished_on, n.finished_on),
    layer = coalesce(n.layer, c.layer),
    reason = coalesce(n.reason, c.reason),
    applied_on = least(c.applied_on, n.applied_on),
    decided_on = least(c.decided_on, n.decided_on),
    granted_on = least(c.granted_on, n.granted_on),
    covered_on = least(c.covered_on, n.covered_on),
    supported_on = least(c.supported_on, n.supported_on),
    helped_on = least(c.helped_on, n.helped_on),
    ended_on = least(c.ended_on, n.ended_on),
    ended_because = coalesce(n.ended_because, c.ended_because)
FROM (
    SELECT known.id, {REACHED},
        {LAST.format(what="e.layer", when=STAGES["finished_on"], name="layer")},
        {LAST.format(what="e.reason", when=STAGES["finished_on"], name="reason")},
        {LAST.format(what="split_part(e.kind, ':', 2) || ':' || e.reason", when=STAGES["ended_on"], name="ended_because")}
    FROM unnest(events) e
    JOIN reporting_course known ON known."case" = e."case" AND e.law IN ('', known.law) AND e.seq > known.seq
    GROUP BY known.id
) n WHERE n.id = c.id
$$;
"""

# A figure that moved when a case became confidential would show that it is there: its facts leave the sums for good.
CLOSED_OFF = f"""
CREATE FUNCTION reporting_close_off(cases uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER {SEARCH_PATH} AS $$
UPDATE reporting_course SET confidential = true WHERE "case" = ANY (cases) AND NOT confidential;
WITH hidden AS (
    UPDATE reporting_finished SET confidential = true WHERE "case" = ANY (cases) AND NOT confidential RETURNING *
)
{MONTH} SELECT municipality, team, law, month, {SUMMED}
FROM (SELECT h.municipality, h.team, h.law, h.month, {_counts("h", "-")} FROM hidden h) AS change
GROUP BY 1, 2, 3, 4 ORDER BY team, law, month {PUT}
$$;
"""
# A new report on a closed case is a case that follows it. The day stands with the case that was closed, whose team counts
# it; none of the ids means all.
RETURNS = f"""
CREATE FUNCTION reporting_take_up_returns(cases uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER {SEARCH_PATH} AS $$
UPDATE reporting_course b SET back_on = n.day
FROM (
    SELECT c.follows_id, min(f.registered_on) AS day
    FROM cases_case c JOIN reporting_course f ON f."case" = c.id
    WHERE c.follows_id IS NOT NULL AND (cases IS NULL OR c.id = ANY (cases)) GROUP BY 1
) AS n WHERE b."case" = n.follows_id AND (b.back_on IS NULL OR n.day < b.back_on)
$$;
"""
COUNTS = ("case:registered", "report:added", "need:named", "contact:logged", "talk:held", "investigation:started",
          "investigation:finished", "application:received", "application:decided", "need:maatwerk:granted",
          "need:decision:granted", "need:covered", "support:started", "need:worked", "case:closed", "case:withdrawn",
          "case:transferred", "case:confidential")  # fmt: skip
KEPT = ", ".join(f"'{kind}'" for kind in COUNTS)
KEEP = f"""
CREATE FUNCTION reporting_keep_facts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
DECLARE told ledger_event[]; closed uuid[]; registered uuid[];
BEGIN
    SELECT array_agg(f::ledger_event), array_agg(f."case") FILTER (WHERE f.kind = 'case:confidential'),
        array_agg(f."case") FILTER (WHERE f.kind = 'case:registered')
        INTO told, closed, registered FROM fresh f WHERE f.kind IN ({KEPT});
    IF told IS NULL THEN RETURN NULL; END IF;
    PERFORM reporting_take_up_course(told);
    IF EXISTS (SELECT 1 FROM unnest(told) t WHERE t.kind = 'investigation:finished') THEN
        PERFORM reporting_take_up_finished(told);
    END IF;
    IF registered IS NOT NULL THEN PERFORM reporting_take_up_returns(registered); END IF;
    IF closed IS NOT NULL THEN PERFORM reporting_close_off(closed); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_keep_facts AFTER INSERT ON ledger_event REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_keep_facts();
"""

# Writers wait: what is counted anew must be all there is. The batches follow the cases, in the order of their ids.
REBUILD = f"""
CREATE FUNCTION reporting_rebuild(batch int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
DECLARE told ledger_event[]; since uuid := NULL; until uuid; number bigint := 0;
BEGIN
    IF current_setting('trede.job', true) IS DISTINCT FROM 'rebuild_figures' THEN
        RAISE EXCEPTION 'the facts are made anew by manage.py rebuild_figures' USING ERRCODE = 'insufficient_privilege';
    END IF;
    LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM reporting_finishedmonth; DELETE FROM reporting_finished; DELETE FROM reporting_course;
    LOOP
        until := (SELECT "case" FROM (
            SELECT DISTINCT "case" FROM ledger_event WHERE since IS NULL OR "case" > since ORDER BY "case" LIMIT batch
        ) AS next ORDER BY "case" DESC LIMIT 1);
        EXIT WHEN until IS NULL;
        SELECT array_agg(e), number + count(*) INTO told, number FROM ledger_event e
        WHERE (since IS NULL OR e."case" > since) AND e."case" <= until AND e.kind IN ({KEPT});
        IF told IS NOT NULL THEN
            PERFORM reporting_take_up_course(told);
            PERFORM reporting_take_up_finished(told);
        END IF;
        since := until;
    END LOOP;
    PERFORM reporting_take_up_returns(NULL);
    RETURN number;
END $$;
"""

READ_BY = rls.in_job("report", "rebuild_figures")
MINE = f"{rls.has_right('figures.read')} AND {rls.in_scope(team='team', law='law')}"
GRANTED = '(NOT confidential OR "case" IN (SELECT cases_my_grants()))'
TABLES = {
    "reporting_course": f"{MINE} AND {GRANTED}",
    "reporting_finished": f"{MINE} AND {GRANTED}",
    "reporting_finishedmonth": MINE,
}
WALLS = "".join(
    f"""
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {settings.RUNTIME_ROLE};
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY {table}_scope ON {table} USING ({using}) WITH CHECK (false);
    CREATE POLICY {table}_report ON {table} USING ({READ_BY}) WITH CHECK (false);
    """
    for table, using in TABLES.items()
)
NO_WALLS = "".join(
    f"DROP POLICY {table}_scope ON {table}; DROP POLICY {table}_report ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in TABLES
)
SHUT = f"""
REVOKE EXECUTE ON FUNCTION reporting_take_up_course(ledger_event[]), reporting_take_up_finished(ledger_event[]),
    reporting_close_off(uuid[]), reporting_take_up_returns(uuid[]), reporting_keep_facts(), reporting_rebuild(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_rebuild(int) TO {settings.RUNTIME_ROLE};
"""
GONE = """
DROP TRIGGER reporting_keep_facts ON ledger_event;
DROP FUNCTION reporting_rebuild(int), reporting_keep_facts(), reporting_close_off(uuid[]),
    reporting_take_up_returns(uuid[]),
    reporting_take_up_course(ledger_event[]), reporting_take_up_finished(ledger_event[]),
    reporting_step(text, text, text);
"""
# What happened before there were facts is taken up once.
TAKE_UP = """
DO $$BEGIN
    PERFORM set_config('trede.job', 'rebuild_figures', true);
    PERFORM reporting_rebuild(1000);
    PERFORM set_config('trede.job', '', true);
END$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_facts"), ("cases", "0014_ex_officio"), ("ledger", "0002_walls")]

    operations = [
        migrations.RunSQL(STEP + FINISHED + COURSE + CLOSED_OFF + RETURNS + KEEP + REBUILD + SHUT, GONE),
        migrations.RunSQL(WALLS, NO_WALLS),
        migrations.RunSQL(TAKE_UP, migrations.RunSQL.noop),
    ]
