"""What is to be checked in a directory is one row of My work, for who keeps that directory."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.access import Actor
from provisions.directory import actions
from provisions.models import Provision
from tests.cases.referring import facility
from tests.cast import ADA, AT, CAST, TESS, acting

pytestmark = pytest.mark.django_db
TO_CHECK = reverse("provisions:to_check")


def rows(browse: Any, actor: Actor) -> list[dict[str, Any]]:
    context = browse(actor).get(reverse("my_work")).context
    shown = [row for group in context["groups"] for row in group["rows"]]
    return [row for row in [context["first"], *shown] if row and row["url"] == TO_CHECK]


def test_what_nobody_checked_is_one_row(browse: Any) -> None:
    for name in ("Eettafel", "Inloop", "Soos"):
        facility(name)
    (row,) = rows(browse, ADA)
    assert row["title"].startswith("3 ")
    assert len(browse(ADA).get(TO_CHECK).context["rows"]) == 3


def test_what_is_said_to_be_wrong_came_in(browse: Any) -> None:
    there, old = facility("Eettafel"), facility("Inloop")
    Provision.objects.update(confirmed_on=localdate())
    assert rows(browse, ADA) == []
    for _twice in "ab":
        with acting(TESS):
            actions.report_wrong_facts(provision=there.id, text="Ander nummer", by=TESS, at=AT)
    (row,) = rows(browse, ADA)
    assert (row["title"][:2], row["why"][:2], row["glyph"]) == ("1 ", "1 ", "back")
    Provision.objects.filter(pk=old.pk).update(confirmed_on=None)
    (row,) = rows(browse, ADA)
    assert (row["title"][:2], row["why"][:2]) == ("2 ", "1 ")


def test_another_directory_and_what_was_withdrawn_are_no_work(browse: Any) -> None:
    Provision.objects.filter(pk=facility("Eettafel").pk).update(municipality="coevorden")
    Provision.objects.filter(pk=facility("Inloop").pk).update(withdrawn_on=localdate())
    assert rows(browse, ADA) == []


def test_only_who_keeps_it_is_told_in_one_statement(browse: Any, counted: Any) -> None:
    facility()
    for actor in CAST:
        client = browse(actor)
        with counted() as statements:
            client.get(reverse("my_work"))
        asked = [sql for sql in statements.asked if "provisions_wrongfactsreport" in sql]
        assert len(asked) == (actor is ADA), (actor.name, asked)
        assert len(rows(browse, actor)) == (actor is ADA), actor.name
