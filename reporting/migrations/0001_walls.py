"""The report command counts events of the whole house. It reads them as a job that is named and journalled."""

from django.db import migrations

from ledger import rls

READS = f"CREATE POLICY ledger_event_report ON ledger_event USING ({rls.in_job('report')}) WITH CHECK (false);"


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls"), ("ledger", "0002_walls")]

    operations = [migrations.RunSQL(READS, "DROP POLICY ledger_event_report ON ledger_event;")]
