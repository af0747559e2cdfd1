"""The directory as HSDS has it; what was there stays, in the municipality of its organisation."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import provisions.directory.fields
import uuid
from django.conf import settings
from django.db import migrations, models

IN_THE_MUNICIPALITY_OF_ITS_ORGANISATION = """
UPDATE provisions_provision p SET municipality_id = o.municipality_id
FROM provisions_organisation o WHERE o.id = p.organisation_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_points'),
        ('provisions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Accessibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('description', models.TextField(blank=True)),
                ('details', models.TextField(blank=True)),
                ('url', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('type', models.CharField(choices=[('physical', 'Physical'), ('postal', 'Postal'), ('virtual', 'Virtual')], default='physical', max_length=20)),
                ('attention', models.CharField(blank=True, max_length=300)),
                ('address_1', models.CharField(max_length=300)),
                ('address_2', models.CharField(blank=True, max_length=300)),
                ('city', models.CharField(blank=True, max_length=200)),
                ('region', models.CharField(blank=True, max_length=200)),
                ('state_province', models.CharField(blank=True, max_length=200)),
                ('postal_code', models.CharField(blank=True, max_length=40)),
                ('country', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attribute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('entity', models.CharField(blank=True, max_length=60)),
                ('link', models.CharField(blank=True, max_length=200)),
                ('link_type', models.CharField(blank=True, max_length=200)),
                ('value', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('name', models.CharField(blank=True, max_length=300)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('department', models.CharField(blank=True, max_length=300)),
                ('email', models.CharField(blank=True, max_length=254)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CostOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('option', models.TextField(blank=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('amount_description', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Findable',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=300)),
                ('standing', models.PositiveSmallIntegerField()),
                ('laws', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None)),
                ('life_areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None)),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('open_at', provisions.directory.fields.MinutesField()),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), size=None)),
                ('youngest', models.FloatField()),
                ('oldest', models.FloatField()),
                ('free', models.BooleanField(null=True)),
                ('needs_intake', models.BooleanField()),
                ('room', models.CharField(max_length=20)),
                ('only_for', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Funding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('payer', models.TextField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Language',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('name', models.CharField(blank=True, max_length=300)),
                ('code', models.CharField(blank=True, max_length=35)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('type', models.CharField(choices=[('physical', 'Physical'), ('postal', 'Postal'), ('virtual', 'Virtual')], default='physical', max_length=20)),
                ('name', models.CharField(blank=True, max_length=300)),
                ('alternate_name', models.CharField(blank=True, max_length=300)),
                ('description', models.TextField(blank=True)),
                ('transportation', models.TextField(blank=True)),
                ('url', models.CharField(blank=True, max_length=500)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('external_identifier', models.CharField(blank=True, max_length=200)),
                ('external_identifier_type', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationIdentifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('scheme', models.CharField(blank=True, max_length=200)),
                ('type', models.CharField(blank=True, max_length=200)),
                ('identifier', models.CharField(max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('number', models.CharField(max_length=100)),
                ('extension', models.CharField(blank=True, max_length=40)),
                ('type', models.CharField(blank=True, max_length=40)),
                ('department', models.CharField(blank=True, max_length=300)),
                ('description', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Program',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('name', models.CharField(max_length=300)),
                ('alternate_name', models.CharField(blank=True, max_length=300)),
                ('description', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProvisionTally',
            fields=[
                ('provision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='tally', serialize=False, to='provisions.provision')),
                ('pointed', models.PositiveIntegerField(default=0)),
                ('referred', models.PositiveIntegerField(default=0)),
                ('answered', models.PositiveIntegerField(default=0)),
                ('answer_days_total', models.PositiveIntegerField(default=0)),
                ('started', models.PositiveIntegerField(default=0)),
                ('no_shows', models.PositiveIntegerField(default=0)),
                ('helped', models.PositiveIntegerField(default=0)),
                ('partly', models.PositiveIntegerField(default=0)),
                ('not_helped', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='RequiredDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('document', models.TextField()),
                ('uri', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('dtstart', models.DateField(blank=True, null=True)),
                ('timezone', models.CharField(blank=True, max_length=20)),
                ('until', models.DateField(blank=True, null=True)),
                ('count', models.PositiveIntegerField(blank=True, null=True)),
                ('wkst', models.CharField(blank=True, max_length=2)),
                ('freq', models.CharField(blank=True, choices=[('WEEKLY', 'Weekly'), ('MONTHLY', 'Monthly')], max_length=10)),
                ('interval', models.PositiveIntegerField(blank=True, null=True)),
                ('byday', models.CharField(blank=True, max_length=100)),
                ('byweekno', models.CharField(blank=True, max_length=200)),
                ('bymonthday', models.CharField(blank=True, max_length=200)),
                ('byyearday', models.CharField(blank=True, max_length=200)),
                ('description', models.TextField(blank=True)),
                ('opens_at', models.TimeField(blank=True, null=True)),
                ('closes_at', models.TimeField(blank=True, null=True)),
                ('closed', models.BooleanField(default=False)),
                ('schedule_link', models.CharField(blank=True, max_length=500)),
                ('attending_type', models.CharField(blank=True, max_length=100)),
                ('notes', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServiceArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('name', models.CharField(blank=True, max_length=300)),
                ('description', models.TextField(blank=True)),
                ('extent', models.TextField(blank=True)),
                ('extent_type', models.CharField(blank=True, max_length=100)),
                ('uri', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServiceAtLocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('description', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Taxonomy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('name', models.CharField(max_length=300)),
                ('description', models.TextField(blank=True)),
                ('uri', models.CharField(blank=True, max_length=500)),
                ('version', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TaxonomyTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=100)),
                ('source_id', models.CharField(blank=True, max_length=200)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('parent_name', models.CharField(blank=True, max_length=300)),
                ('code', models.CharField(blank=True, max_length=200)),
                ('name', models.CharField(max_length=300)),
                ('description', models.TextField(blank=True)),
                ('vocabulary', models.CharField(blank=True, max_length=200)),
                ('facet', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(blank=True, max_length=35)),
                ('uri', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WrongFactsReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='organisation',
            name='organisation_name_once_per_municipality',
        ),
        migrations.RemoveConstraint(
            model_name='provision',
            name='provision_name_once_per_organisation',
        ),
        migrations.AddField(
            model_name='organisation',
            name='alternate_name',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='organisation',
            name='description',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='email',
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='organisation',
            name='example',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='organisation',
            name='extra',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='organisation',
            name='legal_status',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='organisation',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='provisions.organisation'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='source',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='organisation',
            name='source_id',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='organisation',
            name='tax_id',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='organisation',
            name='tax_status',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='organisation',
            name='url',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='organisation',
            name='withdrawn_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='year_incorporated',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='provision',
            name='accreditations',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='alert',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='alternate_name',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='provision',
            name='application_process',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='assurer_email',
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='provision',
            name='by_hand',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='provision',
            name='clock_contact',
            field=models.PositiveSmallIntegerField(default=5),
        ),
        migrations.AddField(
            model_name='provision',
            name='clock_received',
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddField(
            model_name='provision',
            name='clock_start',
            field=models.PositiveSmallIntegerField(default=15),
        ),
        migrations.AddField(
            model_name='provision',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='provision',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='description',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='eligibility',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='email',
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='provision',
            name='extra',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='provision',
            name='fees',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='interpretation_services',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='laws',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('wmo', 'wmo'), ('jeugd', 'jeugd'), ('pw', 'pw'), ('wgs', 'wgs')], max_length=10), default=list, size=None),
        ),
        migrations.AddField(
            model_name='provision',
            name='licenses',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='life_areas',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('income_and_debts', 'Income and debts'), ('work_and_education', 'Work, education and day activity'), ('housing', 'Housing'), ('household_and_family', 'Household and family'), ('parenting', 'Parenting and growing up'), ('physical_health', 'Physical health'), ('mental_health', 'Mental health'), ('substance_use', 'Substance use'), ('daily_living', 'Daily living and mobility'), ('social_network', 'Social network and loneliness'), ('participation', 'Participation and meaning'), ('safety', 'Safety and justice'), ('care_for_others', 'Care for others')], max_length=30), default=list, size=None),
        ),
        migrations.AddField(
            model_name='provision',
            name='maximum_age',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='minimum_age',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='municipality',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.RunSQL(IN_THE_MUNICIPALITY_OF_ITS_ORGANISATION, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='provision',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='provision',
            name='payment_accepted',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='provision',
            name='places',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='room',
            field=models.CharField(blank=True, choices=[('', 'not known'), ('room', 'there is room'), ('waiting_list', 'there is a waiting list'), ('full', 'full')], default='', max_length=20),
        ),
        migrations.AddField(
            model_name='provision',
            name='room_as_of',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='source',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='provision',
            name='source_id',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='provision',
            name='status',
            field=models.CharField(choices=[('active', 'active'), ('inactive', 'inactive'), ('defunct', 'stopped'), ('temporarily closed', 'closed for now')], default='active', max_length=20),
        ),
        migrations.AddField(
            model_name='provision',
            name='upl',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='provision',
            name='url',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='provision',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='provision',
            name='wait_time',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='waiting_since',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='waiting_weeks',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='provision',
            name='withdrawn_because',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='name',
            field=models.CharField(max_length=300),
        ),
        migrations.AlterField(
            model_name='provision',
            name='name',
            field=models.CharField(max_length=300),
        ),
        migrations.AlterField(
            model_name='provision',
            name='withdrawn_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='organisation_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='organisation_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('source', '')), fields=('municipality', 'name'), name='organisation_name_once_per_municipality'),
        ),
        migrations.AddField(
            model_name='accessibility',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='address',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='attribute',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='attribute',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attributes', to='provisions.organisation'),
        ),
        migrations.AddField(
            model_name='attribute',
            name='provision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='contact',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='contact',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='provisions.organisation'),
        ),
        migrations.AddField(
            model_name='contact',
            name='provision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='costoption',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='costoption',
            name='provision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cost_options', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='findable',
            name='municipality',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='findable',
            name='provision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findable', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='funding',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='funding',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='funding', to='provisions.organisation'),
        ),
        migrations.AddField(
            model_name='funding',
            name='provision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='funding', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='language',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='language',
            name='provision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='location',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='location',
            name='neighbourhood',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='locations', to='accounts.neighbourhood'),
        ),
        migrations.AddField(
            model_name='location',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='locations', to='provisions.organisation'),
        ),
        migrations.AddField(
            model_name='language',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.location'),
        ),
        migrations.AddField(
            model_name='findable',
            name='place',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='provisions.location'),
        ),
        migrations.AddField(
            model_name='contact',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.location'),
        ),
        migrations.AddField(
            model_name='attribute',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.location'),
        ),
        migrations.AddField(
            model_name='address',
            name='location',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='provisions.location'),
        ),
        migrations.AddField(
            model_name='accessibility',
            name='location',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accessibility', to='provisions.location'),
        ),
        migrations.AddField(
            model_name='organisationidentifier',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='organisationidentifier',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='provisions.organisation'),
        ),
        migrations.AddField(
            model_name='phone',
            name='contact',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='phones', to='provisions.contact'),
        ),
        migrations.AddField(
            model_name='phone',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.location'),
        ),
        migrations.AddField(
            model_name='phone',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='phone',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='phones', to='provisions.organisation'),
        ),
        migrations.AddField(
            model_name='phone',
            name='provision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='language',
            name='phone',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='languages', to='provisions.phone'),
        ),
        migrations.AddField(
            model_name='program',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='program',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programs', to='provisions.organisation'),
        ),
        migrations.AddField(
            model_name='provision',
            name='program',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='provisions.program'),
        ),
        migrations.AddIndex(
            model_name='provision',
            index=models.Index(condition=models.Q(('withdrawn_on', None)), fields=['municipality', 'confirmed_on', 'id'], name='provision_to_confirm'),
        ),
        migrations.AddConstraint(
            model_name='provision',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='provision_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='provision',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='provision_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='provision',
            constraint=models.UniqueConstraint(condition=models.Q(('source', '')), fields=('organisation', 'name'), name='provision_name_once_per_organisation'),
        ),
        migrations.AddConstraint(
            model_name='provision',
            constraint=models.CheckConstraint(condition=models.Q(('minimum_age', None), ('maximum_age', None), ('maximum_age__gte', models.F('minimum_age')), _connector='OR'), name='provision_ages_in_order'),
        ),
        migrations.AddConstraint(
            model_name='provision',
            constraint=models.CheckConstraint(condition=models.Q(('room', ''), ('room_as_of__isnull', False), _connector='OR'), name='provision_room_has_its_moment'),
        ),
        migrations.AddField(
            model_name='requireddocument',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='requireddocument',
            name='provision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='required_documents', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='schedule',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.location'),
        ),
        migrations.AddField(
            model_name='schedule',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='schedule',
            name='provision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='servicearea',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='servicearea',
            name='neighbourhood',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='service_areas', to='accounts.neighbourhood'),
        ),
        migrations.AddField(
            model_name='servicearea',
            name='provision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_areas', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='serviceatlocation',
            name='location',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='at_locations', to='provisions.location'),
        ),
        migrations.AddField(
            model_name='serviceatlocation',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='serviceatlocation',
            name='provision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='at_locations', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='schedule',
            name='at_location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.serviceatlocation'),
        ),
        migrations.AddField(
            model_name='phone',
            name='at_location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.serviceatlocation'),
        ),
        migrations.AddField(
            model_name='language',
            name='at_location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.serviceatlocation'),
        ),
        migrations.AddField(
            model_name='contact',
            name='at_location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.serviceatlocation'),
        ),
        migrations.AddField(
            model_name='attribute',
            name='at_location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='provisions.serviceatlocation'),
        ),
        migrations.AddField(
            model_name='taxonomy',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='taxonomyterm',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.municipality'),
        ),
        migrations.AddField(
            model_name='taxonomyterm',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='narrower', to='provisions.taxonomyterm'),
        ),
        migrations.AddField(
            model_name='taxonomyterm',
            name='taxonomy',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='provisions.taxonomy'),
        ),
        migrations.AddField(
            model_name='attribute',
            name='term',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attributes', to='provisions.taxonomyterm'),
        ),
        migrations.AddField(
            model_name='wrongfactsreport',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wrongfactsreport',
            name='provision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wrong_facts', to='provisions.provision'),
        ),
        migrations.AddField(
            model_name='wrongfactsreport',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='costoption',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='costoption_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='costoption',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='costoption_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='funding',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='funding_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='funding',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='funding_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='location_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='location_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='location_is_on_earth'),
        ),
        migrations.AddIndex(
            model_name='findable',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='findable_words'),
        ),
        migrations.AddIndex(
            model_name='findable',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['life_areas'], name='findable_life_areas'),
        ),
        migrations.AddIndex(
            model_name='findable',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['languages'], name='findable_languages'),
        ),
        migrations.AddIndex(
            model_name='findable',
            index=models.Index(fields=['municipality', 'standing', 'name', 'provision', 'id'], name='findable_in_order'),
        ),
        migrations.AddIndex(
            model_name='findable',
            index=models.Index(fields=['municipality', 'lat', 'lon'], name='findable_in_a_box'),
        ),
        migrations.AddConstraint(
            model_name='findable',
            constraint=models.UniqueConstraint(fields=('provision', 'place'), name='findable_once_per_provision_and_place', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='address_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='address_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='accessibility',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='accessibility_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='accessibility',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='accessibility_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='organisationidentifier',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='organisationidentifier_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='organisationidentifier',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='organisationidentifier_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='program',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='program_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='program',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='program_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='requireddocument',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='requireddocument_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='requireddocument',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='requireddocument_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='servicearea',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='servicearea_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='servicearea',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='servicearea_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='serviceatlocation',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='serviceatlocation_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='serviceatlocation',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='serviceatlocation_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='serviceatlocation',
            constraint=models.UniqueConstraint(condition=models.Q(('source', ''), ('withdrawn_on', None)), fields=('provision', 'location'), name='provision_once_per_location'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='schedule_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='schedule_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='phone',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='phone_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='phone',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='phone_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='language',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='language_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='language',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='language_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='contact_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='contact_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='taxonomy',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='taxonomy_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='taxonomy',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='taxonomy_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='taxonomyterm',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='taxonomyterm_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='taxonomyterm',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='taxonomyterm_id_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='attribute',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('municipality', 'source', 'source_id'), name='attribute_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='attribute',
            constraint=models.CheckConstraint(condition=models.Q(('source_id', ''), models.Q(('source', ''), _negated=True), _connector='OR'), name='attribute_id_has_its_source'),
        ),
        migrations.AddIndex(
            model_name='wrongfactsreport',
            index=models.Index(condition=models.Q(('settled_at', None)), fields=['provision', 'at'], name='wrong_facts_open'),
        ),
        migrations.AddConstraint(
            model_name='wrongfactsreport',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='wrong_facts_report_says_something'),
        ),
        migrations.AddConstraint(
            model_name='wrongfactsreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='wrong_facts_settled_by_somebody'),
        ),
    ]
