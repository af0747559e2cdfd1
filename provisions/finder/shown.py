"""What a page shows of the provisions that were found, read for these alone."""

from collections.abc import Sequence
from typing import Any

from ledger import statements

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
    names, read = statements.rows(_SHOWN, [[row["findable"] for row in rows]])
    told = {row[0]: dict(zip(names, row, strict=True)) for row in read}
    return [row | told[row["findable"]] for row in rows if row["findable"] in told]
