"""A question's own words are saved while they are typed; a worked line says in which saved text it counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_more_walls")]

    operations = [
        migrations.AddField(
            model_name="question", name="version", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="question", name="editing", field=models.CharField(blank=True, max_length=40, default=""),
            preserve_default=False,
        ),
        migrations.AddField(model_name="question", name="turn", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(
            model_name="workedline", name="version", field=models.PositiveIntegerField(default=0)
        ),
    ]
