"""A conversation that led to a confidential case is no longer the whole desk's."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger import rls
from ledger import sql

OF_THE_DESK = f"team_id = ANY ({rls.DESKS}::uuid[])"
KEPT = f"{OF_THE_DESK} AND (kept_to_id IS NULL OR {rls.ACTOR} IN (kept_to_id, author_id))"
BEFORE, _ = sql.row_security("intake_conversation", using=OF_THE_DESK)
NOW, TAKEN_AWAY = sql.row_security("intake_conversation", using=KEPT)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("intake", "0006_typed_and_worked_out"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="kept_to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(TAKEN_AWAY, BEFORE),
        migrations.RunSQL(NOW, TAKEN_AWAY),
    ]
