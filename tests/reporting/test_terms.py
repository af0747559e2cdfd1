"""The legal terms, counted by hand: kept or not, passed now, and where a resident may apply without waiting."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import access
from accounts.access import Actor
from accounts.models import Membership, Role, User
from cases.decisions import actions as decisions
from cases.decisions.models import Application
from cases.dossier import actions as dossier
from cases.dossier.models import Case, Deadline
from cases.needs.models import Need
from reporting.facts.models import Term
from reporting.figures.scope import Asked
from reporting.figures.terms import Kept, terms
from tests import cast
from tests.cast import AT, EYE, MAX, NOORD, TESS, TODAY, TOM, ZUID, acting
from tests.matrix_world import MIRA
from tests.pages.hands import signed_in

OF_ZUID = Actor(id=TOM.id, name="Tom", posts=tuple(replace(post, role=Role.MANAGER) for post in TOM.posts))
pytestmark = pytest.mark.usefixtures("world")
INVESTIGATION, DECISION = ("wmo", "wmo.investigation"), ("wmo", "wmo.decision")


def asked(actor: Actor | None = MAX, **more: Any) -> Asked:
    period = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "now": TODAY}
    return Asked(actor=actor, **(period | more))


def rows(actor: Actor = MAX, **more: Any) -> dict[tuple[str, str], list[int]]:
    """Per law and rule: done, on time, doubtful, passed now, may apply now."""
    with acting(actor):
        return by_rule(terms(asked(actor, **more)))


def by_rule(found: list[Kept]) -> dict[tuple[str, str], list[int]]:
    return {(row.law, row.rule): [row.number, row.on_time, row.doubtful, row.overdue, row.may_apply] for row in found}


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def finished_on(day: date, **more: Any) -> Case:
    """A case of which the investigation was finished on a day; reported on 3 March unless `more` says otherwise."""
    case, need = cast.investigated_case(**more)
    cast.propose(need)
    cast.report_outcome(case, at=on(day))
    return case


def applied_for(day: date) -> tuple[Case, Application]:
    case = finished_on(date(2026, 3, 10))
    return case, cast.apply_for(case, at=on(day))


def decided_on(case: Case, day: date) -> None:
    with acting(EYE):
        need = Need.objects.get(case=case.pk)
    cast.decide(need, at=on(day))


def stands_still(case: Case, application: Application, day: date, *, answer_by: date | None, ground: str) -> None:
    with acting(TESS, at=on(day)):
        decisions.suspend(
            case=case.id,
            application=application.id,
            ground=ground,
            letter_on=day,
            answer_by=answer_by,
            by=TESS,
            at=on(day),
        )


class TestKept:
    """A report of Tuesday 3 March 2026: the six weeks end on Tuesday 14 April, the decision is due in two weeks."""

    def test_nothing_there_is_no_row(self) -> None:
        assert rows() == {}

    def test_done_on_the_last_day_is_on_time_and_a_day_later_is_not(self) -> None:
        for day in (date(2026, 4, 14), date(2026, 4, 15)):
            finished_on(day)
        assert rows()[INVESTIGATION] == [2, 1, 0, 0, 0]

    def test_a_term_counts_in_the_period_in_which_it_stopped(self) -> None:
        finished_on(date(2026, 4, 14))
        assert rows(since=date(2026, 4, 15)) == rows(until=date(2026, 4, 13)) == {}
        assert rows(since=date(2026, 4, 14), until=date(2026, 4, 14))[INVESTIGATION][:2] == [1, 1]

    def test_a_decision_within_two_weeks_of_the_application_is_on_time(self) -> None:
        """Applied on 11 March: the last day is 25 March."""
        for day in (date(2026, 3, 25), date(2026, 3, 26)):
            case, _application = applied_for(date(2026, 3, 11))
            decided_on(case, day)
        assert rows()[DECISION] == [2, 1, 0, 0, 0]

    def test_the_days_on_which_it_stood_still_are_not_held_against_it(self) -> None:
        """A letter on 12 March, answered on 17 March: four days stood still, so 25 March becomes 29 March, a Sunday."""
        for day in (date(2026, 3, 30), date(2026, 3, 31)):
            case, application = applied_for(date(2026, 3, 11))
            stands_still(case, application, date(2026, 3, 12), answer_by=date(2026, 3, 26), ground="completion")
            with acting(TESS, at=on(date(2026, 3, 17))):
                decisions.resume(case=case.id, application=application.id, by=TESS, at=on(date(2026, 3, 17)))
            decided_on(case, day)
        assert rows()[DECISION] == [2, 1, 0, 0, 0]

    def test_what_stopped_before_it_began_is_told_apart(self) -> None:
        """The clock was met on a day before its start: neither kept nor late."""
        case = cast.open_case()
        with acting(EYE):
            Deadline.objects.filter(case=case.pk).update(met_on=date(2026, 3, 2))
        rebuild()
        assert rows()[INVESTIGATION] == [0, 0, 1, 0, 0]

    def test_what_was_withdrawn_is_in_none(self) -> None:
        cast.close(cast.open_case())
        assert rows(now=date(2026, 12, 31)) == {}

    def test_the_time_of_the_resident_is_no_term_of_the_municipality(self) -> None:
        cast.open_case()
        with access.system("report", at=AT):
            assert set(Term.objects.values_list("rule", flat=True)) == {"wmo.investigation"}


class TestNow:
    def test_a_term_that_runs_is_not_done_and_has_passed_from_the_day_after(self) -> None:
        cast.open_case()
        assert rows(now=date(2026, 4, 14)) == {}
        assert rows(now=date(2026, 4, 15)) == {INVESTIGATION: [0, 0, 0, 1, 1]}

    def test_who_applied_since_is_no_longer_told_to_be_free_to(self) -> None:
        case = cast.open_case()
        cast.apply_for(case, at=on(date(2026, 4, 16)))
        assert rows(now=date(2026, 4, 17))[INVESTIGATION] == [0, 0, 0, 1, 0]

    def test_who_was_decided_on_in_another_team_is_not_told_to_be_free_to_either(self) -> None:
        """The decision counts for Noord; in Zuid, where the case is now, the investigation still runs."""
        case = cast.open_case()
        cast.apply_for(case, at=on(date(2026, 4, 16)))
        with acting(EYE):
            Deadline.objects.filter(case=case.pk, rule=DECISION[1]).update(met_on=date(2026, 4, 17))
        cast.hand_over(case)
        assert rows(OF_ZUID, now=date(2026, 4, 18))[INVESTIGATION] == [0, 0, 0, 1, 0]

    def test_who_withdrew_the_application_may_apply_again(self) -> None:
        case = cast.open_case()
        application, day = cast.apply_for(case, at=on(date(2026, 4, 16))), on(date(2026, 4, 17))
        with acting(TESS, at=day):
            decisions.withdraw_application(case=case.id, application=application.id, said="Laat maar.", by=TESS, at=day)
        assert rows(now=date(2026, 4, 18))[INVESTIGATION] == [0, 0, 0, 1, 1]

    def test_only_the_wmo_lets_a_resident_apply_without_waiting(self) -> None:
        cast.open_case(laws=("wgs",))
        ((key, row),) = rows(now=date(2026, 6, 1)).items()
        assert (key[0], row) == ("wgs", [0, 0, 0, 1, 0])

    def test_a_case_counts_once_per_rule_however_many_of_its_clocks_have_passed(self) -> None:
        case = cast.open_case()
        add_report(case, on(date(2026, 3, 10)))
        assert rows(now=date(2026, 6, 1))[INVESTIGATION] == [0, 0, 0, 1, 1]

    def test_what_stands_still_without_an_end_has_not_passed(self) -> None:
        case, application = applied_for(date(2026, 3, 11))
        stands_still(case, application, date(2026, 3, 12), answer_by=None, ground="consent")
        assert rows(now=date(2026, 6, 1))[INVESTIGATION] == [1, 1, 0, 0, 0]
        assert DECISION not in rows(now=date(2026, 6, 1))
        with acting(TESS, at=on(date(2026, 4, 2))):
            decisions.resume(case=case.id, application=application.id, by=TESS, at=on(date(2026, 4, 2)))
        assert rows(now=date(2026, 6, 1))[DECISION] == [0, 0, 0, 1, 0]

    def test_an_open_term_goes_along_to_the_team_that_gets_the_case(self) -> None:
        cast.hand_over(cast.open_case())
        assert rows(MAX, now=date(2026, 6, 1)) == {}
        assert rows(OF_ZUID, now=date(2026, 6, 1)) == {INVESTIGATION: [0, 0, 0, 1, 1]}

    def test_a_kept_term_stays_with_the_team_that_got_the_report(self) -> None:
        cast.hand_over(finished_on(date(2026, 4, 14)))
        assert rows(MAX)[INVESTIGATION] == [1, 1, 0, 0, 0]
        assert rows(OF_ZUID) == {}


def add_report(case: Case, at: datetime) -> None:
    told = dossier.Asked(own_words="Nog iets.", channel="phone", received_on=at.date(), laws=("wmo",))
    with acting(TESS, at=at):
        dossier.add_report(case=case.id, asked=told, by=TESS, at=at)


def a_little_of_everything() -> None:
    finished_on(date(2026, 4, 14))
    case, application = applied_for(date(2026, 3, 11))
    stands_still(case, application, date(2026, 3, 12), answer_by=None, ground="consent")
    cast.hand_over(cast.open_case(laws=("wgs", "wmo")))
    cast.close(cast.open_case())
    closed = cast.open_case(laws=("jeugd", "wmo"))
    with acting(MAX):
        dossier.make_confidential(case=closed.id, by=MAX, at=AT)


def facts() -> list[dict[str, Any]]:
    with access.system("report", at=AT):
        return sorted(Term.objects.values(), key=str)


def rebuild() -> None:
    call_command("rebuild_figures", "--json", stdout=StringIO())


class TestTheFacts:
    def test_rebuilding_gives_the_same(self) -> None:
        a_little_of_everything()
        kept = facts()
        assert len(kept) == 7
        rebuild()
        assert facts() == kept

    def test_they_are_the_clocks_of_the_cases(self) -> None:
        a_little_of_everything()
        with acting(EYE):
            clocks = Deadline.objects.filter(duty=True, case__confidential=False)
            there = sorted(clocks.values_list("id", "rule", "start", "end", "met_on", "lapsed"), key=str)
        with access.system("report", at=AT):
            told = Term.objects.filter(confidential=False)
            assert sorted(told.values_list("id", "rule", "start", "end", "met_on", "lapsed"), key=str) == there

    def test_a_closed_case_counts_for_who_was_let_in_only(self) -> None:
        case = cast.open_case()
        with acting(MAX):
            dossier.make_confidential(case=case.id, by=MAX, at=AT)
        assert rows(MAX, now=date(2026, 6, 1))[INVESTIGATION] == [0, 0, 0, 1, 1]
        assert rows(MIRA, now=date(2026, 6, 1), team=NOORD) == {}

    @pytest.mark.parametrize(
        "meddling",
        [
            "UPDATE reporting_term SET met_on = NULL",
            "DELETE FROM reporting_term",
            "SELECT reporting_take_up_terms('{}')",
            "SELECT reporting_rebuild_terms()",
        ],
    )
    def test_nobody_writes_them_but_the_database(self, meddling: str) -> None:
        cast.open_case()
        with acting(MAX), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(meddling)


class TestThePage:
    """Pages live today: the report was half a year ago."""

    def test_a_number_of_now_opens_a_list_of_as_many(self) -> None:
        long_ago = timezone.now() - timedelta(days=180)
        for number in range(4):
            case = cast.open_case(at=long_ago, laws=("wgs", "wmo") if number == 3 else ("wmo",))
            if number == 0:
                cast.apply_for(case, at=timezone.now())
        cast.open_case(at=long_ago, by=TOM)
        client = signed_in(MAX)
        html = client.get(reverse("reporting:figure", args=["terms"])).content.decode()
        links = re.findall(r'<a href="(/team/cases/[^"]+)">(\d+)<', html)
        assert sorted(int(number) for _url, number in links) == [1, 3, 4]
        for url, number in links:
            listed = client.get(url.replace("&amp;", "&")).content.decode()
            assert listed.count('name="cases"') == int(number), url
            assert f'<span class="count">{number}</span>' in listed, url

    def test_who_manages_one_team_and_works_in_another_gets_the_list_of_the_one(self) -> None:
        User.objects.create(id=MIRA.id, email=cast.email_of(MIRA), name=MIRA.name)
        for post in MIRA.posts:
            Membership.objects.create(user_id=MIRA.id, team_id=post.team, role=post.role, valid_from=cast.SINCE)
        for worker in (TESS, TOM):
            cast.open_case(at=timezone.now() - timedelta(days=180), by=worker)
        with acting(EYE):
            case_of_zuid = Case.objects.get(team=ZUID)
        html = signed_in(MIRA).get(reverse("reporting:team_cases"), {"what": "overdue"}).content.decode()
        assert html.count('name="cases"') == 1
        assert str(case_of_zuid.pk) not in html

    def test_the_list_of_another_team_is_not_in_sight(self) -> None:
        asked = {"what": "overdue", "team": str(ZUID), "law": "wmo"}
        assert signed_in(MAX).get(reverse("reporting:team_cases"), asked).status_code == 404

    @pytest.mark.parametrize("asked", [{"law": "nothing"}, {"rule": "wmo.nothing"}])
    def test_what_was_made_up_is_not_found(self, asked: dict[str, str]) -> None:
        assert signed_in(MAX).get(reverse("reporting:team_cases"), {"what": "overdue"} | asked).status_code == 404

    def test_who_reads_no_figures_gets_no_such_list(self) -> None:
        cast.open_case(at=timezone.now() - timedelta(days=180))
        html = signed_in(TESS).get(reverse("reporting:team_cases"), {"what": "overdue"}).content.decode()
        assert 'name="cases"' not in html

    def test_the_command_prints_the_same_numbers(self) -> None:
        cast.open_case(at=timezone.now() - timedelta(days=180))
        told = StringIO()
        call_command("report", "terms", "--json", stdout=told)
        (row,) = json.loads(told.getvalue())["rows"]
        assert (row["law"], row["rule"], row["overdue"], row["may_apply"]) == ("wmo", "wmo.investigation", 1, 1)
