"""Amounts and words of a file with costs, cell by cell. No database."""

from decimal import Decimal

import pytest

from reporting.imports import cells

READ = {
    "1234.56": "1234.56",
    "1.234,56": "1234.56",
    "1,234.56": "1234.56",
    "€ 1.234,56": "1234.56",
    "1.234.567": "1234567",
    "1,234,567": "1234567",
    "38,5": "38.5",
    "38.50": "38.50",
    "1234": "1234",
    "-1.250,00": "-1250.00",
    "1 234,56": "1234.56",
    "1.234,-": "1234.00",
    "250,-": "250.00",
    "12 EUR": "12",
}
REFUSED = {
    "1.234": "money.ambiguous",
    "1,234": "money.ambiguous",
    "-12.345": "money.ambiguous",
    "1234.567": "money.cents",
    "0,3333": "money.cents",
    "1.23.456": "money.unreadable",
    "1.234.56": "money.unreadable",
    "12,34,56": "money.unreadable",
    "twaalf": "money.unreadable",
    "1e5": "money.unreadable",
    "NaN": "money.unreadable",
    "=1+1": "money.unreadable",
    "1234567890123": "number.range",
}


@pytest.mark.parametrize(("raw", "amount"), READ.items())
def test_an_amount_is_read_exactly(raw: str, amount: str) -> None:
    found, _notes = cells.euros(raw)
    assert found == Decimal(amount)
    assert isinstance(found, Decimal)


@pytest.mark.parametrize(("raw", "code"), REFUSED.items())
def test_what_is_no_certain_amount_is_refused_with_its_reason(raw: str, code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        cells.euros(raw)


def test_a_tariff_is_not_below_zero() -> None:
    assert cells.not_negative("0")[0] == 0
    with pytest.raises(ValueError, match=r"money\.negative"):
        cells.not_negative("-1")


def test_years_and_months() -> None:
    assert (cells.year("2026")[0], cells.month("12")[0], cells.month("maart")[0], cells.month("")[0]) == (
        2026,
        12,
        3,
        None,
    )
    for read, raw in ((cells.year, "26"), (cells.year, "1999"), (cells.month, "13"), (cells.month, "0")):
        with pytest.raises(ValueError, match="unreadable"):
            read(raw)


def test_dutch_words_are_read_as_our_codes() -> None:
    assert cells.unit("per 4 weken")[0] == "four_weeks"
    assert cells.layer("Algemene voorziening")[0] == "general_facility"
    assert (cells.law("Jeugdwet")[0], cells.law("WMO")[0], cells.law("")[0]) == ("jeugd", "wmo", "")
    assert cells.form("PGB")[0] == "personal_budget"
    with pytest.raises(ValueError, match="not_a_choice"):
        cells.layer("trede 9")
