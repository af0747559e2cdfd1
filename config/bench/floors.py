"""The floors: what Django and PostgreSQL take when nothing is asked of them but the rows.

R1 is a page of fifty rows of a large table: nine cells a row, of which two are days that the template writes out.
"""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

ROWS = 50
PAGE = engines["django"].from_string(
    "<!doctype html><title>Zaken</title><table>{% for row in rows %}<tr><td>{{ row.number }}</td>"
    "<td>{{ row.name }}</td><td>{{ row.state }}</td><td>{{ row.team }}</td><td>{{ row.law }}</td>"
    '<td>{{ row.who }}</td><td>{{ row.what }}</td><td>{{ row.at|date:"j F Y" }}</td>'
    '<td>{{ row.due|date:"j F Y" }}</td></tr>{% endfor %}</table>'
)
BARE_CASES = """
CREATE TEMP TABLE IF NOT EXISTS bench_bare AS
SELECT n AS number, 'Zaak ' || n AS name, (n %% 6)::text AS state, n %% 50 AS team, 'wmo' AS law,
       'Inwoner ' || n AS who, 'Een vraag ' || n AS what,
       timestamptz '2026-01-01' - n * interval '1 minute' AS at,
       timestamptz '2026-01-01' + n * interval '1 minute' AS due
FROM generate_series(1, %s) AS n
"""


def make_table(rows: int) -> None:
    """The table of R1. It is gone with the session."""
    with connection.cursor() as cursor:
        cursor.execute(BARE_CASES, [rows])
        cursor.execute("CREATE INDEX IF NOT EXISTS bench_bare_due ON bench_bare (team, due, number)")
        cursor.execute("ANALYZE bench_bare")


def rows_of_a_page() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bench_bare WHERE team = 7 ORDER BY due, number LIMIT %s", [ROWS])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def bare_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render({"rows": rows_of_a_page()}, request))


urlpatterns = [path("page/", bare_page)]
