"""What PostgreSQL itself says about the walls: no table is forgotten, and the runtime role can't open a door."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db

OPEN = {
    "accounts_municipality": "public knowledge, and the policy pack",
    "accounts_team": "who works where is known in the house",
    "accounts_neighbourhood": "public CBS areas",
    "accounts_user": "colleagues, no residents; read before anybody has signed in",
    "accounts_membership": "posts of colleagues; the context itself is made from them",
    "accounts_mandate": "public decrees",
    "accounts_band": "how many cases a team agreed on",
    "accounts_policyline": "policy is public",
    "cases_casenumber": "a counter",
    "cases_facilitylink": "keyed hashes of links that open no file",
    "cases_knock": "counts, by a keyed hash",
    "provisions_organisation": "a public directory",
    "provisions_provision": "a public directory",
    "provisions_accessibility": "a public directory",
    "provisions_address": "a public directory",
    "provisions_attribute": "a public directory",
    "provisions_contact": "a public directory",
    "provisions_costoption": "a public directory",
    "provisions_findable": "a public directory, as the finder reads it",
    "provisions_funding": "a public directory",
    "provisions_language": "a public directory",
    "provisions_location": "a public directory",
    "provisions_organisationidentifier": "a public directory",
    "provisions_phone": "a public directory",
    "provisions_program": "a public directory",
    "provisions_provisiontally": "counts, without a person",
    "provisions_requireddocument": "a public directory",
    "provisions_schedule": "a public directory",
    "provisions_servicearea": "a public directory",
    "provisions_serviceatlocation": "a public directory",
    "provisions_taxonomy": "a public directory",
    "provisions_taxonomyterm": "a public directory",
    "provisions_columnmeaning": "how a list of facilities is read",
    "provisions_directoryimport": "which lists of facilities were imported",
    "provisions_importline": "rows of such a list, of which something is told",
    "provisions_importpart": "ids of facilities",
    "provisions_importprogress": "counts",
    "provisions_wrongfactsreport": "what a colleague says of a facility",
    "reporting_casearea": "the runtime role may not even read it; triggers alone do",
    "reporting_population": "public numbers of residents",
    "reporting_populationimport": "which files they came from",
    "reporting_costimport": "which files of amounts were imported",
    "reporting_tariff": "what a product costs, without a person",
    "reporting_spending": "sums of a municipality, without a person",
    "reporting_budget": "sums of a municipality, without a person",
    "ledger_journalhead": "hashes; nobody but the trigger writes them",
    "ledger_outboxmessage": "ids only; relay and workers read all of it",
    "ledger_jobrun": "names of jobs",
    "ledger_worker": "names of machines",
}
OURS = ("config", "reporting", "intake", "cases", "provisions", "accounts", "ledger")
APPEND_ONLY = ("ledger_event", "ledger_journalentry", "accounts_policyline", "accounts_band", "reporting_edition")
# What is asked past the wall, and what its answer is at most: ids or kinds, never a text.
ASKED_PAST_THE_WALL = {
    "cases_residents_in": "the ids of who lives in a household of which the id is known",
    "cases_my_grants": "one's own grants",
    "cases_has_grants": "whether anybody was granted a case of which the id is known",
    "cases_exists": "whether there is a case of which the id is known",
    "cases_left_out_of_figures": "the ids of closed cases, so that figures leave them out, for who reads figures",
    "cases_nearest_end": "the nearest legal end of a case in sight, of all its laws together",
    "cases_linked_referral": "the id of the referral whose link is presented, while it lives",
    "cases_reached_case": "the id of the case that the answer to that referral changes",
    "cases_reached_need": "the id of the need that it changes",
    "cases_linked_facility": "the id of the facility whose own link is presented, while it lives",
    "intake_being_brought_in": "whether a conversation is being written through that link at this moment",
    "reporting_neighbourhood_of": "the neighbourhood of a case, for the job that makes the figures for policy",
    "cases_open_elsewhere": "which kinds of things still run in a case in sight",
}
# They count all there is anew: who calls them changes nothing, unless somebody meddled with the facts before.
MAKE_ANEW = {
    "reporting_rebuild",
    "reporting_rebuild_commitments",
    "reporting_rebuild_counts",
    "reporting_rebuild_demand",
    "reporting_rebuild_needs",
    "reporting_rebuild_terms",
}
# They run at every event (ADR 29).
KEEP_THEIR_PLANS = {"reporting_keep_facts", "reporting_keep_needs", "reporting_keep_demand", "reporting_keep_terms"}
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def ask(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def our_tables() -> set[str]:
    models = (model for label in OURS for model in apps.get_app_config(label).get_models())
    return {model._meta.db_table for model in models if model._meta.managed}


def guarded() -> set[str]:
    return {name for (name,) in ask("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity")}


def test_every_table_has_row_level_security_or_a_reason_why_not() -> None:
    assert our_tables() - guarded() == OPEN.keys()


def test_the_database_holds_no_table_of_ours_that_django_does_not_know() -> None:
    ours = "|".join(OURS)
    held = {name for (name,) in ask("SELECT tablename FROM pg_tables WHERE tablename ~ %s", f"^({ours})_")}
    assert held == our_tables()


def test_row_level_security_is_enabled_and_not_forced() -> None:
    assert not ask("SELECT relname FROM pg_class WHERE relforcerowsecurity")


def test_every_guarded_table_has_a_policy_for_reading_and_for_writing() -> None:
    commands: dict[str, set[str]] = {}
    for table, command in ask("SELECT tablename, cmd FROM pg_policies"):
        commands.setdefault(table, set()).add(command)
    assert commands.keys() == guarded()
    assert {table for table, given in commands.items() if given != {"ALL"}} == {"ledger_journalentry"}
    assert commands["ledger_journalentry"] == {"SELECT", "INSERT"}


def test_no_policy_is_permissive_to_everybody() -> None:
    always = ask("SELECT tablename, cmd FROM pg_policies WHERE qual = 'true' OR (cmd = 'ALL' AND with_check = 'true')")
    assert always == []


def test_policies_ask_the_context_once_per_statement() -> None:
    """As a sub-select: PostgreSQL then evaluates it once (an InitPlan) instead of for every row."""
    for table, using, check in ask("SELECT tablename, coalesce(qual, ''), coalesce(with_check, '') FROM pg_policies"):
        for policy in (using, check):
            asked = len(re.findall(r"current_setting\(", policy))
            wrapped = len(re.findall(r"\( SELECT [^;]*?current_setting\(", policy))
            assert asked == wrapped, table


def test_the_context_is_asked_once_in_the_plan_of_a_worklist() -> None:
    plan = "\n".join(line for (line,) in ask("EXPLAIN SELECT id FROM cases_case"))
    assert "InitPlan" in plan
    assert "Filter: " in plan
    assert "current_setting" not in plan.split("InitPlan")[0]


def test_the_runtime_role_passes_no_wall() -> None:
    rights = "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
    assert ask(f"SELECT {rights} FROM pg_roles WHERE rolname = current_user") == [(False,) * 5]
    assert ask("SELECT current_user") == [(settings.RUNTIME_ROLE,)]


def test_the_runtime_role_is_nobody_else_either() -> None:
    assert (
        ask("SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = current_user") == []
    )


@pytest.mark.parametrize(
    "owned",
    [
        "pg_class WHERE relowner",
        "pg_proc WHERE proowner",
        "pg_namespace WHERE nspowner",
        "pg_type WHERE typowner",
        "pg_database WHERE datdba",
    ],
)
def test_the_runtime_role_owns_nothing(owned: str) -> None:
    assert ask(f"SELECT 1 FROM {owned} = current_user::regrole") == []


@pytest.mark.parametrize("right", ["TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN"])
def test_the_runtime_role_only_reads_and_writes_rows(right: str) -> None:
    given = "has_table_privilege(current_user, oid, %s)"
    assert (
        ask(
            f"SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND {given}",
            right,
        )
        == []
    )


def test_the_runtime_role_makes_nothing_in_the_schema() -> None:
    assert ask("SELECT has_schema_privilege(current_user, 'public', 'CREATE')") == [(False,)]


@pytest.mark.parametrize("right", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_happened_is_not_rewritten(table: str, right: str) -> None:
    assert ask("SELECT has_table_privilege(current_user, %s, %s)", table, right) == [(False,)]


def test_the_heads_are_read_and_never_written_by_hand() -> None:
    rights = [
        ask("SELECT has_table_privilege(current_user, 'ledger_journalhead', %s)", right)[0][0] for right in RIGHTS
    ]
    assert rights == [True, False, False, False]


def test_functions_that_run_as_the_owner_are_few_and_known() -> None:
    called = "has_function_privilege(current_user, oid, 'EXECUTE')"
    found = {name for (name,) in ask(f"SELECT proname FROM pg_proc WHERE prosecdef AND {called}")}
    assert found == ASKED_PAST_THE_WALL.keys() | MAKE_ANEW


def test_functions_that_run_as_the_owner_write_nothing_and_give_no_text_away() -> None:
    ours = "prosecdef AND pronamespace = 'public'::regnamespace AND proname = ANY (%s)"
    for name, volatile, gives in ask(
        f"SELECT proname, provolatile, prorettype::regtype::text FROM pg_proc WHERE {ours}", [*ASKED_PAST_THE_WALL]
    ):
        assert volatile == "s", name
        assert gives in ("uuid", "boolean", "date", "bigint") or name == "cases_open_elsewhere", name


def test_functions_that_run_as_the_owner_fix_where_names_are_looked_up() -> None:
    """A temporary table may not stand in for one of ours: the schema of temporary tables comes last, or not at all."""
    ours = "prosecdef AND pronamespace = 'public'::regnamespace"
    for name, config in ask(f"SELECT proname, proconfig FROM pg_proc WHERE {ours}"):
        looked_up, *more = config or [""]
        assert looked_up in ("search_path=public, pg_temp", "search_path=pg_catalog, public, pg_temp"), name
        assert more == (["plan_cache_mode=force_generic_plan"] if name in KEEP_THEIR_PLANS else []), name


def test_one_view_looks_past_the_wall_and_it_is_a_barrier() -> None:
    """It answers as the owner: its own condition stands in place of the policies, and runs before any other."""
    views = ask(
        "SELECT relname, reloptions FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
    )
    assert dict(views) == {"cases_knowncase": ["security_barrier=true"]}
    assert ask("SELECT 1 FROM pg_matviews") == []


@pytest.mark.parametrize("right", ["INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"])
def test_a_view_is_looked_at_only(right: str) -> None:
    """It could be written through: PostgreSQL would do so as the owner, past every policy."""
    assert ask("SELECT has_table_privilege(current_user, 'cases_knowncase', %s)", right) == [(False,)]
    assert ask("SELECT has_any_column_privilege(current_user, 'cases_knowncase', 'UPDATE, INSERT')") == [(False,)]


def test_a_view_asks_the_context_once_per_statement() -> None:
    filters = [line for (line,) in ask("EXPLAIN SELECT id FROM cases_knowncase") if "Filter: " in line]
    assert filters
    assert "current_setting" not in "".join(filters)
