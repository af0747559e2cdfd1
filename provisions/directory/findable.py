"""Making the rows the finder reads from the rows that describe a provision."""

from collections.abc import Collection, Iterator
from itertools import islice
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from provisions.directory.models import FLAT, KM_PER_DEGREE, SQUARES, Findable, Provision
from provisions.directory.words import found_besides

AT_ONCE = 1000

# A provision's own hours, or those of the provision at the place; where there are none, those of the place itself.
# RRULE's byday says MO or 1SA (the first Saturday); a day without an end lasts until midnight.
_WEEK = """
    SELECT range_agg(int4range(begins - shift, ends - shift) * int4range(0, 10080)) FROM (
        SELECT day.number * 1440 + extract(epoch FROM s.opens_at)::int / 60 AS begins,
               day.number * 1440 + extract(epoch FROM s.closes_at)::int / 60
               + CASE WHEN s.closes_at <= s.opens_at THEN 1440 ELSE 0 END AS ends
        FROM ({schedules}) AS s
        CROSS JOIN LATERAL regexp_split_to_table(s.byday, '[ ,]+') AS said(day)
        JOIN (VALUES ('MO', 0), ('TU', 1), ('WE', 2), ('TH', 3), ('FR', 4), ('SA', 5), ('SU', 6)) AS day(code, number)
            ON day.code = right(upper(said.day), 2)
        WHERE s.withdrawn_on IS NULL AND NOT s.closed AND s.opens_at IS NOT NULL AND s.closes_at IS NOT NULL
    ) AS stretch CROSS JOIN (VALUES (0), (10080)) AS week(shift)
"""
_OWN = """
    SELECT * FROM provisions_{table} d WHERE d.provision_id = p.id AND d.location_id IS NULL
    UNION ALL SELECT * FROM provisions_{table} d WHERE d.at_location_id = at.id AND d.provision_id IS NULL
"""
_OF_THE_PLACE = "SELECT * FROM provisions_{table} d WHERE d.location_id = at.location_id"
_HOURS = (
    f"coalesce(({_WEEK.format(schedules=_OWN.format(table='schedule'))}),"
    f" ({_WEEK.format(schedules=_OF_THE_PLACE.format(table='schedule'))}), '{{}}')"
)
_SPOKEN = """
    SELECT array_agg(DISTINCT lower(coalesce(nullif(l.code, ''), l.name))) FROM ({languages}) AS l
    WHERE l.withdrawn_on IS NULL
"""
_LANGUAGES = (
    f"coalesce(({_SPOKEN.format(languages=_OWN.format(table='language'))}),"
    f" ({_SPOKEN.format(languages=_OF_THE_PLACE.format(table='language'))}), '{{}}')"
)
_FREE = """
    CASE WHEN cost.told THEN cost.free
         WHEN p.cost || ' ' || p.fees ~* '^\\s*(gratis|kosteloos|geen kosten|free|no fee|no charge)' THEN true
         WHEN p.cost || p.fees ~ '[0-9€$]' THEN false END
"""
_STANDING = f"""
    CASE WHEN p.layer <> 'general_facility' THEN {Findable.NOT_GENERAL}
         WHEN p.status <> 'active' OR p.room IN ('waiting_list', 'full') THEN {Findable.NO_ROOM}
         WHEN p.needs_intake THEN {Findable.INTAKE} ELSE {Findable.FREELY} END
"""
_SQUARE = (
    f"'@' || {_STANDING} || 'x%(number)sx' || floor(place.latitude * {KM_PER_DEGREE} / %(km)s)::int"
    f" || 'x' || floor(place.longitude * {KM_PER_DEGREE * FLAT} / %(km)s)::int"
)
_SQUARES = ", ".join(_SQUARE % {"number": number, "km": km} for number, km in enumerate(SQUARES))
_WORDS = f"""
    setweight(to_tsvector('dutch', said.a) || to_tsvector('simple', said.a), 'A')
    || setweight(to_tsvector('dutch', said.b) || to_tsvector('simple', said.b), 'B')
    || setweight(to_tsvector('dutch', said.c) || to_tsvector('simple', said.c), 'C')
    || array_to_tsvector(array_remove(ARRAY['=' || {_STANDING}, {_SQUARES}], NULL))
"""
# What is longer than a text search vector takes (1 MB) could not be found by its end anyway.
_MAKE = f"""
INSERT INTO provisions_findable (provision_id, place_id, municipality_id, name, standing, laws, life_areas, words,
    open_at, languages, youngest, oldest, free, needs_intake, room, only_for, lat, lon)
SELECT p.id, place.id, p.municipality_id, p.name, {_STANDING}, p.laws, p.life_areas, {_WORDS},
    {_HOURS}, {_LANGUAGES}, coalesce(p.minimum_age, 0), coalesce(p.maximum_age, 999), {_FREE},
    p.needs_intake, p.room, coalesce(area.ids, '{{}}'), place.latitude, place.longitude
FROM provisions_provision p
JOIN unnest(%s::uuid[], %s::text[], %s::text[]) AS more(provision, named, told) ON more.provision = p.id
JOIN provisions_organisation o ON o.id = p.organisation_id
LEFT JOIN (
    provisions_serviceatlocation at JOIN provisions_location place
        ON place.id = at.location_id AND place.withdrawn_on IS NULL AND at.withdrawn_on IS NULL
) ON at.provision_id = p.id
LEFT JOIN LATERAL (
    SELECT string_agg(t.name, ' ') AS names
    FROM provisions_attribute a JOIN provisions_taxonomyterm t ON t.id = a.term_id
    WHERE a.provision_id = p.id AND a.withdrawn_on IS NULL
) AS term ON true
LEFT JOIN LATERAL (
    SELECT count(*) > 0 AS told, bool_and(c.amount = 0) AS free FROM provisions_costoption c
    WHERE c.provision_id = p.id AND c.withdrawn_on IS NULL AND c.amount IS NOT NULL
) AS cost ON true
LEFT JOIN LATERAL (
    SELECT CASE WHEN bool_and(s.neighbourhood_id IS NOT NULL) THEN array_agg(DISTINCT s.neighbourhood_id) END AS ids
    FROM provisions_servicearea s WHERE s.provision_id = p.id AND s.withdrawn_on IS NULL
) AS area ON true
CROSS JOIN LATERAL (
    SELECT concat_ws(' ', p.name, p.alternate_name, more.named) AS a, concat_ws(' ', p.what, o.name) AS b,
           left(concat_ws(' ', p.description, p.eligibility, p.open_when, place.name, term.names, more.told),
                100000) AS c
) AS said
WHERE p.withdrawn_on IS NULL AND o.withdrawn_on IS NULL AND p.status = ANY (%s)
ORDER BY p.name, p.id, place.id
ON CONFLICT DO NOTHING
"""


def refresh(provisions: Collection[UUID]) -> None:
    """Make anew what the finder reads of these provisions. Who changed them holds their locks."""
    waiting = iter(provisions)
    while batch := list(islice(waiting, AT_ONCE)):
        _refresh(Provision.objects.filter(pk__in=batch), batch)


def refresh_all(municipality: str) -> None:
    """The same of every provision of a municipality, after many changed at once.

    In order of name: what has a word in its name then lies together, and is read in half the blocks.
    """
    every = Provision.objects.filter(municipality=municipality).order_by("name", "id")
    refresh(list(every.values_list("id", flat=True)))


def _refresh(rows: "QuerySet[Provision]", batch: list[UUID]) -> None:
    ids, named, told = [], [], []
    for provision, name, text in _texts(rows):
        ids.append(provision)
        named.append(found_besides(name))
        told.append(found_besides(text))
    Findable.objects.filter(provision__in=batch)._raw_delete(using=connection.alias)
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, [ids, named, told, list(Provision.OFFERED)])


def _texts(rows: "QuerySet[Provision]") -> Iterator[tuple[UUID, str, str]]:
    name = Concat("name", Value(" "), "alternate_name")
    text = Concat("what", Value(" "), "description", Value(" "), F("organisation__name"), output_field=TextField())
    yield from rows.filter(withdrawn_on=None).values_list("id", name, text)
