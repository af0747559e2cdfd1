"""Amounts that are imported, and what was granted: a fact that two triggers keep, each in the transaction of its cause.

One function makes the facts of some needs anew from the decisions and the events, in the triggers and in the rebuilding
alike. The neighbourhood is the one thing that no event says: it is written once, with the decision, and stays.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger import rls

ZONE = settings.TIME_ZONE
DAY = f"(e.at AT TIME ZONE '{ZONE}')::date"
SEARCH_PATH = "SET search_path = pg_catalog, public, pg_temp"
GRANTS = "('need:maatwerk:granted', 'need:decision:granted')"
GONE_BEFORE = "('deceased', 'moved', 'wlz', 'other_authority')"
DENIALS = "('need:maatwerk:denied', 'need:decision:denied')"
ENDS = "('case:closed', 'case:withdrawn', 'case:transferred')"

# A right that was ended by decision counts until the day before the first day without it, whatever becomes of the case,
# unless the resident died, moved or went to another law before. What only stopped counts until that day. Temporary help
# ends too when what was asked for good is denied.
TAKE_UP = f"""
CREATE FUNCTION reporting_take_up_commitments(needs uuid[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER {SEARCH_PATH}
AS $$
WITH granted AS (
    SELECT d.id AS decision, n.case_id, d.need_id, n.law, coalesce(t.municipality, c.municipality_id) AS municipality,
        coalesce(t.team, c.team_id) AS team, coalesce(b.code, '') AS neighbourhood, p.id AS proposal, p.product,
        p.quantity, p.unit, p.frequency, p.form, p.temporary, p.period_until, t.seq,
        coalesce(p.period_from, d.decided_on) AS begins_on,
        c.confidential OR EXISTS (
            SELECT 1 FROM ledger_event e WHERE e."case" = n.case_id AND e.kind = 'case:confidential'
        ) AS confidential
    FROM cases_decision d
    JOIN cases_proposal p ON p.id = d.proposal_id
    JOIN cases_need n ON n.id = d.need_id
    JOIN cases_case c ON c.id = n.case_id
    LEFT JOIN cases_resident r ON r.id = c.resident_id
    LEFT JOIN accounts_neighbourhood b ON b.id = r.neighbourhood_id
    LEFT JOIN LATERAL (
        SELECT e.seq, e.team, e.municipality FROM ledger_event e
        WHERE e."case" = n.case_id AND e.need = d.need_id AND e.kind IN {GRANTS} AND {DAY} = d.decided_on
        ORDER BY e.seq LIMIT 1
    ) t ON true
    WHERE d.outcome = 'granted' AND (needs IS NULL OR d.need_id = ANY (needs))
),
ended AS (
    SELECT g.*,
        lead(g.begins_on) OVER (PARTITION BY g.need_id ORDER BY g.seq, g.begins_on, g.decision) AS next_on,
        (SELECT min(x.ends_on) - 1 FROM cases_decision x
            WHERE x.need_id = g.need_id AND x.proposal_id = g.proposal AND x.outcome = 'ended') AS ended_on,
        (SELECT min({DAY}) FROM ledger_event e WHERE e."case" = g.case_id AND e.seq > coalesce(g.seq, 0)
            AND e.reason IN {GONE_BEFORE} AND (e.kind IN {ENDS} OR e.need = g.need_id AND e.kind = 'need:closed')
        ) AS gone_on,
        (SELECT min({DAY}) FROM ledger_event e WHERE e."case" = g.case_id AND e.seq > coalesce(g.seq, 0) AND (
            e.kind IN {ENDS}
            OR e.need = g.need_id AND e.kind IN ('need:stepped_down', 'need:closed')
            OR e.need = g.need_id AND g.temporary AND e.kind IN {DENIALS})) AS stopped_on
    FROM granted g
),
kept AS (
    INSERT INTO reporting_commitment AS k (decision, "case", need, law, municipality, team, neighbourhood, product,
        quantity, unit, frequency, form, begins_on, last_on, replaced, confidential)
    SELECT decision, case_id, need_id, law, municipality, team, neighbourhood, product, quantity, unit, frequency, form,
        begins_on,
        least(period_until, CASE WHEN ended_on IS NULL THEN stopped_on ELSE least(ended_on, gone_on) END, next_on - 1),
        coalesce(next_on <= begins_on, false), confidential
    FROM ended ORDER BY decision
    ON CONFLICT (decision) DO UPDATE SET "case" = excluded."case", need = excluded.need, law = excluded.law,
        municipality = excluded.municipality, team = excluded.team, product = excluded.product,
        quantity = excluded.quantity, unit = excluded.unit, frequency = excluded.frequency, form = excluded.form,
        begins_on = excluded.begins_on, last_on = excluded.last_on, replaced = excluded.replaced,
        confidential = excluded.confidential
    RETURNING 1
)
SELECT count(*) FROM kept
$$;
"""
KEEP = f"""
CREATE FUNCTION reporting_keep_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
BEGIN
    PERFORM reporting_take_up_commitments((SELECT array_agg(DISTINCT f.need_id) FROM fresh f));
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_keep_decided AFTER INSERT ON cases_decision REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_keep_decided();

CREATE FUNCTION reporting_keep_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
DECLARE touched uuid[];
BEGIN
    SELECT array_agg(DISTINCT k.need) INTO touched FROM fresh f JOIN reporting_commitment k ON k."case" = f."case"
    WHERE f.kind IN {ENDS} OR f.kind = 'case:confidential'
        OR f.need = k.need AND (f.kind IN ('need:stepped_down', 'need:closed') OR f.kind IN {DENIALS});
    IF touched IS NOT NULL THEN PERFORM reporting_take_up_commitments(touched); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_keep_ends AFTER INSERT ON ledger_event REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_keep_ends();
"""
# Some acts write the decision first and others the event; all of them hold their case before either. So the cases are
# waited for first: locked after the events, one of the two would wait crosswise.
REBUILD = f"""
CREATE FUNCTION reporting_rebuild_commitments() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER {SEARCH_PATH} AS $$
BEGIN
    IF current_setting('trede.job', true) IS DISTINCT FROM 'rebuild_figures' THEN
        RAISE EXCEPTION 'the facts are made anew by manage.py rebuild_figures' USING ERRCODE = 'insufficient_privilege';
    END IF;
    LOCK TABLE cases_case IN EXCLUSIVE MODE;
    LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM reporting_commitment k WHERE NOT EXISTS (
        SELECT 1 FROM cases_decision d WHERE d.id = k.decision AND d.outcome = 'granted');
    RETURN reporting_take_up_commitments(NULL);
END $$;
REVOKE EXECUTE ON FUNCTION reporting_take_up_commitments(uuid[]), reporting_keep_decided(), reporting_keep_ends(),
    reporting_rebuild_commitments() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_rebuild_commitments() TO {settings.RUNTIME_ROLE};
"""
GONE = """
DROP TRIGGER reporting_keep_ends ON ledger_event;
DROP TRIGGER reporting_keep_decided ON cases_decision;
DROP FUNCTION reporting_rebuild_commitments(), reporting_keep_ends(), reporting_keep_decided(),
    reporting_take_up_commitments(uuid[]);
"""
MINE = f"{rls.has_right('figures.read')} AND {rls.in_scope(team='team', law='law')}"
GRANTED = '(NOT confidential OR "case" IN (SELECT cases_my_grants()))'
WALLS = f"""
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON reporting_commitment FROM {settings.RUNTIME_ROLE};
ALTER TABLE reporting_commitment ENABLE ROW LEVEL SECURITY;
CREATE POLICY reporting_commitment_scope ON reporting_commitment USING ({MINE} AND {GRANTED}) WITH CHECK (false);
CREATE POLICY reporting_commitment_report ON reporting_commitment
    USING ({rls.in_job("report", "rebuild_figures")}) WITH CHECK (false);
"""
NO_WALLS = """
DROP POLICY reporting_commitment_scope ON reporting_commitment;
DROP POLICY reporting_commitment_report ON reporting_commitment;
ALTER TABLE reporting_commitment DISABLE ROW LEVEL SECURITY;
"""
AMOUNTS = ("reporting_tariff", "reporting_spending", "reporting_budget")
# An amount is never changed or taken away: it is replaced, and that is the one thing that may be written on it.
KEPT = f"REVOKE UPDATE, DELETE, TRUNCATE ON reporting_costimport FROM {settings.RUNTIME_ROLE};" + "".join(
    f"""
    REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {settings.RUNTIME_ROLE};
    GRANT UPDATE (superseded_at) ON {table} TO {settings.RUNTIME_ROLE};
    """
    for table in AMOUNTS
)
# What was granted before there were facts is taken up once.
EARLIER = """
DO $$BEGIN
    PERFORM set_config('trede.job', 'rebuild_figures', true);
    PERFORM reporting_rebuild_commitments();
    PERFORM set_config('trede.job', '', true);
END$$;
"""

class Migration(migrations.Migration):

    dependencies = [
        ("reporting", "0007_keep_demand"),
        ("accounts", "0006_points"),
        ("cases", "0014_ex_officio"),
        ("ledger", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.UUIDField(unique=True)),
                ('case', models.UUIDField()),
                ('need', models.UUIDField()),
                ('law', models.CharField(max_length=10)),
                ('municipality', models.CharField(max_length=30)),
                ('team', models.UUIDField()),
                ('neighbourhood', models.CharField(blank=True, max_length=10)),
                ('product', models.CharField(max_length=200)),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('frequency', models.CharField(blank=True, max_length=20)),
                ('form', models.CharField(max_length=20)),
                ('begins_on', models.DateField()),
                ('last_on', models.DateField(null=True)),
                ('replaced', models.BooleanField()),
                ('confidential', models.BooleanField()),
            ],
            options={
                'indexes': [models.Index(fields=['team', 'law', 'begins_on'], name='commitment_by_team_law_begin')],
            },
        ),
        migrations.CreateModel(
            name='CostImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('tariffs', 'Tariffs'), ('spending', 'Spending'), ('budget', 'Budget')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('source', models.CharField(max_length=200)),
                ('dated', models.DateField()),
                ('at', models.DateTimeField()),
                ('added', models.PositiveIntegerField()),
                ('replaced', models.PositiveIntegerField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
            ],
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('superseded_at', models.DateTimeField(null=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('law', models.CharField(blank=True, choices=[('wmo', 'wmo'), ('jeugd', 'jeugd'), ('pw', 'pw'), ('wgs', 'wgs')], max_length=10)),
                ('layer', models.CharField(choices=[('own_strength', 'own_strength'), ('usual_help', 'usual_help'), ('social_network', 'social_network'), ('general_facility', 'general_facility'), ('tailored_provision', 'tailored_provision'), ('own_decision', 'own_decision')], max_length=30)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.costimport')),
            ],
        ),
        migrations.CreateModel(
            name='Spending',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('superseded_at', models.DateTimeField(null=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('month', models.PositiveSmallIntegerField(null=True)),
                ('law', models.CharField(blank=True, choices=[('wmo', 'wmo'), ('jeugd', 'jeugd'), ('pw', 'pw'), ('wgs', 'wgs')], max_length=10)),
                ('layer', models.CharField(choices=[('own_strength', 'own_strength'), ('usual_help', 'usual_help'), ('social_network', 'social_network'), ('general_facility', 'general_facility'), ('tailored_provision', 'tailored_provision'), ('own_decision', 'own_decision')], max_length=30)),
                ('area', models.CharField(blank=True, max_length=80)),
                ('product', models.CharField(blank=True, max_length=200)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.costimport')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
            ],
        ),
        migrations.CreateModel(
            name='Tariff',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('superseded_at', models.DateTimeField(null=True)),
                ('product', models.CharField(max_length=200)),
                ('product_key', models.CharField(max_length=200)),
                ('unit', models.CharField(choices=[('hours', 'hour'), ('day_parts', 'half day'), ('days', 'day'), ('pieces', 'piece'), ('week', 'week'), ('four_weeks', 'four weeks'), ('month', 'month')], max_length=12)),
                ('price', models.DecimalField(decimal_places=2, max_digits=12)),
                ('law', models.CharField(blank=True, choices=[('wmo', 'wmo'), ('jeugd', 'jeugd'), ('pw', 'pw'), ('wgs', 'wgs')], max_length=10)),
                ('form', models.CharField(blank=True, choices=[('in_kind', 'in kind'), ('personal_budget', 'personal budget')], max_length=20)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.costimport')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
            ],
        ),
        migrations.AddConstraint(
            model_name='costimport',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='cost_import_has_a_source'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('municipality', 'year', 'law', 'layer'), name='one_current_budget_per_year_law_and_layer'),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('municipality', 'year', 'month', 'law', 'layer', 'area', 'product'), name='one_current_spending_per_period_law_layer_and_area', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(condition=models.Q(('month', None), models.Q(('month__gte', 1), ('month__lte', 12)), _connector='OR'), name='spending_month_exists'),
        ),
        migrations.AddConstraint(
            model_name='tariff',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('municipality', 'product_key', 'unit', 'law', 'form', 'valid_from'), name='one_current_tariff_per_product_unit_and_day'),
        ),
        migrations.AddConstraint(
            model_name='tariff',
            constraint=models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='tariff_is_no_negative_amount'),
        ),
        migrations.AddConstraint(
            model_name='tariff',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='tariff_ends_after_it_starts'),
        ),
        migrations.RunSQL(TAKE_UP + KEEP + REBUILD, GONE),
        migrations.RunSQL(WALLS, NO_WALLS),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
    ]
