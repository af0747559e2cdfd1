"""A line of policy is never changed or taken away: a newer one follows it."""

from django.db import migrations

from ledger import sql


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_administration"), ("ledger", "0002_walls")]

    operations = [migrations.RunSQL(*sql.append_only("accounts_policyline"))]
