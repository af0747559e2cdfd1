"""A report becomes a case, always; the case is taken, planned and handed over."""

from datetime import date

import pytest

from accounts import access
from accounts.models import Notice, Team
from cases.dossier import actions as dossier
from cases.dossier.actions import Asked
from cases.dossier.acts import Stale
from cases.dossier.models import Case, CaseGrant, Deadline, Report, Task
from cases.dossier.querysets import StateIsMoved
from cases.needs.models import Need
from cases.residents.models import Resident
from ledger import outbox
from ledger.models import OutboxMessage
from tests.cast import (
    ADA,
    AT,
    CORA,
    DANA,
    EYE,
    IRIS,
    MAX,
    NOORD,
    PRIYA,
    TESS,
    TOM,
    WIM,
    ZUID,
    acting,
    close,
    events_of,
    hand_over,
    journal,
    name_need,
    now,
    open_case,
    refusal_of,
    register_resident,
)

pytestmark = pytest.mark.usefixtures("world")


def seen_by(actor: object, case: Case) -> bool:
    with acting(actor):
        return Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def clocks(case: Case) -> dict[str, date]:
    with acting(EYE):
        return dict(Deadline.objects.running().filter(case=case).values_list("rule", "end"))


def test_a_report_keeps_the_persons_own_words_per_law() -> None:
    case = open_case(laws=("wmo", "pw"), own_words="Ik red het niet.")
    with acting(EYE):
        assert list(Report.objects.filter(case=case).values_list("own_words", flat=True)) == ["Ik red het niet."] * 2


def test_a_report_of_nobody_known_is_registered_and_asks_who_it_is() -> None:
    case = open_case(resident=None)
    with acting(EYE):
        assert list(Task.objects.values_list("kind", flat=True)) == ["find_out_who"]
    assert now(case).resident_id is None


def test_a_report_about_a_resident_asks_nothing_more() -> None:
    open_case(resident=register_resident().id)
    with acting(EYE):
        assert not Task.objects.exists()


def test_the_desk_registers_for_a_team_and_does_not_see_the_case_again() -> None:
    case = open_case(by=IRIS, team=NOORD)
    assert not seen_by(IRIS, case)
    assert seen_by(TESS, case)


def test_a_report_for_another_team_is_journalled_as_such() -> None:
    open_case(by=IRIS, team=NOORD)
    (entry,) = journal(act="access:widened")
    assert (entry.actor, entry.object_id) == (IRIS.id, NOORD)


@pytest.mark.parametrize("actor", [DANA, MAX, ADA, PRIYA], ids=lambda actor: actor.name)
def test_who_takes_no_reports_is_refused_and_that_is_journalled(actor: object) -> None:
    assert refusal_of(open_case, by=actor, team=NOORD) == "access.not_your_role"
    assert journal(actor=actor.id, result="refused")
    with acting(EYE):
        assert not Case.objects.exists()


def test_a_case_is_not_registered_in_another_municipality() -> None:
    with pytest.raises(Team.DoesNotExist):
        open_case(by=CORA, team=NOORD)


def test_a_resident_of_another_municipality_is_not_linked() -> None:
    resident = register_resident(by=TESS)
    with pytest.raises(Resident.DoesNotExist):
        open_case(by=CORA, resident=resident.id)


def test_numbers_count_per_municipality_and_year() -> None:
    numbers = [open_case().number, open_case().number, open_case(by=CORA).number]
    assert numbers == ["2026-0001", "2026-0002", "2026-0001"]


def test_a_report_under_the_wmo_starts_its_clocks() -> None:
    assert clocks(open_case()) == {"wmo.investigation": date(2026, 4, 14), "wmo.personal_plan": date(2026, 3, 10)}


def test_a_threat_shortens_the_wait_for_the_first_talk() -> None:
    asked = dossier.Asked(own_words="x", channel="desk", received_on=AT.date(), laws=("wgs",), threatened=True)
    with acting(TESS):
        case = dossier.open_case(team=NOORD, asked=asked, by=TESS, at=AT)
    assert list(clocks(case)) == ["wgs.first_talk_threatened"]
    assert now(case).urgent


def test_the_nearest_duty_is_when_the_case_is_due() -> None:
    assert now(open_case()).due_on == date(2026, 4, 14)


def test_a_confidential_case_is_seen_by_who_has_a_grant() -> None:
    case = open_case(confidential=True)
    assert seen_by(TESS, case)
    assert not seen_by(WIM, case)
    with acting(WIM):
        assert not Case.objects.filter(pk=case.pk).exists(), "the second wall knows it too"


def test_a_grant_is_not_given_to_oneself_by_looking() -> None:
    case = open_case(confidential=True)
    with acting(WIM):
        assert not CaseGrant.objects.exists()
    assert not seen_by(WIM, case)


def test_who_takes_a_case_coordinates_it() -> None:
    case = open_case(by=IRIS, team=NOORD)
    with acting(TESS):
        dossier.take(case=case.id, by=TESS, at=AT)
    assert now(case).coordinator_id == TESS.id
    assert events_of(case)[-1].kind == "case:taken"


def test_the_next_step_is_planned() -> None:
    case = open_case()
    with acting(TESS):
        dossier.plan_next_step(case=case.id, what="Huisbezoek", on=date(2026, 3, 9), by=TESS, at=AT)
    assert (now(case).next_step, now(case).next_step_on) == ("Huisbezoek", date(2026, 3, 9))


def test_what_is_planned_stays_out_of_journal_and_events() -> None:
    case = open_case()
    with acting(TESS):
        dossier.plan_next_step(case=case.id, what="Mevrouw bellen", on=None, by=TESS, at=AT)
    told = [str(vars(row)) for row in (*journal(), *events_of(case))]
    assert not any("Mevrouw" in row for row in told)


def test_who_hands_over_no_longer_sees_the_case() -> None:
    case = open_case()
    hand_over(case, to=ZUID)
    assert not seen_by(TESS, case)
    assert seen_by(TOM, case)


def test_handing_over_is_told_by_both_teams() -> None:
    case = open_case()
    hand_over(case, to=ZUID)
    told = [(event.kind, event.team) for event in events_of(case)[-2:]]
    assert told == [("case:handed_over", NOORD), ("case:received", ZUID)]


def test_a_manager_hands_over_too() -> None:
    case = open_case()
    hand_over(case, by=MAX)
    assert seen_by(TOM, case)


def test_a_case_that_is_handed_over_is_nobodys_until_it_is_taken() -> None:
    case = open_case()
    with acting(TESS):
        dossier.take(case=case.id, by=TESS, at=AT)
    hand_over(case)
    assert now(case).coordinator_id is None


def test_needs_of_another_law_go_along_unseen() -> None:
    case = open_case(laws=("wmo", "jeugd"))
    need = name_need(case, law="jeugd")
    hand_over(case, by=WIM)
    with acting(TOM):
        assert Need.objects.visible_to(TOM).get() == need


def test_a_case_is_not_handed_over_to_another_municipality() -> None:
    with pytest.raises(Team.DoesNotExist):
        hand_over(open_case(), to=CORA.posts[0].team)


def test_who_may_not_hand_over_is_refused() -> None:
    case = open_case()
    assert refusal_of(hand_over, case, by=DANA) == "access.not_your_role"
    assert now(case).team_id == NOORD


def test_a_stale_hand_over_changes_nothing() -> None:
    case = open_case()
    name_need(case)
    with pytest.raises(Stale):
        hand_over(case, seen=case.version)
    assert now(case).team_id == NOORD


def test_a_state_is_not_set_past_the_flow() -> None:
    case = open_case()
    with acting(TESS), pytest.raises(StateIsMoved):
        Case.objects.filter(pk=case.pk).update(state="closed")
    with pytest.raises(AttributeError):
        case.state = "closed"


def test_a_closed_case_lets_its_clocks_go() -> None:
    case = open_case()
    close(case)
    assert clocks(case) == {}
    assert (now(case).due_on, now(case).closed_on) == (None, AT.date())


def test_closing_without_a_reason_is_refused() -> None:
    case = open_case()
    assert refusal_of(close, case, reason="") == "closing_reason_missing"
    assert clocks(case)


def test_every_act_counts_the_version_once() -> None:
    case = open_case()
    before = now(case).version
    name_need(case)
    assert now(case).version == before + 1


def test_a_confidential_case_from_the_desk_goes_to_who_divides_the_work() -> None:
    case = open_case(by=IRIS, team=NOORD, confidential=True)
    for message in OutboxMessage.objects.all():
        with access.system("deliver", at=AT):
            outbox.deliver(message.id, at=AT)
    for colleague, sees in ((MAX, True), (TESS, False), (IRIS, False)):
        with acting(colleague):
            assert Case.objects.filter(pk=case.id).exists() is sees, colleague.name
            assert Notice.objects.filter(case=case.id).exists() is sees, colleague.name


def test_without_anybody_who_divides_a_confidential_case_asks_for_another_team() -> None:
    assert refusal_of(open_case, by=IRIS, team=ZUID, confidential=True) == "nobody_divides"


def test_a_team_that_takes_nothing_gives_no_number_and_is_not_said_to_be_reached() -> None:
    """The try is of a team that is closed; the next case has the number that follows on the last one's."""
    first = open_case()
    with acting(IRIS):
        Team.objects.filter(pk=ZUID).update(closed_on=AT.date())
        asked = Asked(own_words="Hulp", channel="phone", received_on=AT.date(), laws=("wmo",))
        with pytest.raises(Team.DoesNotExist):
            dossier.open_case(team=ZUID, asked=asked, by=IRIS, at=AT)
    assert not journal(act="access:widened", actor=IRIS.id)
    assert int(open_case().number[5:]) == int(first.number[5:]) + 1
