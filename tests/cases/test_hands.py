"""A case in hands: given, planned, written down; said whom it is about; kept confidential; and followed by another."""

from functools import partial

import pytest

from cases.dossier import actions as dossier
from cases.dossier.models import Case, CaseGrant, Contact, KnownCase, Task
from cases.residents.models import Resident
from tests.cases.doing import do, tasks, told, words
from tests.cast import (
    AT,
    CORA,
    DANA,
    EYE,
    IRIS,
    MAX,
    PRIYA,
    TESS,
    TODAY,
    TOM,
    WIM,
    acting,
    apply_for,
    close,
    events_of,
    hand_over,
    journal,
    now,
    open_case,
    outbox,
    refusal_of,
    register_resident,
    start,
)

pytestmark = pytest.mark.usefixtures("world")


def seen_by(actor: object, case: Case) -> bool:
    with acting(actor):
        return Case.objects.visible_to(actor).filter(pk=case.pk).exists()


# Given, planned, written down.


def given_to(case: Case, to: object, *, by: object = TESS, **more: object) -> Case:
    return do(dossier.allocate, by=by, case=case.id, to=getattr(to, "id", to), **more)


def test_a_case_is_given_to_a_colleague_of_the_team_and_back_to_nobody() -> None:
    case = open_case()
    assert given_to(case, WIM, by=MAX).coordinator_id == WIM.id
    assert given_to(case, None, by=MAX).coordinator_id is None
    assert [event.kind for event in events_of(case)[-2:]] == ["case:allocated", "case:given_back"]


@pytest.mark.parametrize("to", [TOM, DANA, MAX, CORA, IRIS], ids=lambda actor: actor.name)
def test_a_case_is_not_given_to_who_does_not_work_in_its_team(to: object) -> None:
    assert refusal_of(given_to, open_case(), to) == "not_of_the_team"


def test_a_case_is_not_given_to_who_works_for_another_law() -> None:
    assert refusal_of(given_to, open_case(laws=("jeugd",)), WIM) == "not_of_the_team"


def test_a_next_step_has_an_owner_of_the_team() -> None:
    case = open_case()
    plan = partial(do, dossier.plan_next_step, case=case.id, what="Huisbezoek", on=None)
    assert plan(owner=WIM.id).next_step_owner_id == WIM.id
    assert refusal_of(plan, owner=TOM.id) == "not_of_the_team"


def test_a_case_without_a_next_step_is_work_in_itself() -> None:
    case, planned = open_case(), open_case()
    for one in (case, planned):
        start(one)
    do(dossier.plan_next_step, case=planned.id, what="Bellen", on=None)
    with acting(TESS):
        assert [found.pk for found in Case.objects.visible_to(TESS).without_next_step()] == [case.pk]


def test_a_contact_is_one_line_with_what_follows() -> None:
    case = open_case()
    do(
        dossier.log_contact,
        case=case.id,
        law="wmo",
        how="phone",
        said="Zij slaapt beter.",
        next_step="Bellen",
        on=TODAY,
    )
    assert (words(case), now(case).next_step, now(case).next_step_on) == (["Zij slaapt beter."], "Bellen", TODAY)
    assert (told(case)[-1], events_of(case)[-1].law) == ("contact:logged", "wmo")


def test_what_was_said_under_a_law_is_not_for_another() -> None:
    case = open_case(laws=("wmo", "jeugd"))
    do(dossier.log_contact, case=case.id, law="jeugd", how="phone", said="Over de zoon.")
    assert refusal_of(do, dossier.log_contact, by=WIM, case=case.id, law="jeugd", how="phone", said="x") == (
        "law_not_yours"
    )
    with acting(WIM):
        assert not Contact.objects.filter(case=case).exists(), "the second wall knows it too"
        assert not Contact.objects.visible_to(WIM).exists()


def test_a_report_besides_is_read_per_law_and_done() -> None:
    case = open_case(laws=("wmo",))
    asked = dossier.Asked(own_words="En mijn zoon.", channel="phone", received_on=TODAY, laws=("jeugd", "wmo"))
    do(dossier.add_report, case=case.id, asked=asked)
    assert tasks(case) == [("find_out_who", "wmo"), ("read_new_report", "jeugd"), ("read_new_report", "wmo")]
    with acting(EYE):
        task = Task.objects.get(case=case, kind="read_new_report", law="wmo")
    do(dossier.finish_task, by=WIM, case=case.id, task=task.id)
    assert ("read_new_report", "wmo") not in tasks(case)


def test_a_task_that_asks_for_more_is_not_ticked_off() -> None:
    case = open_case()
    with acting(EYE):
        task = Task.objects.get(case=case)
    assert refusal_of(do, dossier.finish_task, case=case.id, task=task.id) == "has_its_own_door"
    with pytest.raises(Task.DoesNotExist):
        do(dossier.finish_task, case=open_case().id, task=task.id)


# Who it is about.


def test_who_it_is_about_is_found_out_later() -> None:
    case, resident = open_case(), register_resident()
    assert do(dossier.identify, case=case.id, resident=resident.id).resident_id == resident.id
    assert tasks(case) == []
    assert journal(act="case:identify")[0].subjects == [resident.id]


def test_who_it_is_about_is_said_once() -> None:
    case = open_case(resident=register_resident().id)
    assert refusal_of(do, dossier.identify, case=case.id, resident=register_resident().id) == "known_already"


def test_a_resident_of_elsewhere_is_not_in_sight() -> None:
    with pytest.raises(Resident.DoesNotExist):
        do(dossier.identify, case=open_case().id, resident=register_resident(by=CORA).id)


def test_the_task_of_another_law_is_done_when_it_is_known_who_it_is() -> None:
    case = open_case(laws=("jeugd", "wmo"))
    do(dossier.identify, by=WIM, case=case.id, resident=register_resident().id)
    assert tasks(case) == []


# Confidential: seen by who was let in.


def hushed(**more: object) -> Case:
    case = open_case(**more)
    do(dossier.take, by=WIM, case=case.id)
    return do(dossier.make_confidential, case=case.id)


def grants(case: Case, *, by: object = TESS) -> set[object]:
    with acting(by):
        return set(CaseGrant.objects.filter(case=case, revoked_at=None).values_list("user", flat=True))


def test_who_makes_a_case_confidential_and_who_coordinates_it_see_it() -> None:
    case = hushed()
    assert grants(case) == {TESS.id, WIM.id}
    assert [seen_by(one, case) for one in (TESS, WIM, MAX, DANA)] == [True, True, False, False]
    with acting(MAX):
        assert not Case.objects.filter(pk=case.pk).exists(), "the second wall knows it too"


def test_nobody_else_knows_that_it_runs() -> None:
    case = hushed(resident=register_resident().id)
    with acting(IRIS):
        assert not KnownCase.objects.visible_to(IRIS).filter(pk=case.pk).exists()
    asked = dossier.Asked(own_words="x", channel="phone", received_on=TODAY, laws=("wmo",))
    with pytest.raises(KnownCase.DoesNotExist):
        do(dossier.add_report, by=IRIS, case=case.id, asked=asked)


def test_nobody_is_told_of_it_any_more() -> None:
    case = hushed()
    before = len(outbox())
    apply_for(case)
    assert len(outbox()) == before


def test_a_colleague_is_let_in_and_out() -> None:
    case = hushed()
    do(dossier.grant_sight, case=case.id, user=DANA.id)
    assert seen_by(DANA, case)
    do(dossier.revoke_sight, case=case.id, user=DANA.id)
    assert not seen_by(DANA, case)
    with acting(TESS):
        assert CaseGrant.objects.get(case=case, user=DANA.id).revoked_at == AT
    named = [entry.object_id for entry in journal(act="case:grant_sight", object_type="user")]
    assert named == [DANA.id]


@pytest.mark.parametrize("to", [TOM, IRIS, CORA, PRIYA], ids=lambda actor: actor.name)
def test_who_does_not_read_cases_in_the_team_is_not_let_in(to: object) -> None:
    assert refusal_of(do, dossier.grant_sight, case=hushed().id, user=to.id) == "not_of_the_team"


def test_who_coordinates_keeps_sight_and_nobody_gives_up_the_own() -> None:
    case = hushed()
    assert refusal_of(do, dossier.revoke_sight, case=case.id, user=WIM.id) == "coordinates"
    assert refusal_of(do, dossier.revoke_sight, case=case.id, user=TESS.id) == "own_grant"
    assert grants(case) == {TESS.id, WIM.id}


def test_a_confidential_case_is_given_to_who_may_see_it() -> None:
    case = open_case(confidential=True)
    assert refusal_of(given_to, case, WIM) == "needs_a_grant"
    do(dossier.grant_sight, case=case.id, user=WIM.id)
    assert given_to(case, WIM).coordinator_id == WIM.id


def test_a_confidential_case_is_handed_over_to_one_colleague() -> None:
    case = hushed()
    assert refusal_of(hand_over, case) == "not_of_that_team"
    assert refusal_of(hand_over, case, receiver=WIM.id) == "not_of_that_team"
    hand_over(case, receiver=TOM.id)
    assert [seen_by(one, case) for one in (TOM, TESS, WIM)] == [True, False, False]


def test_sight_is_given_by_who_has_it() -> None:
    case = hushed()
    with pytest.raises(Case.DoesNotExist):
        do(dossier.grant_sight, by=MAX, case=case.id, user=MAX.id)


# A case that comes after another.


def test_what_comes_after_is_linked_both_ways_for_who_sees_both() -> None:
    resident = register_resident()
    earlier = close(open_case(resident=resident.id))
    later = open_case(resident=resident.id, follows=earlier.id)
    with acting(TESS):
        seen = Case.objects.visible_to(TESS)
        assert [seen.linked_to(one).get().pk for one in (earlier, later)] == [later.pk, earlier.pk]
    hand_over(later)
    with acting(TESS):
        assert not Case.objects.visible_to(TESS).linked_to(earlier).exists()
