"""Indexes for a year's question: on the days of courses, on what was closed off, and on who was reached (ADR 30)."""

import django.contrib.postgres.indexes
from django.db import migrations, models

# With what the walls ask of an event, so that it can be counted without being read. The table is the ledger's.
REACHED = """
CREATE INDEX reporting_event_reached ON ledger_event (at) INCLUDE (team, law, "case", need)
WHERE kind IN ('referral:started', 'referral:pointed')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0015_answered_once'),
        ('ledger', '0002_walls'),
    ]

    operations = [
        migrations.RunSQL(REACHED, "DROP INDEX reporting_event_reached"),
        migrations.RemoveIndex(
            model_name='course',
            name='course_by_end',
        ),
        migrations.RemoveIndex(
            model_name='course',
            name='course_by_grant',
        ),
        migrations.AddIndex(
            model_name='course',
            index=models.Index(condition=models.Q(('ended_on__isnull', False)), fields=['team', 'law', 'ended_on'], include=('back_on', 'case', 'confidential'), name='course_by_end'),
        ),
        migrations.AddIndex(
            model_name='course',
            index=models.Index(condition=models.Q(('granted_on__isnull', False)), fields=['team', 'law', 'granted_on'], include=('supported_on', 'case', 'confidential'), name='course_by_grant'),
        ),
        migrations.AddIndex(
            model_name='course',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['talked_on', 'finished_on', 'decided_on', 'granted_on', 'supported_on', 'ended_on'], name='course_by_days', pages_per_range=16),
        ),
        migrations.AddIndex(
            model_name='course',
            index=models.Index(condition=models.Q(('confidential', True)), fields=['case'], name='course_closed_off'),
        ),
        migrations.AddIndex(
            model_name='finished',
            index=models.Index(condition=models.Q(('confidential', True)), fields=['team', 'law', 'month'], name='finished_closed_off'),
        ),
    ]
