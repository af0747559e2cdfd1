"""What a caller reads out, as it is typed: phone numbers and numbers of cases. No database."""

import pytest

from cases.residents.said import case_number, phone_digits, phones_in

WIELINGA = "31528123456"


@pytest.mark.parametrize(
    "typed",
    [
        "0528123456",
        "0528-123456",
        "0528 123456",
        "(0528) 12 34 56",
        "0528 - 12.34.56",
        "0528/123456",
        "0528\u2013123456",
        "+31528123456",
        "+31 528 123456",
        "+31 (0)528 123456",
        "+310528123456",
        "0031 528 12 34 56",
        "tel. 0528-123456 (dochter)",
    ],
)
def test_one_number_is_one_number_however_it_is_written(typed: str) -> None:
    assert phone_digits(typed) == WIELINGA


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("06-12345678", "31612345678"),
        ("06 12 34 56 78", "31612345678"),
        ("+49 5921 123456", "495921123456"),
        ("0049 5921 123456", "495921123456"),
    ],
)
def test_mobile_and_foreign_numbers_are_read_too(typed: str, digits: str) -> None:
    assert phone_digits(typed) == digits


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Wielinga 1939",
        "7901 AB 12",
        "123456",  # without its area code it is anybody's
        "0528 12345",  # one digit short
        "0528 1234567",  # one digit more
        "999993653",
        "29-11-1939",
        "05-12-1939",
        "2026-0431",
        "00 31",
        "0000000000",
        "a0528123456",
        "٠٥٢٨١٢٣٤٥٦",  # digits of another script
    ],
)
def test_what_is_no_whole_phone_number_is_none(typed: str) -> None:
    assert phones_in(typed) == ([], typed)


def test_what_stands_beside_a_phone_number_stays() -> None:
    numbers, rest = phones_in("Wielinga 0528-123456 12")
    assert (numbers, rest.split()) == ([WIELINGA], ["Wielinga", "12"])


def test_of_two_phone_numbers_both_are_read_and_the_first_is_kept() -> None:
    assert phones_in("0528-123456 / 06-12345678")[0] == [WIELINGA, "31612345678"]
    assert phone_digits("0528-123456 / 06-12345678") == WIELINGA


@pytest.mark.parametrize(
    "typed",
    ["2026-0431", " 2026-431 ", "2026 0431", "20260431", "2026/0431", "zaak 2026-0431", "Zaaknummer: 2026 \u2013 0431"],
)
def test_a_case_number_is_read_as_it_is_read_out(typed: str) -> None:
    assert case_number(typed) == "2026-0431"


def test_the_ten_thousandth_case_of_a_year_has_a_number_too() -> None:
    assert case_number("2026-10000") == "2026-10000"


@pytest.mark.parametrize(
    "typed",
    ["", "2026", "1939-0431", "2026 12", "29-11-2026", "2026-0431 Wielinga", "2026-1234567", "0528-123456", "2026-"],
)
def test_what_is_no_case_number_is_none(typed: str) -> None:
    assert case_number(typed) == ""


@pytest.mark.parametrize("typed", ["0" * 5000, "+" + "1-" * 3000, "0 (" * 2000, "2026" + " " * 5000 + "x"])
def test_a_long_text_is_read_at_once(typed: str) -> None:
    assert phone_digits(typed) == ""
    assert case_number(typed) == ""
