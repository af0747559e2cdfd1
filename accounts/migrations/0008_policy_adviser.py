"""Who sees figures without small numbers, and no case."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_agreed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('intake', 'Intake'), ('team', 'Neighbourhood team'), ('decision', 'Decision officer'), ('manager', 'Manager'), ('analyst', 'Policy adviser'), ('safety', 'Safety officer'), ('admin', 'Administrator'), ('privacy', 'Privacy officer')], max_length=20),
        ),
    ]
