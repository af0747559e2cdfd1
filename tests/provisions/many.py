"""As many provisions as a test asks for, plausible and always the same, written by COPY."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from itertools import accumulate, product
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db import connection

from provisions.directory import findable
from provisions.directory.words import words_of

PLACE = (52.7226, 6.4765)  # the middle of Hoogeveen
SPREAD = 0.06  # degrees around it
# What is offered, the commonest first. How common each is follows a real directory (4,089 services of open211 Miami):
# the tenth word of its names is in 3.3 % of them, the thirtieth in 1.4 %, the hundredth in 0.5 %.
NAMES = (
    "Inloop", "Spreekuur schulden", "Huiswerkbegeleiding", "Samen eten", "Koffieochtend", "Taalmaatje",
    "Formulierenhulp", "Dagontmoeting", "Beweegclub voor ouderen", "Wandelgroep", "Eettafel", "Jongerencentrum",
    "Computerles", "Klusdienst", "Opvoedspreekuur", "Boodschappenservice", "Maatje voor nieuwkomers", "Vervoersdienst",
    "Taalcafé", "Repaircafé", "Voedselbank", "Kledingbank", "Mantelzorgcafé", "Vrouwengroep", "Moestuin",
    "Zingen in het koor", "Mannenmiddag", "Geheugencafé", "Rouwgroep", "Speelgoedbank", "Naailes", "Schaakclub",
    "Fietsles", "Leesclub", "Buurtbus", "Kookgroep", "Breicafé", "Bingo", "Yoga op de stoel", "Sportinstuif",
    "Meidenavond", "Babycafé", "Peuteruurtje", "Oppascentrale", "Verhuishulp", "Tuinhulp", "Weggeefwinkel",
    "Bibliotheek aan huis", "Museumbezoek", "Filmavond", "Muziekles", "Toneelgroep", "Fotoclub", "Schildersatelier",
    "Houtwerkplaats", "Kringloop", "Biljart", "Jeu de boules", "Zwemmen voor ouderen", "Dansmiddag", "Stamtafel",
    "Dorpsdiner", "Soepochtend", "Ontbijt op school", "Ouderkamer", "Vadergroep", "Scheidingsgroep", "Lotgenotengroep",
    "Herstelgroep", "Stoppen met roken", "Afvallen doe je samen", "Slaapcursus", "Weerbaarheid", "Rijbewijskeuring",
    "Belastinghulp", "Sollicitatietraining", "Werkcafé", "Taalstage", "Inburgering", "Rekenles", "Schrijfgroep",
    "Digitaal spreekuur", "Huurdersvereniging", "Energiecoach", "Woonadvies", "Rolstoelbus", "Maaltijd aan huis",
    "Telefooncirkel", "Bezoekdienst", "Wensambulance",
)  # fmt: skip
AREAS = (
    "social_network", "daily_living", "income_and_debts", "work_and_education", "parenting", "participation",
    "mental_health", "care_for_others", "physical_health", "housing",
)  # fmt: skip
# The words of texts, the commonest first; after those that are told apart here come compounds nobody looks for. In the
# same directory the tenth word stands in 22 % of the texts, the hundredth in 6 %, the thousandth in 0.7 %.
SAID = words_of("""
    vrijwilligers iedereen welkom buurt hulp week ouderen kinderen samen activiteiten ondersteuning wekelijks vragen
    bewoners mensen elkaar gratis jongeren ouders deelname aanmelden advies koffie helpen school leren ontmoeten thuis
    gezellig locatie wijkcentrum praten maandag dinsdag woensdag donderdag vrijdag bewegen groep begeleiding kennis thee
    gezin informatie contact gesprek dorpshuis bibliotheek zelfstandig dagelijks nederlands oefenen steun gezondheid
    wonen werk geld buiten wandelen taal middag ochtend avond aandacht kosten open persoonlijk nieuwe professionals eten
    deelnemers samenwerking gemeente vrijwillig medewerkers leeftijd beperking verhaal brieven tafel verhalen inwoners
    plek leuke sfeer omgeving natuur zorg muziek creatief sport tuin kerk vervoer computer lezen schrijven rekenen koken
    maaltijd financieel schulden formulieren eenzaam nieuwkomers mantelzorger verlies rouw dementie lichamelijk lunch
    geheugen slapen voeding roken alcohol opvoeding baby peuter puber scheiding mannen vrouwen diner
""")
FIRST = words_of("molen veld berg bos heide water beek akker kerk steen linden eiken zand klei noorder zuider wester")
LAST = words_of("""
    hof pad laan weg brug poort kant zicht rand dal oord hoeve erf stee donk wold meer broek horst rode kamp loo ham
    hage stein wijck gaarde weide drift singel dreef steeg dijk wal waard ven gat kolk sloot vaart
""")
WORDS = [*SAID, *map("".join, product(FIRST, LAST)), *map("".join, product(FIRST, LAST, LAST))][:22_000]
LANGUAGES = ("nl", "en", "ar", "tr", "pl", "ti")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CONFIRMED = date(2026, 2, 20)


def _falling(words: Sequence[str], *, by: int) -> list[float]:
    """How often each is said, summed up: the first `by` about as often, and from there on the rarer the later."""
    return list(accumulate(1 / (by + place) for place in range(len(words))))


HOW_OFTEN_NAMED, HOW_OFTEN_SAID = _falling(NAMES, by=4), _falling(WORDS, by=20)


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
    name = f"{dice.choices(NAMES, cum_weights=HOW_OFTEN_NAMED)[0]} {number}"
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
        _said(dice, 12),
        _said(dice, 40),
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


def _said(dice: Random, words: int) -> str:
    return " ".join(dice.choices(WORDS, cum_weights=HOW_OFTEN_SAID, k=words))


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
