"""What a page shows of the provisions that were found, read for these alone."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

LONGEST_LINE = 200

# Joins of eight tables take longer to plan than to run: the text is always the same, so that the plan is kept.
_SHOWN = f"""
SELECT f.id AS findable, p.id, p.name, coalesce(nullif(p.what, ''), left(p.description, {2 * LONGEST_LINE})) AS what,
    p.open_when, coalesce(nullif(p.cost, ''), left(p.fees, {2 * LONGEST_LINE})) AS costs, p.cost, p.layer,
    p.needs_intake, p.room, p.waiting_weeks, p.confirmed_on, p.status, p.minimum_age, p.maximum_age,
    o.name AS organisation, o.example, here.name AS municipality, f.standing, place.name AS place,
    area.name AS neighbourhood, address.line AS address, coalesce(t.referred, 0) AS referred,
    coalesce(t.started, 0) AS started
FROM provisions_findable f
JOIN provisions_provision p ON p.id = f.provision_id
JOIN provisions_organisation o ON o.id = p.organisation_id
JOIN accounts_municipality here ON here.code = p.municipality_id
LEFT JOIN provisions_location place ON place.id = f.place_id
LEFT JOIN accounts_neighbourhood area ON area.id = place.neighbourhood_id
LEFT JOIN provisions_provisiontally t ON t.provision_id = p.id
LEFT JOIN LATERAL (
    SELECT concat_ws(', ', a.address_1, nullif(a.city, '')) AS line FROM provisions_address a
    WHERE a.location_id = place.id AND a.type = 'physical' AND a.withdrawn_on IS NULL ORDER BY a.id LIMIT 1
) AS address ON true
WHERE f.id = ANY (%s)
"""


def shown(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of `ranked`, each with what is shown of it, in the same order."""
    with _cursor() as cursor:
        cursor.execute(_SHOWN, [[row["findable"] for row in rows]])
        names = [column.name for column in cursor.description or ()]
        told = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    return [row | told[row["findable"]] for row in rows if row["findable"] in told]


def _cursor() -> CursorWrapper:
    """Binds on the server: with its values in it, as Django binds, a text is never the same twice.

    Whoever listens to the statements gets Django's: of a plan that is kept there is no text to hear.
    """
    connection.ensure_connection()
    if connection.queries_logged:
        return connection.cursor()
    binding: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(binding)
