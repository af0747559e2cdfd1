"""What was said at a moment of a case, and what of a case runs under laws that one worker does not see."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger import rls
from ledger import sql

LAWS = [(law, law) for law in ("wmo", "jeugd", "pw", "wgs")]
CHANNELS = [
    ("phone", "Phone"),
    ("desk", "Desk"),
    ("walk_in", "Walk-in"),
    ("home_visit", "Home visit"),
    ("post", "Post"),
    ("email", "E-mail"),
    ("partner", "Partner"),
]
IN_SIGHT = (
    f"{rls.any_law_in_scope(team='c.team_id', laws='c.laws::text[]')}"
    " AND (NOT c.confidential OR c.id IN (SELECT cases_my_grants()))"
)
# Who works for one law ends the whole case only when nothing of the others runs. The answer is kinds, no content, and
# only about a case that is in sight.
ELSEWHERE = (
    f"""
    CREATE FUNCTION cases_open_elsewhere(asked uuid, mine text[]) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp
        AS $$
        SELECT open.kind FROM cases_case c CROSS JOIN LATERAL (
            SELECT 'report' AS kind FROM unnest(c.laws::text[]) law
                WHERE law <> ALL (mine) AND law <> ALL (c.reported_laws::text[])
            UNION SELECT 'need' FROM cases_need
                WHERE case_id = asked AND law <> ALL (mine) AND state IN ('open', 'weighed', 'proposed')
            UNION SELECT 'application' FROM cases_application
                WHERE case_id = asked AND law <> ALL (mine) AND state IN ('received', 'suspended')
            UNION SELECT 'objection' FROM cases_objection
                WHERE case_id = asked AND law <> ALL (mine) AND outcome = ''
            UNION SELECT 'task' FROM cases_task
                WHERE case_id = asked AND law <> ALL (mine) AND done_at IS NULL AND kind <> 'find_out_who'
        ) open WHERE c.id = asked AND {IN_SIGHT}
        $$;
    """,
    "DROP FUNCTION cases_open_elsewhere(uuid, text[]);",
)
# What a worker of one law changes keeps the nearest end of all: the day stands on the case itself.
NEAREST_END = (
    f"""
    CREATE FUNCTION cases_nearest_end(asked uuid) RETURNS date LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp
        AS $$SELECT min(d."end") FROM cases_case c JOIN cases_deadline d ON d.case_id = c.id
            WHERE c.id = asked AND {IN_SIGHT} AND d.duty AND d.met_on IS NULL AND NOT d.lapsed$$;
    """,
    "DROP FUNCTION cases_nearest_end(uuid);",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_more_walls"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("law", models.CharField(choices=LAWS, max_length=10)),
                ("seq", models.PositiveIntegerField()),
                ("how", models.CharField(blank=True, choices=CHANNELS, max_length=20)),
                ("said", models.TextField(max_length=4000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("said", ""), _negated=True), name="contact_says_something"
                    ),
                    models.UniqueConstraint(fields=("case", "seq"), name="contact_once_per_event"),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="task", name="one_open_task_per_kind"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None)),
                fields=("case", "need", "law", "kind"),
                name="one_open_task_per_kind",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(*ELSEWHERE),
        migrations.RunSQL(*NEAREST_END),
        migrations.RunSQL(*sql.row_security("cases_contact", using=rls.on_visible_case("cases_contact", law="law"))),
    ]
