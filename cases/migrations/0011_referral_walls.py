"""The walls around referrals: per law as everything of a case, and one referral for who holds its link."""

from django.conf import settings
from django.db import migrations

from ledger import rls
from ledger import sql

PAST_THE_WALL = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
# Policies of two tables may not ask each other: these are asked past row-level security, and answer with one id.
ASKED = (
    f"""
    CREATE FUNCTION cases_linked_referral() RETURNS uuid {PAST_THE_WALL}
        AS $$SELECT referral_id FROM cases_partnerlink
             WHERE token_hash = {rls.PARTNER} AND revoked_at IS NULL AND expires_at > {rls.MOMENT}$$;
    CREATE FUNCTION cases_reached_case() RETURNS uuid {PAST_THE_WALL}
        AS $$SELECT case_id FROM cases_referral
             WHERE {rls.REACHES} AND id = coalesce({rls.REFERRAL}, cases_linked_referral())$$;
    CREATE FUNCTION cases_reached_need() RETURNS uuid {PAST_THE_WALL}
        AS $$SELECT need_id FROM cases_referral
             WHERE {rls.REACHES} AND id = coalesce({rls.REFERRAL}, cases_linked_referral())$$;
    CREATE FUNCTION cases_linked_facility() RETURNS uuid {PAST_THE_WALL}
        AS $$SELECT provision_id FROM cases_facilitylink
             WHERE token_hash = {rls.FACILITY} AND revoked_at IS NULL AND expires_at > {rls.MOMENT}$$;
    """,
    """
    DROP FUNCTION cases_reached_need();
    DROP FUNCTION cases_reached_case();
    DROP FUNCTION cases_linked_referral();
    DROP FUNCTION cases_linked_facility();
    """,
)
GRANTED = "(NOT confidential OR id = ANY (ARRAY(SELECT cases_my_grants())))"
CASE = f"{rls.any_law_in_scope(team='team_id', laws='laws::text[]')} AND {GRANTED}"
EVENT = f"""
(EXISTS (SELECT 1 FROM cases_case c WHERE c.id = ledger_event."case"
   AND (law = '' OR ({rls.LAWS_PER_TEAM} -> (c.team_id)::text) ? law))
 OR ({rls.has_right("figures.read")} AND {rls.in_scope(team="team", law="law")}
   AND "case" <> ALL (ARRAY(SELECT cases_left_out_of_figures()))))
"""
REACHED_CASE, REACHED_NEED = "(SELECT cases_reached_case())", "(SELECT cases_reached_need())"
REFERRAL = (
    f"{rls.on_visible_case('cases_referral', law='law')} OR id = (SELECT cases_linked_referral())"
    f" OR id = {rls.REFERRAL} OR {rls.in_job('referrals')}"
)
LINK = f"token_hash = {rls.PARTNER} OR EXISTS (SELECT 1 FROM cases_referral r WHERE r.id = cases_partnerlink.referral_id)"
POINTING = (
    f"(need_id IS NULL AND by_id = {rls.ACTOR})"
    " OR (need_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_need n WHERE n.id = cases_pointing.need_id))"
)
OF_A_REFERRAL = ("cases_handoffcard", "cases_consent", "cases_reply")
WRITTEN_ONCE = (
    f"""
    REVOKE UPDATE, DELETE ON cases_reply FROM {settings.RUNTIME_ROLE};
    REVOKE DELETE ON cases_partnerlink, cases_consent FROM {settings.RUNTIME_ROLE};
    """,
    f"""
    GRANT UPDATE, DELETE ON cases_reply TO {settings.RUNTIME_ROLE};
    GRANT DELETE ON cases_partnerlink, cases_consent TO {settings.RUNTIME_ROLE};
    """,
)


def of_its_referral(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM cases_referral r WHERE r.id = {table}.referral_id)"


def wider(table: str, *, before: str, reached: str) -> list[migrations.RunSQL]:
    """The policy of a table as it was, or what the answer to one referral reaches; and back."""
    old, gone = sql.row_security(table, using=before)
    new, back = sql.row_security(table, using=f"({before}) OR {reached}")
    return [migrations.RunSQL(gone, old), migrations.RunSQL(new, back)]


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_referrals")]

    operations = [
        migrations.RunSQL(*ASKED),
        migrations.RunSQL(*sql.row_security("cases_referral", using=REFERRAL)),
        migrations.RunSQL(*sql.row_security("cases_partnerlink", using=LINK)),
        migrations.RunSQL(*sql.row_security("cases_pointing", using=POINTING)),
        *(migrations.RunSQL(*sql.row_security(table, using=of_its_referral(table))) for table in OF_A_REFERRAL),
        migrations.RunSQL(*WRITTEN_ONCE),
        *wider("cases_case", before=CASE, reached=f"id = {REACHED_CASE}"),
        *wider("cases_need", before=rls.on_visible_case("cases_need", law="law"), reached=f"id = {REACHED_NEED}"),
        *wider("cases_task", before=rls.on_visible_case("cases_task", law="law"), reached=f"need = {REACHED_NEED}"),
        *wider("ledger_event", before=EVENT, reached=f"need = {REACHED_NEED}"),
    ]
