"""The strip under the note: it asks only what the chosen outcome needs, and refuses what is not in sight."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.dossier.models import Case, Report
from intake import actions as intake
from intake.models import Appointment, Conversation
from ledger.models import JournalEntry
from provisions.directory.actions import ensure_organisation, ensure_provision
from tests import cast
from tests.cast import (
    AT,
    COEVORDEN,
    CORA,
    DANA,
    EYE,
    IRIS,
    NOORD,
    TESS,
    TOM,
    WIM,
    ZUID,
    acting,
    now,
    register_resident,
)
from tests.pages.hands import filled, key, message
from workflows.layers import Layer

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db]
MEGABYTE = "woorden en nog eens woorden " * 40_000
SOON = (timezone.now() + timedelta(days=3)).date()
NEW_CASE = {"outcome": "new_case", "own_words": "Ik red het niet.", "laws": ["wmo"], "team": str(NOORD)}


def begin(*, about: Any = None, by: Any = IRIS) -> Conversation:
    with acting(by):
        talk = intake.start_conversation(by=by, at=AT, conversation=uuid4())
        return intake.link_resident(conversation=talk.id, resident=about.id if about else None, by=by, at=AT)


def at(talk: Conversation, door: str = "conversation") -> str:
    return reverse(f"intake:{door}", args=[talk.id])


def finish(browse: Any, talk: Conversation, *, by: Any = IRIS, **answers: Any) -> Any:
    return browse(by).post(at(talk, "finish"), {"channel": "phone", "key": key()} | answers)


def facility() -> UUID:
    house, _how = ensure_organisation(municipality="hoogeveen", name="De Opgang")
    offer, _how = ensure_provision(organisation=house, name="Dagontmoeting", layer=Layer.GENERAL_FACILITY)
    return offer.id


def test_an_answered_question_asks_nothing_more(browse: Any) -> None:
    talk = begin()
    assert finish(browse, talk, outcome="answered").status_code == 302
    assert now(talk).finished_at


def test_what_belongs_to_another_outcome_is_not_judged(browse: Any) -> None:
    talk = begin()
    rubbish = {"meet_on": "31-02-2026", "back_on": "gisteren", "team": "geen", "case": "x", "laws": ["wlz"]}
    assert finish(browse, talk, outcome="answered", **rubbish).status_code == 302


def test_without_an_outcome_nothing_ends_and_what_was_typed_stays(browse: Any) -> None:
    talk = begin()
    answer = finish(browse, talk, own_words="Wat ik al typte.")
    assert answer.status_code == 422
    assert "Wat ik al typte." in answer.content.decode()
    assert now(talk).finished_at is None


@pytest.mark.parametrize(
    ("outcome", "needs"),
    [
        ("pointed", "provision"),
        ("added", "case"),
        ("appointment", "meet_on"),
        ("call_back", "back_on"),
        ("new_case", "team"),
    ],
)
def test_each_outcome_asks_what_it_cannot_do_without(browse: Any, outcome: str, needs: str) -> None:
    talk = begin()
    answer = finish(browse, talk, outcome=outcome, own_words="Wat ik al typte.", laws=["wmo"], keeper=str(NOORD))
    assert answer.status_code == 422
    assert list(answer.context["finish"].errors) == [needs]
    assert "Wat ik al typte." in answer.content.decode()
    assert now(talk).finished_at is None


def test_a_facility_is_pointed_to(browse: Any) -> None:
    talk = begin()
    assert finish(browse, talk, outcome="pointed", provision=str(facility())).status_code == 302
    assert "De Opgang: Dagontmoeting" in browse(IRIS).get(at(talk)).content.decode()


def test_a_call_back_has_a_day_and_a_desk_already(browse: Any) -> None:
    talk = begin()
    page = browse(IRIS).get(at(talk))
    form = page.context["finish"]
    assert form["back_on"].initial > timezone.localdate()
    assert form.fields["keeper"].choices[0][0] == "Toegang"


def test_an_appointment_is_made_for_a_colleague(browse: Any) -> None:
    talk = begin()
    promised = {"keeper": f"{NOORD}/{TESS.id}", "meet_on": str(SOON), "meet_at": "10:30", "place": "Thuis"}
    assert finish(browse, talk, outcome="appointment", own_words="Traplift", **promised).status_code == 302
    with acting(TESS):
        made = Appointment.objects.get()
    assert (made.colleague_id, made.on, str(made.time), made.place) == (TESS.id, SOON, "10:30:00", "Thuis")
    assert made.what == "Traplift"


@pytest.mark.parametrize("day", ["31-02-2026", "0000-00-00", "99999-01-01", "morgen", "2020-01-01"])
def test_a_day_that_cannot_be_is_refused_and_kept(browse: Any, day: str) -> None:
    talk = begin()
    answer = finish(browse, talk, outcome="appointment", keeper=str(NOORD), meet_on=day)
    assert answer.status_code == 422
    assert f'value="{day}"' in answer.content.decode()
    assert now(talk).finished_at is None


@pytest.mark.parametrize("time", ["25:00", "half drie", "\x00"])
def test_a_time_that_cannot_be_is_refused(browse: Any, time: str) -> None:
    answer = finish(browse, begin(), outcome="appointment", keeper=str(NOORD), meet_on=str(SOON), meet_at=time)
    assert answer.status_code == 422


FOREIGN: dict[str, dict[str, Any]] = {
    "team of elsewhere": NEW_CASE | {"team": str(COEVORDEN)},
    "colleague of elsewhere": {"outcome": "call_back", "back_on": str(SOON), "keeper": f"{COEVORDEN}/{CORA.id}"},
    "colleague of another team": {"outcome": "call_back", "back_on": str(SOON), "keeper": f"{NOORD}/{TOM.id}"},
    "no keeper at all": {"outcome": "call_back", "back_on": str(SOON), "keeper": "x/y/z"},
    "no provision": {"outcome": "pointed", "provision": "\x00"},
    "no case": {"outcome": "added", "case": "geen-zaak"},
    "a law that is none": NEW_CASE | {"laws": ["wlz"]},
    "a case to follow that is none": NEW_CASE | {"follows": [str(uuid4())]},
}


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_not_in_sight_is_no_choice(browse: Any, what: str) -> None:
    talk = begin()
    answer = finish(browse, talk, **FOREIGN[what])
    assert (answer.status_code, now(talk).finished_at) == (422, None)
    assert "Coevorden" not in answer.content.decode()


def test_a_provision_of_elsewhere_is_no_choice(browse: Any) -> None:
    house, _how = ensure_organisation(municipality="coevorden", name="De Fles")
    offer, _how = ensure_provision(organisation=house, name="Inloop", layer=Layer.GENERAL_FACILITY)
    answer = finish(browse, begin(), outcome="pointed", provision=str(offer.id))
    assert answer.status_code == 422
    assert "De Fles" not in answer.content.decode()


@pytest.mark.parametrize("hidden", [{"confidential": True}, {"laws": ("jeugd",)}])
def test_a_case_one_may_not_know_of_is_neither_shown_nor_a_choice(browse: Any, hidden: dict[str, Any]) -> None:
    resident = register_resident()
    case = cast.open_case(resident=resident.id, by=TOM, **hidden)
    talk = begin(about=resident, by=WIM)
    assert case.number not in browse(WIM).get(at(talk)).content.decode()
    answer = finish(browse, talk, by=WIM, outcome="added", case=str(case.id))
    assert answer.status_code == 422
    assert case.number not in answer.content.decode()


def test_the_only_running_case_is_chosen_already_with_its_laws(browse: Any) -> None:
    resident = register_resident()
    case = cast.open_case(resident=resident.id, laws=("jeugd",))
    talk = begin(about=resident)
    assert browse(IRIS).get(at(talk)).context["finish"]["case"].initial == str(case.id)
    assert finish(browse, talk, outcome="added", case=str(case.id), own_words="Nog iets.").status_code == 302
    with acting(TESS):
        assert [one.law for one in Report.objects.filter(own_words="Nog iets.")] == ["jeugd"]


def test_known_here_says_what_runs_and_with_whom_without_opening_it(browse: Any) -> None:
    resident = register_resident()
    case = cast.open_case(resident=resident.id)
    talk = begin(about=resident)
    shown = message(browse(IRIS).get(at(talk)))
    assert all(said in shown for said in (case.number, "Noord", "nog niemand"))
    assert reverse("cases:case", args=[case.id]) not in browse(IRIS).get(at(talk)).content.decode()
    with acting(EYE):
        assert JournalEntry.objects.filter(act="resident:known", subjects__contains=[resident.id]).exists()


def test_who_may_open_a_case_gets_a_link(browse: Any) -> None:
    resident = register_resident()
    case = cast.open_case(resident=resident.id)
    page = browse(TESS).get(at(begin(about=resident, by=TESS))).content.decode()
    assert reverse("cases:case", args=[case.id]) in page


def test_a_number_that_occurs_twice_is_said(browse: Any) -> None:
    one, _other = (register_resident(bsn="999993653") for _time in range(2))
    assert "komt 2 keer voor" in message(browse(IRIS).get(at(begin(about=one))))


class TestAgain:
    def ended(self) -> tuple[Any, Case]:
        resident = register_resident()
        case = cast.open_case(resident=resident.id)
        cast.close(case, reason="moved")
        return resident, case

    def test_a_new_case_follows_the_ended_one_unless_it_is_unticked(self, browse: Any) -> None:
        resident, earlier = self.ended()
        for ticked, follows in (([str(earlier.id)], earlier.id), ([], None)):
            talk = begin(about=resident)
            form = browse(IRIS).get(at(talk)).context["finish"]
            assert form["follows"].initial == [str(earlier.id)]
            assert form["team"].initial == NOORD
            assert finish(browse, talk, **NEW_CASE, follows=ticked).status_code == 302
            with acting(TESS):
                made = Case.objects.exclude(pk=earlier.pk).latest("number")
            assert made.follows_id == follows

    def test_the_ended_case_of_somebody_else_is_no_choice(self, browse: Any) -> None:
        _resident, earlier = self.ended()
        answer = finish(browse, begin(about=register_resident()), **NEW_CASE, follows=[str(earlier.id)])
        assert answer.status_code == 422
        assert earlier.number not in answer.content.decode()


class TestNewCase:
    def test_debts_that_threaten_are_urgent_and_other_laws_know_no_threat(self, browse: Any) -> None:
        for laws, urgent in ((["wgs"], True), (["wmo"], False)):
            finish(browse, begin(), **NEW_CASE | {"laws": laws, "threatened": "on"})
            with acting(TESS):
                assert Case.objects.latest("number").urgent is urgent

    def test_a_confidential_one_is_seen_by_who_registered_it_alone(self, browse: Any) -> None:
        finish(browse, begin(), **NEW_CASE, confidential="on")
        with acting(TESS):
            assert not Case.objects.exists()
        assert "bij lopende zaak" not in message(browse(TESS).get(reverse("my_work"))).lower()

    def test_sent_twice_it_is_one_case(self, browse: Any) -> None:
        talk, sent = begin(), NEW_CASE | {"key": key(), "channel": "desk"}
        first, second = (browse(IRIS).post(at(talk, "finish"), sent) for _time in range(2))
        assert (first.status_code, second.status_code) == (302, 302)
        with acting(TESS):
            assert Case.objects.count() == 1
            assert Report.objects.get().channel == "desk"

    def test_sent_again_from_another_tab_it_says_that_it_is_finished(self, browse: Any) -> None:
        talk = begin()
        finish(browse, talk, outcome="answered")
        answer = finish(browse, talk, **NEW_CASE)
        assert answer.status_code == 422
        assert "afgerond" in message(answer)

    @pytest.mark.parametrize("words", [MEGABYTE])
    def test_a_megabyte_is_refused_and_kept(self, browse: Any, words: str) -> None:
        talk = begin()
        answer = finish(browse, talk, **NEW_CASE | {"own_words": words})
        assert (answer.status_code, now(talk).finished_at) == (422, None)
        assert words[:1000] in answer.content.decode()

    def test_a_nul_is_dropped(self, browse: Any) -> None:
        assert finish(browse, begin(), **NEW_CASE | {"own_words": "a\x00b"}).status_code == 302
        with acting(TESS):
            assert Report.objects.get().own_words == "ab"


class TestQuestions:
    def test_the_second_question_comes_in_front_and_ends_alone(self, browse: Any) -> None:
        talk, client = begin(), browse(IRIS)
        added = client.post(at(talk, "add_question"))
        assert added.url.endswith("?question=2")
        page = client.get(added.url)
        assert page.context["question"].position == 2
        sent = filled(client, added.url, outcome="answered", question=str(page.context["question"].id))
        assert client.post(at(talk, "finish"), sent).url == at(talk)
        assert now(talk).finished_at is None
        assert client.get(at(talk)).context["question"].position == 1

    def test_its_own_words_are_saved_while_they_are_typed(self, browse: Any) -> None:
        talk, client = begin(), browse(IRIS)
        sent = {"text": "Ik wil\x00 hulp", "version": 0, "session": "a", "turn": 1}
        answer = client.post(at(talk, "text") + "?question=1", sent)
        assert (answer.status_code, answer["X-Version"]) == (200, "1")
        assert client.get(at(talk)).context["finish"]["own_words"].value() == "Ik wil hulp"
        assert now(talk).version == 0

    @pytest.mark.parametrize("number", ["9", "0", "-1", "x", "1e9", "%00", "9" * 40, "²"])
    def test_a_question_that_is_not_there_is_a_404(self, browse: Any, number: str) -> None:
        sent = {"text": "x", "version": 0}
        assert browse(IRIS).post(f"{at(begin(), 'text')}?question={number}", sent).status_code == 404

    @pytest.mark.parametrize("number", ["9", "-1", "x", "%00"])
    def test_an_odd_number_gets_the_page(self, browse: Any, number: str) -> None:
        assert browse(IRIS).get(f"{at(begin())}?question={number}").status_code == 200

    def test_what_the_note_marks_as_asked_stands_there_already(self, browse: Any) -> None:
        talk, client = begin(), browse(IRIS)
        client.post(at(talk, "text"), {"text": "mevr belt\n? de ramen\n+ kookt", "version": 0})
        assert client.get(at(talk)).context["finish"]["own_words"].value() == "de ramen"


class TestWho:
    def test_who_stays_anonymous_is_not_asked_for_a_name(self, browse: Any) -> None:
        talk, client = begin(), browse(IRIS)
        assert client.post(at(talk, "link"), {"anonymous": "yes"}).status_code == 302
        page = client.get(at(talk)).content.decode()
        assert now(talk).anonymous is True
        assert 'name="q"' not in page

    def test_a_colleagues_draft_opens_and_the_journal_says_whose_it_was(self, browse: Any) -> None:
        talk = begin(by=TESS)
        assert "van Tess" in message(browse(WIM).get(at(talk)))
        with acting(EYE):
            entries = JournalEntry.objects.filter(act="conversation:read", object_id=talk.id)
            assert [entry.reason for entry in entries] == ["colleague.draft"]

    def test_the_phone_is_kept_with_the_person(self, browse: Any) -> None:
        talk = begin()
        browse(IRIS).post(at(talk, "person"), {"family_name": "Wielinga", "phone": "0528 123456"})
        assert "0528 123456" in browse(IRIS).get(at(talk)).content.decode()


class TestActive:
    """The switcher in the header: one's own open conversations of today."""

    def talks_in(self, page: Any) -> list[str]:
        return re.findall(
            r'href="(/conversations/[0-9a-f-]{36}/)"', page.split("active-talks")[1].split("</details>")[0]
        )

    def today(self, by: Any = IRIS) -> Conversation:
        with acting(by, at=timezone.now()):
            return intake.start_conversation(by=by, at=timezone.now(), conversation=uuid4())

    def test_both_are_there_wherever_one_is(self, browse: Any) -> None:
        talks = [self.today() for _time in range(2)]
        for path in (reverse("account"), reverse("my_work"), at(talks[0])):
            shown = self.talks_in(browse(IRIS).get(path).content.decode())
            assert set(shown) == {at(talk) for talk in talks}

    def test_yesterdays_and_a_colleagues_are_not_there(self, browse: Any) -> None:
        begin(by=TESS)
        self.today(by=WIM)
        assert "active-talks" not in browse(TESS).get(reverse("account")).content.decode()

    def test_a_finished_one_leaves(self, browse: Any) -> None:
        talk = self.today()
        finish(browse, talk, outcome="answered")
        assert "active-talks" not in browse(IRIS).get(reverse("account")).content.decode()

    def test_it_says_nothing_about_anybody(self, browse: Any) -> None:
        talk = self.today()
        resident = register_resident(family_name="Kwikstaart")
        with acting(IRIS, at=timezone.now()):
            intake.link_resident(conversation=talk.id, resident=resident.id, by=IRIS, at=timezone.now())
        page = browse(IRIS).get(reverse("account")).content.decode()
        assert "active-talks" in page
        assert "Kwikstaart" not in page

    def test_who_holds_no_conversations_has_none(self, browse: Any) -> None:
        assert "active-talks" not in browse(DANA).get(reverse("account")).content.decode()


def test_all_teams_can_be_chosen_from(browse: Any) -> None:
    offered = dict(browse(IRIS).get(at(begin())).context["finish"].fields["team"].choices)
    assert offered.keys() - {""} == {str(NOORD), str(ZUID)}


def test_an_old_day_in_the_call_back_is_refused_with_a_sentence(browse: Any) -> None:
    answer = finish(browse, begin(), outcome="call_back", keeper=str(NOORD), back_on=str(date(2020, 1, 1)))
    assert answer.status_code == 422
    assert "voorbij" in message(answer)
