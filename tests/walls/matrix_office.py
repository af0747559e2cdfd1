"""What is asked at the doors of administration: about what is of here, of elsewhere, and of nowhere."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from accounts.models import Mandate, Membership
from tests.cast import COEVORDEN, CORA, DANA, NOORD, TESS, ZUID

TEAMS_BY_NAME = {"noord": NOORD, "zuid": ZUID, "coevorden": COEVORDEN}
OFFICE = frozenset({"user_id", "team_id", "municipality", "uidb64"})
NOWHERE = UUID("00000000-0000-4000-8000-00000000feed")
HERE, ELSEWHERE = ("colleague:hoogeveen",), ("colleague:coevorden",)
LINE = {"text": "Een zin.", "rests_on": "example", "valid_from": "2036-01-01", "law": "wmo", "title": "Artikel 1"}
POST = {"role": "team", "laws": ["wmo"], "since": "2036-01-01"}

ANSWERS_OF_THE_OFFICE: dict[str, list[dict[str, Any]]] = {
    "accounts:add_user": [{**POST, "name": "Nieuw", "email": "nieuw@cast.trede.test", "team": str(NOORD)}],
    "accounts:give_post": [{**POST, "team": str(ZUID)}, {**POST, "team": str(COEVORDEN)}],
    "accounts:end_post": [{"last_day": "2036-01-01"}],
    "accounts:give_mandate": [
        {"laws": ["wmo"], "since": "2036-01-01", "source": "Besluit 1", "municipality": place}
        for place in ("hoogeveen", "coevorden", "nowhere")
    ],
    "accounts:end_mandate": [{"last_day": "2036-01-01"}],
    "accounts:add_team": [{"name": "Oost", "kind": "neighbourhood", "municipality": "hoogeveen"}],
    "accounts:team": [{"name": "Anders"}],
    "accounts:serve": [{"neighbourhoods": ["1"]}],
    "accounts:decide_message": [
        {"message": number, "decision": decision} for number in range(1, 40) for decision in ("arrived", "again")
    ],
    "accounts:add_line": [{**LINE, "phone": "14 0528", "checked_on": "2026-01-01"}],
    "accounts:line": [LINE, {"withdraw": "1"}],
}

Asked = tuple[tuple[str, ...], tuple[Any, ...], bool]


def administered(door: Any) -> Iterator[Asked]:
    """What does not exist, what is of here, what is of elsewhere; and what is of here under another's name."""
    match door.arguments:
        case ("uidb64", "token"):
            yield (), ("nobody", "nothing"), True
        case ("user_id",):
            yield from _three(NOWHERE, TESS.id, CORA.id)
        case ("team_id",) if door.name.startswith("reporting:"):
            yield (), (NOWHERE,), True
            yield from (((f"team:{name}",), (team,), True) for name, team in TEAMS_BY_NAME.items())
        case ("team_id",):
            yield from _three(NOWHERE, NOORD, COEVORDEN)
        case ("user_id", "post_id"):
            post = Membership.objects.get(user=TESS.id).pk
            yield (), (TESS.id, NOWHERE), True
            yield HERE, (TESS.id, post), True
            yield ELSEWHERE, (CORA.id, Membership.objects.get(user=CORA.id).pk), True
            yield HERE, (DANA.id, post), False
        case ("user_id", "mandate_id"):
            mandate = Mandate.objects.get(user=DANA.id).pk
            yield (), (DANA.id, NOWHERE), True
            yield HERE, (DANA.id, mandate), True
            yield HERE, (TESS.id, mandate), False
        case ("municipality", *rest):
            more = ("ordinance", "first")[: len(rest)]
            yield from (
                (owners, (place, *more), True)
                for owners, (place,), _belongs in _three("nowhere", "hoogeveen", "coevorden")
                if "key" not in rest or place != "hoogeveen"
            )


def _three(nowhere: Any, here: Any, elsewhere: Any) -> Iterator[Asked]:
    yield (), (nowhere,), True
    yield HERE, (here,), True
    yield ELSEWHERE, (elsewhere,), True
