"""What was promised: who keeps it sees it, says how it went, and goes on from it without retyping."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.dossier import actions as dossier
from intake import actions as intake
from intake.actions import Promise
from intake.appointments import actions as appointments
from intake.models import Appointment, Conversation
from ledger.models import JournalEntry
from tests import cast
from tests.cast import AT, CORA, DANA, EYE, IRIS, NOORD, TESS, TODAY, TOM, WIM, acting, now, register_resident
from tests.pages.hands import key, message
from tests.storm import storm

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db]


def promised(
    *, resident: Any = None, by: Any = IRIS, words: str = "Wanneer komt de traplift?", **more: Any
) -> Appointment:
    wanted = {"kind": "call_back", "on": TODAY + timedelta(1), "team": NOORD, "reach": "0528 123456"} | more
    with acting(by):
        talk = intake.start_conversation(by=by, at=AT, conversation=uuid4())
        if resident:
            intake.link_resident(conversation=talk.id, resident=resident.id, by=by, at=AT)
        return intake.promise(conversation=talk.id, promised=Promise(**wanted), own_words=words, by=by, at=AT)


def at(made: Appointment, door: str = "appointment") -> str:
    return reverse(f"intake:{door}", args=[made.id])


def talk_about(made: Appointment, by: Any = TESS) -> Conversation:
    with acting(by):
        return appointments.start_conversation_about(appointment=made.id, by=by, at=AT)


def test_who_keeps_it_reads_who_what_and_how_to_reach(browse: Any) -> None:
    made = promised(resident=register_resident(), colleague=TESS.id)
    shown = message(browse(TESS).get(at(made)))
    assert all(said in shown for said in ("Wielinga", "Wanneer komt de traplift?", "0528 123456", "Iris"))
    with acting(EYE):
        assert JournalEntry.objects.filter(act="appointment:read", object_id=made.id).exists()


@pytest.mark.parametrize("stranger", [TOM, CORA], ids=lambda actor: actor.name)
def test_for_who_has_nothing_to_do_with_it_it_is_not_there(browse: Any, stranger: Any) -> None:
    made = promised()
    for path in (at(made), at(made, "talk")):
        assert browse(stranger).post(path).status_code == 404
    assert now(made).done_at is None


def test_who_holds_no_conversations_does_not_come_in(browse: Any) -> None:
    assert browse(DANA).get(at(promised())).status_code == 403


@pytest.mark.parametrize("result", ["done", "not_reached", "not_come", "cancelled"])
def test_how_it_went_is_recorded(browse: Any, result: str) -> None:
    made = promised()
    assert browse(TESS).post(at(made), {"result": result, "key": key()}).status_code == 302
    assert now(made).result == result
    assert "Leg vast" not in message(browse(TESS).get(at(made)))


@pytest.mark.parametrize("result", ["", "prima", "\x00"])
def test_what_is_no_result_is_refused(browse: Any, result: str) -> None:
    made = promised()
    assert browse(TESS).post(at(made), {"result": result}).status_code == 422
    assert now(made).done_at is None


def test_who_comes_second_hears_that_it_was_recorded(browse: Any) -> None:
    made = promised()
    browse(TESS).post(at(made), {"result": "done", "key": key()})
    answer = browse(WIM).post(at(made), {"result": "not_reached", "key": key()})
    assert (answer.status_code, now(made).result) == (422, "done")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_record_at_once_one_does() -> None:
    made = promised()

    def keep(_number: int) -> None:
        with acting(TESS):
            intake.keep_appointment(appointment=made.id, result="done", by=TESS, at=AT)

    outcomes = storm(6, keep)
    assert (len(outcomes.won), outcomes.errors, outcomes.answers) == (1, [], {"appointment_is_kept": 5})


def test_one_click_starts_the_conversation_with_the_same_person_and_words(browse: Any) -> None:
    resident = register_resident()
    made = promised(resident=resident)
    answer = browse(TESS).post(at(made, "talk"))
    page = browse(TESS).get(answer.url)
    assert page.context["conversation"].resident_id == resident.id
    assert page.context["finish"]["own_words"].value() == "Wanneer komt de traplift?"


def test_a_double_click_starts_one() -> None:
    made = promised()
    assert talk_about(made).id == talk_about(made).id


def test_what_has_nothing_written_down_can_be_talked_about_too() -> None:
    assert talk_about(promised(words="")).resident_id is None


class TestMyWork:
    """In whose list it stands, and where."""

    def rows(self, browse: Any, by: Any) -> list[str]:
        context = browse(by).get(reverse("my_work")).context
        first = [context["first"]] if context["first"] else []
        return [row["url"] for row in first + [row for group in context["groups"] for row in group["rows"]]]

    def test_a_colleagues_own_and_what_the_team_may_pick_up(self, browse: Any) -> None:
        mine, free = promised(colleague=TESS.id), promised()
        promised(colleague=WIM.id)
        assert set(self.rows(browse, TESS)) == {at(mine), at(free)}

    def test_who_made_it_for_another_team_does_not_have_it_to_do(self, browse: Any) -> None:
        promised()
        assert self.rows(browse, IRIS) == []

    def test_what_is_kept_leaves(self, browse: Any) -> None:
        made = promised()
        browse(TESS).post(at(made), {"result": "done", "key": key()})
        assert self.rows(browse, TESS) == []

    def test_the_order_is_urgent_then_today_then_the_rest(self, browse: Any) -> None:
        today = timezone.localdate()
        later = promised(on=today + timedelta(9), colleague=TESS.id)
        now_due = promised(on=today, colleague=TESS.id)
        resident = register_resident()
        calm = cast.open_case(at=timezone.now(), resident=resident.id)
        urgent = cast.open_case(at=timezone.now(), resident=resident.id, urgent=True)
        expected = [f"/cases/{urgent.id}/", at(now_due), f"/cases/{calm.id}/", at(later)]
        assert self.rows(browse, TESS) == expected

    def test_of_one_day_a_promise_comes_before_the_cases_and_by_its_hour(self, browse: Any) -> None:
        today = timezone.localdate()
        meeting = {"kind": "meeting", "on": today, "place": "Thuis", "colleague": TESS.id}
        late, early = (promised(**meeting, at_time=time(hour)) for hour in (15, 9))
        cases = [cast.open_case(at=timezone.now()) for _case in range(3)]
        rows = self.rows(browse, TESS)
        assert rows[:2] == [at(early), at(late)]
        assert set(rows[2:]) == {f"/cases/{case.id}/" for case in cases}

    def test_every_row_says_why_it_stands_there(self, browse: Any) -> None:
        case = cast.open_case(at=timezone.now(), resident=register_resident().id)
        with acting(TESS, at=timezone.now()):
            dossier.take(case=case.id, by=TESS, at=timezone.now())
        cast.open_case(at=timezone.now())
        promised(on=timezone.localdate(), colleague=TESS.id)
        shown = message(browse(TESS).get(reverse("my_work")))
        assert "Afgesproken" in shown
        assert "Geen volgende stap" in shown
        assert "zoek uit over wie dit gaat" in shown

    def test_an_old_draft_is_work_also_for_a_colleague_at_the_desk(self, browse: Any) -> None:
        with acting(TESS, at=timezone.now() - timedelta(days=2)):
            talk = intake.start_conversation(by=TESS, at=timezone.now() - timedelta(days=2))
        path = reverse("intake:conversation", args=[talk.id])
        for who in (TESS, WIM):
            assert self.rows(browse, who) == [path]
            assert "2 dagen oud" in message(browse(who).get(reverse("my_work")))

    def test_a_draft_of_today_is_none_of_a_colleagues_work(self, browse: Any) -> None:
        with acting(TESS, at=timezone.now()):
            intake.start_conversation(by=TESS, at=timezone.now())
        assert self.rows(browse, WIM) == []
        assert "Gesprek van" not in message(browse(WIM).get(reverse("my_work")))

    def test_another_law_moves_nothing(self, browse: Any) -> None:
        """Wim works for the Wmo: a Youth term that has passed puts the case in no other place for him."""
        case = cast.open_case(laws=("wmo", "jeugd"), at=timezone.now())
        assert self.rows(browse, WIM) == [f"/cases/{case.id}/"]
        row = browse(WIM).get(reverse("my_work")).context["first"]
        assert row["when"] == ""
