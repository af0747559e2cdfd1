"""What a caller reads out: the number of a case, or a phone number, as people say and type them."""

import re

# People write a number with blanks, dashes, dots, a slash or brackets, in groups of any size.
BETWEEN = r"[ ().\-/\u2013]{0,3}"
ABROAD = rf"(?:\+|00){BETWEEN}"
DUTCH_PHONE = re.compile(
    rf"(?<![\w+])\(?(?:{ABROAD}31{BETWEEN}(?:\(?0\)?)?|0)((?:{BETWEEN}[1-9])(?:{BETWEEN}[0-9]){{8}})(?![0-9])"
)
OTHER_PHONE = re.compile(rf"(?<![\w+])\(?{ABROAD}((?!31)[1-9](?:{BETWEEN}[0-9]){{7,14}})(?!{BETWEEN}[0-9])")
CASE_NUMBER = re.compile(
    r"\s*(?:(?:zaak|zaaknummer|case)\s*:?\s*)?(20[0-9]{2})(?:\s*[-\u2013]\s*([0-9]{1,6})|[\s/.]*([0-9]{4,6}))\s*",
    re.IGNORECASE,
)
LONGEST_PHONE = 15


def phones_in(text: str) -> tuple[list[str], str]:
    """The phone numbers in a text, each as its digits with those of its country, and the text without them.

    `0528-123456`, `(0528) 12 34 56` and `+31 (0)528 123456` are all `31528123456`. What is too short for a whole
    number stays in the text: it may be a house number.
    """
    numbers = ["31" + _digits(found[1]) for found in DUTCH_PHONE.finditer(text)]
    rest = DUTCH_PHONE.sub(" ", text)
    numbers += [_digits(found[1]) for found in OTHER_PHONE.finditer(rest)]
    return numbers, OTHER_PHONE.sub(" ", rest)


def phone_digits(text: str) -> str:
    """The digits of the first phone number in a text, as `phones_in` gives them; empty when there is none."""
    numbers, _rest = phones_in(text)
    return numbers[0] if numbers else ""


def case_number(text: str) -> str:
    """The number of a case as Trede writes it: `2026-0431` for `2026-431` or `zaak 20260431`; else nothing."""
    found = CASE_NUMBER.fullmatch(text)
    return f"{found[1]}-{int(found[2] or found[3]):04}" if found else ""


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
