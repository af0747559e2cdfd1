"""The hours of a post, and the band of cases that a team agreed on; a band is followed by a newer one, never changed."""

import django.db.models.deletion
import uuid

from django.conf import settings
from django.db import migrations, models

from ledger import sql


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_points"), ("ledger", "0002_walls")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="hours",
            field=models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours", None), models.Q(("hours__gt", 0), ("hours__lte", 60)), _connector="OR"),
                name="membership_hours_fit_a_week",
            ),
        ),
        migrations.CreateModel(
            name="Band",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("low", models.PositiveSmallIntegerField()),
                ("high", models.PositiveSmallIntegerField()),
                ("hours", models.DecimalField(decimal_places=1, max_digits=3)),
                ("agreed_on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bands", to="accounts.team"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["team", "-at"], name="band_newest_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("high__gte", models.F("low"))), name="band_is_from_low_to_high"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), ("hours__lte", 60)), name="band_hours_fit_a_week"
                    ),
                ],
            },
        ),
        migrations.RunSQL(*sql.append_only("accounts_band")),
    ]
