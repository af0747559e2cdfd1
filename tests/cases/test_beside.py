"""Evidence, other schemes and things anybody would buy: recorded beside the steps, never as one."""

from typing import Any
from uuid import uuid4

import pytest

from cases.dossier.acts import Stale
from cases.dossier.models import Case, KnownCase
from cases.needs.beside import actions as beside
from cases.needs.models import CommonlyUsedItem, Evidence, Need, PriorScheme
from tests.cast import (
    ADA,
    AT,
    CORA,
    EYE,
    IRIS,
    TESS,
    TOM,
    WIM,
    acting,
    close,
    events_of,
    name_need,
    now,
    open_case,
    propose,
    refusal_of,
    weigh_all,
)

pytestmark = pytest.mark.usefixtures("world")
FOUR_YES = dict.fromkeys(("not_only_for_disabled", "available", "fitting", "bearable"), True)


def line(case: Case, *, by: Any = TESS, law: str = "wmo", **more: Any) -> Evidence:
    with acting(by):
        return beside.add_evidence(case=case.id, law=law, text="Zij kookt zelf.", by=by, at=AT, **more)


def scheme(need: Need, *, finding: str = "not", by: Any = TESS, **more: Any) -> PriorScheme:
    with acting(by):
        return beside.record_prior_scheme(
            case=need.case_id, need=need.id, scheme="zvw", finding=finding, by=by, at=AT, **more
        )


def item(need: Need, *, by: Any = TESS, **more: Any) -> CommonlyUsedItem:
    asked = {"item": "Een wandbeugel", **FOUR_YES} | more
    with acting(by):
        return beside.record_commonly_used(case=need.case_id, need=need.id, by=by, at=AT, **asked)


def test_what_was_said_is_written_down_with_the_line_it_came_from() -> None:
    talk = uuid4()
    found = now(line(open_case(), layer="own_strength", conversation=talk, line=3))
    assert (found.text, found.layer, found.conversation, found.line) == ("Zij kookt zelf.", "own_strength", talk, 3)


def test_a_line_is_evidence_once() -> None:
    case, talk = open_case(), uuid4()
    assert line(case, conversation=talk, line=3) == line(case, conversation=talk, line=3)
    assert [event.kind for event in events_of(case)].count("evidence:added") == 1


def test_intake_adds_evidence_to_a_case_it_knows_of_and_cannot_open() -> None:
    case = open_case()
    line(case, by=IRIS)
    with acting(IRIS):
        assert not Evidence.objects.filter(case=case.id).exists()
    with acting(EYE):
        assert Evidence.objects.filter(case=case.id).count() == 1


def test_evidence_is_of_a_law_of_the_case_and_of_ones_own() -> None:
    case = open_case(laws=("wmo", "jeugd"))
    assert refusal_of(line, case, law="pw") == "law_not_here"
    assert refusal_of(line, case, law="jeugd", by=WIM) == "law_not_here"


def test_nothing_is_added_to_a_case_that_is_over() -> None:
    case = open_case()
    close(case)
    assert refusal_of(line, case) == "case_is_closed"


def test_evidence_in_a_case_of_elsewhere_is_not_there_to_add() -> None:
    with pytest.raises(KnownCase.DoesNotExist):
        line(open_case(), by=CORA)
    with pytest.raises(KnownCase.DoesNotExist):
        line(open_case(confidential=True), by=TOM)
    assert refusal_of(line, open_case(), by=ADA) == "access.not_your_role"


def test_a_later_finding_on_a_scheme_supersedes_the_earlier() -> None:
    need = name_need(open_case())
    scheme(need, finding="asked")
    scheme(need, finding="not", note="De verzekeraar zegt nee.")
    with acting(EYE):
        assert [row.finding for row in PriorScheme.objects.filter(superseded_at=None)] == ["not"]
        assert PriorScheme.objects.count() == 2
    assert events_of(need.case)[-1].reason == "zvw:not"


def test_what_is_commonly_used_is_recorded_with_its_four_answers() -> None:
    need = name_need(open_case())
    item(need, bearable=None)
    item(need)
    with acting(EYE):
        assert [row.bearable for row in CommonlyUsedItem.objects.filter(superseded_at=None)] == [True]


def test_what_stands_beside_the_steps_is_no_step() -> None:
    need = name_need(open_case())
    scheme(need, finding="applies")
    item(need)
    assert now(need).state == "open"
    assert refusal_of(propose, need) == "not_weighed"
    assert propose(weigh_all(need)).state == "proposed"


def test_a_form_made_before_a_colleagues_finding_is_stale() -> None:
    need = name_need(open_case())
    scheme(need, by=WIM)
    with pytest.raises(Stale):
        item(need, seen=0)


@pytest.mark.parametrize("verb", [scheme, item])
def test_beside_a_need_of_another_law_or_team_nothing_is_recorded(verb: Any) -> None:
    need = name_need(open_case(laws=("wmo", "jeugd")), law="jeugd")
    with pytest.raises(Need.DoesNotExist):
        verb(need, by=WIM)
    with pytest.raises(Case.DoesNotExist):
        verb(need, by=TOM)
