"""Facilities nearby that were named for a need, and the neighbourhood a resident lives in."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ledger import rls, sql


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_points'),
        ('cases', '0011_referral_walls'),
        ('provisions', '0002_directory'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='need',
            name='looked_nearby_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='resident',
            name='neighbourhood',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.neighbourhood'),
        ),
        migrations.CreateModel(
            name='AdvisedFacility',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rank', models.PositiveSmallIntegerField()),
                ('looked_on', models.DateField()),
                ('facts', models.JSONField()),
                ('answer', models.CharField(blank=True, choices=[('taken', 'the resident goes there'), ('not_available', 'there is no place now'), ('does_not_fit', 'it does not fit this resident'), ('cannot_get_there', "the resident can't get there"), ('cannot_bear_cost', "the resident can't bear the cost")], max_length=20)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('answered_at', models.DateTimeField(null=True)),
                ('superseded_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advised', to='cases.need')),
                ('provision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='provisions.provision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('need', 'provision'), name='facility_advised_once_per_need'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='facility_answer_has_its_moment')],
            },
        ),
        migrations.RunSQL(*sql.row_security("cases_advisedfacility", using=rls.on_visible_need("cases_advisedfacility"))),
    ]
