"""Every question of a conversation ends on its own: answered, pointed, added, promised, or a new case."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from cases.dossier.models import Case, KnownCase, Report, Task
from intake import actions as intake
from intake import held
from intake.actions import MOST_WORDS, Conflict, Promise, Typed
from intake.models import Appointment, Conversation, Question
from provisions.directory.actions import ensure_organisation, ensure_provision
from provisions.models import Provision
from tests import cast
from tests.cast import (
    AT,
    COEVORDEN,
    CORA,
    DESK,
    IRIS,
    NOORD,
    TESS,
    TODAY,
    TOM,
    WIM,
    ZUID,
    acting,
    journal,
    now,
    refusal_of,
    register_resident,
)
from tests.storm import storm
from workflows.layers import Layer

pytestmark = pytest.mark.usefixtures("world")
TOMORROW = TODAY + timedelta(1)


def begin(*, about: UUID | None = None, by: Any = IRIS) -> Conversation:
    with acting(by):
        talk = intake.start_conversation(by=by, at=AT)
        return intake.link_resident(conversation=talk.id, resident=about, by=by, at=AT)


def do(verb: Any, talk: Conversation, by: Any = IRIS, **given: Any) -> Any:
    with acting(by):
        return verb(conversation=talk.id, by=by, at=AT, **given)


def add(talk: Conversation) -> Question:
    return do(intake.add_question, talk)


def words(
    talk: Conversation, text: str, *, position: int = 1, seen: int = 0, editing: str = "a", by: Any = IRIS
) -> Any:
    return do(intake.save_own_words, talk, by=by, position=position, typed=Typed(text, seen, editing))


def case_of(talk: Conversation, **more: Any) -> Case:
    return do(intake.finish_as_case, talk, **{"team": NOORD, "laws": ("wmo",), "own_words": "Hulp."} | more)


def promise(talk: Conversation, *, by: Any = IRIS, question: UUID | None = None, **more: Any) -> Appointment:
    wanted = {"kind": Appointment.Kind.CALL_BACK, "on": TOMORROW, "team": NOORD} | more
    return do(intake.promise, talk, by=by, promised=Promise(**wanted), question=question)


def questions(talk: Conversation) -> list[Question]:
    with acting(IRIS):
        return list(talk.questions.order_by("position"))


def facility(municipality: str = "hoogeveen", **more: Any) -> Provision:
    house, _how = ensure_organisation(municipality=municipality, name="De Opgang")
    offer, _how = ensure_provision(
        organisation=house,
        name=more.pop("name", "Dagontmoeting"),
        layer=more.pop("layer", Layer.GENERAL_FACILITY),
        **more,
    )
    return offer


class TestSeveral:
    def test_each_ends_on_its_own_and_the_conversation_with_the_last(self) -> None:
        talk = begin()
        second = add(talk)
        do(intake.finish_answered, talk)
        assert now(talk).finished_at is None
        case = case_of(talk, question=second.id)
        assert now(talk).finished_at == AT
        assert [(one.outcome, one.case) for one in questions(talk)] == [("answered", None), ("new_case", case.id)]

    def test_a_question_that_ended_stays_as_it_is(self) -> None:
        talk = begin()
        first = questions(talk)[0]
        add(talk)
        do(intake.finish_answered, talk, question=first.id)
        assert refusal_of(case_of, talk, question=first.id) == "question_is_finished"
        assert refusal_of(words, talk, "toch anders") == "question_is_finished"

    def test_a_question_of_another_conversation_is_none_of_this(self) -> None:
        talk, other = (
            begin(),
            do(lambda **more: intake.start_conversation(by=IRIS, at=AT, conversation=uuid4()), begin()),
        )
        with acting(IRIS):
            foreign = other.questions.get()
        assert refusal_of(do, intake.finish_answered, talk, question=foreign.id) == "question_is_finished"

    def test_a_double_click_adds_one(self) -> None:
        talk = begin()
        assert add(talk).id == add(talk).id
        assert len(questions(talk)) == 2

    def test_nothing_is_asked_after_the_end(self) -> None:
        talk = begin()
        do(intake.finish_answered, talk)
        assert refusal_of(add, talk) == "conversation_is_finished"


class TestOwnWords:
    def test_they_are_saved_while_they_are_typed_and_go_to_the_team(self) -> None:
        talk = begin()
        words(talk, "Ik wil")
        words(talk, "Ik wil hier blijven wonen.", seen=1)
        case_of(talk, own_words="")
        with acting(TESS):
            assert Report.objects.get().own_words == "Ik wil hier blijven wonen."

    def test_a_colleague_who_types_too_overwrites_nothing(self) -> None:
        talk = begin(by=TESS)
        words(talk, "van Tess", by=TESS)
        with pytest.raises(Conflict):
            words(talk, "van Wim", editing="b", by=WIM)
        with acting(TESS):
            assert talk.questions.get().own_words == "van Tess"

    def test_a_gap_of_my_own_editing_is_no_conflict(self) -> None:
        talk = begin()
        words(talk, "een")
        assert words(talk, "een twee", seen=0).version == 2

    def test_a_nul_is_dropped_and_too_much_is_refused(self) -> None:
        talk = begin()
        assert words(talk, "a\x00b").own_words == "ab"
        assert refusal_of(words, talk, "x" * (MOST_WORDS + 1), seen=1) == "words_too_long"

    def test_of_another_desk_they_are_not_in_sight(self) -> None:
        with pytest.raises(Conversation.DoesNotExist):
            words(begin(), "x", by=TESS)

    def test_what_was_asked_stays_out_of_the_journal(self) -> None:
        words(begin(), "Mijn man drinkt")
        assert not any("drinkt" in str(vars(entry)) for entry in journal())


class TestPointed:
    def test_to_a_facility_that_is_open_to_all(self) -> None:
        asked = do(intake.point_to, begin(), provision=facility().id)
        assert (asked.outcome, asked.provision.name) == ("pointed", "Dagontmoeting")

    @pytest.mark.parametrize(
        "other", [{"needs_intake": True}, {"layer": Layer.TAILORED_PROVISION}, {"municipality": "coevorden"}]
    )
    def test_to_nothing_else(self, other: dict[str, Any]) -> None:
        talk = begin()
        with pytest.raises(Provision.DoesNotExist):
            do(intake.point_to, talk, provision=facility(**other).id)
        assert now(talk).finished_at is None


class TestAdded:
    def test_the_case_that_runs_gets_a_report_of_its_own(self) -> None:
        resident = register_resident()
        case = cast.open_case(resident=resident.id)
        asked = do(intake.add_to_case, begin(about=resident.id), case=case.id, laws=("wmo",), own_words="Er is meer.")
        assert (asked.outcome, asked.case) == ("added", case.id)
        with acting(TESS):
            assert Report.objects.filter(case=case, own_words="Er is meer.").count() == 1
            assert Task.objects.filter(case=case, kind=Task.Kind.READ_NEW_REPORT).count() == 1

    def test_also_a_case_of_another_team(self) -> None:
        case = cast.open_case(by=TOM)
        do(intake.add_to_case, begin(by=TESS), by=TESS, case=case.id, laws=("wmo",), own_words="Er is meer.")
        with acting(TOM):
            assert Report.objects.filter(case=case).count() == 2
        with acting(TESS):
            assert not Case.objects.filter(pk=case.pk).exists()

    @pytest.mark.parametrize("hidden", ["confidential", "other municipality", "other law"])
    def test_not_a_case_nobody_told_of(self, hidden: str) -> None:
        made = {
            "confidential": {"confidential": True},
            "other municipality": {"by": CORA},
            "other law": {"laws": ("jeugd",)},
        }[hidden]
        case, talk = cast.open_case(**made), begin(by=WIM)
        with pytest.raises(KnownCase.DoesNotExist):
            do(intake.add_to_case, talk, by=WIM, case=case.id, laws=("wmo",), own_words="x")
        assert now(talk).finished_at is None


class TestPromised:
    def test_a_call_back_is_work_of_the_colleague_with_the_question_in_it(self) -> None:
        resident = register_resident()
        talk = begin(about=resident.id)
        words(talk, "Wanneer komt de traplift?")
        made = promise(talk, colleague=TESS.id, reach="0528 123456")
        assert (made.what, made.reach, made.colleague_id) == ("Wanneer komt de traplift?", "0528 123456", TESS.id)
        assert questions(talk)[0].outcome == "call_back"
        with acting(TESS):
            assert [one.id for one in Appointment.objects.visible_to(TESS).for_work_of(TESS).to_keep()] == [made.id]

    def test_a_meeting_has_a_moment_and_a_place(self) -> None:
        made = promise(begin(), kind=Appointment.Kind.MEETING, place="Thuis", team=DESK)
        assert (made.kind, made.place, made.on) == ("meeting", "Thuis", TOMORROW)

    def test_today_is_still_possible_and_yesterday_is_not(self) -> None:
        assert promise(begin(), on=TODAY).on == TODAY
        assert refusal_of(promise, begin(), on=TODAY - timedelta(1)) == "day_is_past"

    def test_a_colleague_of_another_team_is_refused(self) -> None:
        talk = begin()
        assert refusal_of(promise, talk, colleague=TOM.id) == "not_in_that_team"
        assert refusal_of(promise, talk, colleague=CORA.id) == "not_in_that_team"
        assert now(talk).finished_at is None

    def test_a_team_of_another_municipality_is_not_in_sight(self) -> None:
        from accounts.models import Team

        with pytest.raises(Team.DoesNotExist):
            promise(begin(), team=COEVORDEN)

    def test_who_has_nothing_to_do_with_it_does_not_see_it(self) -> None:
        made = promise(begin(), team=ZUID)
        with acting(TESS):
            assert not Appointment.objects.filter(pk=made.pk).exists()

    def test_how_it_went_is_recorded_once(self) -> None:
        made = promise(begin())

        def keep() -> Appointment:
            with acting(TESS):
                return intake.keep_appointment(appointment=made.id, result="done", by=TESS, at=AT)

        assert keep().done_at == AT
        assert refusal_of(keep) == "appointment_is_kept"
        assert [entry.reason for entry in journal(act="appointment:keep", result="done")] == ["done"]


class TestAgain:
    def test_a_new_report_on_an_ended_case_is_a_linked_new_case(self) -> None:
        resident = register_resident()
        earlier = cast.open_case(resident=resident.id)
        cast.close(earlier, reason="moved")
        case = case_of(begin(about=resident.id), follows=earlier.id)
        assert case.follows_id == earlier.id

    def test_a_case_that_runs_is_not_followed(self) -> None:
        resident = register_resident()
        running = cast.open_case(resident=resident.id)
        assert refusal_of(case_of, begin(about=resident.id), follows=running.id) == "case_still_runs"

    def test_the_case_of_somebody_else_is_not_followed(self) -> None:
        somebody = register_resident(family_name="Anders")
        earlier = cast.open_case(resident=somebody.id)
        cast.close(earlier, reason="moved")
        with pytest.raises(KnownCase.DoesNotExist):
            case_of(begin(about=register_resident().id), follows=earlier.id)


class TestAnonymous:
    def test_who_stays_anonymous_is_nobody(self) -> None:
        talk = do(intake.link_resident, begin(about=register_resident().id), resident=None, anonymous=True)
        assert (talk.resident_id, talk.anonymous) == (None, True)
        do(intake.finish_answered, talk)
        assert [entry.subjects for entry in journal(act="conversation:finish")] == [[]]

    def test_linking_somebody_ends_that(self) -> None:
        talk = do(intake.link_resident, begin(), resident=None, anonymous=True)
        resident = register_resident()
        assert do(intake.link_resident, talk, resident=resident.id).anonymous is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [8, pytest.param(100, marks=pytest.mark.soak)])
def test_two_who_finish_the_same_question_at_once_finish_it_once(size: int) -> None:
    talk = begin()
    second = add(talk)

    def finish(number: int) -> object:
        if number % 2:
            return case_of(talk, question=second.id)
        return do(intake.finish_answered, talk, question=second.id)

    outcomes = storm(size, finish)
    assert (len(outcomes.won), outcomes.errors) == (1, [])
    assert outcomes.answers == {"question_is_finished": size - 1}
    with acting(TESS):
        assert Case.objects.count() == (questions_case(talk) is not None)


def at_the_door(talk: Conversation, question: UUID) -> object:
    """As the page does it: who waits there for a colleague has read the questions of before."""
    with acting(IRIS):
        held.hold(talk.id, by=IRIS)
        return intake.finish_answered(conversation=talk.id, question=question, by=IRIS, at=AT)


@pytest.mark.django_db(transaction=True)
def test_who_waited_at_the_door_does_not_finish_it_again() -> None:
    talk = begin()
    second = add(talk)
    outcomes = storm(8, lambda _number: at_the_door(talk, second.id))
    assert (len(outcomes.won), outcomes.errors) == (1, [])
    assert outcomes.answers == {"question_is_finished": 7}
    with acting(IRIS):
        assert now(talk).finished_at is None


@pytest.mark.django_db(transaction=True)
def test_with_the_last_question_the_conversation_is_finished_also_when_all_end_at_once() -> None:
    talk = begin()
    with acting(IRIS):
        Question.objects.bulk_create([Question(conversation=talk, position=place) for place in range(2, 9)])
        questions = list(talk.questions.values_list("id", flat=True))
    outcomes = storm(8, lambda number: at_the_door(talk, questions[number]))
    assert (len(outcomes.won), outcomes.errors) == (8, [])
    with acting(IRIS):
        assert now(talk).finished_at == AT


def questions_case(talk: Conversation) -> UUID | None:
    with acting(IRIS):
        return talk.questions.get(position=2).case


class TestConfidential:
    """A conversation that led to a confidential case stays with who held it."""

    def kept(self, *, by: Any = WIM) -> Conversation:
        talk = begin(by=TESS)
        second = do(intake.add_question, talk, by=by)
        do(intake.finish_as_case, talk, by=by, team=NOORD, laws=("wmo",), own_words="Geheim.", confidential=True)
        do(intake.finish_answered, talk, by=by, question=second.id)
        return talk

    def test_a_colleague_of_the_desk_no_longer_sees_it(self) -> None:
        talk = self.kept(by=TESS)
        with acting(WIM):
            assert not Conversation.objects.filter(pk=talk.pk).exists()
            assert not Question.objects.exists()
        with acting(TESS):
            assert Conversation.objects.visible_to(TESS).filter(pk=talk.pk).exists()

    def test_who_finished_it_and_who_began_it_both_do(self) -> None:
        talk = self.kept(by=WIM)
        for one in (TESS, WIM):
            with acting(one):
                assert Conversation.objects.visible_to(one).filter(pk=talk.pk).exists()

    def test_an_ordinary_case_hides_nothing(self) -> None:
        talk = begin(by=TESS)
        do(intake.finish_as_case, talk, by=TESS, team=NOORD, laws=("wmo",), own_words="Hulp.")
        with acting(WIM):
            assert Conversation.objects.visible_to(WIM).filter(pk=talk.pk).exists()


@pytest.mark.parametrize("colleague", [cast.DANA, cast.MAX, cast.ADA], ids=lambda actor: actor.name)
def test_who_holds_no_conversations_keeps_no_appointments(colleague: Any) -> None:
    team = colleague.posts[0].team
    assert refusal_of(promise, begin(), team=team, colleague=colleague.id) == "not_in_that_team"
