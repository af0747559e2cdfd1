"""Which provisions fit, in which order: one statement.

First what is known to fit in everything asked, then what may fit (something is not known), and where these are few,
what fits in part. Within each: freely available first, then the nearest (or the word in the name), then by name.
The order is the same every time: the last keys are the provision's and the row's own.

Near a point, rings are looked at from small to large, and no further than what is shown: each ring is a box on an
ordinary index, and the rows in it are ranked by their distance on the sphere.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import connection

from provisions.directory.models import Findable
from provisions.finder.asked import KM, KM_PER_DEGREE, Asked, Wish, values, wishes

MOST = 200
PAGE = 20
FITS, PERHAPS, IN_PART = range(3)
# After all that is near: what is nowhere.
FAR = 99999
FIXED = ("0::float", f"{FAR}::float")
# In km: the rings when no distance was asked, and how much further than one that was for what fits in part.
RINGS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 1000.0)
FURTHER = 2.0

_LEVEL = """
    SELECT found.*, {level} AS level FROM {steps} CROSS JOIN LATERAL (
        SELECT f.id, f.provision_id, f.standing, f.name, {second} AS second, {misses} AS misses
        FROM {query}provisions_findable f WHERE {where}
        ORDER BY {order} f.name, f.provision_id, f.id LIMIT {limit}
    ) AS found LIMIT {limit}
"""
_IN_THE_RING = f"""
    f.standing BETWEEN step.lightest AND step.heaviest
    AND f.lat BETWEEN %(lat)s - step.outside / {KM_PER_DEGREE} AND %(lat)s + step.outside / {KM_PER_DEGREE}
    AND f.lon BETWEEN %(lon)s - step.outside / ({KM_PER_DEGREE} * cos(radians(%(lat)s)))
        AND %(lon)s + step.outside / ({KM_PER_DEGREE} * cos(radians(%(lat)s)))
    AND {KM} > step.inside AND {KM} <= step.outside
"""
_SHOWN = """
    p.id, p.name, p.what, p.description, p.open_when, p.cost, p.fees, p.layer, p.needs_intake, p.room, p.room_as_of,
    p.waiting_since, p.waiting_weeks, p.confirmed_on, p.status, p.minimum_age, p.maximum_age, p.municipality_id,
    o.name AS organisation, o.example, here.name AS municipality, f.standing, place.name AS place,
    area.name AS neighbourhood, address.line AS address, coalesce(t.referred, 0) AS referred,
    coalesce(t.started, 0) AS started
"""
_JOINED = """
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
"""


def ranked(asked: Asked, *, municipality: str, start: int, size: int) -> list[dict[str, Any]]:
    """The rows `start` to `start + size` of the ranking, each with `level`, `km`, `number`, `total` and `fitting`.

    Per wish `yes_0` and `no_0`, `yes_1` and so on: whether it fits, or not; neither when that is not known.
    """
    asked_for = wishes(asked)
    told = values(asked) | {"municipality": municipality, "start": start, "size": size}
    with connection.cursor() as cursor:
        cursor.execute(_statement(asked, asked_for), told)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _statement(asked: Asked, asked_for: list[Wish]) -> str:
    truth = "".join(
        f", coalesce({wish.yes}, false) AS yes_{number}, coalesce({wish.no}, false) AS no_{number}"
        for number, wish in enumerate(asked_for)
    )
    levels = dict(_levels(asked, asked_for))
    return f"""
    WITH {", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in levels.items())},
    once AS (
        SELECT DISTINCT ON (provision_id) * FROM ({" UNION ALL ".join(f"TABLE {name}" for name in levels)}) AS every
        ORDER BY provision_id, level, misses, standing, second, name, id
    ),
    numbered AS (
        SELECT *, row_number() OVER (ORDER BY level, misses, standing, second, name, provision_id) AS number,
            count(*) OVER () AS total, count(*) FILTER (WHERE level < {IN_PART}) OVER () AS fitting
        FROM once
    )
    SELECT {_SHOWN}, numbered.level, numbered.number, numbered.total, numbered.fitting,
        {KM if asked.near else "NULL::float"} AS km, {_named(asked)} AS named{truth}
    FROM {_query(asked)}numbered
    JOIN provisions_findable f ON f.id = numbered.id
    {_JOINED}
    WHERE numbered.number > %(start)s AND numbered.number <= %(start)s + %(size)s
    ORDER BY numbered.number
    """


def _levels(asked: Asked, asked_for: list[Wish]) -> Iterator[tuple[str, str]]:
    every = " AND ".join(["true", *(f"({wish.yes})" for wish in asked_for)])
    none_against = [f"({wish.no}) IS NOT TRUE" for wish in asked_for]
    yield "fits", _level(asked, [*_must(asked), every], level=FITS)
    room_for_more = f"(SELECT count(*) FROM fits) <= {MOST}"
    if asked_for:
        where = [room_for_more, *_must(asked), *none_against, f"({every}) IS NOT TRUE"]
        yield "perhaps", _level(asked, where, level=PERHAPS)
    if asked.near:
        where = [room_for_more, *_must(asked), *none_against, "f.lat IS NULL"]
        yield "somewhere", _level(replace(asked, near=None), where, level=PERHAPS, last=True)
    if asked_for:
        yield "in_part", _in_part(asked, asked_for)
    if asked_for and asked.near:
        yield "in_part_somewhere", _in_part(asked, asked_for, somewhere=True)


def _in_part(asked: Asked, asked_for: list[Wish], *, somewhere: bool = False) -> str:
    """Only where the first page is not full. What fits in nothing that was asked is no answer.

    `somewhere`: of which it is not known where they are, when it was asked near to a point.
    """
    misses = " + ".join(f"coalesce({wish.no}, false)::int" for wish in asked_for)
    most = len(asked_for) if len(asked.typed.terms) == 1 else len(asked_for) - 1
    few = f"(SELECT count(*) FROM fits) + (SELECT count(*) FROM perhaps) < {PAGE}"
    where = [few, *_must(asked, words="some"), f"({misses}) BETWEEN 1 AND {most}"]
    count, level = f"({misses})", IN_PART
    if somewhere:
        elsewhere = [*where, "f.lat IS NULL"]
        return _level(replace(asked, near=None), elsewhere, level=level, misses=count, last=True, limit=PAGE)
    return _level(asked, where, level=level, misses=count, limit=PAGE)


def _must(asked: Asked, *, words: str = "every") -> Iterator[str]:
    """What is no wish: a row without it is no answer."""
    if not asked.everywhere:
        yield "f.municipality_id = %(municipality)s"
    if asked.typed.terms:
        yield f"f.words @@ query.{words}"
    if asked.general_only:
        yield f"f.standing < {Findable.NOT_GENERAL}"
    yield from (wish.yes for wish in wishes(asked) if wish.code in asked.must)


def _level(
    asked: Asked, where: list[str], *, level: int, misses: str = "0", last: bool = False, limit: int = MOST + 1
) -> str:
    second = KM if asked.near else f"(NOT {_named(asked)})::int::float" if asked.typed.terms else "0::float"
    if last:
        second = f"{FAR}::float"
    order = [*([] if misses == "0" else ["misses"]), "f.standing", *(["second"] if second not in FIXED else [])]
    return _LEVEL.format(
        level=level,
        steps=_steps(asked, level),
        query=_query(asked),
        second=second,
        misses=misses,
        where=" AND ".join([*where, *([_IN_THE_RING] if asked.near else [])]),
        order="".join(f"{key}, " for key in order),
        limit=limit,
    )


def _steps(asked: Asked, level: int) -> str:
    """Near a point: the freely available ring by ring, then the others."""
    if not asked.near:
        return "(VALUES (0)) AS step(whole)"
    rings = _rings(asked, level)
    rows = [
        f"({lightest}, {heaviest}, {inside}::float, {outside}::float)"
        for lightest, heaviest in ((Findable.FREELY, Findable.FREELY), (Findable.INTAKE, Findable.NOT_GENERAL))
        for inside, outside in zip((-1.0, *rings), rings, strict=False)
    ]
    return f"(VALUES {', '.join(rows)}) AS step(lightest, heaviest, inside, outside)"


def _rings(asked: Asked, level: int) -> tuple[float, ...]:
    if asked.within is None:
        return RINGS
    if level == IN_PART:
        return (asked.within * FURTHER,)
    return tuple(asked.within / part for part in (8, 4, 2, 1))


def _query(asked: Asked) -> str:
    return f"{asked.typed.sql}, " if asked.typed.terms else ""


def _named(asked: Asked) -> str:
    return "f.words @@ query.named" if asked.typed.terms else "false"
