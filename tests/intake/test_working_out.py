"""A note worked out line by line: what is said to be what, and what of it goes along to the team."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from cases.dossier.models import Case, KnownCase
from cases.needs.models import Evidence
from intake import actions as intake
from intake.actions import Typed
from intake.models import Appointment, Conversation, WorkedLine
from intake.working_out import actions
from intake.working_out.actions import Choice
from tests import cast
from tests.cast import AT, CORA, EYE, IRIS, NOORD, TESS, TODAY, TOM, WIM, ZUID, acting, journal, refusal_of
from tests.pages.hands import key, message
from tests.storm import storm
from workflows.note_lines import LineKind

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db]
NOTE = """mevr vertelt dat haar man drinkt
? ramen en bed lukt niet meer
+ kookt zelf
@ dochter doet boodschappen
# kent De Opgang
! terugbellen vrijdag"""
SHARED = (Choice(3, LineKind.STRENGTH, share=True), Choice(4, LineKind.PEOPLE, share=True))


def told(*, note: str = NOTE, by: Any = IRIS) -> Conversation:
    with acting(by):
        talk = intake.start_conversation(by=by, at=AT, conversation=uuid4())
        return intake.save_text(conversation=talk.id, typed=Typed(note, 0), by=by, at=AT)


def with_case(*, by: Any = IRIS, team: UUID = NOORD, **more: Any) -> tuple[Conversation, Case]:
    talk = told(by=by)
    with acting(by):
        wanted = {"laws": ("wmo",), "own_words": "Hulp."} | more
        return talk, intake.finish_as_case(conversation=talk.id, team=team, by=by, at=AT, **wanted)


def work(talk: Conversation, *choices: Choice, by: Any = IRIS, to: tuple[UUID, str] | None = None) -> list[WorkedLine]:
    with acting(by):
        return actions.work_out(conversation=talk.id, choices=choices, to=to, by=by, at=AT)


def evidence(case: Case) -> list[tuple[str, str, int]]:
    with acting(EYE):
        return list(Evidence.objects.filter(case=case).order_by("line").values_list("layer", "text", "line"))


def at(talk: Conversation) -> str:
    return reverse("intake:work_out", args=[talk.id])


class TestGoesAlong:
    def test_only_the_lines_that_are_shared_reach_the_team(self) -> None:
        talk, case = with_case()
        work(talk, *SHARED, Choice(1, LineKind.TEXT, share=True), Choice(5, LineKind.FACILITY), to=(case.id, "wmo"))
        assert evidence(case) == [("own_strength", "kookt zelf", 3), ("social_network", "dochter doet boodschappen", 4)]

    def test_they_point_to_the_line_and_the_note_stays_at_the_desk(self) -> None:
        talk, case = with_case()
        work(talk, *SHARED, to=(case.id, "wmo"))
        with acting(TESS):
            assert {one.conversation for one in Evidence.objects.all()} == {talk.id}
            assert not Conversation.objects.exists()
            assert not WorkedLine.objects.exists()

    def test_also_to_a_case_of_another_team(self) -> None:
        talk, case = with_case(by=TESS, team=ZUID)
        work(talk, *SHARED, to=(case.id, "wmo"), by=TESS)
        with acting(TOM):
            assert Evidence.objects.filter(case=case).count() == 2
        with acting(TESS):
            assert not Evidence.objects.exists()

    def test_without_a_case_nothing_goes_anywhere(self) -> None:
        work(told(), *SHARED)
        with acting(EYE):
            assert not Evidence.objects.exists()

    @pytest.mark.parametrize("law", ["jeugd", "wlz", ""])
    def test_not_under_a_law_the_case_does_not_have(self, law: str) -> None:
        talk, case = with_case()
        with pytest.raises(KnownCase.DoesNotExist):
            work(talk, *SHARED, to=(case.id, law))
        assert evidence(case) == []

    def test_not_to_a_case_this_conversation_has_nothing_to_do_with(self) -> None:
        talk, _case = with_case()
        other = cast.open_case()
        with pytest.raises(KnownCase.DoesNotExist):
            work(talk, *SHARED, to=(other.id, "wmo"))

    def test_not_to_a_case_that_has_ended(self) -> None:
        talk, case = with_case()
        cast.close(case, reason="moved")
        with pytest.raises(KnownCase.DoesNotExist):
            work(talk, *SHARED, to=(case.id, "wmo"))

    def test_what_was_said_stays_out_of_the_journal(self) -> None:
        talk, case = with_case()
        work(talk, *SHARED, to=(case.id, "wmo"))
        assert not any("boodschappen" in str(vars(entry)) for entry in journal())


class TestLines:
    def test_a_line_is_worked_out_once(self) -> None:
        talk, case = with_case()
        for _time in range(2):
            work(talk, *SHARED, to=(case.id, "wmo"))
        assert len(evidence(case)) == 2
        with acting(IRIS):
            assert talk.worked_lines.count() == 2

    def test_a_line_that_is_not_there_is_passed_over(self) -> None:
        assert work(told(), Choice(99, LineKind.TEXT), Choice(0, LineKind.TEXT)) == []

    def test_what_is_asked_becomes_the_words_of_the_open_question_once(self) -> None:
        talk = told()
        for _time in range(2):
            work(talk, Choice(2, LineKind.REQUEST))
        with acting(IRIS):
            assert talk.questions.get().own_words == "ramen en bed lukt niet meer"

    def test_an_agreement_with_a_day_is_an_appointment_of_ones_own(self) -> None:
        talk = told()
        friday = date(2026, 3, 6)
        work(talk, Choice(6, LineKind.ACTION, on=friday))
        with acting(IRIS):
            made = Appointment.objects.get()
        assert (made.what, made.on, made.colleague_id) == ("terugbellen vrijdag", friday, IRIS.id)

    def test_an_agreement_on_a_day_that_has_passed_is_refused_whole(self) -> None:
        talk = told()
        past = Choice(6, LineKind.ACTION, on=TODAY - timedelta(1))
        assert refusal_of(work, talk, Choice(3, LineKind.STRENGTH), past) == "day_is_past"
        with acting(IRIS):
            assert not talk.worked_lines.exists()

    def test_a_line_that_reads_otherwise_by_now_is_open_again(self, browse: Any) -> None:
        talk = told()
        work(talk, Choice(3, LineKind.STRENGTH), Choice(4, LineKind.PEOPLE))
        with acting(IRIS):
            changed = NOTE.replace("kookt zelf", "kookt niet meer zelf")
            intake.save_text(conversation=talk.id, typed=Typed(changed, 1), by=IRIS, at=AT)
        open_lines = [row.line.number for row in browse(IRIS).get(at(talk)).context["form"].rows()]
        assert open_lines == [1, 2, 3, 5, 6]
        work(talk, Choice(3, LineKind.TEXT))
        with acting(IRIS):
            assert talk.worked_lines.get(line=3).kind == "text"


@pytest.mark.django_db(transaction=True)
def test_many_who_work_out_at_once_make_nothing_twice() -> None:
    talk, case = with_case()
    outcomes = storm(6, lambda _: work(talk, *SHARED, Choice(6, LineKind.ACTION, on=TODAY), to=(case.id, "wmo")))
    assert (len(outcomes.won), outcomes.errors) == (6, [])
    assert len(evidence(case)) == 2
    with acting(IRIS):
        assert Appointment.objects.count() == 1


class TestPage:
    def sent(self, case: Case | None = None, **more: Any) -> dict[str, Any]:
        kinds = ("text", "request", "strength", "people", "facility", "action")
        answers = {f"kind_{number}": kind for number, kind in enumerate(kinds, 1)}
        return answers | {"key": key(), "to": f"{case.id}/wmo" if case else ""} | more

    def test_a_proposal_stands_at_every_line(self, browse: Any) -> None:
        talk, _case = with_case()
        rows = list(browse(IRIS).get(at(talk)).context["form"].rows())
        assert [row.kind.value() for row in rows][1:] == ["request", "strength", "people", "facility", "action"]

    def test_what_is_saved_stands_under_it_with_what_it_became(self, browse: Any) -> None:
        talk, case = with_case()
        answer = browse(IRIS).post(at(talk), self.sent(case, share_3="on", share_4="on", on_6="2999-01-01"))
        assert answer.status_code == 302
        shown = message(browse(IRIS).get(at(talk)))
        assert "6 regels, 6 uitgewerkt" in shown
        assert shown.count("meegegaan naar het team") == 2
        assert len(evidence(case)) == 2

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind_3": "onzin"},
            {"kind_3": ""},
            {"on_6": "31-02-2026"},
            {"on_6": "2020-01-01"},
            {"to": "x/wmo"},
            {"to": "\x00"},
        ],
    )
    def test_what_is_not_right_is_said_and_nothing_is_half_done(self, browse: Any, wrong: dict[str, str]) -> None:
        talk, case = with_case()
        answer = browse(IRIS).post(at(talk), self.sent(case, share_3="on") | wrong)
        assert answer.status_code == 422
        assert evidence(case) == []

    def test_a_case_of_elsewhere_is_no_choice(self, browse: Any) -> None:
        talk, _case = with_case()
        foreign = cast.open_case(by=CORA)
        answer = browse(IRIS).post(at(talk), self.sent(to=f"{foreign.id}/wmo"))
        assert answer.status_code == 422

    @pytest.mark.parametrize("stranger", [TESS, TOM, CORA, WIM], ids=lambda actor: actor.name)
    def test_a_note_of_another_desk_is_not_there(self, browse: Any, stranger: Any) -> None:
        talk, _case = with_case()
        assert browse(stranger).get(at(talk)).status_code == 404

    def test_an_empty_note_has_nothing_to_work_out(self, browse: Any) -> None:
        assert "niets om uit te werken" in message(browse(IRIS).get(at(told(note="\n  \n?\n"))))

    def test_a_note_of_thousands_of_lines_is_worked_out_in_parts(self, browse: Any) -> None:
        page = browse(IRIS).get(at(told(note="nog een regel\n" * 5000)))
        assert len(list(page.context["form"].rows())) == 200

    def test_a_colleagues_safety_line_leads_to_where_it_is_signalled(self, browse: Any) -> None:
        page = browse(IRIS).get(at(told(note="* hij slaat haar"))).content.decode()
        assert "/safety/new/?conversation=" in page
