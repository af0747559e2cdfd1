"""An objection against a decision that answered no application hangs from one that is made ex officio."""

from django.conf import settings
from django.db import migrations, models


# For who asks, so under their row-level security; the nearest end is asked after it, past that of other laws.
MEETS = (
    """
    CREATE FUNCTION cases_meet(asked uuid, under text[], waiting text[], day date) RETURNS date LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp
        AS $$BEGIN
            UPDATE cases_deadline SET met_on = day
            WHERE case_id = asked AND law = ANY (under) AND rule = ANY (waiting) AND met_on IS NULL AND NOT lapsed;
            RETURN cases_nearest_end(asked);
        END$$;
    """,
    "DROP FUNCTION cases_meet(uuid, text[], text[], date);",
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_points'),
        ('cases', '0013_phone_digits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(*MEETS),
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_on_an_application_names_it',
        ),
        migrations.AddField(
            model_name='application',
            name='ex_officio',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='objection',
            name='last_day',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('ex_officio', False), models.Q(('held_until', None), ('premature', False), ('state__in', ['decided', 'objection'])), _connector='OR'), name='application_ex_officio_is_decided'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('application__isnull', False), models.Q(('basis', 'application'), _negated=True), _connector='OR'), name='decision_on_an_application_names_it'),
        ),
    ]
