"""The laws, the layers of support, and the steps people see.

Wmo 2015 art. 2.3.2 lid 4 and 2.3.5 lid 3; Jeugdwet art. 2.3 lid 1. The wording per law is dated data in
`rules/layers.toml`; the order of the layers is the order of the steps, never an order of visits.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

RULES = Path(__file__).parent / "rules"


class Law(StrEnum):
    WMO = "wmo"
    JEUGD = "jeugd"
    PW = "pw"
    WGS = "wgs"


class Layer(StrEnum):
    """Dutch: eigen kracht, gebruikelijke hulp, sociaal netwerk, algemene voorziening, maatwerkvoorziening."""

    OWN_STRENGTH = "own_strength"
    USUAL_HELP = "usual_help"
    SOCIAL_NETWORK = "social_network"
    GENERAL_FACILITY = "general_facility"
    TAILORED_PROVISION = "tailored_provision"


class Outcome(StrEnum):
    SUFFICIENT = "sufficient"
    PARTLY = "partly"
    INSUFFICIENT = "insufficient"
    NOT_APPLICABLE = "not_applicable"
    NOT_EXAMINED_URGENT = "not_examined_urgent"


class StepFour(StrEnum):
    """What the fourth step is: only Wmo and Jeugdwet know maatwerk; income support and a debt plan are decisions."""

    TAILORED_PROVISION = "tailored_provision"
    OWN_DECISION = "own_decision"


STEP: Mapping[Layer, int] = {
    Layer.OWN_STRENGTH: 1,
    Layer.USUAL_HELP: 1,
    Layer.SOCIAL_NETWORK: 2,
    Layer.GENERAL_FACILITY: 3,
    Layer.TAILORED_PROVISION: 4,
}
LOWER_LAYERS: tuple[Layer, ...] = tuple(layer for layer, step in STEP.items() if step < 4)


def step_of(layer: Layer) -> int:
    return STEP[layer]


def step_four(law: Law) -> StepFour:
    return StepFour.TAILORED_PROVISION if law in (Law.WMO, Law.JEUGD) else StepFour.OWN_DECISION


def heaviest(layers: Iterable[Layer]) -> Layer | None:
    """The heaviest of `layers`; within step 1 usual help weighs more than own strength."""
    order = list(STEP)
    return max(layers, key=order.index, default=None)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a layer is called on screen (`nl`, `en`), its term in the law, and where that stands."""

    layer: Layer
    laws: tuple[Law, ...]
    nl: str
    en: str
    term: str
    source: str
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def wordings() -> tuple[Wording, ...]:
    """Every row of `rules/layers.toml`."""
    rows = tomllib.loads((RULES / "layers.toml").read_text(encoding="utf-8"))["wording"]
    return tuple(_wording(row) for row in rows)


def _wording(row: dict[str, Any]) -> Wording:
    laws = tuple(Law(code) for code in row.pop("laws"))
    return Wording(layer=Layer(row.pop("layer")), laws=laws, **row)


def wording(layer: Layer, law: Law, on: date) -> Wording:
    """The wording of `layer` under `law` that holds on a day; LookupError when the table has none."""
    for row in wordings():
        if row.layer == layer and law in row.laws and row.holds_on(on):
            return row
    raise LookupError(f"rules/layers.toml has no wording for {layer} under {law} on {on}.")


def label(layer: Layer, law: Law, on: date) -> str:
    """What the layer is called on screen, in the language of the reader."""
    row = wording(layer, law, on)
    return row.nl if (get_language() or "nl").startswith("nl") else row.en
