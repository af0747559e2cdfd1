"""Conversations stay at their desk."""

from django.db import migrations

from ledger import rls
from ledger import sql

OF_CONVERSATION = "EXISTS (SELECT 1 FROM intake_conversation c WHERE c.id = intake_revision.conversation_id)"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("ledger", "0002_walls")]

    operations = [
        migrations.RunSQL(*sql.row_security("intake_conversation", using=f"team_id = ANY ({rls.DESKS}::uuid[])")),
        migrations.RunSQL(*sql.row_security("intake_revision", using=OF_CONVERSATION)),
    ]
