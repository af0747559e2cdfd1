"""Where the name of a neighbourhood stands on the map."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_lines_stay'),
    ]

    operations = [
        migrations.AddField(
            model_name='neighbourhood',
            name='lat',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='neighbourhood',
            name='lon',
            field=models.FloatField(null=True),
        ),
    ]
