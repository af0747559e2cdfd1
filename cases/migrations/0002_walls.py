"""The second wall: row-level security by team and law on every table about a person."""

from django.db import migrations

from ledger import rls
from ledger import sql

GRANTED = (
    "(NOT confidential OR EXISTS (SELECT 1 FROM cases_casegrant g"
    f" WHERE g.case_id = cases_case.id AND g.user_id = {rls.ACTOR}))"
)
CASE = f"{rls.any_law_in_scope(team='team_id', laws='laws::text[]')} AND {GRANTED}"
SERVED = "EXISTS (SELECT 1 FROM cases_case c WHERE c.resident_id = cases_resident.id)"
FINDABLE = f"municipality_id = ANY ({rls.FINDS_IN}::text[])"
HOUSEMATE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.resident_id = cases_housemate.resident_id)"
OF_RESIDENT = "EXISTS (SELECT 1 FROM cases_resident r WHERE r.id = cases_housemate.resident_id)"
WEIGHED = "EXISTS (SELECT 1 FROM cases_assessment a WHERE a.weighing_id = cases_weighing.id)"
EVENT = f"""
(EXISTS (SELECT 1 FROM cases_case c WHERE c.id = ledger_event."case"
   AND (law = '' OR ({rls.LAWS_PER_TEAM} -> (c.team_id)::text) ? law))
 OR ({rls.has_right("figures.read")} AND {rls.in_scope(team="team", law="law")}))
"""

UNDER_A_LAW = ["cases_report", "cases_deadline", "cases_task", "cases_need", "cases_application"]
OF_A_NEED = ["cases_assessment", "cases_coverage", "cases_proposal", "cases_decision"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("ledger", "0002_walls"), ("accounts", "0002_walls")]

    operations = [
        migrations.RunSQL(*sql.row_security("cases_casegrant", using=f"user_id = {rls.ACTOR}")),
        migrations.RunSQL(*sql.row_security("cases_case", using=CASE)),
        migrations.RunSQL(*sql.row_security("cases_resident", using=f"{FINDABLE} OR {SERVED}")),
        migrations.RunSQL(*sql.row_security("cases_housemate", using=HOUSEMATE, check=OF_RESIDENT)),
        *(
            migrations.RunSQL(*sql.row_security(table, using=rls.on_visible_case(table, law="law")))
            for table in UNDER_A_LAW
        ),
        *(migrations.RunSQL(*sql.row_security(table, using=rls.on_visible_need(table))) for table in OF_A_NEED),
        migrations.RunSQL(
            *sql.row_security("cases_weighing", using=WEIGHED, check=rls.on_visible_case("cases_weighing"))
        ),
        migrations.RunSQL(*sql.row_security("ledger_event", using=EVENT)),
    ]
