"""A facility brings somebody in: a conversation without an author, written through the facility's own link."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger import rls
from ledger import sql


OF_THE_DESK = f"team_id = ANY ({rls.DESKS}::uuid[])"
KEPT = f"{OF_THE_DESK} AND (kept_to_id IS NULL OR {rls.ACTOR} IN (kept_to_id, author_id))"
# A facility writes one conversation for a team of its municipality, blind: it reads none, not even its own.
BROUGHT = (
    "brought_by_id = (SELECT cases_linked_facility()) AND author_id IS NULL AND resident_id IS NULL"
    " AND EXISTS (SELECT 1 FROM accounts_team t JOIN provisions_provision p ON p.municipality_id = t.municipality_id"
    " WHERE t.id = intake_conversation.team_id AND p.id = intake_conversation.brought_by_id)"
)
ASKED = (
    f"""
    CREATE FUNCTION intake_being_brought_in(asked uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp
        AS $$SELECT EXISTS (SELECT 1 FROM intake_conversation WHERE id = asked
             AND brought_by_id = cases_linked_facility() AND started_at = {rls.MOMENT})$$;
    """,
    "DROP FUNCTION intake_being_brought_in(uuid);",
)
PART = "intake_being_brought_in(conversation_id)"


def of_conversation(table):
    return f"EXISTS (SELECT 1 FROM intake_conversation c WHERE c.id = {table}.conversation_id)"


def also_written_by_a_facility(table, *, before, check):
    """The policy of a table as it was, with what a facility may add; and back."""
    old, gone = sql.row_security(table, using=before)
    new, back = sql.row_security(table, using=before, check=f"({before}) OR ({check})")
    return [migrations.RunSQL(gone, old), migrations.RunSQL(new, back)]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_points'),
        ('cases', '0011_referral_walls'),
        ('intake', '0007_kept_to'),
        ('provisions', '0002_directory'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='brought_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='provisions.provision'),
        ),
        migrations.AlterField(
            model_name='conversation',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='revision',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(('author__isnull', False), ('brought_by__isnull', False), _connector='OR'), name='conversation_came_from_somebody'),
        ),
        migrations.RunSQL(*ASKED),
        *also_written_by_a_facility("intake_conversation", before=KEPT, check=BROUGHT),
        *also_written_by_a_facility("intake_question", before=of_conversation("intake_question"), check=PART),
        *also_written_by_a_facility("intake_revision", before=of_conversation("intake_revision"), check=PART),
    ]
