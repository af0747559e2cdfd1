"""As many provisions as a test asks for, plausible and always the same, written by COPY."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db import connection

from provisions.directory import findable

PLACE = (52.7226, 6.4765)  # the middle of Hoogeveen
SPREAD = 0.06  # degrees around it
NAMES = (
    "Koffieochtend", "Samen eten", "Eettafel", "Taalcafé", "Taalmaatje", "Repaircafé", "Formulierenhulp",
    "Dagontmoeting", "Inloop", "Wandelgroep", "Beweegclub voor ouderen", "Huiswerkbegeleiding", "Spreekuur schulden",
    "Kledingbank", "Voedselbank", "Mantelzorgcafé", "Moestuin", "Zingen in het koor", "Computerles", "Klusdienst",
    "Boodschappenservice", "Opvoedspreekuur", "Jongerencentrum", "Vrouwengroep", "Mannenmiddag", "Geheugencafé",
    "Rouwgroep", "Maatje voor nieuwkomers", "Speelgoedbank", "Vervoersdienst",
)  # fmt: skip
AREAS = (
    "social_network", "daily_living", "income_and_debts", "work_and_education", "parenting", "participation",
    "mental_health", "care_for_others", "physical_health", "housing",
)  # fmt: skip
WORDS = [
    "vrijwilligers",
    "samen",
    "buurt",
    "iedereen",
    "welkom",
    "helpen",
    "praten",
    "koffie",
    "thee",
    "gezellig",
    "tafel",
    "wekelijks",
    "hulp",
    "vragen",
    "brieven",
    "leren",
    "Nederlands",
    "oefenen",
    "bewegen",
    "buiten",
    "wandelen",
    "kinderen",
    "ouders",
    "ouderen",
    "jongeren",
    "gratis",
    "deelname",
    "aanmelden",
    "locatie",
    "dorpshuis",
    "wijkcentrum",
    "kerk",
    "bibliotheek",
    "school",
    "activiteit",
    "ontmoeten",
    "gesprek",
    "advies",
    "steun",
]
LANGUAGES = ("nl", "en", "ar", "tr", "pl", "ti")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CONFIRMED = date(2026, 2, 20)


def many(number: int, *, municipality: str = "hoogeveen", since: int = 0) -> list[UUID]:
    """`number` provisions, each at a place of its own, by organisations of ten each; the finder sees them."""
    dice = Random(f"{municipality} {since}")
    ids = [_id(municipality, "provision", since + one) for one in range(number)]
    _copy("organisation", "id municipality_id name alternate_name description email url tax_status tax_id"
          " year_incorporated legal_status example source source_id extra",
          (_organisation(municipality, one) for one in range(since // 10, (since + number + 9) // 10)
           if one * 10 >= since))  # fmt: skip
    _copy("provision", _PROVISION, (_provision(dice, municipality, since + one) for one in range(number)))
    places = _copy_ids("location", "municipality_id name latitude longitude " + _PLACE,
                       [_place(dice, municipality, since + one) for one in range(number)])  # fmt: skip
    _copy("serviceatlocation", "municipality_id provision_id location_id description source source_id extra",
          ((municipality, id, place, "", "", "", "{}") for id, place in zip(ids, places, strict=True)))  # fmt: skip
    _copy("schedule", _SCHEDULE, (row for id in ids for row in _week(dice, municipality, id)))
    _copy("language", "municipality_id provision_id name code note source source_id extra",
          ((municipality, id, "", code, "", "", "", "{}") for id in ids
           for code in dice.sample(LANGUAGES, k=dice.randrange(3))))  # fmt: skip
    findable.refresh(ids)
    return ids


_TEXTS = (
    "alternate_name upl url email alert fees payment_accepted eligibility application_process interpretation_services"
    " wait_time accreditations licenses assurer_email withdrawn_because"
)
_PROVISION = (
    "id municipality_id organisation_id name layer laws life_areas what description status open_when cost minimum_age"
    " maximum_age needs_intake room room_as_of confirmed_on clock_received clock_contact clock_start by_hand version"
    f" source source_id extra {_TEXTS}"
)
_PLACE = (
    "type alternate_name description transportation url external_identifier external_identifier_type"
    " source source_id extra"
)
_SCHEDULE = (
    "municipality_id provision_id freq byday opens_at closes_at closed timezone wkst byweekno bymonthday byyearday"
    " description schedule_link attending_type notes source source_id extra"
)


def _id(*of: object) -> UUID:
    return uuid5(UUID(int=4), " ".join(map(str, of)))


def _organisation(municipality: str, number: int) -> Sequence[Any]:
    id = _id(municipality, "organisation", number)
    return (id, municipality, f"Buurthuis {number}", *[""] * 8, False, "", "", "{}")


def _provision(dice: Random, municipality: str, number: int) -> Sequence[Any]:
    name = f"{dice.choice(NAMES)} {number}"
    room = dice.choice(("", "", "room", "waiting_list", "full"))
    youngest = dice.choice((None, None, None, 12, 18, 55, 65))
    return (
        _id(municipality, "provision", number),
        municipality,
        _id(municipality, "organisation", number // 10),
        name,
        dice.choice(("general_facility",) * 9 + ("tailored_provision",)),
        f"{{{','.join(dice.sample(('wmo', 'jeugd', 'pw', 'wgs'), k=dice.randrange(3)))}}}",
        f"{{{','.join(dice.sample(AREAS, k=dice.choice((1, 1, 2, 3))))}}}",
        " ".join(dice.choices(WORDS, k=12)),
        " ".join(dice.choices(WORDS, k=40)),
        "active",
        "elke week",
        dice.choice(("gratis", "gratis", "2 euro", "")),
        youngest,
        dice.choice((None, None, 99)) if youngest else None,
        dice.random() < 0.2,
        room,
        "2026-02-20T09:00Z" if room else None,
        CONFIRMED - timedelta(days=dice.randrange(400)),
        2, 5, 15, False, 1, "", "", "{}",
        *[""] * len(_TEXTS.split()),
    )  # fmt: skip


def _place(dice: Random, municipality: str, number: int) -> Sequence[Any]:
    lat, lon = (middle + dice.uniform(-SPREAD, SPREAD) for middle in PLACE)
    return (municipality, f"Zaal {number}", lat, lon, "physical", *[""] * 8, "{}")


def _week(dice: Random, municipality: str, provision: UUID) -> Iterable[Sequence[Any]]:
    for day in dice.sample(DAYS, k=dice.randrange(4)):
        opens = dice.choice((9, 10, 13, 17))
        yield (municipality, provision, "WEEKLY", day, time(opens), time(opens + 3), False, *[""] * 11, "{}")


def _copy(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(columns.split())
    with connection.cursor() as cursor, cursor.copy(f"COPY provisions_{table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _copy_ids(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> list[int]:
    """The same for a table that numbers its rows itself; the numbers, in order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM provisions_{table}")
        before = cursor.fetchone()[0]
    _copy(table, columns, rows)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM provisions_{table} WHERE id > %s ORDER BY id", [before])
        return [id for (id,) in cursor.fetchall()]
