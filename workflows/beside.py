"""What is looked at beside the steps, and never as a step: other schemes, and things anybody would buy."""

from __future__ import annotations

from collections.abc import Iterable


def is_commonly_used(answers: Iterable[bool | None]) -> bool | None:
    """Whether something is commonly used (algemeen gebruikelijk): only when all four answers are yes; None: not known.

    CRVB:2019:3535: not meant for people with a disability only, really available, a fitting contribution, bearable on
    a minimum income. The last is asked in the abstract (CRVB:2021:160), not of this resident.
    """
    given = list(answers)
    if False in given:
        return False
    return None if None in given else True
