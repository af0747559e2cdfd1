"""Who has what: counted per colleague and team, by name; each number is the list behind it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import Actor
from accounts.models import Membership
from cases.dossier import actions as dossier
from cases.dossier.models import Case
from cases.needs import actions as needs
from reporting import caseload
from tests import cast
from tests.cast import CORA, DANA, EYE, MAX, NOORD, TESS, TODAY, TOM, WIM, ZUID, acting, now, open_case
from tests.matrix_world import MIRA
from tests.pages.hands import message, signed_in

pytestmark = pytest.mark.usefixtures("world")
COUNTED = ("open", "urgent", "new", "near")
NEAR = TODAY + timedelta(days=5)  # a Sunday: within five working days


def take(case: Case, *, by: Actor = TESS) -> Case:
    with acting(by):
        return dossier.take(case=case.id, by=by, at=cast.AT)


def change(case: Case, **fields: object) -> None:
    with acting(EYE):
        Case.objects.filter(pk=case.pk).update(**fields)


def counts(actor: Actor = MAX, *, team: object = NOORD) -> dict[str, list[int]]:
    """Per name: open, urgent, new, near."""
    with acting(actor):
        loads = caseload.loads(actor, today=TODAY)
    return {load.name or "-": [load.counts[what] for what in COUNTED] for load in loads[team]}


class TestTheNumbers:
    def test_the_team_stands_there_by_name_and_nobody_last(self) -> None:
        assert list(counts()) == ["Tess", "Wim", "-"]

    def test_cases_are_counted_with_who_has_them(self) -> None:
        take(open_case())
        open_case()
        assert counts() == {"Tess": [1, 0, 1, 0], "Wim": [0, 0, 0, 0], "-": [1, 0, 1, 0]}

    def test_what_is_closed_does_not_count(self) -> None:
        case, need = cast.case_to_decide()
        cast.decide(need, outcome="denied", motivation="Nee", article="2.3.5")
        cast.close(case, reason="no_support")
        assert counts()["Tess"] == [0, 0, 0, 0]

    def test_urgent_new_and_near_are_told_apart(self) -> None:
        urgent, old, near, passed = (take(open_case()) for _case in range(4))
        change(urgent, urgent=True, due_on=None)
        change(old, registered_on=TODAY - timedelta(weeks=4), due_on=TODAY + timedelta(days=60))
        change(near, due_on=NEAR)
        change(passed, due_on=TODAY - timedelta(days=1))
        assert counts()["Tess"] == [4, 1, 3, 2]

    def test_five_working_days_pass_over_the_weekend(self) -> None:
        last, after = (take(open_case()) for _case in range(2))
        change(last, due_on=TODAY + timedelta(days=7))
        change(after, due_on=TODAY + timedelta(days=8))
        assert counts()["Tess"][3] == 1

    def test_a_term_of_another_law_is_nobodys_business(self) -> None:
        """Wim works for the Wmo only: the lists show him no term of a case with youth in it, so it does not count."""
        case = take(open_case(laws=("jeugd", "wmo")))
        change(case, due_on=TODAY)
        assert counts(MAX)["Tess"] == [1, 0, 1, 1]
        assert counts(WIM)["Tess"] == [1, 0, 1, 0]

    def test_who_left_with_cases_is_still_named(self) -> None:
        take(open_case())
        Membership.objects.filter(user=TESS.id).update(valid_until=TODAY - timedelta(days=1))
        with acting(MAX):
            loads = caseload.loads(MAX, today=TODAY)[NOORD]
        assert [(load.name, load.here is not None) for load in loads] == [("Tess", False), ("Wim", True), ("", False)]

    def test_a_confidential_case_counts_for_who_may_know_of_it(self) -> None:
        take(open_case(confidential=True))
        assert counts(MAX)["Tess"][0] == 0
        assert counts(TESS)["Tess"][0] == 1

    @pytest.mark.parametrize(("actor", "teams"), [(TESS, [NOORD]), (TOM, [ZUID]), (MIRA, [NOORD, ZUID]), (DANA, [])])
    def test_one_sees_the_teams_of_ones_posts(self, actor: Actor, teams: list[object]) -> None:
        assert list(caseload.teams_of(actor)) == teams


class TestIntensive:
    """Urgent, three needs that are not closed, or needs under two laws: as far as they are in sight."""

    def count(self, actor: Actor = MAX) -> int:
        with acting(actor):
            return sum(load.counts["intensive"] for load in caseload.loads(actor, today=TODAY)[NOORD])

    def test_two_needs_under_one_law_are_not_and_a_third_makes_it_so(self) -> None:
        case = open_case()
        for number in range(3):
            assert self.count() == 0
            cast.name_need(case, title=f"Behoefte {number}")
        assert self.count() == 1

    def test_urgent_is(self) -> None:
        open_case(urgent=True)
        assert self.count() == 1

    def test_a_closed_need_is_no_longer_counted(self) -> None:
        case = open_case()
        named = [cast.name_need(case, title=f"Behoefte {number}") for number in range(3)]
        with acting(TESS):
            needs.close_need(case=case.id, need=named[0].id, reason="met", by=TESS, at=cast.AT)
        assert self.count() == 0

    def test_needs_under_two_laws_are_for_who_works_for_both(self) -> None:
        """Wim works for the Wmo only: that there is a need under another law does not show."""
        case = open_case(laws=("jeugd", "wmo"))
        cast.name_need(case)
        cast.name_need(case, law="jeugd")
        assert (self.count(MAX), self.count(WIM)) == (1, 0)


def page(actor: Actor = MAX, door: str = "reporting:team", **asked: str) -> Any:
    return signed_in(actor).get(reverse(door), asked)


class TestThePage:
    """Pages live today; what is new or near is set from today."""

    def test_every_number_is_the_list_behind_it(self) -> None:
        today = timezone.localdate()
        for place in range(6):
            case = take(open_case()) if place % 2 else open_case()
            change(case, urgent=place < 3, registered_on=today, due_on=today + timedelta(days=place * 4))
        html = page().content.decode()
        links = re.findall(r'<a href="(/team/cases/[^"]+)">(\d+)<', html)
        assert len(links) >= 8
        client = signed_in(MAX)
        for url, number in links:
            listed = client.get(url.replace("&amp;", "&")).content.decode()
            assert listed.count('name="cases"') == int(number), url
            assert f'<span class="count">{number}</span>' in listed, url

    def test_the_cases_of_another_team_are_not_in_sight(self) -> None:
        open_case(by=TOM)
        assert 'name="cases"' not in page(door="reporting:team_cases").content.decode()
        assert page(door="reporting:team_cases", team=str(ZUID)).status_code == 404
        assert [entry.result for entry in cast.journal(act="caseload:read")] == ["denied"]

    @pytest.mark.parametrize("asked", [{"team": "noord"}, {"who": "tess"}, {"what": "everything"}])
    def test_what_was_made_up_is_not_found(self, asked: dict[str, str]) -> None:
        assert page(door="reporting:team_cases", **asked).status_code == 404

    def test_a_guessed_colleague_has_no_name_and_no_cases(self) -> None:
        shown = message(page(door="reporting:team_cases", who=str(CORA.id)))
        assert "Cora" not in shown
        assert "Hier zijn geen zaken" in shown

    def test_it_opens_for_team_and_manager_only(self) -> None:
        assert page(TESS).status_code == 200
        assert page(DANA).status_code == 403


class TestGiving:
    def give(self, *cases: Case, to: Actor = WIM, by: Actor = MAX, client: Client | None = None, **more: Any) -> Any:
        ticked = [f"{case.pk}:{now(case).version}" for case in cases]
        sent = {"cases": ticked, "to": str(to.id), "who": "nobody", "what": "open"} | more
        return (client or signed_in(by)).post(reverse("reporting:allocate"), sent)

    def test_ticked_cases_go_to_a_colleague(self) -> None:
        cases = [open_case() for _case in range(3)]
        answer = self.give(*cases)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/team/cases/?who=nobody&what=open")
        assert {now(case).coordinator_id for case in cases} == {WIM.id}

    def test_a_worker_takes_work(self) -> None:
        case = open_case()
        assert self.give(case, to=TESS, by=TESS).status_code == 302
        assert now(case).coordinator_id == TESS.id

    def test_it_can_be_undone(self) -> None:
        mine, nobodys = take(open_case()), open_case()
        client = signed_in(MAX)
        self.give(mine, nobodys, client=client)
        html = client.get(reverse("reporting:team_cases")).content.decode()
        assert "2 zaken gingen naar Wim" in html
        back = re.findall(r'name="back" value="([^"]+)"', html)
        client.post(reverse("reporting:undo"), {"back": back})
        assert (now(mine).coordinator_id, now(nobodys).coordinator_id) == (TESS.id, None)

    def test_undo_is_offered_once(self) -> None:
        client = signed_in(MAX)
        self.give(open_case(), client=client)
        assert b'name="back"' in client.get(reverse("reporting:team_cases")).content
        assert b'name="back"' not in client.get(reverse("reporting:team_cases")).content

    def test_undo_stops_where_somebody_went_on(self) -> None:
        case = open_case()
        client = signed_in(MAX)
        self.give(case, client=client)
        html = client.get(reverse("reporting:team_cases")).content.decode()
        cast.start(case)
        client.post(reverse("reporting:undo"), {"back": re.findall(r'name="back" value="([^"]+)"', html)})
        assert now(case).coordinator_id == WIM.id
        assert now(case).number in message(client.get(reverse("reporting:team")))

    def test_undo_puts_back_what_it_can_and_names_the_rest(self) -> None:
        """Somebody went on in one case; the other two go back, and the page says which did not."""
        mine, moved, nobodys = take(open_case()), open_case(), open_case()
        client = signed_in(MAX)
        self.give(mine, moved, nobodys, client=client)
        html = client.get(reverse("reporting:team_cases")).content.decode()
        cast.start(moved)
        client.post(reverse("reporting:undo"), {"back": re.findall(r'name="back" value="([^"]+)"', html)})
        assert [now(case).coordinator_id for case in (mine, moved, nobodys)] == [TESS.id, WIM.id, None]
        said = message(client.get(reverse("reporting:team")))
        assert now(moved).number in said
        assert now(mine).number not in said

    def test_what_was_given_can_be_undone_from_the_page_of_the_team_for_a_day(self) -> None:
        case, client = open_case(), signed_in(MAX)
        self.give(case, client=client)
        html = client.get(reverse("reporting:team")).content.decode()
        back = re.findall(r'name="back" value="([^"]+)"', html)
        client.post(reverse("reporting:undo"), {"back": back})
        assert now(case).coordinator_id is None
        assert b'name="back"' not in client.get(reverse("reporting:team")).content

    def test_a_day_later_it_is_no_longer_offered(self) -> None:
        case, client = open_case(), signed_in(MAX)
        self.give(case, client=client)
        session = client.session
        yesterday = timezone.now() - timedelta(hours=24, seconds=1)
        session["allocated_lately"] = [one | {"at": yesterday.isoformat()} for one in session["allocated_lately"]]
        session.save()
        assert b'name="back"' not in client.get(reverse("reporting:team")).content

    def test_all_on_the_page_are_ticked_at_once(self) -> None:
        for _case in range(3):
            open_case()
        client = signed_in(MAX)
        url = re.search(r'href="([^"]+tick=all)"', client.get(reverse("reporting:team_cases")).content.decode())
        assert url
        ticked = client.get(url[1].replace("&amp;", "&")).content.decode()
        assert len(re.findall(r'name="cases" value="[^"]+" checked', ticked)) == 3

    @pytest.mark.parametrize("back", ["", "nonsense", "1:2", "x:y:z"])
    def test_made_up_undoing_does_nothing(self, back: str) -> None:
        assert signed_in(MAX).post(reverse("reporting:undo"), {"back": back}).status_code == 302

    def test_nothing_ticked_says_so(self) -> None:
        open_case()
        answer = self.give()
        assert answer.status_code == 422
        assert "Vink ten minste één zaak aan" in message(answer)

    def test_nobody_chosen_says_so_and_keeps_the_ticks(self) -> None:
        case = open_case()
        answer = self.give(case, to=DANA)
        assert answer.status_code == 422
        assert "Kies een collega van het team" in message(answer)
        assert f'value="{case.pk}:{now(case).version}" checked' in answer.content.decode()

    def test_a_colleague_of_another_team_is_no_choice(self) -> None:
        case = open_case()
        assert self.give(case, to=TOM).status_code == 422
        assert now(case).coordinator_id is None

    def test_a_case_under_another_law_is_not_for_wim_and_none_goes(self) -> None:
        fits, fits_not = open_case(), open_case(laws=("jeugd",))
        answer = self.give(fits, fits_not)
        assert answer.status_code == 422
        assert now(fits).coordinator_id is None

    def test_a_case_of_another_team_is_refused_and_the_try_journalled(self) -> None:
        mine, zuids = open_case(), open_case(by=TOM)
        answer = self.give(mine, zuids)
        assert answer.status_code == 422
        assert now(mine).coordinator_id is None
        tries = cast.journal(act="case:allocate", result="denied")
        assert [entry.object_id for entry in tries] == [zuids.id]

    def test_a_case_that_somebody_took_meanwhile_is_told_first(self) -> None:
        case = open_case()
        ticked = f"{case.pk}:{now(case).version}"
        take(case)
        answer = signed_in(MAX).post(reverse("reporting:allocate"), {"cases": ticked, "to": str(WIM.id)})
        assert answer.status_code == 409
        assert now(case).coordinator_id == TESS.id

    def test_sent_twice_it_happens_once(self) -> None:
        case = open_case()
        client, sent = signed_in(MAX), {"key": "7b0c9f0e-0000-4000-8000-000000000001"}
        sent |= {"cases": f"{case.pk}:{now(case).version}", "to": str(WIM.id)}
        for _time in range(2):
            assert client.post(reverse("reporting:allocate"), sent).status_code == 302
        assert [event.kind for event in cast.events_of(case)].count("case:allocated") == 1

    @pytest.mark.parametrize("line", ["x", "x:1", "7b0c9f0e-0000-4000-8000-000000000001:one", ":::"])
    def test_a_broken_tick_is_no_crash(self, line: str) -> None:
        answer = signed_in(MAX).post(reverse("reporting:allocate"), {"cases": line, "to": str(WIM.id)})
        assert answer.status_code == 422
