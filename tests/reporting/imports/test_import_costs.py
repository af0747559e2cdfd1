"""A file of tariffs, spending or budget goes in whole or not at all, and each wrong row is told."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Neighbourhood
from reporting.imports.models import Budget, CostImport, Spending, Tariff

pytestmark = pytest.mark.usefixtures("world")
TARIFFS = "product;eenheid;tarief;geldig vanaf;geldig tot en met\n"
SPENDING = "jaar;maand;wet;stap;buurt;product;bedrag\n"
BUDGET = "jaar;wet;stap;bedrag\n"
HOUSEWORK = "Huishoudelijke hulp;uur;38,50;2026-01-01;2026-06-30\n"


@pytest.fixture
def take(tmp_path: Path) -> Any:
    def taken(kind: str, text: str, *options: str, name: str = "lijst.csv") -> dict[str, Any]:
        file, out = tmp_path / name, StringIO()
        file.write_text(text, encoding="utf-8")
        try:
            call_command("import_costs", kind, str(file), "--source", "Inkoop", "--json", *options, stdout=out)
        except SystemExit as left:
            assert left.code == 1  # noqa: PT017 - the answer is looked at as well
        return dict(json.loads(out.getvalue()))

    return taken


def counted(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[name] for name in ("read", "added", "replaced", "unchanged", "rejected"))


def test_tariffs_come_in_with_their_day_and_source(take: Any) -> None:
    told = take("tariffs", TARIFFS + HOUSEWORK + "Dagbesteding;dagdeel;1.045,00;01-01-2026;\n", "--on", "2025-12-01")
    assert counted(told) == (2, 2, 0, 0, 0)
    brought = CostImport.objects.get()
    assert (brought.source, brought.dated, brought.added, brought.by) == ("Inkoop", date(2025, 12, 1), 2, None)
    day = Tariff.objects.get(product="Dagbesteding")
    assert (day.price, day.unit, day.valid_from, day.valid_until) == (
        Decimal("1045.00"), "day_parts", date(2026, 1, 1), None,
    )  # fmt: skip


def test_the_same_file_again_changes_nothing(take: Any) -> None:
    for kind, text in (
        ("tariffs", TARIFFS + HOUSEWORK),
        ("spending", SPENDING + "2026;3;Wmo;maatwerk;;Begeleiding;100,00\n2026;;;algemene voorziening;;;50\n"),
        ("budget", BUDGET + "2026;;maatwerk;100\n"),
    ):
        first = take(kind, text)
        assert counted(take(kind, text)) == (first["read"], 0, 0, first["read"], 0)
    assert CostImport.objects.count() == 3


def test_a_later_file_takes_the_place_and_the_earlier_stays(take: Any) -> None:
    take("spending", SPENDING + "2026;3;Wmo;maatwerk;;;100,00\n2026;4;Wmo;maatwerk;;;70,00\n")
    told = take("spending", SPENDING + "2026;3;Wmo;maatwerk;;;110,00\n2026;4;Wmo;maatwerk;;;70,00\n")
    assert counted(told) == (2, 0, 1, 1, 0)
    amounts = {row.amount: row for row in Spending.objects.filter(month=3)}
    assert amounts[Decimal(110)].superseded_at is None
    assert amounts[Decimal(100)].superseded_at is not None
    assert amounts[Decimal(100)].brought_by != amounts[Decimal(110)].brought_by


def test_one_wrong_row_leaves_everything_as_it_was_and_each_is_told(take: Any) -> None:
    rows = [
        HOUSEWORK,
        "Begeleiding;uur;1.234;2026-01-01;\n",
        "Begeleiding;kilo;12,00;2026-01-01;\n",
        ";uur;12,00;2026-01-01;\n",
        "Vervoer;stuk;5,00;2026-05-01;2026-04-01\n",
        "huishoudelijke  HULP;uur;40,00;2026-01-01;\n",
        "Dagje;dag;9,00;31-02-2026;\n",
        "Dagje;dag;9,00;2026-01-01;;te veel\n",
    ]
    told = take("tariffs", TARIFFS + "".join(rows))
    assert [(one["row"], one["column"], one["code"]) for one in told["rejections"]] == [
        (3, "tarief", "money.ambiguous"),
        (4, "eenheid", "cell.not_a_choice"),
        (5, "product", "cell.needed"),
        (6, "geldig tot en met", "valid.order"),
        (7, "", "key.double"),
        (8, "geldig vanaf", "day.unreadable"),
        (9, "", "row.too_wide"),
    ]
    assert all(one["reason"] for one in told["rejections"])
    assert counted(told) == (8, 0, 0, 0, 7)
    assert not Tariff.objects.exists()
    assert not CostImport.objects.exists()


def test_a_year_and_a_month_of_it_would_count_twice(take: Any) -> None:
    told = take("spending", SPENDING + "2026;;Wmo;maatwerk;;;100\n2026;3;Wmo;maatwerk;;;10\n")
    assert [(one["row"], one["code"]) for one in told["rejections"]] == [(3, "period.both")]
    take("spending", SPENDING + "2026;;Wmo;maatwerk;;;100\n")
    later = take("spending", SPENDING + "2026;3;Wmo;maatwerk;;;10\n")
    assert [one["code"] for one in later["rejections"]] == ["period.both"]


def test_a_neighbourhood_is_known_by_name_or_code(take: Any) -> None:
    Neighbourhood.objects.create(code="BU01180000", year=2025, name="Centrum", municipality_id="hoogeveen")
    told = take("spending", SPENDING + "2026;;Wmo;maatwerk;centrum;;1\n2026;;Jeugdwet;maatwerk;BU01180000;;2\n")
    assert counted(told) == (2, 2, 0, 0, 0)
    assert set(Spending.objects.values_list("area", flat=True)) == {"BU01180000"}
    refused = take("spending", SPENDING + "2026;;Wmo;maatwerk;Nergenshuizen;;1\n")
    assert refused["rejections"][0]["code"] == "area.unknown"


def test_of_each_municipality_by_itself(take: Any) -> None:
    take("budget", BUDGET + "2026;Wmo;maatwerk;100\n")
    take("budget", BUDGET + "2026;Wmo;maatwerk;200\n", "--municipality", "coevorden")
    assert Budget.objects.current().count() == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("jaar;stap;bedrag;kleur\n2026;maatwerk;1;rood\n", "kleur"),
        ("jaar;stap\n2026;maatwerk\n", "bedrag"),
        ("jaar;year;stap;bedrag\n", "year"),
        ("", "empty|leeg"),
    ],
)
def test_a_file_of_another_shape_is_refused_whole(take: Any, text: str, why: str) -> None:
    with pytest.raises(CommandError, match=why) as refused:
        take("budget", text)
    assert refused.value.returncode == 2


def test_a_day_that_is_none_and_an_unknown_municipality(take: Any) -> None:
    for options in (("--on", "31-02-2026"), ("--municipality", "nergens")):
        with pytest.raises(CommandError) as refused:
            take("budget", BUDGET + "2026;;maatwerk;1\n", *options)
        assert refused.value.returncode == 2


def test_an_amount_can_be_replaced_and_never_changed_or_taken_away(take: Any) -> None:
    from django.db import ProgrammingError, transaction

    take("budget", BUDGET + "2026;;maatwerk;1\n")
    for doing in (lambda: Budget.objects.update(amount=2), lambda: Budget.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            doing()
