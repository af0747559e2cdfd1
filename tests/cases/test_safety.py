"""A worry about safety: told by anybody, handled by the safety officer alone, and nowhere else to be seen."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import ProgrammingError, transaction
from django.urls import reverse

from accounts.access import Actor
from accounts.models import Notice
from cases.residents.households import actions as households
from cases.residents.households.actions import Housemate
from cases.residents.models import Resident
from cases.safety import actions as safety
from cases.safety.actions import Signal
from cases.safety.models import SafetyConcern, SafetyNote
from ledger.models import Event, OutboxMessage
from tests.cast import (
    ADA,
    AT,
    CORA,
    DANA,
    EYE,
    IRIS,
    MAX,
    PRIYA,
    SANNE,
    TESS,
    TOM,
    acting,
    journal,
    now,
    open_case,
    refusal_of,
    register_resident,
)
from tests.pages.hands import signed_in

pytestmark = pytest.mark.usefixtures("world")
SEEN = "Blauwe plekken op beide armen."
WEIGHED = "Veilig Thuis adviseert te melden."


def signal(*, by: Actor = TESS, text: str = SEEN, **more: Any) -> SafetyConcern:
    with acting(by):
        return safety.signal(signal=Signal(text=text, **more), by=by, at=AT)


def step(verb: str, concern: SafetyConcern, *, by: Actor = SANNE, text: str = WEIGHED, **more: Any) -> None:
    do: Callable[..., None] = getattr(safety, verb)
    with acting(by):
        do(concern=concern.id, text=text, by=by, at=AT, **more)


def walked(*verbs: str, **more: Any) -> SafetyConcern:
    concern = signal(who="Het kind van nummer 12", **more)
    for verb in verbs:
        step(verb, concern)
    return concern


def url(door: str, *ids: Any) -> str:
    return reverse(f"safety:{door}", args=ids)


def page(door: str, *ids: Any, by: Actor = SANNE) -> str:
    answer = signed_in(by).get(url(door, *ids))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


class TestTheSteps:
    def test_the_five_steps_lead_to_help(self) -> None:
        concern = walked("consult", "discuss", "weigh", "organise_help")
        assert now(concern).state == "help_organised"
        with acting(SANNE):
            steps = list(SafetyNote.objects.filter(concern=concern).order_by("id").values_list("step", flat=True))
        assert sorted(steps) == ["conclusion", "consultation", "signal", "talk", "weighing"]

    @pytest.mark.parametrize("verb", ["consult", "report"])
    def test_nothing_without_a_word(self, verb: str) -> None:
        assert refusal_of(step, verb, signal(), text="  ") == "safety_not_noted"

    def test_a_signal_says_something(self) -> None:
        assert refusal_of(signal, text=" ") == "safety_not_noted"

    def test_danger_found_is_reported(self) -> None:
        concern = walked("consult", "discuss")
        step("weigh", concern, structural=True)
        for verb in ("organise_help", "dismiss"):
            assert refusal_of(step, verb, concern) == "safety_must_be_reported"
        step("report", concern)
        assert now(concern).state == "reported"

    def test_the_officer_may_decide_otherwise_and_that_stands_there(self) -> None:
        concern = walked("consult", "discuss")
        step("weigh", concern, acute=True)
        step("organise_help", concern, overruled=True, text="Moeder is vandaag in de opvang.")
        assert now(concern).overruled
        assert "besluit van de aandachtsfunctionaris" in page("concern", concern.id)

    def test_without_danger_there_is_nothing_to_overrule(self) -> None:
        concern = walked("consult", "discuss", "weigh")
        step("dismiss", concern, overruled=True)
        assert not now(concern).overruled

    def test_the_talk_is_left_out_only_where_it_is_not_safe(self) -> None:
        concern = walked("consult")
        assert refusal_of(step, "weigh", concern) == "safety_discuss_first"
        step("weigh", concern, unsafe_to_discuss=True)
        assert now(concern).state == "weighed"

    def test_what_was_written_is_never_changed(self) -> None:
        notes = SafetyNote.objects.filter(concern=signal())
        for change in (lambda: notes.update(text="anders"), lambda: notes._raw_delete("default")):
            with acting(SANNE), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()

    def test_of_two_officers_the_second_is_told(self) -> None:
        concern = signal()
        step("consult", concern, seen=0)
        assert refusal_of(step, "discuss", concern, seen=0) == "safety_changed"


class TestWhoMay:
    @pytest.mark.parametrize("who", [TESS, IRIS, DANA, MAX, ADA, PRIYA])
    def test_only_the_safety_officer_handles(self, who: Actor) -> None:
        assert refusal_of(step, "consult", signal(), by=who) == "access.not_your_role"

    @pytest.mark.parametrize("who", [ADA, PRIYA])
    def test_who_sees_no_residents_signals_nothing(self, who: Actor) -> None:
        assert refusal_of(signal, by=who) == "access.not_your_role"

    @pytest.mark.parametrize("who", [TOM, IRIS, DANA, MAX, CORA])
    def test_a_colleague_does_not_see_it(self, who: Actor) -> None:
        concern = signal()
        assert signed_in(who).get(url("concern", concern.id)).status_code == 404
        assert who.id not in {entry.actor for entry in journal(act="safety:read", result="done")}
        with acting(who):
            assert not SafetyConcern.objects.exists()
            assert not SafetyNote.objects.exists()

    def test_the_other_municipality_s_officer_does_not_see_it(self) -> None:
        concern = signal(by=CORA)
        assert signed_in(SANNE).get(url("concern", concern.id)).status_code == 404
        with pytest.raises(SafetyConcern.DoesNotExist):
            step("consult", concern)

    def test_who_signalled_sees_the_own_words_and_no_more(self) -> None:
        concern = walked("consult")
        seen = page("concern", concern.id, by=TESS)
        assert SEEN in seen
        assert "wordt opgepakt" in seen
        assert WEIGHED not in seen
        assert "Gesignaleerd op" in seen
        assert signed_in(TESS).get(url("consult", concern.id)).status_code == 403
        assert "Het kind van nummer 12" in page("mine", by=TESS)

    def test_the_officer_sees_whom_it_is_about_and_looks_nobody_up(self) -> None:
        about, other = register_resident(family_name="Wielinga"), register_resident(family_name="Anders")
        concern = signal(resident=about.id)
        assert "Wielinga" in page("concern", concern.id)
        with acting(SANNE):
            assert list(Resident.objects.all()) == [about]
        assert signed_in(SANNE).get(reverse("residents:resident", args=[about.id])).status_code == 404
        assert other.id

    def test_a_secret_address_stays_secret(self) -> None:
        about = register_resident(secret_address=True, street="Schuilplaats")
        assert "Schuilplaats" not in page("concern", signal(resident=about.id).id)


class TestFromWhere:
    def test_from_a_case_it_is_about_its_resident(self) -> None:
        resident = register_resident()
        concern = signal(case=open_case(resident=resident.id).id)
        assert concern.resident_id == resident.id

    def test_what_is_not_in_sight_is_not_there(self) -> None:
        case, elsewhere = open_case(by=TOM), register_resident(by=CORA)
        for more in ({"case": case.id}, {"resident": elsewhere.id}, {"conversation": uuid4()}):
            with pytest.raises(ObjectDoesNotExist):
                signal(**more)
            (name,) = more
            assert signed_in(TESS).get(url("signal"), {name: str(more[name])}).status_code == 404
            sent = {"text": SEEN, name: str(more[name])}
            assert signed_in(TESS).post(url("signal"), sent).status_code == 404

    def test_alone_with_nothing_but_words(self) -> None:
        answer = signed_in(IRIS).post(url("signal"), {"text": SEEN})
        assert answer.status_code == 302
        assert "Nog niet bekend over wie dit gaat" in page("list")

    def test_the_emergency_numbers_come_first(self) -> None:
        seen = page("signal", by=IRIS)
        assert seen.index("112") < seen.index("<form method")
        assert "0800-2000" in seen
        concern = signal(acute=True)
        assert "112" in page("concern", concern.id)

    def test_without_words_it_is_asked_again_and_the_rest_kept(self) -> None:
        answer = signed_in(IRIS).post(url("signal"), {"text": "", "who": "De buurjongen"})
        assert answer.status_code == 422
        assert 'value="De buurjongen"' in answer.content.decode()

    def test_a_double_click_is_one_signal(self) -> None:
        sent = {"text": SEEN, "key": "11111111-1111-4111-8111-111111111111"}
        client = signed_in(IRIS)
        assert [client.post(url("signal"), sent).status_code for _click in range(2)] == [302, 302]
        with acting(EYE):
            assert SafetyConcern.objects.count() == 1


class TestNowhereElse:
    """Tess signals about Saar and her father, from Saar's case; they live together."""

    def test_no_page_of_case_resident_household_or_the_alleged_shows_it(self) -> None:
        saar, father = register_resident(family_name="Bakker"), register_resident(family_name="Bakker")
        with acting(TESS):
            together = Housemate(since=AT.date(), person=father.id)
            households.move_in(resident=saar.id, housemate=together, by=TESS, at=AT)
        case = open_case(resident=saar.id)
        doors = [
            *(
                reverse(f"residents:{door}", args=[one.id])
                for door in ("resident", "household")
                for one in (saar, father)
            ),
            reverse("cases:case", args=[case.id]),
            reverse("cases:list"),
            reverse("my_work"),
        ]
        before = {door: stripped(signed_in(TESS), door) for door in doors}
        version = now(case).version
        concern = signal(case=case.id, who="Vader Bakker", acute=True)
        step("consult", concern)
        after = {door: stripped(signed_in(TESS), door) for door in doors}
        assert after == before
        assert now(case).version == version
        with acting(EYE):
            assert not Event.objects.filter(kind__startswith="safety").exists()
            assert not Notice.objects.exists()
        assert not OutboxMessage.objects.filter(payload__contains={"concern": str(concern.id)}).exists()

    def test_the_journal_names_the_concern_by_its_id_alone(self) -> None:
        resident = register_resident()
        concern = signal(resident=resident.id, who="Vader")
        step("consult", concern)
        page("concern", concern.id)
        entries = [entry for entry in journal() if entry.act.startswith("safety:") and entry.object_id]
        assert {entry.object_id for entry in entries} == {concern.id}
        assert [entry.subjects for entry in entries] == [[]] * len(entries)

    def test_the_list_and_own_signals_are_where_they_belong(self) -> None:
        signal(who="De buurjongen", acute=True)
        assert "De buurjongen" in page("list")
        assert signed_in(TESS).get(url("list")).status_code == 403
        assert "De buurjongen" not in page("mine", by=IRIS)
        assert reverse("safety:list") in signed_in(SANNE).get("/my-work/").content.decode()
        assert reverse("safety:list") not in signed_in(TESS).get("/my-work/").content.decode()

    def test_an_open_concern_is_the_officers_first_work_until_it_is_rounded_off(self) -> None:
        calm, acute = signal(who="De buurjongen"), signal(who="Vader Bakker", acute=True)
        work = " ".join(signed_in(SANNE).get("/my-work/").content.decode().split())
        assert work.index(url("concern", acute.id)) < work.index(url("concern", calm.id))
        step("report", acute)
        for verb in ("consult", "discuss", "weigh", "dismiss"):
            step(verb, calm)
        assert url("concern", calm.id) not in signed_in(SANNE).get("/my-work/").content.decode()
        assert "Er wacht niets op u" in signed_in(SANNE).get("/my-work/").content.decode()

    @pytest.mark.parametrize("colleague", [IRIS, TESS, DANA, MAX, ADA, PRIYA, CORA], ids=lambda actor: actor.name)
    def test_a_concern_is_nobody_elses_work(self, colleague: Actor) -> None:
        concern = signal(who="De buurjongen", acute=True)
        work = signed_in(colleague).get("/my-work/").content.decode()
        assert str(concern.id) not in work
        assert "buurjongen" not in work


class TestTheForms:
    def test_every_step_has_its_page(self) -> None:
        concern = signal()
        client = signed_in(SANNE)
        for verb in ("consult", "discuss", "weigh", "organise_help"):
            answer = client.post(url(verb, concern.id), {"text": WEIGHED})
            assert answer.status_code == 302, verb
        assert now(concern).state == "help_organised"

    def test_what_is_refused_is_said_and_kept(self) -> None:
        answer = signed_in(SANNE).post(url("discuss", signal().id), {"text": WEIGHED})
        assert answer.status_code == 422
        assert "Bespreek die eerst met een collega of Veilig Thuis." in answer.content.decode()
        assert WEIGHED in answer.content.decode()

    def test_a_stale_form_is_told_and_may_be_sent_again(self) -> None:
        concern = signal()
        client = signed_in(SANNE)
        step("consult", concern)
        answer = client.post(url("discuss", concern.id), {"text": WEIGHED, "seen": "0"})
        assert answer.status_code == 422
        assert "Een collega heeft intussen een stap gezet." in answer.content.decode()
        assert 'name="seen" value="1"' in answer.content.decode()

    def test_in_danger_the_page_asks_whether_it_is_not_reported(self) -> None:
        concern = walked("consult", "discuss")
        step("weigh", concern, acute=True)
        client = signed_in(SANNE)
        assert "Ik besluit dit gevaar niet te melden" in client.get(url("dismiss", concern.id)).content.decode()
        assert client.post(url("dismiss", concern.id), {"text": WEIGHED}).status_code == 422
        assert client.post(url("dismiss", concern.id), {"text": WEIGHED, "overruled": "on"}).status_code == 302


def stripped(client: Any, door: str) -> str:
    """A page without what differs each time."""
    html = client.get(door).content.decode()
    return re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"', "", html)
