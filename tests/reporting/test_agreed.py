"""What the team agreed on: the manager writes hours and band down; who they are of sees the own ones."""

import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.access import Actor
from accounts.models import Band, Membership, Team
from accounts.teams import agreeing
from cases.dossier import actions as dossier
from reporting.team import placed
from tests import cast
from tests.cast import ADA, AT, MAX, NOORD, TESS, TODAY, WIM, ZUID, acting, open_case, refusal_of
from tests.pages.hands import message, signed_in
from workflows.agreeing import Range

pytestmark = pytest.mark.usefixtures("world")
BAND = Range(18, 26, Decimal(32))


def in_words(cases: int, band: tuple[int, int]) -> str:
    with translation.override("nl"):
        return placed(cases, band)


def post_of(actor: Actor) -> Membership:
    return Membership.objects.get(user=actor.id)


def agree(band: Range = BAND, *, team: Any = NOORD, by: Actor = MAX) -> None:
    with acting(by):
        agreeing.agree_band(team=team, band=band, agreed_on=TODAY, by=by, at=AT)


def hours(of: Actor, number: str | None, *, by: Actor = MAX) -> None:
    with acting(by):
        agreeing.agree_hours(post=post_of(of).pk, hours=Decimal(number) if number else None, by=by, at=AT)


class TestTheVerbs:
    def test_a_newer_band_follows_the_earlier_one(self) -> None:
        agree()
        agree(Range(16, 22, Decimal(32)))
        assert sorted(Band.objects.values_list("low", "high")) == [(16, 22), (18, 26)]

    def test_it_is_journalled_with_who(self) -> None:
        agree()
        hours(TESS, "28.8")
        (band,), (week,) = cast.journal(act="band:agree"), cast.journal(act="hours:agree")
        assert (band.actor, band.object_id) == (MAX.id, NOORD)
        assert (week.actor, week.object_id) == (MAX.id, TESS.id)

    def test_hours_can_be_taken_away_again(self) -> None:
        hours(TESS, "28.8")
        hours(TESS, None)
        assert post_of(TESS).hours is None

    def test_what_fits_not_is_refused_and_journalled(self) -> None:
        assert refusal_of(agree, Range(26, 18, Decimal(32))) == "band.low_above_high"
        assert refusal_of(hours, TESS, "61") == "hours.strange"
        assert [entry.result for entry in cast.journal(act="hours:agree")] == ["refused"]

    def test_another_team_is_not_there(self) -> None:
        with pytest.raises(Team.DoesNotExist):
            agree(team=ZUID)

    @pytest.mark.parametrize("somebody", [TESS, ADA])
    def test_only_a_manager_agrees(self, somebody: Actor) -> None:
        with pytest.raises(Membership.DoesNotExist):
            hours(WIM, "36", by=somebody)


def fill_in(by: Actor = MAX, *, team: Any = NOORD, **more: Any) -> Any:
    day = timezone.localdate().isoformat()
    given = {"low": "18", "high": "26", "per": "32", "agreed_on": day} | more
    return signed_in(by).post(reverse("reporting:agreed", args=[team]), given)


class TestThePage:
    def test_it_is_written_down_in_one_go(self) -> None:
        answer = fill_in(**{f"hours_{post_of(TESS).pk}": "28,8"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/team/")
        assert post_of(TESS).hours == Decimal("28.8")
        assert [(band.low, band.high, band.by_id) for band in Band.objects.all()] == [(18, 26, MAX.id)]

    def test_what_is_as_it_was_is_no_new_agreement(self) -> None:
        fill_in()
        fill_in()
        assert Band.objects.count() == 1
        assert cast.journal(act="hours:agree") == []

    @pytest.mark.parametrize("open_field", ["low", "high", "per", "agreed_on"])
    def test_half_a_band_says_what_is_missing(self, open_field: str) -> None:
        assert fill_in(**{open_field: ""}).status_code == 422
        assert not Band.objects.exists()

    def test_hours_alone_are_enough(self) -> None:
        none = dict.fromkeys(("low", "high", "per", "agreed_on"), "")
        assert fill_in(**none, **{f"hours_{post_of(WIM).pk}": "24"}).status_code == 302
        assert not Band.objects.exists()
        assert post_of(WIM).hours == 24

    @pytest.mark.parametrize("strange", ["0", "61", "-1", "veel", "1e3", "8,25"])
    def test_strange_hours_are_told(self, strange: str) -> None:
        assert fill_in(**{f"hours_{post_of(WIM).pk}": strange}).status_code == 422
        assert post_of(WIM).hours is None

    def test_low_above_high_says_why(self) -> None:
        assert fill_in(low="30").status_code == 422

    def test_another_team_is_not_in_sight_and_the_try_is_journalled(self) -> None:
        assert fill_in(team=ZUID).status_code == 404
        assert [entry.result for entry in cast.journal(act="caseload:read")] == ["denied"]

    def test_it_opens_for_the_manager_only(self) -> None:
        for somebody, status in ((MAX, 200), (TESS, 403), (ADA, 403)):
            assert signed_in(somebody).get(reverse("reporting:agreed", args=[NOORD])).status_code == status


class TestWhoSeesIt:
    """Tess has 3 cases for 32 hours with a band of 1 to 2; Wim none for 16 hours, so 1 to 1."""

    @pytest.fixture(autouse=True)
    def agreed(self, world: None) -> None:
        agree(Range(1, 2, Decimal(32)))
        hours(TESS, "32")
        hours(WIM, "16")
        for _case in range(3):
            case = open_case()
            with acting(TESS):
                dossier.take(case=case.id, by=TESS, at=AT)

    def shown(self, by: Actor) -> set[str]:
        """Where somebody's cases lie, as far as the page says it."""
        said = message(signed_in(by).get(reverse("reporting:team")))
        every = (in_words(cases, band) for cases, band in itertools.product((0, 1, 3), ((1, 2), (1, 1))))
        return {words for words in every if words in said}

    def test_the_manager_sees_everybody_in_words(self) -> None:
        assert {in_words(3, (1, 2)), in_words(0, (1, 1))} <= self.shown(MAX)

    def test_a_worker_sees_the_own_row_and_not_the_hours_of_a_colleague(self) -> None:
        assert self.shown(TESS) == {in_words(3, (1, 2))}
        assert self.shown(WIM) == {in_words(0, (1, 1))}
