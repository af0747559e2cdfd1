"""Every state against every move, written out. The facts let every guard pass, so only the map speaks."""

from dataclasses import replace

import pytest

from tests.workflows import flows
from tests.workflows.flows import Application, Case, Need
from workflows.case_flow import CaseState, NeedStanding
from workflows.flow import move, refusal_for

NEED = """
                   open     weighed  covered  proposed granted      denied  stepped_down closed
weigh              weighed  weighed  weighed  -        -            weighed weighed      -
weigh_afterwards   -        -        -        proposed granted      -       -            -
cover              -        covered  -        -        -            -       -            -
propose_maatwerk   proposed proposed -        -        proposed     -       -            -
withdraw_proposal  -        -        -        weighed  -            -       -            -
grant              -        -        -        granted  -            -       -            -
deny               -        -        -        denied   -            -       -            -
step_down          -        -        -        -        stepped_down -       -            -
reopen             -        -        weighed  -        -            weighed weighed      weighed
mark_urgent        open     weighed  -        -        -            -       -            -
ask_whether_it_worked - -    covered  -        -            -       -            -
close              closed   closed   closed   -        closed       closed  closed       -
"""
CASE = """
                     reg inv rep res app dec sup rev clo wit tra
start_investigation  inv -   -   -   app -   -   -   -   -   -
report_outcome       -   rep -   -   app -   -   -   -   -   -
resolve              -   -   res -   res -   -   -   -   -   -
receive_application  app app app app app app app app -   -   -
decide               -   -   -   -   dec -   -   -   -   -   -
drop_application     -   -   -   -   dec -   -   -   -   -   -
start_support        -   -   sup -   -   sup -   -   -   -   -
start_review         -   -   -   -   -   -   rev -   -   -   -
continue_support     -   -   -   -   -   -   -   sup -   -   -
resume_investigation -   inv inv inv inv inv inv inv -   -   -
close                clo clo clo clo clo clo clo clo -   -   -
withdraw             wit wit wit wit wit wit wit wit -   -   -
transfer             tra tra tra tra tra tra tra tra -   -   -
"""
CASE_CODES = {state[:3]: state for state in CaseState.values} | {"sup": "in_support"}
APPLICATION = """
                   received  suspended decided   objection withdrawn
suspend            suspended -         -         -         -
resume             -         received  -         -         -
waive_wait         received  suspended -         -         -
pay_advance        received  suspended -         -         -
decide             decided   decided   -         -         -
receive_objection  -         -         objection -         -
decide_objection   -         -         -         decided   -
withdraw_objection -         -         -         decided   -
withdraw           withdrawn withdrawn -         -         -
"""
WAITING, GRANTED = (NeedStanding("weighed"),), (NeedStanding("granted"),)
CASE_NEEDS = {"resume_investigation": WAITING, "start_support": GRANTED, "continue_support": GRANTED}


def rows(table, codes=None):
    """Per move, the state it leads to from each state."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    full = (codes or {}).get
    return {name: {full(s, s): full(t, t) for s, t in zip(head, targets, strict=True)} for name, *targets in lines}


def walk(flow, name, facts, targets):
    for state, target in targets.items():
        instance = flow(state=state)
        refusal = refusal_for(instance, name, facts)
        if target == "-":
            assert refusal.code == f"{flow.subject}_is_{state}"
        else:
            assert move(instance, name, facts).target == target


NEED_ROWS, CASE_ROWS, APPLICATION_ROWS = rows(NEED), rows(CASE, CASE_CODES), rows(APPLICATION)


@pytest.mark.parametrize("name", NEED_ROWS)
def test_a_need_moves_as_the_map_says(name):
    walk(Need, name, flows.GENEROUS_NEED, NEED_ROWS[name])


@pytest.mark.parametrize("name", CASE_ROWS)
def test_a_case_moves_as_the_map_says(name):
    facts = replace(flows.GENEROUS_CASE, needs=CASE_NEEDS.get(name, flows.GENEROUS_CASE.needs))
    walk(Case, name, facts, CASE_ROWS[name])


@pytest.mark.parametrize("name", APPLICATION_ROWS)
def test_an_application_moves_as_the_map_says(name):
    walk(Application, name, flows.GENEROUS_APPLICATION, APPLICATION_ROWS[name])


@pytest.mark.parametrize(("flow", "table"), [(Need, NEED_ROWS), (Case, CASE_ROWS), (Application, APPLICATION_ROWS)])
def test_the_maps_are_complete(flow, table):
    states = {value for value, _label in flow._meta.get_field("state").choices}
    assert set(table) == {name for name in dir(flow) if hasattr(getattr(flow, name), "_django_fsm")}
    assert all(set(targets) == states for targets in table.values())
