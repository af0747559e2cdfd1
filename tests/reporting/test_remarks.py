"""Remarks at the chart of the escalation: what happened in a month, and from when its limits start anew."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from reporting.asked import months_back
from reporting.drawings.escalation import ChartAsked
from reporting.remarks import actions
from reporting.remarks.actions import ALREADY_ANEW, GONE, NO_REASON, NOT_YET, NOT_YOURS, NewRemark, why_not
from reporting.remarks.models import Remark
from tests.cast import ALL_LAWS, AT, COEVORDEN, DANA, MAX, NOORD, TESS, TODAY, ZUID, acting, journal, refusal_of
from tests.matrix_world import MIRA
from tests.pages.hands import message, signed_in
from tests.reporting.finishings import finished

MARCH = date(2026, 3, 1)
SAYS = NewRemark(municipality="hoogeveen", law="wmo", month=MARCH, kind="happened", text="Nieuw beleid", team=NOORD)
THIS_MONTH = localdate().replace(day=1)


DEPUTY = replace(MAX, id=DANA.id)


def written(*, by: Any = MAX, **more: Any) -> UUID:
    with acting(by):
        return actions.write_remark(remark=uuid4(), says=replace(SAYS, **more), by=by, at=AT).id


def seen_by(actor: Any) -> list[str]:
    with acting(actor):
        return [one.text for one in Remark.objects.visible_to(actor).order_by("text")]


class TestRules:
    """Without a database."""

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [
            ({}, None), ({"team": None}, None), ({"month": date(2026, 4, 1)}, NOT_YET), ({"text": "  "}, NO_REASON),
            ({"team": ZUID}, NOT_YOURS), ({"municipality": "coevorden"}, NOT_YOURS), ({"team": COEVORDEN}, NOT_YOURS),
            ({"municipality": "coevorden", "team": None}, NOT_YOURS),
        ],
    )  # fmt: skip
    def test_what_is_written_where(self, more: dict[str, Any], refusal: Any) -> None:
        assert why_not(replace(SAYS, **more), by=MAX, today=TODAY) is refusal

    def test_only_under_the_laws_of_the_post(self) -> None:
        for_youth = replace(MAX, posts=(replace(MAX.posts[0], laws=ALL_LAWS - {"wmo"}),))
        assert why_not(SAYS, by=for_youth, today=TODAY) is NOT_YOURS

    def test_a_post_that_is_not_a_managers_is_no_ground(self) -> None:
        """Mira manages Noord and works in Zuid."""
        assert why_not(replace(SAYS, team=ZUID), by=MIRA, today=TODAY) is NOT_YOURS

    @pytest.mark.parametrize(
        ("places", "team", "shown"),
        [
            ({NOORD: "hoogeveen"}, NOORD, ["noord", "heel hoogeveen"]),
            ({NOORD: "hoogeveen", ZUID: "hoogeveen"}, None, ["heel hoogeveen"]),
            ({NOORD: "hoogeveen", COEVORDEN: "coevorden"}, None, []),
            ({NOORD: "hoogeveen", COEVORDEN: "coevorden"}, COEVORDEN, ["heel coevorden"]),
        ],
    )
    def test_which_remarks_stand_at_a_chart(self, places: Any, team: Any, shown: list[str]) -> None:
        """Those of a whole municipality where no team of another is in the chart."""
        remarks = [
            Remark(municipality_id="hoogeveen", team_id=NOORD, text="noord"),
            Remark(municipality_id="hoogeveen", text="heel hoogeveen"),
            Remark(municipality_id="coevorden", text="heel coevorden"),
        ]
        asked = ChartAsked("wmo", [], {}, team, remarks, places)
        assert [one.text for one in asked.remarks_of(team)] == shown


@pytest.mark.usefixtures("world")
class TestVerbs:
    def test_it_is_kept_and_journalled(self) -> None:
        remark = written()
        assert seen_by(MAX) == ["Nieuw beleid"]
        (entry,) = journal(act="remark:write", object_id=remark)
        assert (entry.result, entry.reason) == ("done", "happened")

    def test_who_reads_no_figures_writes_none_and_that_is_journalled(self) -> None:
        assert refusal_of(written, by=TESS) == "access.not_your_role"
        assert [entry.result for entry in journal(act="remark:write")] == ["refused"]

    def test_limits_start_anew_once_in_a_month_and_again_after_withdrawal(self) -> None:
        first = written(kind="rebase")
        assert refusal_of(written, kind="rebase") == ALREADY_ANEW.code
        written(kind="rebase", team=None)
        _withdraw(first)
        written(kind="rebase")

    def test_what_is_withdrawn_stays_with_who_did_so(self) -> None:
        remark = written()
        _withdraw(remark, by=DEPUTY)
        with acting(MAX):
            found = Remark.objects.get(pk=remark)
        assert (found.by_id, found.withdrawn_by_id, found.withdrawn_at) == (MAX.id, DEPUTY.id, AT)
        assert refusal_of(_withdraw, remark) == GONE.code

    def test_a_team_sees_its_own_and_those_of_the_municipality(self) -> None:
        written(text="noord")
        written(text="heel Hoogeveen", team=None)
        written(text="jeugd", law="jeugd")
        for_the_wmo = replace(MIRA, posts=(replace(MIRA.posts[0], laws=frozenset({"wmo"})),))
        assert seen_by(MIRA) == ["heel Hoogeveen", "jeugd", "noord"]
        assert seen_by(for_the_wmo) == ["heel Hoogeveen", "noord"]
        assert seen_by(TESS) == []

    def test_the_database_shows_them_to_who_reads_figures_only(self) -> None:
        written(team=None)
        for actor, number in ((MAX, 1), (TESS, 0)):
            with acting(actor):
                assert Remark.objects.count() == number
        for_youth = replace(MAX, posts=(replace(MAX.posts[0], laws=frozenset({"jeugd"})),))
        with acting(for_youth):
            assert Remark.objects.count() == 0

    @pytest.mark.parametrize(
        "act", ["DELETE FROM {}", "UPDATE {} SET text = 'x'", "UPDATE {} SET month = '2020-01-01'"]
    )
    def test_nobody_changes_or_deletes_one(self, act: str) -> None:
        written()
        with acting(MAX), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(act.format("reporting_remark"))

    def test_nobody_writes_in_the_name_of_another(self) -> None:
        with acting(MAX), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Remark.objects.create(
                municipality_id="hoogeveen", team_id=NOORD, law="wmo", month=MARCH, kind="happened", text="x",
                by_id=TESS.id, at=AT,
            )  # fmt: skip


def _withdraw(remark: UUID, *, by: Any = MAX) -> None:
    with acting(by):
        actions.withdraw_remark(remark=remark, by=by, at=AT)


@pytest.mark.usefixtures("world")
class TestPages:
    @pytest.fixture
    def client(self) -> Any:
        """Ten finished investigations in each of thirteen months; two in maatwerk, and six since half a year."""
        for back in range(1, 14):
            on = months_back(THIS_MONTH, back) + timedelta(days=9)
            for number in range(10):
                finished("tailored_provision" if number < (6 if back <= 6 else 2) else "own_strength", on=on)
        return signed_in(MAX)

    def _sent(self, **more: Any) -> dict[str, Any]:
        month = months_back(THIS_MONTH, 6).isoformat()
        return {"law": "wmo", "where": str(NOORD), "month": month, "kind": "rebase", "text": "Wijkteam anders"} | more

    def test_a_remark_is_written_and_stands_at_the_chart_in_the_table_and_in_the_list(self, client: Any) -> None:
        before = client.get(_page()).content.decode()
        assert "Wijkteam anders" not in before
        answer = client.post(reverse("reporting:write_remark"), self._sent(), follow=True)
        assert answer.redirect_chain[-1][0] == _page()
        shown = answer.content.decode()
        assert shown.count("Wijkteam anders") >= 5
        assert shown.count('class="mean"') > before.count('class="mean"') > 0

    def test_new_limits_take_a_planted_signal_away(self, client: Any) -> None:
        assert "Signaal:" in message(client.get(_page()))
        client.post(reverse("reporting:write_remark"), self._sent())
        assert "Signaal:" not in message(client.get(_page()))

    def test_a_remark_that_only_tells_leaves_the_signal(self, client: Any) -> None:
        client.post(reverse("reporting:write_remark"), self._sent(kind="happened"))
        assert "Signaal:" in message(client.get(_page()))

    def test_what_is_withdrawn_is_off_the_chart(self, client: Any) -> None:
        client.post(reverse("reporting:write_remark"), self._sent())
        with acting(MAX):
            remark = Remark.objects.get()
        client.post(reverse("reporting:withdraw_remark"), {"remark": str(remark.id)})
        assert "Wijkteam anders" not in message(client.get(_page()))

    @pytest.mark.parametrize(
        "wrong", [{"text": ""}, {"month": "2999-01-01"}, {"where": str(ZUID)}, {"law": "pw"}, {"kind": "target"}]
    )
    def test_a_wrong_remark_is_answered_on_the_form(self, wrong: dict[str, str]) -> None:
        answer = signed_in(MAX).post(reverse("reporting:write_remark"), self._sent(**wrong))
        assert answer.status_code == 422
        with acting(MAX):
            assert Remark.objects.count() == 0

    def test_sent_twice_it_stands_once(self) -> None:
        client, key = signed_in(MAX), str(uuid4())
        for _time in range(2):
            client.post(reverse("reporting:write_remark"), self._sent(kind="happened", key=key))
        with acting(MAX):
            assert Remark.objects.count() == 1

    @pytest.mark.parametrize("named", ["", "geen", "6f1f6c3e-0000-4000-8000-000000000000"])
    def test_a_remark_that_is_not_in_sight_is_a_journalled_try(self, named: str) -> None:
        signed_in(MAX).post(reverse("reporting:withdraw_remark"), {"remark": named})
        assert [entry.result for entry in journal(act="remark:withdraw")] == ["denied"]


def _page() -> str:
    return reverse("reporting:figure", args=["escalation"])
