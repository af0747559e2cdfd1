"""Ways past the walls that somebody might try, with the statements the runtime role could send.

Who can send any statement at all can set the context too: that is out of reach of a policy, before and after this file.
What is tried here is what a page, a form or an action of ours might be brought to send.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from accounts.access import Actor
from cases.dossier import actions as dossier
from cases.dossier.actions import Asked
from cases.dossier.models import Case, CaseGrant, KnownCase
from cases.residents.models import Representative, Resident
from cases.safety.models import SafetyConcern, SafetyNote
from intake import actions as intake
from ledger.models import Event
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
    SANNE,
    TESS,
    TODAY,
    TOM,
    WIM,
    acting,
    close,
    open_case,
    refusal_of,
    register_resident,
)
from tests.walls import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
ASKED = Asked(own_words="En nu dit.", channel="phone", received_on=TODAY, laws=("wmo",))


def ask(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall()) if cursor.description else []


def is_refused(query: str, *values: object, match: str = "row-level security|permission denied") -> None:
    with pytest.raises(ProgrammingError, match=match), transaction.atomic():
        ask(query, *values)


def known_numbers(actor: Actor) -> set[str]:
    with acting(actor):
        return {number for (number,) in ask("SELECT number FROM cases_knowncase")}


class TestThatACaseRuns:
    """The view answers as the owner of the tables: its own condition is the whole wall."""

    def test_is_known_in_the_own_municipality(self) -> None:
        here, there = open_case(), open_case(by=CORA)
        assert (known_numbers(IRIS), known_numbers(CORA)) == ({here.number}, {there.number})

    def test_is_not_known_of_a_confidential_case_not_even_to_who_was_granted_it(self) -> None:
        open_case(confidential=True)
        assert {actor.name for actor in (IRIS, TESS, WIM, TOM) if known_numbers(actor)} == set()

    def test_is_known_under_the_laws_of_the_post_only(self) -> None:
        mixed = open_case(laws=("jeugd", "wmo"))
        open_case(laws=("jeugd",))
        with acting(WIM):
            assert ask("SELECT number, laws FROM cases_knowncase") == [(mixed.number, ["wmo"])]

    @pytest.mark.parametrize("actor", [DANA, MAX, ADA, PRIYA, SANNE], ids=lambda one: one.name)
    def test_is_not_known_to_who_does_not_register(self, actor: Actor) -> None:
        open_case()
        assert known_numbers(actor) == set()

    def test_is_known_to_nobody_without_a_context(self) -> None:
        open_case()
        assert not KnownCase.objects.exists()

    def test_is_not_told_by_an_error(self) -> None:
        """A condition that fails on a hidden row would tell it is there: the barrier keeps such a condition behind."""
        hidden = open_case(confidential=True)
        trap = "SELECT 1 FROM cases_knowncase WHERE 1 / (CASE WHEN number = %s THEN 0 ELSE 1 END) > 0"
        with acting(IRIS):
            assert ask(trap, hidden.number) == []
        seen = open_case()
        with acting(IRIS), pytest.raises(DataError, match="division by zero"), transaction.atomic():
            ask(trap, seen.number)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE cases_knowncase SET number = 'x'",
            "DELETE FROM cases_knowncase",
            "INSERT INTO cases_knowncase (id) VALUES (gen_random_uuid())",
            "SELECT 1 FROM cases_knowncase FOR UPDATE",
        ],
    )
    def test_is_not_changed_through_the_view(self, statement: str) -> None:
        open_case()
        with acting(TESS):
            is_refused(statement, match="permission denied")


class TestAddingToACase:
    def test_opens_it_for_that_act_only(self) -> None:
        case = open_case()
        with acting(IRIS):
            dossier.add_report(case=case.id, asked=ASKED, by=IRIS, at=AT)
            assert not Case.objects.exists()
            assert ask("SELECT current_setting('trede.teams'), current_setting('trede.scope')") == [("", "{}")]

    def test_opens_nothing_when_it_is_refused(self) -> None:
        over = open_case()
        close(over)

        def add() -> None:
            with acting(IRIS):
                try:
                    dossier.add_report(case=over.id, asked=ASKED, by=IRIS, at=AT)
                finally:
                    assert not Case.objects.exists()

        assert refusal_of(add) == "case_is_over"

    def test_does_not_tell_a_confidential_case_from_none(self) -> None:
        """Nor one of another municipality, nor one under laws one has no post for."""
        strangers = [open_case(confidential=True), open_case(by=CORA), Case(id=uuid4())]
        said = [_what_is_said(lambda case=case: dossier.add_report(case=case.id, asked=ASKED, by=IRIS, at=AT), IRIS)
                for case in strangers]  # fmt: skip
        youth = open_case(laws=("jeugd",))
        said.append(_what_is_said(lambda: dossier.add_report(case=youth.id, asked=ASKED, by=WIM, at=AT), WIM))
        assert set(said) == {"DoesNotExist: KnownCase matching query does not exist."}

    def test_registering_for_another_team_ends_there_too(self) -> None:
        with acting(IRIS):
            talk = intake.start_conversation(by=IRIS, at=AT)
            intake.finish_as_case(
                conversation=talk.id, team=NOORD, laws=("wmo",), own_words="Hulp", by=IRIS, at=AT, confidential=True
            )
            assert not Case.objects.exists()
            assert not Event.objects.exists()

    def test_a_case_of_elsewhere_is_not_followed(self) -> None:
        ended = open_case(by=CORA)
        close(ended, by=CORA)
        follow = _what_is_said(lambda: _register(follows=ended.id), IRIS)
        assert follow == _what_is_said(lambda: _register(follows=uuid4()), IRIS)


def _register(*, follows: UUID) -> None:
    dossier.open_case(team=NOORD, asked=ASKED, by=IRIS, at=AT, follows=follows)


def _what_is_said(verb: Callable[[], object], actor: Actor) -> str:
    try:
        with acting(actor), transaction.atomic():
            verb()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError("it was done")


class TestAGrantList:
    INSERT = "INSERT INTO cases_casegrant (id, case_id, user_id, granted_at) VALUES (gen_random_uuid(), %s, %s, now())"

    def test_is_not_joined_by_oneself(self) -> None:
        case = open_case(confidential=True)
        for actor in (WIM, DANA, MAX, TOM, IRIS, CORA):
            with acting(actor):
                is_refused(self.INSERT, case.id, actor.id)

    def test_is_not_joined_beforehand_from_outside(self) -> None:
        """The grant would wait for the day the case is closed to the others."""
        case = open_case()
        for actor in (TOM, IRIS, CORA, ADA):
            with acting(actor):
                is_refused(self.INSERT, case.id, actor.id)

    def test_is_not_given_to_another_from_outside(self) -> None:
        case = open_case(confidential=True)
        with acting(WIM):
            is_refused(self.INSERT, case.id, DANA.id)

    def test_is_given_by_who_is_on_it(self) -> None:
        case = open_case(confidential=True)
        rows.grant(case, DANA, by=TESS)
        with acting(DANA):
            assert Case.objects.get() == case

    def test_lets_nobody_see_past_a_team_or_law(self) -> None:
        case = open_case(laws=("jeugd",), confidential=True)
        for actor in (WIM, TOM, IRIS, CORA, ADA):
            rows.grant(case, actor, by=TESS)
            with acting(actor):
                assert not Case.objects.exists(), actor.name

    def test_closes_at_once(self) -> None:
        case = open_case(confidential=True)
        given = rows.grant(case, WIM, by=TESS)
        with acting(WIM):
            assert Case.objects.visible_to(WIM).exists()
            with acting(TESS):
                CaseGrant.objects.filter(pk=given.pk).update(revoked_at=AT)
            assert not Case.objects.exists()
            assert not Case.objects.visible_to(WIM).exists()

    def test_does_not_take_back_who_was_taken_off(self) -> None:
        case = open_case(confidential=True)
        rows.grant(case, WIM, by=TESS, revoked=True)
        with acting(WIM):
            is_refused("UPDATE cases_casegrant SET revoked_at = NULL WHERE user_id = %s", WIM.id)
            is_refused("DELETE FROM cases_casegrant WHERE user_id = %s", WIM.id)
            is_refused(self.INSERT, case.id, WIM.id)

    def test_does_not_take_back_who_let_go_as_the_last(self) -> None:
        """A case nobody sees any more stays closed: a new grant is the owner's work, and shows in its log."""
        case = open_case(confidential=True)
        with acting(TESS):
            CaseGrant.objects.update(revoked_at=AT)
        with acting(TESS):
            is_refused(self.INSERT, case.id, TESS.id)

    def test_is_read_by_who_is_on_it_only(self) -> None:
        case = open_case(confidential=True)
        rows.grant(case, DANA, by=TESS)
        for actor, seen in ((TESS, 2), (DANA, 2), (WIM, 0), (MAX, 0), (CORA, 0)):
            with acting(actor):
                assert CaseGrant.objects.count() == seen, actor.name

    def test_is_not_stood_in_for_by_a_temporary_table(self) -> None:
        """A function that runs as the owner looks for its tables in the schema, never in a session's own."""
        case = open_case(confidential=True)
        with acting(WIM):
            try:
                with transaction.atomic():
                    ask("CREATE TEMPORARY TABLE cases_casegrant (case_id uuid, user_id uuid, revoked_at timestamptz)")
            except ProgrammingError:
                return  # it may make none at all: better still
            ask("INSERT INTO pg_temp.cases_casegrant VALUES (%s, %s, NULL)", case.id, WIM.id)
            assert not Case.objects.exists()
            transaction.set_rollback(True)


class TestFunctionsThatLookPastTheWall:
    def test_tell_a_stranger_ids_and_no_row(self) -> None:
        """Who knows the random id of a household learns the ids of who lives there, and can do nothing with them."""
        resident = register_resident()
        home = rows.household_of(resident.id, by=TESS, words="zoon, 20")
        with acting(CORA):
            assert ask("SELECT cases_residents_in(%s)", home.household_id) == [(resident.id,)]
            assert not Resident.objects.exists()

    def test_tell_of_an_unknown_id_nothing(self) -> None:
        open_case(confidential=True)
        with acting(CORA):
            assert ask("SELECT cases_has_grants(%s)", uuid4()) == [(False,)]
            assert ask("SELECT cases_residents_in(%s)", uuid4()) == []

    def test_tell_ones_own_grants_only(self) -> None:
        case = open_case(confidential=True)
        for actor, told in ((TESS, [(case.id,)]), (WIM, []), (MAX, [])):
            with acting(actor):
                assert ask("SELECT cases_my_grants()") == told, actor.name
        assert ask("SELECT cases_my_grants()") == []

    def test_leave_cases_out_of_figures_for_who_reads_figures(self) -> None:
        """Which ones it leaves out are ids, in no statement of ours the answer itself."""
        case = open_case(confidential=True)
        for actor, told in ((MAX, [(case.id,)]), (TESS, []), (IRIS, []), (CORA, [])):
            with acting(actor):
                assert ask("SELECT cases_left_out_of_figures()") == told, actor.name
        rows.grant(case, MAX, by=TESS)
        with acting(MAX):
            assert ask("SELECT cases_left_out_of_figures()") == []

    def test_say_what_runs_elsewhere_of_a_case_in_sight_only(self) -> None:
        case, hidden = open_case(laws=("jeugd", "wmo")), open_case(laws=("jeugd", "wmo"), confidential=True)
        elsewhere = "SELECT cases_open_elsewhere(%s, %s)"
        for actor, told in ((WIM, True), (TOM, False), (IRIS, False), (CORA, False), (SANNE, False)):
            with acting(actor):
                assert bool(ask(elsewhere, case.id, ["wmo"])) is told, actor.name
                assert not ask(elsewhere, hidden.id, ["wmo"]), actor.name
                assert ask("SELECT cases_nearest_end(%s)", hidden.id) == [(None,)], actor.name


class TestAConcernAboutSafety:
    def test_shows_the_signaller_the_own_words_only(self) -> None:
        signalled = rows.concern(by=IRIS, text=lambda: "Blauwe plekken")
        rows.note_of(signalled, by=SANNE, words="Overlegd met Veilig Thuis")
        for actor, seen in ((IRIS, ["Blauwe plekken"]), (SANNE, ["Blauwe plekken", "Overlegd met Veilig Thuis"])):
            with acting(actor):
                assert sorted(SafetyNote.objects.values_list("text", flat=True)) == seen, actor.name

    @pytest.mark.parametrize("actor", [TESS, TOM, DANA, MAX, ADA, PRIYA, CORA], ids=lambda one: one.name)
    def test_is_not_there_for_anybody_else(self, actor: Actor) -> None:
        rows.concern(by=IRIS, text=lambda: "Blauwe plekken", case=open_case().id)
        with acting(actor):
            assert not SafetyConcern.objects.exists()
            assert not SafetyNote.objects.exists()
            assert not SafetyConcern.objects.visible_to(actor).exists()

    def test_opens_no_resident_to_who_signalled(self) -> None:
        """The foreign key does not ask who may see her: a made-up worry must not become a way to look somebody up."""
        stranger = register_resident(by=CORA)
        with acting(CORA):
            Representative.objects.create(resident=stranger, kind="parent", name="x", source="x", since=TODAY)
        for actor in (DANA, MAX, TESS):
            rows.concern(by=actor, text=lambda: "Zorgen", resident=stranger.id)
            with acting(actor):
                assert not Resident.objects.exists(), actor.name
                assert not Representative.objects.exists(), actor.name

    def test_opens_no_resident_of_elsewhere_to_the_safety_officer(self) -> None:
        stranger = register_resident(by=CORA)
        rows.concern(by=SANNE, text=lambda: "Zorgen", resident=stranger.id)
        with acting(SANNE):
            assert not Resident.objects.exists()

    def test_shows_the_safety_officer_whom_it_is_about(self) -> None:
        resident = register_resident()
        rows.concern(by=TESS, text=lambda: "Zorgen", resident=resident.id)
        with acting(SANNE):
            assert Resident.objects.get() == resident

    def test_is_not_rewritten(self) -> None:
        signalled = rows.concern(by=IRIS, text=lambda: "Blauwe plekken")
        for actor in (IRIS, SANNE):
            with acting(actor):
                is_refused("UPDATE cases_safetynote SET text = 'Niets' WHERE concern_id = %s", signalled.id)
                is_refused("DELETE FROM cases_safetynote WHERE concern_id = %s", signalled.id)

    def test_says_who_wrote_what(self) -> None:
        """Words in another's name would let a signal be denied."""
        signalled = rows.concern(by=IRIS, text=lambda: "Blauwe plekken")
        with acting(IRIS), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SafetyNote.objects.create(concern=signalled, step="weighing", text="Niets", by_id=SANNE.id, at=AT)


class TestAHousehold:
    def test_of_elsewhere_takes_nobody_in(self) -> None:
        home = rows.household_of(register_resident(by=CORA).id, by=CORA, words="dochter")
        with acting(TESS):
            is_refused(
                "INSERT INTO cases_householdmember (id, household_id, described_as, relation, since)"
                " VALUES (gen_random_uuid(), %s, 'zoon', '', now())",
                home.household_id,
            )

    def test_shows_no_housemate_who_is_not_in_sight(self) -> None:
        mate = register_resident(family_name="Kwikstaart")
        resident = register_resident()
        rows.household_of(resident.id, by=TESS, words="zoon", person=mate.id)
        open_case(resident=resident.id)
        with acting(DANA):
            assert list(Resident.objects.values_list("id", flat=True)) == [resident.id]


def test_the_eye_itself_needs_a_grant() -> None:
    """So that no test mistakes what it looks with for what there is."""
    open_case(confidential=True)
    with acting(EYE):
        assert not Case.objects.exists()
