"""Row-level security in words: what a policy may ask of the context that accounts.access opened.

Each is a sub-select, which PostgreSQL evaluates once per statement instead of once per row.
"""

ACTOR = "(SELECT nullif(current_setting('trede.actor', true), '')::uuid)"
JOB = "(SELECT nullif(current_setting('trede.job', true), ''))"
TEAMS = "(SELECT string_to_array(nullif(current_setting('trede.teams', true), ''), ',')::uuid[])"
LAWS_PER_TEAM = "(SELECT nullif(current_setting('trede.scope', true), '')::jsonb)"
DESKS = "(SELECT string_to_array(nullif(current_setting('trede.desks', true), ''), ',')::uuid[])"
FINDS_IN = "(SELECT string_to_array(nullif(current_setting('trede.finds', true), ''), ','))"
AUDITS = "(SELECT string_to_array(nullif(current_setting('trede.audits', true), ''), ','))"
SAFETY_IN = "(SELECT string_to_array(nullif(current_setting('trede.safety', true), ''), ','))"
KNOWS = "(SELECT nullif(current_setting('trede.knows', true), '')::jsonb)"
RIGHTS = "(SELECT string_to_array(nullif(current_setting('trede.rights', true), ''), ','))"
PUBLISHED_IN = "(SELECT string_to_array(nullif(current_setting('trede.published', true), ''), ','))"

PARTNER = "(SELECT nullif(current_setting('trede.partner', true), ''))"
FACILITY = "(SELECT nullif(current_setting('trede.facility', true), ''))"
MOMENT = "(SELECT nullif(current_setting('trede.moment', true), '')::timestamptz)"
REFERRAL = "(SELECT nullif(current_setting('trede.referral', true), '')::uuid)"
REACHES = "(SELECT current_setting('trede.reach', true) = 'yes')"


def in_scope(*, team: str, law: str) -> str:
    """One team and one law, both authorised together."""
    return f"({team} = ANY ({TEAMS}::uuid[]) AND ({LAWS_PER_TEAM} -> ({team})::text) ? {law})"


def any_law_in_scope(*, team: str, laws: str) -> str:
    """One team, and at least one of an array of laws authorised in it."""
    return f"({team} = ANY ({TEAMS}::uuid[]) AND ({LAWS_PER_TEAM} -> ({team})::text) ?| {laws})"


def has_right(right: str) -> str:
    return f"('{right}' = ANY ({RIGHTS}::text[]))"


def audited(municipality: str) -> str:
    """Entries of a municipality whose privacy officer asks, and those of jobs that concern nobody in particular."""
    nobody = f"{municipality} = '' AND object_id IS NULL AND subjects = '{{}}' AND {AUDITS} IS NOT NULL"
    return f"({municipality} = ANY ({AUDITS}::text[]) OR ({nobody}))"


def in_job(*jobs: str) -> str:
    """A named system context, opened by accounts.access.system() and journalled."""
    names = ", ".join(f"'{job}'" for job in jobs)
    return f"({JOB} IN ({names}))"


def asks_once(right: str) -> str:
    """As `has_right`, answered once for a statement and not for each of its rows; no right at all is a plain no.

    Where it stands first in an AND, nothing that comes after it is worked out for who has not the right.
    """
    rights = "string_to_array(nullif(current_setting('trede.rights', true), ''), ',')"
    return f"(SELECT coalesce('{right}' = ANY ({rights}), false))"


def job_once(*jobs: str) -> str:
    """As `in_job`, answered once for a statement: of a yes or no the planner expects half of the rows, not a few."""
    names = ", ".join(f"'{job}'" for job in jobs)
    return f"(SELECT coalesce(current_setting('trede.job', true) IN ({names}), false))"


def on_visible_case(table: str, *, law: str | None = None) -> str:
    """A row that hangs from a case in sight, and under a law authorised for the case's team."""
    under = f" AND ({LAWS_PER_TEAM} -> (c.team_id)::text) ? {table}.{law}" if law else ""
    return f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id{under})"


def on_visible_need(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM cases_need n WHERE n.id = {table}.need_id)"
