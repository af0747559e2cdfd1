"""Editions: protected tables of closed years, counted by one job; and files of figures, each for who asked for it."""

import uuid

import django.db.models.deletion
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
COUNTS = "".join(f"CREATE POLICY {table}_make_editions ON {table} USING ({JOB}) WITH CHECK (false);" for table in COUNTED)
COUNTS_NO_MORE = "".join(f"DROP POLICY {table}_make_editions ON {table};" for table in COUNTED)
READ = sql.row_security(
    "reporting_edition", using=f"municipality = ANY ({rls.PUBLISHED_IN}::text[]) OR {JOB}", check=JOB
)# Who asked for a file reads it; the worker makes it in her name and writes down on it what became of it.
FILES = sql.row_security(
    "reporting_figurefile", using=f"by_id = {rls.ACTOR} OR {rls.in_job('deliver', 'clear_figure_files')}"
)
PARTS = sql.row_security(
    "reporting_figurefilepart", using=f"by = {rls.ACTOR} OR {rls.in_job('clear_figure_files')}"
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
        migrations.CreateModel(
            name='FigureFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=30)),
                ('kind', models.CharField(max_length=10)),
                ('asked', models.JSONField()),
                ('language', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('scope', models.JSONField(default=dict)),
                ('seen', models.PositiveIntegerField(default=0)),
                ('last', models.BigIntegerField(default=0)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('made_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='FigureFilePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.UUIDField()),
                ('seq', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='reporting.figurefile')),
            ],
        ),
        migrations.AddIndex(
            model_name='figurefile',
            index=models.Index(fields=['by', '-at'], name='figure_file_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='figurefile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expires_at', None), ('made_at', None)), models.Q(('expires_at__isnull', False), ('made_at__isnull', False)), _connector='OR'), name='figure_file_expires_once_made'),
        ),
        migrations.AddConstraint(
            model_name='figurefile',
            constraint=models.CheckConstraint(condition=models.Q(('made_at', None), ('reason', ''), _connector='OR'), name='figure_file_is_made_or_failed'),
        ),
        migrations.AddConstraint(
            model_name='figurefilepart',
            constraint=models.UniqueConstraint(fields=('file', 'seq'), name='figure_file_part_once_per_seq'),
        ),
        migrations.RunSQL(*READ),
        migrations.RunSQL(*sql.append_only("reporting_edition")),
        migrations.RunSQL(COUNTS, COUNTS_NO_MORE),
        migrations.RunSQL(AREA, "DROP FUNCTION reporting_neighbourhood_of(uuid);"),
        migrations.RunSQL(*FILES),
        migrations.RunSQL(*PARTS),
    ]
