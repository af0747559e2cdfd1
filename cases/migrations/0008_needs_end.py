"""How a need ends: the state it was closed from, and from when on steps 1 to 3 no longer cover it."""

from django.db import migrations, models

from workflows.ladder import NeedState


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_people")]

    operations = [
        migrations.AddField(
            model_name="coverage",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="need",
            name="closed_from",
            field=models.CharField(blank=True, choices=NeedState.choices, default="", max_length=16),
            preserve_default=False,
        ),
    ]
