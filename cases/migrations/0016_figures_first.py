"""Who may see an event: the same as before, the cheap question first.

Who reads figures sees an event by its own team and law; only for others, and for what that does not show, is its case
looked up. PostgreSQL asks the parts of an OR in the order in which they are written: for a year of events of a whole
municipality that is one look-up less per event.
"""

from django.db import migrations

from ledger import rls

FIGURES = (
    f"{rls.has_right('figures.read')} AND {rls.in_scope(team='team', law='law')}"
    ' AND "case" <> ALL (ARRAY(SELECT cases_left_out_of_figures()))'
)
ITS_CASE = (
    'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = ledger_event."case"'
    f" AND (law = '' OR ({rls.LAWS_PER_TEAM} -> (c.team_id)::text) ? law))"
)
REACHED = "need = (SELECT cases_reached_need())"
SCOPE = "ALTER POLICY ledger_event_scope ON ledger_event USING ({using})"


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_worklist_counts"), ("ledger", "0002_walls")]

    operations = [
        migrations.RunSQL(
            SCOPE.format(using=f"({FIGURES}) OR {REACHED} OR {ITS_CASE}"),
            SCOPE.format(using=f"({ITS_CASE} OR ({FIGURES})) OR {REACHED}"),
        )
    ]
