"""The facts of what was granted, made anew while others grant and end support."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from accounts import access
from cases.decisions.endings import actions as endings
from reporting.facts.commitment import Commitment
from tests import cast
from tests.cast import AT, DANA, acting
from tests.reporting.amounts import granted
from tests.storm import storm

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("world")]
EACH = 6


def test_who_grants_writes_the_event_first_and_who_ends_the_decision_and_neither_waits_crosswise() -> None:
    to_end = [granted()[1] for _ in range(2 * EACH)]
    to_grant = [cast.case_to_decide()[1] for _ in range(EACH)]

    def act(number: int) -> None:
        if number == 0:
            for _time in range(EACH):
                call_command("rebuild_figures", "--json", stdout=StringIO())
        elif number == 1:
            for need in to_grant:
                cast.decide(need)
        else:
            for need in to_end[number - 2 :: 2]:
                with acting(DANA):
                    endings.end_support(
                        case=need.case_id, need=need.id, reason="goal_reached", motivation="Zij kan het zelf.",
                        article="Wmo 2.3.10", ends_on=date(2026, 7, 1), by=DANA, at=AT,
                    )  # fmt: skip

    done = storm(4, act)
    assert (done.errors, done.answers) == ([], {})
    with access.system("report", at=AT):
        found = list(Commitment.objects.values_list("last_on", flat=True))
    assert sorted(map(str, found)) == ["2026-06-30"] * 2 * EACH + ["None"] * EACH
