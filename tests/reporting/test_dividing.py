"""All cases of a colleague over the others: a proposal, to change and confirm; one act per case, and undone."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.access import Actor, Role
from accounts.models import Membership, User
from accounts.teams import agreeing
from cases.dossier import actions as dossier
from cases.dossier.models import Case
from reporting.team import placed
from tests import cast
from tests.cast import MAX, NOORD, SINCE, TESS, TOM, WIM, ZUID, acting, now, open_case
from tests.pages.hands import message, signed_in
from tests.storm import storm
from workflows.agreeing import Range

pytestmark = pytest.mark.usefixtures("world")
BAND = Range(4, 6, Decimal(32))
DIVIDE = reverse("reporting:divide", args=[NOORD])
TO = re.compile(r'<option value="([^":]+:\d+:[^"]+)" selected')


def take(case: Case, *, by: Actor = TESS) -> Case:
    with acting(by):
        return dossier.take(case=case.id, by=by, at=cast.AT)


def colleague(name: str, *, hours: int | None = None, laws: tuple[str, ...] = ("jeugd", "wmo")) -> User:
    """One more in Noord."""
    user = User.objects.create(name=name, email=f"{name.lower()}@cast.trede.test")
    Membership.objects.create(user=user, team_id=NOORD, role=Role.TEAM, laws=list(laws), valid_from=SINCE, hours=hours)
    return user


def page(client: Client, *, team: object = NOORD, who: object = TESS.id) -> Any:
    return client.get(reverse("reporting:divide", args=[team]), {"who": str(who)})


def proposed(answer: Any) -> list[str]:
    """The lines that the page would send as it stands."""
    return TO.findall(answer.content.decode())


def confirm(client: Client, lines: list[str], **more: Any) -> Any:
    return client.post(DIVIDE, {"who": str(TESS.id), "to": lines} | more)


def holders(cases: list[Case]) -> Counter[Any]:
    return Counter(now(case).coordinator_id for case in cases)


class TestTheProposal:
    def test_it_is_even_by_hours(self) -> None:
        Membership.objects.filter(user=WIM.id).update(hours=Decimal(32))
        half = colleague("Zoe", hours=16)
        [take(open_case()) for _case in range(6)]
        lines = proposed(page(signed_in(MAX)))
        assert Counter(line.rsplit(":", 1)[1] for line in lines) == {str(WIM.id): 4, str(half.pk): 2}

    def test_nobody_is_offered_what_is_not_for_the_own_laws(self) -> None:
        case = take(open_case(laws=("jeugd",)))
        html = page(signed_in(MAX)).content.decode()
        assert str(WIM.id) not in html.split('id="cases"')[1]
        assert str(case.id) in html or now(case).number in html

    def test_a_confidential_case_is_offered_to_who_was_let_in_only(self) -> None:
        """Tess coordinates it and divides it herself; Wim was let in, Zoe was not."""
        zoe, case = colleague("Zoe"), take(open_case(confidential=True))
        with acting(TESS):
            dossier.grant_sight(case=case.id, user=WIM.id, by=TESS, at=cast.AT)
        chosen = page(signed_in(TESS)).content.decode().split('id="cases"')[1]
        assert str(WIM.id) in chosen
        assert str(zoe.pk) not in chosen

    def test_what_nobody_has_is_divided_over_all(self) -> None:
        [open_case() for _case in range(4)]
        lines = proposed(page(signed_in(MAX), who="nobody"))
        assert Counter(line.rsplit(":", 1)[1] for line in lines) == {str(TESS.id): 2, str(WIM.id): 2}

    def test_what_comes_and_where_that_lies_in_the_band_is_said_to_the_manager_only(self) -> None:
        Membership.objects.filter(user=WIM.id).update(hours=Decimal(32))
        with acting(MAX):
            agreeing.agree_band(team=NOORD, band=BAND, agreed_on=cast.TODAY, by=MAX, at=cast.AT)
        [take(open_case()) for _case in range(3)]
        with translation.override("nl"):
            words = placed(3, (4, 6))
        assert words in message(page(signed_in(MAX)))
        assert words not in message(page(signed_in(TESS)))

    def test_a_made_up_colleague_is_not_found(self) -> None:
        assert signed_in(MAX).get(DIVIDE, {"who": "tess"}).status_code == 404

    def test_another_team_is_not_in_sight_and_the_try_is_journalled(self) -> None:
        assert page(signed_in(MAX), team=ZUID, who=TOM.id).status_code == 404
        assert [entry.result for entry in cast.journal(act="caseload:read")] == ["denied"]


class TestGiving:
    def test_each_case_goes_through_its_own_door(self) -> None:
        zoe = colleague("Zoe")
        cases = [take(open_case()) for _case in range(4)]
        client = signed_in(MAX)
        answer = confirm(client, proposed(page(client)))
        assert answer.status_code == 302
        assert holders(cases) == {WIM.id: 2, zoe.pk: 2}
        assert [[event.kind for event in cast.events_of(case)].count("case:allocated") for case in cases] == [1] * 4

    def test_what_is_left_where_it_is_stays(self) -> None:
        gives, keeps = take(open_case()), take(open_case())
        line = f"{gives.id}:{now(gives).version}:{WIM.id}"
        assert confirm(signed_in(MAX), [line, ""]).status_code == 302
        assert (now(gives).coordinator_id, now(keeps).coordinator_id) == (WIM.id, TESS.id)

    def test_nothing_chosen_says_so(self) -> None:
        take(open_case())
        answer = confirm(signed_in(MAX), [""])
        assert answer.status_code == 422

    def test_sent_twice_it_happens_once(self) -> None:
        case, client = take(open_case()), signed_in(MAX)
        lines, key = proposed(page(client)), "7b0c9f0e-0000-4000-8000-000000000002"
        for _time in range(2):
            assert confirm(client, lines, key=key).status_code == 302
        assert [event.kind for event in cast.events_of(case)].count("case:allocated") == 1

    def test_who_comes_second_is_told_and_nothing_went(self) -> None:
        """Both opened the page; Tess divided first."""
        cases = [take(open_case()) for _case in range(3)]
        first, second = signed_in(TESS), signed_in(MAX)
        lines = proposed(page(second))
        assert confirm(first, proposed(page(first))).status_code == 302
        before = [len(cast.events_of(case)) for case in cases]
        assert confirm(second, lines).status_code == 409
        assert [len(cast.events_of(case)) for case in cases] == before

    def test_a_change_in_one_case_keeps_the_other_answers_on_the_page(self) -> None:
        moved, other = take(open_case()), take(open_case())
        colleague("Zoe")
        client = signed_in(MAX)
        lines = [f"{case.id}:{now(case).version}:{WIM.id}" for case in (moved, other)]
        with acting(TESS):
            dossier.plan_next_step(case=moved.id, what="Bellen", on=None, by=TESS, at=cast.AT)
        answer = confirm(client, lines)
        assert answer.status_code == 409
        assert sorted(proposed(answer)) == sorted(f"{c.id}:{now(c).version}:{WIM.id}" for c in (moved, other))

    @pytest.mark.parametrize("line", ["x", "x:1:y", ":::", "7b0c9f0e-0000-4000-8000-000000000001:1"])
    def test_a_broken_line_is_no_crash(self, line: str) -> None:
        assert confirm(signed_in(MAX), [line]).status_code == 422

    def test_a_colleague_of_another_team_and_two_at_once_are_refused(self) -> None:
        case = take(open_case())
        version, zoe = now(case).version, colleague("Zoe")
        assert confirm(signed_in(MAX), [f"{case.id}:{version}:{TOM.id}"]).status_code == 422
        twice = [f"{case.id}:{version}:{user}" for user in (WIM.id, zoe.pk)]
        assert confirm(signed_in(MAX), twice).status_code == 422
        assert now(case).coordinator_id == TESS.id

    def test_a_case_of_another_team_is_refused_and_the_try_journalled(self) -> None:
        zuids = open_case(by=TOM)
        assert confirm(signed_in(MAX), [f"{zuids.id}:1:{WIM.id}"]).status_code == 422
        assert [entry.object_id for entry in cast.journal(act="case:allocate", result="denied")] == [zuids.id]

    def test_it_can_be_undone(self) -> None:
        cases, client = [take(open_case()) for _case in range(3)], signed_in(MAX)
        confirm(client, proposed(page(client)))
        html = client.get(reverse("reporting:team_cases")).content.decode()
        client.post(reverse("reporting:undo"), {"back": re.findall(r'name="back" value="([^"]+)"', html)})
        assert holders(cases) == {TESS.id: 3}


class TestTwoAtOnce:
    """Two managers with the same page, and one who clicks twice, at the same moment."""

    pytestmark = pytest.mark.django_db(transaction=True)

    def given(self, cases: list[Case]) -> list[int]:
        return [[event.kind for event in cast.events_of(case)].count("case:allocated") for case in cases]

    def test_one_divides_and_the_other_is_told_in_whatever_order_they_send_the_cases(self) -> None:
        cases = [take(open_case()) for _case in range(4)]
        clients = [signed_in(MAX), signed_in(TESS)]
        lines = proposed(page(clients[0]))
        outcomes = storm(2, lambda number: confirm(clients[number], lines[:: (1, -1)[number]]).status_code)
        assert outcomes.errors == []
        assert sorted(outcomes.won) == [302, 409]  # type: ignore[type-var]
        assert self.given(cases) == [1] * 4

    def test_a_double_click_gives_each_case_once(self) -> None:
        cases, client = [take(open_case()) for _case in range(3)], signed_in(MAX)
        lines, key = proposed(page(client)), "7b0c9f0e-0000-4000-8000-000000000003"
        outcomes = storm(2, lambda _click: confirm(client, lines, key=key).status_code)
        assert (outcomes.errors, outcomes.won) == ([], [302, 302])
        assert self.given(cases) == [1] * 3
