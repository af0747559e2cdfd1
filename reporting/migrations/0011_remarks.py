"""Remarks at a chart. The runtime role writes them, and of a written one only that it is withdrawn."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ledger import rls, sql

# Of a team under a law, or of the whole municipality of such a team. Who writes or withdraws one does so by name.
HERE = (
    f"({rls.in_scope(team='team_id', law='law')} OR (team_id IS NULL AND EXISTS (SELECT 1 FROM accounts_team t"
    f" WHERE t.municipality_id = reporting_remark.municipality_id AND {rls.in_scope(team='t.id', law='reporting_remark.law')})))"
)
MINE = f"{rls.has_right('figures.read')} AND {HERE}"
WRITTEN, GONE = sql.row_security(
    "reporting_remark", using=MINE, check=f"{MINE} AND {rls.ACTOR} IN (by_id, withdrawn_by_id)"
)
KEPT = f"""
    REVOKE UPDATE, DELETE, TRUNCATE ON reporting_remark FROM {settings.RUNTIME_ROLE};
    GRANT UPDATE (withdrawn_at, withdrawn_by_id) ON reporting_remark TO {settings.RUNTIME_ROLE};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_points'),
        ("reporting", "0010_editions_and_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('law', models.CharField(choices=[('wmo', 'wmo'), ('jeugd', 'jeugd'), ('pw', 'pw'), ('wgs', 'wgs')], max_length=10)),
                ('month', models.DateField()),
                ('kind', models.CharField(choices=[('happened', 'Something happened here'), ('rebase', 'The limits start anew from this month')], max_length=10)),
                ('text', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('month__day', 1)), name='remark_is_of_a_month'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='remark_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='remark_withdrawn_by_somebody'), models.UniqueConstraint(condition=models.Q(('kind', 'rebase'), ('withdrawn_at', None)), fields=('municipality', 'team', 'law', 'month'), name='limits_start_anew_once_in_a_month', nulls_distinct=False)],
            },
        ),
        migrations.RunSQL(WRITTEN + KEPT, GONE),
    ]
