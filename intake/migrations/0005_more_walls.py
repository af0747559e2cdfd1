"""Questions and worked lines stay with their conversation; an appointment with who keeps it and who made it."""

from django.db import migrations

from ledger import rls
from ledger import sql


def of_conversation(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM intake_conversation c WHERE c.id = {table}.conversation_id)"


KEPT_BY = f"team_id = ANY ({rls.DESKS}::uuid[]) OR colleague_id = {rls.ACTOR} OR made_by_id = {rls.ACTOR}"


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_questions_of_old_conversations")]

    operations = [
        migrations.RemoveConstraint(model_name="conversation", name="conversation_finished_with_an_outcome"),
        migrations.RemoveField(model_name="conversation", name="case"),
        migrations.RemoveField(model_name="conversation", name="outcome"),
        *(
            migrations.RunSQL(*sql.row_security(table, using=of_conversation(table)))
            for table in ("intake_question", "intake_workedline")
        ),
        migrations.RunSQL(*sql.row_security("intake_appointment", using=KEPT_BY)),
    ]
