"""Editions: protected tables of closed years. One job counts them; who reads them sees nothing else of any case."""

import uuid

from django.conf import settings
from django.db import migrations, models

from ledger import rls, sql

JOB = rls.in_job("make_editions")
# A neighbourhood and nothing else of a resident, for the one job that counts by it.
AREA = f"""
CREATE FUNCTION reporting_neighbourhood_of(asked uuid) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
SELECT r.neighbourhood_id FROM cases_case c JOIN cases_resident r ON r.id = c.resident_id
WHERE c.id = asked AND NOT c.confidential AND current_setting('trede.job', true) = 'make_editions'
$$;
REVOKE EXECUTE ON FUNCTION reporting_neighbourhood_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_neighbourhood_of(uuid) TO {settings.RUNTIME_ROLE};
"""
COUNTED = ("reporting_course", "reporting_finished")
COUNTS = "".join(f"CREATE POLICY {table}_editions ON {table} USING ({JOB}) WITH CHECK (false);" for table in COUNTED)
COUNTS_NO_MORE = "".join(f"DROP POLICY {table}_editions ON {table};" for table in COUNTED)
READ = sql.row_security(
    "reporting_edition", using=f"municipality = ANY ({rls.PUBLISHED_IN}::text[]) OR {JOB}", check=JOB
)

class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0009_terms'),
        ('accounts', '0008_policy_adviser'),
        ('cases', '0014_ex_officio'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=30)),
                ('family', models.CharField(max_length=30)),
                ('year', models.PositiveSmallIntegerField()),
                ('audience', models.CharField(choices=[('inside', 'Inside the municipality'), ('publication', 'For publication')], max_length=20)),
                ('threshold', models.PositiveSmallIntegerField()),
                ('tables', models.JSONField()),
                ('refused', models.JSONField()),
                ('names', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'family', 'year', 'audience'), name='edition_is_made_once'), models.CheckConstraint(condition=models.Q(('threshold__gte', 2)), name='edition_hides_small_numbers')],
            },
        ),
        migrations.RunSQL(*READ),
        migrations.RunSQL(*sql.append_only("reporting_edition")),
        migrations.RunSQL(COUNTS, COUNTS_NO_MORE),
        migrations.RunSQL(AREA, "DROP FUNCTION reporting_neighbourhood_of(uuid);"),
    ]
