"""The forms of a case's course: whatever is sent gets a sentence back, and nothing is half done."""

import re
from typing import Any
from uuid import uuid4

import pytest

from cases.dossier.models import Case, Contact
from tests import cast
from tests.cast import TESS, TOM, WIM, acting
from tests.pages.hands import filled, message, page
from tests.pages.test_bad_input import MEGABYTE, NASTY

pytestmark = pytest.mark.usefixtures("world")
GOOD: dict[str, dict[str, Any]] = {
    "next_step": {"what": "Bellen", "in_days": "7"},
    "contact": {"how": "phone", "law": "wmo", "said": "Zij belt terug."},
    "close": {"reason": "moved"},
    "withdraw": {"said": "Het hoeft niet meer."},
    "transfer": {"to": "Gemeente Assen", "because": "moved"},
    "allocate": {"to": str(WIM.id)},
}
BAD = (
    ("next_step", {"what": ""}),
    ("next_step", {"on": "2020-01-01", "in_days": ""}),
    ("next_step", {"on": "9999-12-31", "in_days": ""}),
    ("next_step", {"on": "31-31-31", "in_days": ""}),
    ("next_step", {"owner": str(TOM.id)}),
    ("next_step", {"owner": "niemand"}),
    ("next_step", {"in_days": "10000"}),
    ("contact", {"law": "jeugd"}),
    ("contact", {"law": "awbz"}),
    ("contact", {"how": "pigeon"}),
    ("contact", {"said": "  "}),
    ("contact", {"said": MEGABYTE}),
    ("close", {"reason": ""}),
    ("close", {"reason": "moved_away"}),
    ("withdraw", {"said": "\n "}),
    ("transfer", {"to": ""}),
    ("transfer", {"because": "met"}),
    ("allocate", {"to": str(uuid4())}),
    ("allocate", {"to": str(TOM.id)}),
    ("allocate", {"to": "' OR 1=1 --"}),
)


def version(case: Case) -> int:
    return int(cast.now(case).version)


@pytest.mark.parametrize(("door", "wrong"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_not_right_is_said_and_changes_nothing(browse: Any, door: str, wrong: dict[str, str]) -> None:
    case, client = cast.open_case(), browse(TESS)
    before = version(case)
    answer = client.post(page(case, door), filled(client, page(case, door), **(GOOD[door] | wrong)))
    assert (answer.status_code, version(case)) == (422, before)
    assert b"error-summary" in answer.content


@pytest.mark.parametrize("text", NASTY)
def test_any_words_are_kept_or_answered(browse: Any, text: str) -> None:
    case, client = cast.open_case(), browse(TESS)
    answers = GOOD["contact"] | {"said": f"Zij zei {text}", "next_step": f"Vraag {text}"}
    answer = client.post(page(case, "contact"), filled(client, page(case, "contact"), **answers))
    assert answer.status_code in (302, 422)
    assert client.get(page(case)).status_code == 200


@pytest.mark.parametrize("door", GOOD)
def test_a_form_that_is_sent_twice_does_it_once(browse: Any, door: str) -> None:
    case, client = cast.open_case(), browse(TESS)
    sent = filled(client, page(case, door), **GOOD[door])
    assert [client.post(page(case, door), sent).status_code for _time in range(2)] == [302, 302]
    with acting(TESS):
        assert Contact.objects.filter(case=case).count() <= 1
    assert version(case) == 2


@pytest.mark.parametrize("door", GOOD)
def test_who_comes_second_is_told_what_changed(browse: Any, door: str) -> None:
    case, client = cast.open_case(), browse(TESS)
    sent = filled(client, page(case, door), **GOOD[door])
    cast.name_need(case)
    answer = client.post(page(case, door), sent)
    assert answer.status_code == 409
    assert "Behoefte opgeschreven".lower() in answer.content.decode().lower()


def test_time_of_the_resident_that_is_over_is_not_called_late(browse: Any) -> None:
    shown = message(browse(TESS).get(page(cast.open_case())))
    assert "Eigen plan mogelijk tot en met 10 maart, voorbij" in shown
    assert re.search(r"Onderzoek klaar was 14 april, \d+ dagen te laat", shown)
