"""A death known in part, an address shielded for another's sake, and what a safety concern found."""

from django.conf import settings
from django.db import migrations, models

from ledger import rls
from ledger import sql

DEATH_KNOWN = [("day", "the day"), ("month", "month and year"), ("year", "the year"), ("unknown", "not when")]
FINDABLE = f"municipality_id = ANY ({rls.FINDS_IN}::text[])"
SERVED = "EXISTS (SELECT 1 FROM cases_case c WHERE c.resident_id = cases_resident.id)"
# The safety officer looks nobody up, and sees whom a concern of the own municipality is about. Who signalled does not.
WORRIED_ABOUT = (
    f"(municipality_id = ANY ({rls.SAFETY_IN}::text[]) AND EXISTS (SELECT 1 FROM cases_safetyconcern s"
    " WHERE s.resident_id = cases_resident.id AND s.municipality_id = cases_resident.municipality_id))"
)
WRITTEN_ONCE = (
    f"""
    REVOKE UPDATE, DELETE ON cases_safetynote FROM {settings.RUNTIME_ROLE};
    REVOKE DELETE ON cases_safetyconcern FROM {settings.RUNTIME_ROLE};
    """,
    f"""
    GRANT UPDATE, DELETE ON cases_safetynote TO {settings.RUNTIME_ROLE};
    GRANT DELETE ON cases_safetyconcern TO {settings.RUNTIME_ROLE};
    """,
)


def replaced(table: str, *, before: str, using: str) -> list[migrations.RunSQL]:
    """Another policy in the place of the one there was, and back."""
    old, gone = sql.row_security(table, using=before)
    new, back = sql.row_security(table, using=using)
    return [migrations.RunSQL(gone, old), migrations.RunSQL(new, back)]


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_contacts")]

    operations = [
        migrations.AddField("resident", "address_shielded", models.BooleanField(default=False)),
        migrations.AddField(
            "resident", "death_known", models.CharField(blank=True, choices=DEATH_KNOWN, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField("resident", "version", models.PositiveIntegerField(default=0)),
        migrations.AddField("safetyconcern", "structural", models.BooleanField(default=False)),
        migrations.AddField("safetyconcern", "overruled", models.BooleanField(default=False)),
        *replaced(
            "cases_resident", before=f"{FINDABLE} OR {SERVED}", using=f"{FINDABLE} OR {SERVED} OR {WORRIED_ABOUT}"
        ),
        migrations.RunSQL(*WRITTEN_ONCE),
    ]
