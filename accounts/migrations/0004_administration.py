"""Closed teams, what an administrator set by hand, and lines of policy."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_more_routes'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('wording', 'Wording of the steps'), ('ordinance', 'Articles of the ordinance'), ('contact', 'Contacts')], max_length=20)),
                ('key', models.SlugField(max_length=60)),
                ('law', models.CharField(blank=True, max_length=10)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(max_length=4000)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('open_when', models.CharField(blank=True, max_length=200)),
                ('crisis', models.BooleanField(default=False)),
                ('checked_on', models.DateField(null=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('source_url', models.URLField(blank=True, max_length=500)),
                ('example', models.BooleanField(default=False)),
                ('withdrawn', models.BooleanField(default=False)),
                ('valid_from', models.DateField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='neighbourhood',
            name='by_hand',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='team',
            name='by_hand',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='team',
            name='closed_on',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on', None)), fields=('municipality', 'name'), name='open_team_name_once_per_municipality'),
        ),
        migrations.AddField(
            model_name='policyline',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyline',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policy_lines', to='accounts.municipality'),
        ),
        migrations.AddIndex(
            model_name='policyline',
            index=models.Index(fields=['municipality', 'kind', 'key', 'at'], name='policy_line_history'),
        ),
        migrations.AddConstraint(
            model_name='policyline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('example', True), ('source', '')), models.Q(models.Q(('source', ''), _negated=True), ('example', False)), _connector='OR'), name='policy_line_names_its_source_or_is_an_example'),
        ),
    ]
