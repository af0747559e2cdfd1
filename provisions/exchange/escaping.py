"""Text for a spreadsheet: nothing in it may run. One page, so that every export does the same."""

import re
from typing import Any

# What a spreadsheet may take for the beginning of a formula, also behind signs that can't be seen.
FORMULA = re.compile(
    "^[\ufeff\u200b-\u200f\u2060\u0000-\u001f\u007f\u00a0\\s\"']*[=+\\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0]"
)
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def written(value: Any) -> str:
    """As text in a CSV: what could run gets a mark of text before it. A negative number is a number, not a formula."""
    text = "" if value is None else str(value)
    if isinstance(value, (int, float)) or NUMBER.fullmatch(text):
        return text
    return f"'{text}" if FORMULA.search(text) else text


def unwritten(text: str) -> str:
    """What stood there before `written`: the mark goes where it was put."""
    return text[1:] if text.startswith("'") and FORMULA.search(text[1:]) and not NUMBER.fullmatch(text[1:]) else text
