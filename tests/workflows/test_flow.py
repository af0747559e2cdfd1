import threading

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django_fsm import FSMFieldMixin

from tests.workflows import flows
from tests.workflows.flows import WELL_WEIGHED, Application, Case, Need, Reversed, Right, weighed
from workflows.flow import Condition, MissingFacts, Moved, move, refusal_for, transitions_of
from workflows.ladder import NeedFlow
from workflows.refusal import Refusal, Refused, first


def test_the_first_refusal_wins():
    late, early = Refusal("late", "Too late."), Refusal("early", "Too early.")
    assert first(1, lambda _: None, lambda _: late, lambda _: early) is late
    assert first(1, lambda _: None) is None


def test_a_move_says_from_where_to_where():
    need = Need(state="weighed")
    assert move(need, "propose_maatwerk", WELL_WEIGHED) == Moved("propose_maatwerk", "weighed", "proposed")
    assert need.state == "proposed"
    assert need.facts is None


def test_a_refused_move_raises_its_reason_and_changes_nothing():
    need = Need(state="weighed")
    with pytest.raises(Refused, match="Local services") as refused:
        move(need, "propose_maatwerk", weighed(general_facility=flows.UNREASONED))
    assert refused.value.refusal.code == "layer_without_reason"
    assert need.state == "weighed"


def test_a_button_knows_the_reason_without_moving():
    need = Need(state="weighed")
    assert refusal_for(need, "propose_maatwerk", WELL_WEIGHED) is None
    assert need.state == "weighed"


def test_a_move_from_the_wrong_state_says_how_things_stand():
    with pytest.raises(Refused, match="already covered") as refused:
        move(Need(state="covered"), "cover", WELL_WEIGHED)
    assert refused.value.refusal.code == "need_is_covered"


def test_facts_are_gone_after_a_refusal_in_the_middle():
    need = Need(state="weighed")
    need.propose_maatwerk = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        move(need, "propose_maatwerk", WELL_WEIGHED)
    assert need.facts is None


def test_a_transition_without_facts_is_an_error_and_no_pass():
    with pytest.raises(MissingFacts, match="has no facts"):
        Need(state="weighed").propose_maatwerk()


def test_an_unknown_transition_is_named():
    with pytest.raises(LookupError, match="climb"):
        refusal_for(Need(), "climb", WELL_WEIGHED)


def test_the_state_cannot_be_assigned():
    need = Need()
    with pytest.raises(AttributeError, match="Direct state modification"):
        need.state = "granted"
    assert need.state == "open"


def test_a_reversed_guard_lets_maatwerk_through_without_reasons():
    unreasoned = weighed(own_strength=flows.UNREASONED)
    wrong, right = Reversed(), Right()
    wrong.facts = unreasoned
    wrong.propose_maatwerk()
    assert wrong.state == "proposed"
    with pytest.raises(Refused):
        move(right, "propose_maatwerk", unreasoned)


def test_a_reversed_guard_is_noticed_by_move():
    with pytest.raises(TypeError, match="requires"):
        move(Reversed(), "propose_maatwerk", WELL_WEIGHED)


@pytest.mark.parametrize("flow", [Need, Case, Application])
def test_every_condition_of_every_flow_is_a_wrapped_guard(flow):
    conditions = [condition for edge in transitions_of(flow) for condition in edge.conditions]
    assert conditions
    assert all(isinstance(condition, Condition) for condition in conditions)


@pytest.mark.parametrize("flow", [Need, Case, Application])
def test_every_state_says_how_things_stand(flow):
    states = {value for value, _label in flow._meta.get_field("state").choices}
    assert set(flow.standing) == states


class Rows:
    """Stands in for a queryset: `get` answers with a fresh instance, or with what it is told to do."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = None

    def filter(self, **_pk):
        return self

    def only(self, *names):
        self.asked = set(names)
        return self

    def get(self):
        return self.answer()


def test_refreshing_reads_the_state_of_the_row():
    need = Need(pk=1)
    need.refresh_from_db(from_queryset=Rows(lambda: Need(pk=1, state="granted")))
    assert need.state == "granted"
    with pytest.raises(AttributeError):
        need.state = "open"


def test_refreshing_one_field_does_not_ask_for_the_state():
    application = Application(pk=1, state="decided")
    rows = Rows(lambda: Application.from_db(None, ["id", "outcome"], [1, "denied"]))
    application.refresh_from_db(fields=["outcome"], from_queryset=rows)
    assert rows.asked == {"outcome"}
    assert (application.state, application.outcome) == ("decided", "denied")


def test_a_row_that_is_gone_leaves_the_state_and_its_protection():
    need = Need(pk=1, state="covered")
    with pytest.raises(ObjectDoesNotExist):
        need.refresh_from_db(from_queryset=Rows(lambda: (_ for _ in ()).throw(ObjectDoesNotExist())))
    assert need.state == "covered"
    with pytest.raises(AttributeError):
        need.state = "open"


def test_a_deferred_state_stays_deferred_when_all_is_refreshed():
    application = Application.from_db(None, ["id", "outcome"], [1, ""])
    rows = Rows(lambda: Application.from_db(None, ["id", "outcome"], [1, "partly"]))
    application.refresh_from_db(from_queryset=rows)
    assert rows.asked == {"id", "outcome"}
    assert application.get_deferred_fields() == {"state"}


def test_while_one_thread_refreshes_another_cannot_assign():
    reading, done = threading.Event(), threading.Event()

    def slowly():
        reading.set()
        done.wait(5)
        return Need(pk=1, state="granted")

    mine, theirs = Need(pk=1), Need(pk=2)
    thread = threading.Thread(target=mine.refresh_from_db, kwargs={"from_queryset": Rows(slowly)})
    thread.start()
    reading.wait(5)
    with pytest.raises(AttributeError):
        theirs.state = "granted"
    done.set()
    thread.join()
    assert (mine.state, theirs.state) == ("granted", "open")


def test_two_threads_refresh_at_once():
    meet = threading.Barrier(2, timeout=5)

    def together():
        meet.wait()
        return Need(state="granted")

    needs = [Need(pk=1), Need(pk=2)]
    threads = [threading.Thread(target=n.refresh_from_db, kwargs={"from_queryset": Rows(together)}) for n in needs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [need.state for need in needs] == ["granted", "granted"]
    assert NeedFlow._meta.get_field("state").protected
    assert all(field.protected for field in Need._meta.concrete_fields if isinstance(field, FSMFieldMixin))
