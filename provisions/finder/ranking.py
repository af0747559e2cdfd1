"""Which provisions fit, in which order: statements that read the narrow rows alone.

First what is known to fit in everything asked, then what may fit (something is not known), and where these are few,
what fits in part. Within each: freely available first, then the nearest (or the word in the name), then by name.
The order is the same every time: the last keys are the provision's and the row's own.

What fits in everything is asked first; only where it does not fill the page, the rest is asked too. A level ends when
the page is full, and only begins when those before it left room. Without words, or where a word is common, an index is
walked; rows with a rare word are all read and put in order. Near a point the index is walked outwards, one standing
after the other: by a word in rings (rings.py), else on a flat map, which within the Netherlands is off by at most 4 %
in one direction; it takes more than twice as many as are shown, and these are put in order by their distance on the
sphere. What is in another order than it should be can therefore only be where as many rows again as were asked lie
within 8 % of the same distance.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import connection

from ledger import statements
from provisions.directory.models import FLAT, KM_PER_DEGREE, SHEET, Findable
from provisions.finder.asked import KM, Asked, Wish, values, wishes
from provisions.finder.rings import rings

MOST = 200
PAGE = 20
FITS, PERHAPS, IN_PART = range(3)
# After all that is near: what is nowhere.
FAR = 99999
# How much further than the distance asked one looks for what fits in part.
FURTHER = 2.0
# Of each standing, the nearest that are weighed for what fits in part.
WEIGHED = 100
WIDER = 4
ALWAYS_KNOWN = {"words", "near", "area", "age", "intake"}
# Of two of these at once, few provisions fit in both.
FEW_FIT = {"need", "law", "open", "language"}
EVERY_WORD = "f.words @@ query.every"

# No index takes it so: the database would otherwise read a whole standing to cross it with what a word finds.
_OF_THE_STEP = "(f.standing = step.standing) IS TRUE"
_STEPS = f"(VALUES {', '.join(f'({one})' for one in range(Findable.NOT_GENERAL + 1))}) AS step(standing)"
_RINGS = "unnest(%(since)s::float[], %(until)s::float[], %(squares)s::text[]) AS ring(since, until, squares)"
_ROW = "f.id, f.provision_id, f.standing, f.name"
_SPOT = f"point(f.lon * {FLAT} + f.standing * {SHEET}, f.lat)"
_AWAY = f"{_SPOT} <-> point(%(lon)s * {FLAT} + step.standing * {SHEET}, %(lat)s)"
# The nearest rows on the flat map, also all that are as near as the last of them, by their distance on the sphere.
_NEAREST = f"""
    SELECT {_ROW}, {KM} AS second, f.misses FROM (
        SELECT {_ROW}, f.lat, f.lon, {{misses}} AS misses FROM {{query}}provisions_findable f
        WHERE {_OF_THE_STEP} AND f.lat IS NOT NULL AND {{where}}
        ORDER BY {_AWAY} FETCH FIRST {{many}} ROWS WITH TIES
    ) AS f
"""
_CUT = "(SELECT count(*) >= %(limit)s AND count(DISTINCT provision_id) < %(wanted)s FROM {level})"
_BY_WORD = f"""
    (SELECT DISTINCT ON (f.name, f.provision_id) {_ROW}, 0::float AS second, 0 AS misses
     FROM {{query}}provisions_findable f
     WHERE {{besides}} AND f.in_name @@ (query.every && ('=' || step.standing)::tsquery)
     ORDER BY f.name, f.provision_id, f.id LIMIT %(limit)s)
    UNION ALL
    (SELECT DISTINCT ON (f.name, f.provision_id) {_ROW}, 1::float AS second, 0 AS misses
     FROM {{query}}provisions_findable f
     WHERE f.standing = step.standing AND {{besides}} AND f.words @@ query.every AND NOT f.in_name @@ query.every
     ORDER BY f.name, f.provision_id, f.id LIMIT %(limit)s)
"""


def ranked(asked: Asked, *, municipality: str, start: int, size: int, in_one: bool = False) -> list[dict[str, Any]]:
    """The ranking up to one row past `start + size`: `findable`, `provision`, `level`, `km` and `named` of each.

    `yes` and `no` hold per wish whether it fits, or does not; neither when that is not known. `in_one`: in a single
    statement, for who has few to spare; without, there are two when little fits in everything.
    """
    wanted = start + size + 1
    asked_for = wishes(asked)
    told = values(asked) | _rings(asked) | {"municipality": municipality, "wanted": wanted, "limit": wanted}
    rows = [] if in_one else _fitting(asked, asked_for, told)
    if len(rows) >= wanted:
        return rows[:wanted]
    levels = dict(_levels(asked, asked_for))
    if len(levels) == 1 and not in_one:
        return rows
    return _with_what_may_fit(levels, asked, asked_for, told)


def _fitting(asked: Asked, asked_for: list[Wish], told: dict[str, Any]) -> list[dict[str, Any]]:
    """What is known to fit in everything. Mostly that fills the page, and the rest would be planned for nothing."""
    sql = _at_once(asked, asked_for) if _asks_much(asked, asked_for) else _first_look(asked, asked_for)
    known = {"level": FITS, "yes": [True] * len(asked_for), "no": [False] * len(asked_for)}
    while True:
        read = _read(sql, told, kept_plan=_reads_one_way(asked, asked_for))
        once = {row["provision"]: known | row for row in reversed(read)}
        if not _cut_short(len(read), len(once), told):
            return [once.pop(row["provision"]) for row in read if row["provision"] in once]
        told["limit"] *= WIDER


def _cut_short(rows: int, provisions: int, told: dict[str, Any]) -> bool:
    """Whether one provision at many places filled the walk, so that it must go on."""
    return bool(rows >= told["limit"] and provisions < told["wanted"])


def _with_what_may_fit(
    levels: dict[str, str], asked: Asked, asked_for: list[Wish], told: dict[str, Any]
) -> list[dict[str, Any]]:
    sql = _statement(levels, asked, asked_for)
    while True:
        rows = _read(sql, told)
        if not rows or not rows[0]["cut"]:
            return rows
        told["limit"] *= WIDER


def _by_rings(asked: Asked) -> bool:
    """One word near a point. To look for two in rings takes long where both are common, and then a walk soon ends."""
    return asked.near is not None and len(asked.typed.terms) == 1


def _reads_one_way(asked: Asked, asked_for: list[Wish]) -> bool:
    """Whether there is one good way to read it, whatever the values: then its plan is kept.

    Words and no other wish: one index has both the word and where it is, or the words of names.
    """
    by_words = _by_rings(asked) if asked.near else bool(asked.typed.terms)
    return by_words and all(wish.code in ("words", "near", "area") for wish in asked_for)


def _read(sql: str, told: dict[str, Any], *, kept_plan: bool = False) -> list[dict[str, Any]]:
    names, read = statements.rows(sql, told) if kept_plan else _planned_anew(sql, told)
    return [dict(zip(names, row, strict=True)) for row in read]


def _planned_anew(sql: str, told: dict[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return [column.name for column in cursor.description or ()], cursor.fetchall()


def _first_look(asked: Asked, asked_for: list[Wish]) -> str:
    found = f"({_fits(asked, asked_for)}) AS found"
    named = "found.second = 0" if asked.typed.terms else "false"
    if asked.near and asked.typed.terms:
        found, named = f"{_query(asked)}{found} JOIN provisions_findable f ON f.id = found.id", _named(asked)
    return f"""
    SELECT found.id AS findable, found.provision_id AS provision, {"found.second" if asked.near else "NULL"} AS km,
        {named} AS named
    FROM {found} ORDER BY found.standing, found.second, found.name, found.provision_id, found.id
    """


def _asks_much(asked: Asked, asked_for: list[Wish]) -> bool:
    """Whether little will fit in everything, so that one would walk to the end: near, by words, and much besides."""
    few = sum(wish.code in FEW_FIT for wish in asked_for)
    return bool(asked.near and asked.typed.terms) and few > 1


def _at_once(asked: Asked, asked_for: list[Wish]) -> str:
    return f"""
    SELECT f.id AS findable, f.provision_id AS provision, found.level, found.second AS km, {_named(asked)} AS named,
        {_truth(asked_for)}
    FROM {_query(asked)}({_may_fit(asked, asked_for)}) AS found JOIN provisions_findable f ON f.id = found.id
    ORDER BY found.level, found.standing, found.second, found.name, found.provision_id, found.id
    """


def _may_fit(asked: Asked, asked_for: list[Wish]) -> str:
    """What fits and what may fit, in one look at all that is there; the words last, since they take longest to see."""
    besides = [wish for wish in asked_for if wish.code != "words"]
    must = [one for one in _must(asked) if one != EVERY_WORD]
    where = [*must, *(wish.may_fit for wish in besides), "f.lat IS NOT NULL", *_box(asked, further=1.0)]
    every = " AND ".join(f"({wish.yes})" for wish in besides)
    return f"""
        SELECT {_ROW}, f.second, 0 AS misses, f.level FROM {_query(asked)}(
            SELECT {_ROW}, f.words, {KM} AS second, (({every}) IS NOT TRUE)::int AS level FROM provisions_findable f
            WHERE {" AND ".join(where)} OFFSET 0
        ) AS f WHERE {EVERY_WORD} ORDER BY level, standing, second, name, provision_id, id LIMIT %(limit)s
    """


def _truth(asked_for: list[Wish]) -> str:
    yes = ", ".join(f"coalesce({wish.yes}, false)" for wish in asked_for)
    no = ", ".join(f"coalesce({wish.no}, false)" for wish in asked_for)
    return f"ARRAY[{yes}]::bool[] AS yes, ARRAY[{no}]::bool[] AS no"


def _statement(levels: dict[str, str], asked: Asked, asked_for: list[Wish]) -> str:
    cut = " OR ".join(_CUT.format(level=name) for name in levels if name in ("fits", "perhaps"))
    return f"""
    WITH {", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in levels.items())},
    once AS (
        SELECT DISTINCT ON (provision_id) * FROM ({" UNION ALL ".join(f"TABLE {name}" for name in levels)}) AS every
        ORDER BY provision_id, level, misses, standing, second, name, id
    )
    SELECT f.id AS findable, f.provision_id AS provision, once.level, ({cut}) AS cut,
        {KM if asked.near else "NULL::float"} AS km, {_named(asked)} AS named,
        {_truth(asked_for)}
    FROM {_query(asked)}once JOIN provisions_findable f ON f.id = once.id
    ORDER BY once.level, once.misses, once.standing, once.second, once.name, once.provision_id LIMIT %(wanted)s
    """


def _fits(asked: Asked, asked_for: list[Wish]) -> str:
    return _level(asked, [*_must(asked), *(f"({wish.yes})" for wish in asked_for)], level=FITS)


def _levels(asked: Asked, asked_for: list[Wish]) -> Iterator[tuple[str, str]]:
    none_against = [wish.may_fit for wish in asked_for]
    room_for_more = "(SELECT count(DISTINCT provision_id) FROM fits) < %(wanted)s"
    if _asks_much(asked, asked_for):
        yield "fits", _may_fit(asked, asked_for)
    else:
        yield "fits", _fits(asked, asked_for)
    if _may_be_unknown(asked, asked_for):
        every = " AND ".join(f"({wish.yes})" for wish in asked_for)
        where = [room_for_more, *_must(asked), *none_against, f"({every}) IS NOT TRUE"]
        yield "perhaps", _level(asked, where, level=PERHAPS)
    if asked.near:
        where = [room_for_more, *_must(asked), *none_against, "f.lat IS NULL"]
        yield "somewhere", _level(replace(asked, near=None), where, level=PERHAPS, last=True)
    if _most_misses(asked, asked_for):
        yield "in_part", _in_part(asked, asked_for)
    if _most_misses(asked, asked_for) and asked.near:
        yield "in_part_somewhere", _in_part(asked, asked_for, somewhere=True)


def _in_part(asked: Asked, asked_for: list[Wish], *, somewhere: bool = False) -> str:
    """Only where the first page is not full.

    `somewhere`: of which it is not known where they are, when it was asked near to a point.
    """
    misses = " + ".join(f"coalesce({wish.no}, false)::int" for wish in asked_for)
    first = "TABLE fits UNION ALL TABLE perhaps" if _may_be_unknown(asked, asked_for) else "TABLE fits"
    few = f"(SELECT count(DISTINCT provision_id) FROM ({first}) AS first) < {PAGE}"
    where = [few, *_must(asked, words="some"), f"({misses}) BETWEEN 1 AND {_most_misses(asked, asked_for)}"]
    if somewhere:
        elsewhere = [*where, "f.lat IS NULL"]
        return _level(replace(asked, near=None), elsewhere, level=IN_PART, misses=f"({misses})", last=True)
    return _level(asked, where, level=IN_PART, misses=f"({misses})")


def _most_misses(asked: Asked, asked_for: list[Wish]) -> int:
    """What fits in nothing that was asked is no answer. That it has the one word that was typed is something."""
    return len(asked_for) if len(asked.typed.terms) == 1 else max(0, len(asked_for) - 1)


def _may_be_unknown(asked: Asked, asked_for: list[Wish]) -> bool:
    """Whether a row of which the place is known can be silent about any of this, and was not looked at already."""
    return not _asks_much(asked, asked_for) and any(wish.code not in ALWAYS_KNOWN for wish in asked_for)


def _must(asked: Asked, *, words: str = "every") -> Iterator[str]:
    """What is no wish: a row without it is no answer."""
    yield "true" if asked.everywhere else "f.municipality_id = %(municipality)s"
    if asked.typed.terms:
        yield f"f.words @@ query.{words}"
    if asked.general_only:
        yield f"f.standing < {Findable.NOT_GENERAL}"
    yield from (wish.yes for wish in wishes(asked) if wish.code in asked.must)


def _level(asked: Asked, where: list[str], *, level: int, misses: str = "", last: bool = False) -> str:
    if _by_rings(asked) and level == FITS:
        return _in_steps(_in_rings(asked, where), level)
    if asked.life_area and asked.language:
        # Two indexes leave so little that a third, on words, costs more than it saves.
        where = [f"({one}) IS TRUE" if "f.words @@" in one else one for one in where]
    if asked.near:
        return _near(asked, where, level=level, misses=misses)
    if asked.typed.terms and level == FITS:
        besides = [one for one in where if EVERY_WORD not in one]
        inner = _BY_WORD.format(query=_query(asked), besides=" AND ".join(besides))
        return _in_steps(inner, level)
    second = f"{FAR}::float" if last else f"(NOT {_named(asked)})::int::float" if asked.typed.terms else "0::float"
    # A constant is no key: it would keep the index in order from being walked.
    keys = [*(["misses"] if misses else []), "standing", *(["second"] if "::int" in second else [])]
    ordered = ", ".join([*keys, "name", "provision_id"])
    rows = f"""
        SELECT {_ROW}, {second} AS second, {misses or "0"} AS misses
        FROM {_query(asked, " ".join(where))}provisions_findable f WHERE {" AND ".join(where)}
    """
    return f"""
        SELECT DISTINCT ON ({ordered}) *, {level} AS level FROM ({rows}) AS found
        ORDER BY {ordered}, id LIMIT {PAGE if misses else "%(limit)s"}
    """


def _near(asked: Asked, where: list[str], *, level: int, misses: str) -> str:
    where = [*where, *_box(asked, further=FURTHER if misses else 1.0)]
    if misses and asked.within is not None:
        where.append(f"{KM} <= {FURTHER} * %(within)s")
    nearest = _NEAREST.format(
        query=_query(asked, " ".join(where)),
        where=" AND ".join(where),
        misses=misses or "0",
        many=WEIGHED if misses else "(2 * %(limit)s + 20)",
    )
    if misses:
        weighed = f"SELECT found.*, {level} AS level FROM {_STEPS} CROSS JOIN LATERAL ({nearest}) AS found"
        return f"{weighed} ORDER BY misses, standing, second, name, provision_id, id LIMIT {PAGE}"
    return _in_steps(f"{nearest} ORDER BY second, name, provision_id, id LIMIT %(limit)s", level)


def _rings(asked: Asked) -> dict[str, list[Any]]:
    """What the SQL of the rings names; `#` stands for the standing."""
    found = list(rings(asked.near.lat, asked.near.lon, within=asked.within)) if asked.near else []
    squares = [" | ".join(f"@#{square}" for square in ring.squares) or "=#" for ring in found]
    return {"since": [ring.since for ring in found], "until": [ring.until for ring in found], "squares": squares}


def _in_rings(asked: Asked, where: list[str]) -> str:
    """The words and where they are in one look at their index, a ring further each time until there are enough."""
    here = "replace(ring.squares, '#', step.standing::text)::tsquery"
    nearer = [] if asked.within is None else ["f.second <= %(within)s"]
    inside = ["f.second >= ring.since", "f.second < ring.until", *nearer]
    where = [f"f.words @@ (query.every && {here})" if one == EVERY_WORD else one for one in where if KM not in one]
    return f"""
    SELECT inside.* FROM {_RINGS} CROSS JOIN LATERAL (
        SELECT {_ROW}, f.second, 0 AS misses FROM (
            SELECT {_ROW}, {KM} AS second FROM {_query(asked)}provisions_findable f
            WHERE {" AND ".join(where)} OFFSET 0
        ) AS f WHERE {" AND ".join(inside)}
        ORDER BY f.second, f.name, f.provision_id, f.id LIMIT %(limit)s
    ) AS inside LIMIT %(limit)s
    """


def _in_steps(rows: str, level: int) -> str:
    """One standing after the other, until there are enough."""
    return f"""
        SELECT found.*, {level} AS level FROM {_STEPS} CROSS JOIN LATERAL ({rows}) AS found LIMIT %(limit)s
    """


def _box(asked: Asked, *, further: float) -> Iterator[str]:
    """Around the distance that was asked, for what the database expects to find there."""
    if asked.within is None:
        return
    km = asked.within * further
    yield f"f.lat BETWEEN %(lat)s - {km / KM_PER_DEGREE} AND %(lat)s + {km / KM_PER_DEGREE}"
    wide = f"{km / KM_PER_DEGREE} / cos(radians(%(lat)s))"
    yield f"f.lon BETWEEN %(lon)s - {wide} AND %(lon)s + {wide}"


def _query(asked: Asked, where: str = "") -> str:
    """What must be found, as `where` names it: to work it out takes PostgreSQL longer than to look for it."""
    return f"{asked.typed.sql(some='query.some' in where)}, " if asked.typed.terms else ""


def _named(asked: Asked) -> str:
    return "f.in_name @@ query.every" if asked.typed.terms else "false"
