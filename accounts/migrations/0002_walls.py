"""A notice is seen by whom it is for, and written by the job that delivers it."""

from django.db import migrations

from ledger import rls
from ledger import sql


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            *sql.row_security("accounts_notice", using=f"user_id = {rls.ACTOR} OR {rls.in_job('deliver')}")
        ),
    ]
