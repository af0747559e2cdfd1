"""What is not shown can't be written either."""

import pytest
from django.db import ProgrammingError, connection, transaction

from cases.dossier.models import Case
from cases.needs.models import Need
from tests.cast import NOORD, TOM, acting, name_need, now, open_case


class Intruder:
    """Tom, with everything of ours out of the way."""

    def __init__(self, case: Case, need: Need) -> None:
        self.case, self.need = case, need

    def change(self) -> None:
        assert Case.objects.filter(pk=self.case.pk).update(next_step="weg ermee") == 0

    def delete(self) -> None:
        assert Need.objects.filter(pk=self.need.pk)._raw_delete("default") == 0

    def lock(self) -> None:
        assert not Case.objects.filter(pk=self.case.pk).select_for_update().exists()

    def add_a_row(self) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Need(case_id=self.case.pk, position=9, law="wmo", life_area="housing", title="x").save(force_insert=True)

    def push_a_case_of_mine_to_another_team(self) -> None:
        mine = open_case(by=TOM)
        with acting(TOM), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Case.objects.filter(pk=mine.pk).update(team=NOORD)


@pytest.mark.parametrize("deed", ["change", "delete", "lock", "add_a_row", "push_a_case_of_mine_to_another_team"])
def test_what_is_not_shown_cannot_be_written(world: None, deed: str) -> None:
    case = open_case()
    intruder = Intruder(case, name_need(case))
    with acting(TOM):
        getattr(intruder, deed)()
    assert now(case).next_step == ""
    assert now(intruder.need).state == "open"


def test_who_forges_the_context_only_reaches_what_the_role_may_set(world: None) -> None:
    """The context is ours to set: a query that sets it is a query we wrote. Nothing else in the database knows it."""
    open_case()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trede.teams', %s, true)", [str(NOORD)])
        assert not Case.objects.exists(), "a team without its laws shows nothing"
