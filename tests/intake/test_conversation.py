"""A conversation loses no word: it is saved while it is typed, and two who write at once are both kept."""

from typing import Any
from uuid import uuid4

import pytest

from cases.dossier.models import Case, Report
from cases.residents.models import Resident
from intake import actions as intake
from intake.actions import MOST_TEXT, Conflict, Typed
from intake.models import Conversation, Revision
from tests.cast import (
    AT,
    CORA,
    DANA,
    IRIS,
    NOORD,
    TESS,
    TOM,
    WIM,
    acting,
    journal,
    now,
    refusal_of,
    register_resident,
)
from tests.storm import storm

pytestmark = pytest.mark.usefixtures("world")


def begin(by: Any = IRIS, **more: Any) -> Conversation:
    with acting(by):
        return intake.start_conversation(by=by, at=AT, **more)


def write(
    talk: Conversation, text: str, *, seen: int = 0, editing: str = "", turn: int = 0, by: Any = IRIS
) -> Conversation:
    with acting(by):
        typed = Typed(text, seen=seen, editing=editing, turn=turn)
        return intake.save_text(conversation=talk.id, typed=typed, by=by, at=AT)


def link(talk: Conversation, resident: Resident | None, by: Any = IRIS) -> Conversation:
    with acting(by):
        return intake.link_resident(conversation=talk.id, resident=resident.id if resident else None, by=by, at=AT)


def answer(talk: Conversation, by: Any = IRIS) -> Conversation:
    with acting(by):
        return intake.finish_answered(conversation=talk.id, by=by, at=AT)


def finish(talk: Conversation, *, laws: tuple[str, ...] = ("wmo",), team: Any = NOORD, by: Any = IRIS) -> Case:
    with acting(by):
        return intake.finish_as_case(
            conversation=talk.id, team=team, laws=laws, own_words="Ik red het niet.", by=by, at=AT
        )


def revisions(talk: Conversation) -> list[tuple[int, str, bool]]:
    with acting(IRIS):
        rows = Revision.objects.filter(conversation=talk).order_by("version", "conflicting")
        return list(rows.values_list("version", "text", "conflicting"))


def text_of(talk: Conversation) -> str:
    with acting(IRIS):
        return Conversation.objects.get(pk=talk.pk).text


def test_a_conversation_starts_before_anybody_knows_who_calls() -> None:
    talk = begin()
    assert (talk.resident_id, talk.text, talk.version, talk.finished_at) == (None, "", 0, None)


def test_the_same_start_sent_twice_is_one_conversation() -> None:
    asked = uuid4()
    assert begin(conversation=asked).pk == asked


def test_who_holds_no_conversations_is_refused() -> None:
    assert refusal_of(begin, by=DANA) == "access.not_your_role"


def test_every_saved_text_is_a_revision() -> None:
    talk = begin()
    write(talk, "Zij belt", seen=0, editing="a")
    write(talk, "Zij belt over haar man", seen=1, editing="a")
    assert text_of(talk) == "Zij belt over haar man"
    assert revisions(talk) == [(1, "Zij belt", False), (2, "Zij belt over haar man", False)]


def test_the_same_text_again_changes_nothing() -> None:
    talk = begin()
    write(talk, "Zij belt")
    assert write(talk, "Zij belt", seen=1).version == 1
    assert len(revisions(talk)) == 1


def test_a_gap_of_my_own_editing_is_no_conflict() -> None:
    talk = begin()
    write(talk, "een", seen=0, editing="a", turn=1)
    write(talk, "een twee", seen=1, editing="a", turn=2)
    assert write(talk, "een twee drie", seen=0, editing="a", turn=3).version == 3


def test_a_sending_that_was_overtaken_changes_nothing() -> None:
    talk = begin()
    write(talk, "een twee", seen=0, editing="a", turn=2)
    write(talk, "een", seen=0, editing="a", turn=1)
    assert text_of(talk) == "een twee"


def test_two_who_write_at_once_are_both_kept() -> None:
    talk = begin(by=TESS)
    write(talk, "Tess schrijft", by=TESS, editing="a")
    with pytest.raises(Conflict) as conflict:
        write(talk, "Wim schrijft", by=WIM, editing="b")
    assert conflict.value.conversation.text == "Tess schrijft"
    with acting(TESS):
        assert set(Revision.objects.values_list("text", "conflicting")) == {
            ("Tess schrijft", False),
            ("Wim schrijft", True),
        }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [8, pytest.param(100, marks=pytest.mark.soak)])
def test_many_who_write_at_once_lose_no_text(size: int) -> None:
    talk = begin(by=TESS)
    outcomes = storm(size, lambda number: write(talk, f"tekst {number}", by=TESS, editing=str(number)))
    assert outcomes.errors == []
    assert len(outcomes.won) == 1
    with acting(TESS):
        assert Revision.objects.count() == size


@pytest.mark.parametrize(
    "text", ["\r\n".join("ab"), "emoji 🧹 en é", "<script>alert(1)</script>", "{{ 7*7 }}", "' OR 1=1 --"]
)
def test_whatever_is_typed_is_kept(text: str) -> None:
    talk = begin()
    write(talk, text)
    assert text_of(talk) == text.replace("\r\n", "\n")


def test_a_nul_is_left_out_for_postgresql_takes_none() -> None:
    talk = begin()
    assert write(talk, "Zij\x00 belt").text == "Zij belt"


def test_a_text_that_is_too_long_is_refused_and_the_earlier_stays() -> None:
    talk = begin()
    write(talk, "kort")
    assert refusal_of(write, talk, "x" * (MOST_TEXT + 1), seen=1) == "text_too_long"
    assert text_of(talk) == "kort"


def test_a_colleague_at_the_desk_goes_on_with_a_draft() -> None:
    talk = begin(by=TESS)
    assert write(talk, "Wim gaat verder", by=WIM).author_id == TESS.id


@pytest.mark.parametrize("actor", [TOM, CORA, TESS], ids=lambda actor: actor.name)
def test_a_conversation_of_another_desk_is_not_in_sight(actor: Any) -> None:
    talk = begin(by=IRIS)
    with pytest.raises(Conversation.DoesNotExist):
        write(talk, "x", by=actor)


def test_who_it_is_about_can_be_linked_and_taken_back() -> None:
    talk, resident = begin(), register_resident()
    assert link(talk, resident).resident_id == resident.id
    assert link(talk, None).resident_id is None
    assert [entry.subjects for entry in journal(act="conversation:link")] == [[resident.id], []]


def test_a_resident_of_another_municipality_is_not_linked() -> None:
    with pytest.raises(Resident.DoesNotExist):
        link(begin(), register_resident(by=CORA))


def test_a_question_that_was_answered_ends_without_a_case() -> None:
    asked = answer(begin())
    assert (asked.outcome, asked.case) == ("answered", None)


def test_the_team_gets_the_request_and_not_the_conversation() -> None:
    talk, resident = begin(), register_resident()
    write(talk, "Zij vertelt dat haar man drinkt.")
    link(talk, resident)
    case = finish(talk)
    assert (case.resident_id, case.team_id) == (resident.id, NOORD)
    with acting(TESS):
        assert [report.own_words for report in Report.objects.all()] == ["Ik red het niet."]
        assert not Conversation.objects.exists()


def test_an_incomplete_request_of_nobody_known_becomes_a_case() -> None:
    assert now(finish(begin())).resident_id is None


def test_a_finished_conversation_no_longer_changes() -> None:
    talk = begin()
    write(talk, "Zij belt")
    answer(talk)
    for verb in (lambda: write(talk, "Zij belde", seen=1), lambda: answer(talk), lambda: finish(talk)):
        assert refusal_of(verb) == "conversation_is_finished"
    assert text_of(talk) == "Zij belt"


@pytest.mark.django_db(transaction=True)
def test_a_conversation_that_is_finished_twice_at_once_is_one_case() -> None:
    talk = begin()
    outcomes = storm(6, lambda _: finish(talk))
    assert (len(outcomes.won), outcomes.errors) == (1, [])
    assert outcomes.answers == {"conversation_is_finished": 5}


def test_what_was_said_stays_out_of_the_journal() -> None:
    talk = begin()
    write(talk, "Haar man drinkt")
    finish(talk)
    assert not any("drinkt" in str(vars(entry)) for entry in journal())
