"""Why something may not happen, in words a person can act on.

A guard looks at facts and answers with a `Refusal` or with nothing. The same refusal is shown on the greyed-out
button, in the form's error, in the API's answer and in the test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Text: TypeAlias = "str | _StrPromise"
Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Refusal:
    """`code` is stable and goes into the journal; `reason` says what to do and is read on screen."""

    code: str
    reason: Text

    def __str__(self) -> str:
        return str(self.reason)


class Refused(Exception):
    """Raised by an action whose guard refuses; `refusal` carries the reason."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal

    def __str__(self) -> str:
        return str(self.refusal.reason)


Guard: TypeAlias = Callable[[Facts], Refusal | None]


def first(facts: Facts, *guards: Guard[Facts]) -> Refusal | None:
    """The first refusal among `guards`, or None when all of them let it pass."""
    for guard in guards:
        refusal = guard(facts)
        if refusal is not None:
            return refusal
    return None
