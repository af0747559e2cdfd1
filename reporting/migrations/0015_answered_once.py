"""Who may see a fact or an event: the same as before, what does not depend on the row answered once (ADR 30)."""

from django.db import migrations

from ledger import rls

MINE = f"{{reads}} AND {rls.in_scope(team='team', law='law')}"
GRANTED = '(NOT confidential OR "case" IN (SELECT cases_my_grants()))'
FACTS = ("commitment", "course", "finished", "finishedneed", "gap", "reported", "term")
SUMS = ("eventmonth", "finishedmonth")
OF_EDITIONS = ("course", "finished")
NOT_LEFT_OUT = '"case" <> ALL (ARRAY(SELECT cases_left_out_of_figures()))'
ITS_CASE = (
    'EXISTS (SELECT 1 FROM cases_case c WHERE c.id = ledger_event."case"'
    f" AND (law = '' OR ({rls.LAWS_PER_TEAM} -> (c.team_id)::text) ? law))"
)
REACHED = "need = (SELECT cases_reached_need())"


def _scope(reads: str) -> str:
    """Of facts and sums what somebody reads figures of."""
    mine = MINE.format(reads=reads)
    usings = {table: f"{mine} AND {GRANTED}" for table in FACTS} | dict.fromkeys(SUMS, mine)
    return "".join(
        f"ALTER POLICY reporting_{table}_scope ON reporting_{table} USING ({using});" for table, using in usings.items()
    )


def _jobs(report: str, editions: str) -> str:
    counted = {f"reporting_{table}_report": report for table in (*FACTS, *SUMS)}
    counted |= {f"reporting_{table}_make_editions": editions for table in OF_EDITIONS}
    return "".join(
        f"ALTER POLICY {policy} ON {'_'.join(policy.split('_')[:2])} USING ({using});"
        for policy, using in counted.items()
    )


def _events(reads: str, report: str, case: str) -> str:
    mine = f"{MINE.format(reads=reads)} AND {NOT_LEFT_OUT}"
    return f"""
    ALTER POLICY ledger_event_scope ON ledger_event USING (({mine}) OR {REACHED} OR ({case}));
    ALTER POLICY ledger_event_report ON ledger_event USING ({report});
    """


BEFORE = rls.has_right("figures.read")
READS, REPORT = rls.asks_once("figures.read"), rls.job_once("report")
# The report sees each event by a policy of its own: it need not look up a case to know.
FOR_OTHERS = f"NOT {REPORT} AND {ITS_CASE}"

# They read settings and a table, so PostgreSQL may ask them in each of the processes that share a large question.
ASKED_BY_WALLS = (
    "cases_my_grants",
    "cases_left_out_of_figures",
    "cases_reached_case",
    "cases_reached_need",
    "cases_linked_referral",
)


def _parallel(how: str) -> str:
    return "".join(f"ALTER FUNCTION {name}() PARALLEL {how};" for name in ASKED_BY_WALLS)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0014_facts_keep_plans"), ("cases", "0016_figures_first")]

    operations = [
        migrations.RunSQL(_parallel("SAFE"), _parallel("UNSAFE")),
        migrations.RunSQL(_scope(READS), _scope(BEFORE)),
        migrations.RunSQL(
            _jobs(rls.job_once("report", "rebuild_figures"), rls.job_once("make_editions")),
            _jobs(rls.in_job("report", "rebuild_figures"), rls.in_job("make_editions")),
        ),
        migrations.RunSQL(_events(READS, REPORT, FOR_OTHERS), _events(BEFORE, rls.in_job("report"), ITS_CASE)),
    ]
