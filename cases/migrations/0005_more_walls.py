"""The walls around what is new: households, representatives, safety, and that a case is known without being open."""

from django.conf import settings
from django.db import migrations

from ledger import rls
from ledger import sql

PERIODS = (
    """
    CREATE TYPE cases_uuidrange AS RANGE (subtype = uuid);
    ALTER TABLE cases_householdmember ADD CONSTRAINT one_household_at_a_time EXCLUDE USING gist (
        cases_uuidrange(person_id, person_id, '[]') WITH &&, daterange(since, until, '[]') WITH &&
    ) WHERE (person_id IS NOT NULL);
    """,
    """
    ALTER TABLE cases_householdmember DROP CONSTRAINT one_household_at_a_time;
    DROP TYPE cases_uuidrange;
    """,
)
# Policies of two tables may not ask each other; what these functions answer is asked past row-level security.
ASKED_PAST_THE_WALL = (
    f"""
    CREATE FUNCTION cases_residents_in(home uuid) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp
        AS 'SELECT person_id FROM cases_householdmember WHERE household_id = home AND person_id IS NOT NULL';
    CREATE FUNCTION cases_my_grants() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp
        AS $$SELECT case_id FROM cases_casegrant WHERE user_id = {rls.ACTOR} AND revoked_at IS NULL$$;
    CREATE FUNCTION cases_has_grants(asked uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp
        AS 'SELECT EXISTS (SELECT 1 FROM cases_casegrant WHERE case_id = asked AND revoked_at IS NULL)';
    CREATE FUNCTION cases_exists(asked uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp
        AS 'SELECT EXISTS (SELECT 1 FROM cases_case WHERE id = asked)';
    CREATE FUNCTION cases_left_out_of_figures() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp
        AS $$SELECT id FROM cases_case WHERE confidential AND {rls.has_right("figures.read")}
             AND id NOT IN (SELECT cases_my_grants())$$;
    """,
    """
    DROP FUNCTION cases_residents_in(uuid);
    DROP FUNCTION cases_my_grants();
    DROP FUNCTION cases_has_grants(uuid);
    DROP FUNCTION cases_exists(uuid);
    DROP FUNCTION cases_left_out_of_figures();
    """,
)
KNOWN = (
    f"""
    CREATE VIEW cases_knowncase WITH (security_barrier) AS
        SELECT id, municipality_id, resident_id, number, state, team_id, coordinator_id, registered_on, closed_on,
               ARRAY(SELECT law FROM unnest(laws::text[]) law
                     WHERE ({rls.KNOWS} -> municipality_id::text) ? law)::varchar(10)[] AS laws
        FROM cases_case
        WHERE NOT confidential AND ({rls.KNOWS} -> municipality_id::text) ?| laws::text[];
    REVOKE ALL ON cases_knowncase FROM {settings.RUNTIME_ROLE};
    GRANT SELECT ON cases_knowncase TO {settings.RUNTIME_ROLE};
    """,
    "DROP VIEW cases_knowncase;",
)
GRANTED = "(NOT confidential OR id = ANY (ARRAY(SELECT cases_my_grants())))"
CASE = f"{rls.any_law_in_scope(team='team_id', laws='laws::text[]')} AND {GRANTED}"
GRANT = "case_id IN (SELECT cases_my_grants())"
# A figure that moved when a case became confidential would show that it is there.
EVENT = f"""
(EXISTS (SELECT 1 FROM cases_case c WHERE c.id = ledger_event."case"
   AND (law = '' OR ({rls.LAWS_PER_TEAM} -> (c.team_id)::text) ? law))
 OR ({rls.has_right("figures.read")} AND {rls.in_scope(team="team", law="law")}
   AND "case" <> ALL (ARRAY(SELECT cases_left_out_of_figures()))))
"""
SEEN_CASE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = cases_casegrant.case_id)"
# Who registers or closes off a case is the first to see it: the case is new, or was in sight until now.
FIRST_GRANT = (
    f"{GRANT} OR (user_id = {rls.ACTOR} AND NOT cases_has_grants(case_id)"
    f" AND (NOT cases_exists(case_id) OR {SEEN_CASE}))"
)
HOUSEHOLD = (
    f"municipality_id = ANY ({rls.FINDS_IN}::text[]) OR EXISTS (SELECT 1 FROM cases_case c"
    " WHERE c.resident_id IN (SELECT cases_residents_in(cases_household.id)))"
)
MEMBER = "EXISTS (SELECT 1 FROM cases_household h WHERE h.id = cases_householdmember.household_id)"
REPRESENTATIVE = "EXISTS (SELECT 1 FROM cases_resident r WHERE r.id = cases_representative.resident_id)"
CONCERN = f"signalled_by_id = {rls.ACTOR} OR municipality_id = ANY ({rls.SAFETY_IN}::text[])"
CONCERN_OF_NOTE = "EXISTS (SELECT 1 FROM cases_safetyconcern s WHERE s.id = cases_safetynote.concern_id"
# Who signalled reads back what was written then, not what the safety officer added.
SAFETY_NOTE = f"by_id = {rls.ACTOR} OR {CONCERN_OF_NOTE} AND s.municipality_id = ANY ({rls.SAFETY_IN}::text[]))"
OWN_NOTE = f"by_id = {rls.ACTOR} AND {CONCERN_OF_NOTE})"

UNDER_A_LAW = ["cases_evidence", "cases_suspension", "cases_objection"]
OF_A_NEED = ["cases_priorscheme", "cases_commonlyuseditem"]


def replaced(table: str, **policy: str) -> list[migrations.RunSQL]:
    """The policy of a table that had one, anew."""
    forward, backward = sql.row_security(table, **policy)
    return [migrations.RunSQL(backward, migrations.RunSQL.noop), migrations.RunSQL(forward, backward)]


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_move_what_was_known")]

    operations = [
        migrations.DeleteModel(name="Housemate"),
        migrations.RemoveField(model_name="need", name="externally_referred"),
        migrations.RunSQL(*PERIODS),
        migrations.RunSQL(*ASKED_PAST_THE_WALL),
        migrations.RunSQL(*KNOWN),
        *replaced("cases_case", using=CASE),
        *replaced("ledger_event", using=EVENT),
        *replaced("cases_casegrant", using=f"user_id = {rls.ACTOR} OR {GRANT}", check=FIRST_GRANT),
        migrations.RunSQL(
            f"REVOKE DELETE ON cases_casegrant FROM {settings.RUNTIME_ROLE};",
            f"GRANT DELETE ON cases_casegrant TO {settings.RUNTIME_ROLE};",
        ),
        migrations.RunSQL(*sql.row_security("cases_household", using=HOUSEHOLD)),
        migrations.RunSQL(*sql.row_security("cases_householdmember", using=MEMBER)),
        migrations.RunSQL(*sql.row_security("cases_representative", using=REPRESENTATIVE)),
        migrations.RunSQL(*sql.row_security("cases_safetyconcern", using=CONCERN)),
        migrations.RunSQL(*sql.row_security("cases_safetynote", using=SAFETY_NOTE, check=OWN_NOTE)),
        *(
            migrations.RunSQL(*sql.row_security(table, using=rls.on_visible_case(table, law="law")))
            for table in UNDER_A_LAW
        ),
        *(migrations.RunSQL(*sql.row_security(table, using=rls.on_visible_need(table))) for table in OF_A_NEED),
    ]
