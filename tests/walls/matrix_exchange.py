"""What is asked at the doors of import and export: about what is of here, of elsewhere, and of nowhere."""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from provisions.exchange.models import DirectoryImport
from tests.cast import AT
from tests.walls.matrix_office import ELSEWHERE, HERE, NOWHERE, Asked

IMPORTS = {place: uuid5(NAMESPACE_DNS, f"{place}.import.trede.test") for place in ("hoogeveen", "coevorden")}
ONLY_BY_POST_HERE = frozenset(f"exchange:{verb}" for verb in ("columns", "look", "apply", "stop", "undo", "drop"))
ANSWERS_OF_THE_EXCHANGE: dict[str, list[dict[str, Any]]] = {
    "exchange:imports": [{"source": "Sociale kaart"}],
    "exchange:columns": [{"column_0": "name"}],
}


def enter_imports() -> None:
    for place, run in IMPORTS.items():
        DirectoryImport.objects.create(
            id=run,
            municipality_id=place,
            source="kaart",
            name="lijst.csv",
            format="csv",
            flat=True,
            columns={"naam": "name"},
            at=AT,
        )


def exchanged(door: Any) -> Iterator[Asked]:
    if door.arguments == ("import_id",):
        yield (), (NOWHERE,), True
        yield HERE, (IMPORTS["hoogeveen"],), True
        yield ELSEWHERE, (IMPORTS["coevorden"],), True
        return
    for owners, place in (((), "nowhere"), (HERE, "hoogeveen"), (ELSEWHERE, "coevorden")):
        yield owners, (place, "csv"), True
