"""The legal terms as facts, kept in the transaction of the event that moved a clock.

Every act writes its events last, so the clocks stand as they are when the trigger looks. The same words take up the
clocks of a few cases in the trigger and of all cases in the rebuilding. It fires after reporting_keep_facts, by name:
the course of the case is there.
"""

from django.conf import settings
from django.db import migrations, models

from ledger import rls

SEARCH_PATH = "SET search_path = pg_catalog, public, pg_temp"
KEPT = ("municipality", "team", "end", "met_on", "lapsed", "stands_still", "applied", "confidential")
QUOTED = [f'"{name}"' for name in KEPT]
# As in cases.dossier.clocks: the terms for deciding stand still. With a day to answer by, that day is in the end already.
PAUSABLE = "'wmo.decision', 'jeugd.decision', 'pw.decision', 'wgs.decision'"
STANDS_STILL = f"""d.met_on IS NULL AND NOT d.lapsed AND d.rule IN ({PAUSABLE}) AND EXISTS (SELECT 1 FROM cases_suspension s
    JOIN cases_application a ON a.id = s.application_id AND a.state = 'suspended'
    WHERE s.case_id = d.case_id AND s.law = d.law AND s.until IS NULL AND s.answer_by IS NULL)"""
# Of an investigation: an application that was not withdrawn came since, whose clock therefore ran or runs.
APPLIED = """d.rule = 'wmo.investigation' AND EXISTS (SELECT 1 FROM cases_deadline a
    WHERE a.case_id = d.case_id AND a.rule = 'wmo.decision' AND NOT a.lapsed AND a.start >= d.start)"""
TAKE_UP = f"""
INSERT INTO reporting_term AS t (id, "case", law, municipality, team, rule, start, "end", met_on, lapsed, stands_still,
    applied, confidential)
SELECT d.id, d.case_id, d.law, c.municipality_id,
    CASE WHEN d.met_on IS NULL AND NOT d.lapsed THEN c.team_id ELSE coalesce(f.team, c.team_id) END,
    d.rule, d.start, d."end", d.met_on, d.lapsed, {STANDS_STILL}, {APPLIED},
    c.confidential
FROM cases_deadline d JOIN cases_case c ON c.id = d.case_id
    LEFT JOIN reporting_course f ON f."case" = d.case_id AND f.law = d.law
WHERE d.duty {{which}}
ON CONFLICT (id) DO UPDATE SET ({", ".join(QUOTED)}) = ({", ".join(f"excluded.{name}" for name in QUOTED)})
WHERE ({", ".join(f"t.{name}" for name in QUOTED)}) IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in QUOTED)})
"""
# What starts, stops or moves a clock, changes the team of a case, or closes it off.
MOVES = ("case:registered", "report:added", "talk:held", "investigation:finished", "application:received",
         "application:wait_waived", "application:advance_paid", "application:suspended", "application:resumed",
         "application:withdrawn", "application:not_processed", "application:decided", "objection:received",
         "objection:decided", "objection:withdrawn", "case:decided", "case:received", "case:confidential",
         "case:closed", "case:withdrawn", "case:transferred")  # fmt: skip
KEEP = f"""
CREATE FUNCTION reporting_take_up_terms(cases uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER {SEARCH_PATH} AS $$
{TAKE_UP.format(which="AND d.case_id = ANY (cases)")}
$$;
CREATE FUNCTION reporting_keep_terms() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
DECLARE moved uuid[];
BEGIN
    SELECT array_agg(DISTINCT f."case") INTO moved FROM fresh f WHERE f.kind IN ({", ".join(f"'{kind}'" for kind in MOVES)});
    IF moved IS NOT NULL THEN PERFORM reporting_take_up_terms(moved); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_keep_terms AFTER INSERT ON ledger_event REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_keep_terms();
"""
REBUILD = f"""
CREATE FUNCTION reporting_rebuild_terms() RETURNS void LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
BEGIN
    IF current_setting('trede.job', true) IS DISTINCT FROM 'rebuild_figures' THEN
        RAISE EXCEPTION 'the facts are made anew by manage.py rebuild_figures' USING ERRCODE = 'insufficient_privilege';
    END IF;
    LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM reporting_term;
    {TAKE_UP.format(which="")};
END $$;
REVOKE EXECUTE ON FUNCTION reporting_take_up_terms(uuid[]), reporting_keep_terms(), reporting_rebuild_terms() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_rebuild_terms() TO {settings.RUNTIME_ROLE};
"""
GONE = """
DROP TRIGGER reporting_keep_terms ON ledger_event;
DROP FUNCTION reporting_rebuild_terms(), reporting_keep_terms(), reporting_take_up_terms(uuid[]);
"""
GRANTED = '(NOT confidential OR "case" IN (SELECT cases_my_grants()))'
SCOPE = f"{rls.has_right('figures.read')} AND {rls.in_scope(team='team', law='law')} AND {GRANTED}"
WALLS = f"""
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON reporting_term FROM {settings.RUNTIME_ROLE};
ALTER TABLE reporting_term ENABLE ROW LEVEL SECURITY;
CREATE POLICY reporting_term_scope ON reporting_term USING ({SCOPE}) WITH CHECK (false);
CREATE POLICY reporting_term_report ON reporting_term USING ({rls.in_job("report", "rebuild_figures")}) WITH CHECK (false);
"""
NO_WALLS = """
DROP POLICY reporting_term_scope ON reporting_term; DROP POLICY reporting_term_report ON reporting_term;
ALTER TABLE reporting_term DISABLE ROW LEVEL SECURITY;
"""
# The terms of before there were facts of them are taken up once.
FIRST = """
DO $$BEGIN
    PERFORM set_config('trede.job', 'rebuild_figures', true);
    PERFORM reporting_rebuild_terms();
    PERFORM set_config('trede.job', '', true);
END$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_cost"), ("cases", "0014_ex_officio"), ("ledger", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("case", models.UUIDField()),
                ("law", models.CharField(max_length=10)),
                ("municipality", models.CharField(max_length=30)),
                ("team", models.UUIDField()),
                ("rule", models.CharField(max_length=40)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("met_on", models.DateField(null=True)),
                ("lapsed", models.BooleanField()),
                ("stands_still", models.BooleanField()),
                ("applied", models.BooleanField()),
                ("confidential", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("met_on__isnull", False)),
                        fields=["team", "law", "met_on"],
                        name="term_by_day_met",
                    ),
                    models.Index(
                        condition=models.Q(("lapsed", False), ("met_on", None)),
                        fields=["team", "law", "end"],
                        name="term_running",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP + REBUILD, GONE),
        migrations.RunSQL(WALLS, NO_WALLS),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
