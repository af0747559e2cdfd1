"""The pages of administration, as a browser asks them. They live today, so days are counted from today."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Municipality, Neighbourhood, PolicyLine, Team, User
from tests.accounts import office
from tests.accounts.test_policy import PACK
from tests.cast import ADA, COEVORDEN, CORA, DANA, DESK, NOORD, SINCE, TESS, ZUID, journal
from tests.pages.hands import filled, message, signed_in

pytestmark = pytest.mark.usefixtures("world")
TODAY = timezone.localdate()
LONG_ENOUGH = "een zin die niemand anders kent"


@pytest.fixture
def ada() -> Client:
    return signed_in(ADA)


def at(door: str, *ids: object) -> str:
    return reverse(f"accounts:{door}", args=ids)


def post(**more: Any) -> dict[str, Any]:
    return {"team": str(ZUID), "role": "team", "laws": ["wmo"], "since": TODAY.isoformat()} | more


def new_colleague(**more: Any) -> dict[str, Any]:
    return post(name="Noor Nieuw", email="noor@hoogeveen.nl") | more


class TestColleagues:
    def test_they_stand_there_by_name_with_posts_and_mandates(self, ada: Client) -> None:
        shown = message(ada.get(at("users")))
        assert shown.index("Ada") < shown.index("Dana") < shown.index("Tess")
        assert "Wijkteam, Noord alle wetten" in shown
        assert "Cora" not in shown

    def test_one_is_found_by_part_of_the_name(self, ada: Client) -> None:
        shown = message(ada.get(at("users"), {"q": "ess"}))
        assert "Tess" in shown
        assert "Dana" not in shown
        assert "Niemand met deze naam" in message(ada.get(at("users"), {"q": "Cora"}))

    def test_of_who_works_elsewhere_too_only_the_posts_here_show(self, ada: Client) -> None:
        office.works_in_coevorden_too()
        shown = message(ada.get(at("user", TESS.id)))
        assert "Wijkteam, Coevorden" not in shown
        assert "werkt ook voor een andere gemeente" in shown

    def test_a_colleague_is_added_with_a_first_post(self, ada: Client) -> None:
        answer = ada.post(at("add_user"), filled(ada, at("add_user"), **new_colleague()))
        user = User.objects.get(email="noor@hoogeveen.nl")
        assert answer.headers["Location"] == at("user", user.id)
        assert "nog geen wachtwoord" in message(ada.get(at("user", user.id)))

    def test_sent_twice_it_adds_one(self, ada: Client) -> None:
        sent = filled(ada, at("add_user"), **new_colleague())
        first, second = (ada.post(at("add_user"), sent) for _time in range(2))
        assert first.headers["Location"] == second.headers["Location"]
        assert Membership.objects.filter(user__email="noor@hoogeveen.nl").count() == 1

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"email": "geen adres"}, "e-mailadres"),
            ({"name": ""}, "Vul dit in."),
            ({"email": "tess@cast.trede.test"}, "Er is hier al een collega met dit adres"),
            ({"team": str(COEVORDEN)}, "geldige"),
            ({"team": "noord"}, "geldige"),
            ({"role": "boss"}, "geldige"),
            ({"laws": []}, "Kies ten minste één wet"),
            ({"laws": ["awb"]}, "geldige"),
            ({"since": "31 februari"}, "datum"),
            ({"until": (TODAY - timedelta(days=1)).isoformat()}, "De laatste dag ligt voor de eerste dag"),
            ({"name": "x" * 500}, "120"),
        ],
    )
    def test_what_is_not_right_is_said_and_what_was_typed_stays(self, ada: Client, change: Any, said: str) -> None:
        answer = ada.post(at("add_user"), new_colleague(**change))
        assert answer.status_code == 422
        assert said in message(answer)
        assert User.objects.filter(email="noor@hoogeveen.nl").exists() is False
        if "name" not in change:
            assert 'value="Noor Nieuw"' in answer.content.decode()

    def test_a_closed_team_is_no_choice(self, ada: Client) -> None:
        Team.objects.filter(pk=ZUID).update(closed_on=TODAY)
        assert ada.post(at("add_user"), new_colleague()).status_code == 422

    def test_a_post_is_given_and_ended(self, ada: Client) -> None:
        assert ada.post(at("give_post", TESS.id), post(role="manager")).status_code == 302
        held = Membership.objects.get(user=TESS.id, role="manager")
        until = (TODAY + timedelta(days=9)).isoformat()
        assert ada.post(at("end_post", TESS.id, held.id), {"last_day": until}).status_code == 302
        held.refresh_from_db()
        assert held.valid_until == TODAY + timedelta(days=9)
        assert "Manager, Zuid" in message(ada.get(at("user", TESS.id)))

    def test_the_same_post_again_is_refused_in_words(self, ada: Client) -> None:
        answer = ada.post(at("give_post", TESS.id), post(team=str(NOORD)))
        assert answer.status_code == 422
        assert "heeft deze functie al in die periode" in message(answer)

    def test_the_own_last_post_stays_with_a_reason(self, ada: Client) -> None:
        held = Membership.objects.get(user=ADA.id)
        answer = ada.post(at("end_post", ADA.id, held.id), {"last_day": TODAY.isoformat()})
        assert answer.status_code == 422
        assert "uw eigen laatste functie als beheerder" in message(answer)

    def test_a_post_that_ended_meanwhile_says_so(self, ada: Client) -> None:
        """The form was open while a colleague ended it."""
        held = Membership.objects.get(user=TESS.id)
        Membership.objects.filter(pk=held.pk).update(valid_until=TODAY)
        answer = ada.post(at("end_post", TESS.id, held.id), {"last_day": (TODAY + timedelta(days=3)).isoformat()})
        assert answer.status_code == 422
        assert "eindigt al op een eerdere dag" in message(answer)

    def test_a_mandate_is_given_with_its_decree_and_ended(self, ada: Client) -> None:
        given = {"laws": ["wmo"], "since": TODAY.isoformat(), "municipality": "hoogeveen"}
        assert ada.post(at("give_mandate", TESS.id), given).status_code == 422
        assert ada.post(at("give_mandate", TESS.id), given | {"source": "Besluit 12"}).status_code == 302
        mandate = User.objects.get(pk=TESS.id).mandates.get()
        assert "Mandaat: Besluit 12" in message(ada.get(at("user", TESS.id)))
        assert ada.post(at("end_mandate", TESS.id, mandate.id), {"last_day": TODAY.isoformat()}).status_code == 302

    @pytest.mark.parametrize("place", ["coevorden", "nergenshuizen", ""])
    def test_a_mandate_for_a_municipality_that_is_not_ones_own_is_refused(self, ada: Client, place: str) -> None:
        given = {"laws": ["wmo"], "since": TODAY.isoformat(), "source": "Besluit", "municipality": place}
        assert ada.post(at("give_mandate", TESS.id), given).status_code == 422

    def test_who_is_elsewhere_or_nowhere_is_not_found(self, ada: Client) -> None:
        held = Membership.objects.get(user=CORA.id)
        for path in (at("user", CORA.id), at("give_post", CORA.id), at("end_post", CORA.id, held.id)):
            assert ada.get(path).status_code == 404
        assert ada.get(at("end_post", TESS.id, held.id)).status_code == 404
        assert len(journal(actor=ADA.id, result="denied")) == 4

    def test_others_do_not_come_in(self) -> None:
        for actor in (TESS, DANA):
            client = signed_in(actor)
            for door in ("manage", "users", "add_user", "teams", "roles"):
                assert client.get(at(door)).status_code == 403


class TestSigningIn:
    def link(self, ada: Client, user: object = TESS.id) -> str:
        answer = ada.post(at("sign_in_link", user))
        return re.search(r'value="http://testserver(/account/password/[^"]+)"', answer.content.decode())[1]

    def choose(self, link: str, password: str = LONG_ENOUGH) -> Any:
        client = Client()
        onward = client.get(link)
        assert onward.status_code == 302
        asked = onward.headers["Location"]
        assert link.rsplit("/", 2)[1] not in asked
        return client.post(asked, {"new_password1": password, "new_password2": password})

    def test_behind_the_link_one_chooses_a_password_and_signs_in(self, ada: Client) -> None:
        assert self.choose(self.link(ada)).headers["Location"] == reverse("account_login")
        signed = Client().post(reverse("account_login"), {"username": "tess@cast.trede.test", "password": LONG_ENOUGH})
        assert signed.status_code == 302
        assert [entry.object_id for entry in journal(act="user:choose_password")] == [TESS.id]

    def test_a_link_works_once(self, ada: Client) -> None:
        link = self.link(ada)
        self.choose(link)
        again = Client().get(link)
        assert again.status_code == 410
        assert "Deze link werkt niet meer" in message(again)

    def test_a_link_grows_old(self, ada: Client, settings: Any) -> None:
        link = self.link(ada)
        settings.PASSWORD_RESET_TIMEOUT = -1
        assert Client().get(link).status_code == 410

    def test_a_made_up_link_opens_nothing(self) -> None:
        for user, token in (("x", "y"), ("MQ", "set-password"), ("%00", "a-b")):
            assert Client().get(f"/account/password/{user}/{token}/").status_code == 410

    @pytest.mark.parametrize("password", ["kort", "", "password12345"])
    def test_a_weak_password_is_refused(self, ada: Client, password: str) -> None:
        assert self.choose(self.link(ada), password).status_code == 422

    def test_closing_the_account_ends_sessions_and_links_for_good(self, ada: Client) -> None:
        tess, link = signed_in(TESS), self.link(ada)
        assert tess.get(reverse("account")).status_code == 200
        ada.post(at("deactivate", TESS.id))
        assert tess.get(reverse("account")).status_code == 302
        assert Client().get(link).status_code == 410
        ada.post(at("reactivate", TESS.id))
        assert tess.get(reverse("account")).status_code == 302
        assert Client().get(link).status_code == 410

    def test_ones_own_account_stays_open(self, ada: Client) -> None:
        answer = ada.post(at("deactivate", ADA.id), follow=True)
        assert "kunt uw eigen account niet sluiten" in message(answer)
        assert User.objects.get(pk=ADA.id).is_active

    def test_there_is_no_link_for_who_works_elsewhere_too(self, ada: Client) -> None:
        office.works_in_coevorden_too()
        answer = ada.post(at("sign_in_link", TESS.id))
        assert answer.status_code == 422
        assert "/account/password/" not in answer.content.decode()


class TestTeams:
    @pytest.fixture
    def area(self) -> Neighbourhood:
        return Neighbourhood.objects.create(
            code="BU1", year=2026, name="Krakeel", district="Wijk 50", municipality_id="hoogeveen", team_id=NOORD
        )

    def test_a_neighbourhood_is_moved(self, ada: Client, area: Neighbourhood) -> None:
        assert "Krakeel (Noord)" in message(ada.get(at("serve", ZUID)))
        assert ada.post(at("serve", ZUID), {"neighbourhoods": [str(area.pk)]}).status_code == 302
        assert "Krakeel" in message(ada.get(at("team", ZUID)))

    @pytest.mark.parametrize("chosen", [[], ["0"], ["x"], ["999999999999999999999"]])
    def test_a_neighbourhood_that_is_not_there_is_refused(self, ada: Client, chosen: list[str]) -> None:
        assert ada.post(at("serve", ZUID), {"neighbourhoods": chosen, "key": ""}).status_code == 422

    def test_a_team_is_added_named_closed_and_opened(self, ada: Client) -> None:
        given = {"name": "Oost", "kind": "neighbourhood", "municipality": "hoogeveen"}
        path = ada.post(at("add_team"), filled(ada, at("add_team"), **given)).headers["Location"]
        assert ada.post(path, {"name": "Wijkteam Oost"}).status_code == 302
        assert "Wijkteam Oost" in message(ada.get(path))
        ada.post(f"{path}close/")
        assert "gesloten op" in message(ada.get(path))
        ada.post(f"{path}open/")
        assert "gesloten op" not in message(ada.get(path))

    def test_a_name_that_is_taken_is_refused_and_stays_typed(self, ada: Client) -> None:
        answer = ada.post(at("team", ZUID), {"name": "Noord"})
        assert answer.status_code == 422
        assert 'value="Noord"' in answer.content.decode()

    def test_the_last_desk_stays_open_with_a_reason(self, ada: Client) -> None:
        assert "laatste toegang" in message(ada.post(at("close_team", DESK), follow=True))

    @pytest.mark.parametrize("place", ["coevorden", "nergenshuizen"])
    def test_no_team_comes_in_another_municipality(self, ada: Client, place: str) -> None:
        given = {"name": "Oost", "kind": "neighbourhood", "municipality": place}
        assert ada.post(at("add_team"), given).status_code == 422

    def test_a_team_elsewhere_is_not_found(self, ada: Client) -> None:
        for door in ("team", "serve"):
            assert ada.get(at(door, COEVORDEN)).status_code == 404
        assert ada.post(at("close_team", COEVORDEN)).status_code == 404


class TestPolicy:
    @pytest.fixture(autouse=True)
    def packed(self, world: None) -> None:
        Municipality.objects.filter(pk="hoogeveen").update(pack=PACK)

    def says(self, **more: Any) -> dict[str, Any]:
        told = {"text": "Wat lukt u zelf?", "rests_on": "source", "source": "Raadsbesluit 4"}
        return told | {"valid_from": TODAY.isoformat()} | more

    def test_every_line_tells_its_source_or_that_it_is_an_example(self, ada: Client) -> None:
        html = ada.get(at("policy", "hoogeveen")).content.decode()
        lines = re.findall(r"<li.*?</li>", html.split("<main")[1], re.S)
        told = [line for line in lines if "voorbeeld" in line or "Het plan" in line]
        assert len(told) == len([line for line in lines if "<p" in line]) == 7

    def test_wording_is_changed_from_a_day_on_and_what_was_stays(self, ada: Client) -> None:
        path = at("line", "hoogeveen", "wording", "own_strength")
        assert ada.post(path, filled(ada, path, **self.says())).status_code == 302
        assert "Wat lukt u zelf?" in message(ada.get(at("policy", "hoogeveen")))
        later = (TODAY + timedelta(days=30)).isoformat()
        ada.post(path, filled(ada, path, **self.says(text="Straks anders.", valid_from=later)))
        shown = message(ada.get(path))
        assert shown.index("Straks anders.") < shown.rindex("Wat lukt u zelf?")
        assert "geschreven door Ada" in shown
        assert "Straks anders." not in message(ada.get(at("policy", "hoogeveen")))

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"source": ""}, "Noem de bron"),
            ({"rests_on": ""}, "Maak een keuze."),
            ({"text": ""}, "Vul dit in."),
            ({"source_url": "javascript:alert(1)"}, "URL"),
            ({"valid_from": (TODAY - timedelta(days=1)).isoformat()}, "Wat gold, blijft zoals het was"),
            ({"valid_from": "gisteren"}, "datum"),
        ],
    )
    def test_what_is_not_right_is_said(self, ada: Client, change: Any, said: str) -> None:
        answer = ada.post(at("line", "hoogeveen", "wording", "own_strength"), self.says(**change))
        assert answer.status_code == 422
        assert said in message(answer)
        assert not PolicyLine.objects.exists()

    def test_the_wording_of_a_law_stays_of_that_law(self, ada: Client) -> None:
        ada.post(at("line", "hoogeveen", "wording", "general_facility-jeugd"), self.says())
        assert PolicyLine.objects.get().law == "jeugd"

    def test_who_comes_second_reads_the_first_before_writing_over_it(self, ada: Client) -> None:
        path = at("line", "hoogeveen", "wording", "own_strength")
        mine = ada.get(path).content.decode()
        ada.post(path, filled(ada, path, **self.says(text="Van een collega.")))
        sent = self.says(text="Van mij.") | {"seen": re.search(r'name="seen"[^>]*?(?:value="([^"]*)")?', mine)[1] or ""}
        refused = ada.post(path, sent)
        assert refused.status_code == 422
        assert "Een collega schreef deze regel ook" in message(refused)
        assert "Van mij." in refused.content.decode()
        again = re.search(r'name="seen" value="([^"]+)"', refused.content.decode())[1]
        assert ada.post(path, sent | {"seen": again}).status_code == 302

    def test_an_example_needs_no_source_and_drops_it(self, ada: Client) -> None:
        ada.post(at("line", "hoogeveen", "wording", "own_strength"), self.says(rests_on="example"))
        line = PolicyLine.objects.get()
        assert (line.example, line.source) == (True, "")

    def test_an_article_is_added(self, ada: Client) -> None:
        path = at("add_line", "hoogeveen", "ordinance")
        sent = filled(ada, path, **self.says(title="Artikel 7", law="wmo", text="De tekst."))
        for _time in range(2):
            assert ada.post(path, sent).status_code == 302
        assert PolicyLine.objects.get().title == "Artikel 7"
        assert "Artikel 7" in message(ada.get(at("policy", "hoogeveen")))

    def test_a_contact_is_checked_today_at_the_latest_and_taken_out_again(self, ada: Client) -> None:
        path = at("line", "hoogeveen", "contact", "veilig-thuis")
        given = self.says(title="Veilig Thuis", phone="0800-2000", checked_on=(TODAY + timedelta(days=1)).isoformat())
        assert "Deze dag is er nog niet geweest" in message(ada.post(path, given))
        assert ada.post(path, {"withdraw": "1"}).status_code == 302
        assert "Veilig Thuis" not in message(ada.get(at("policy", "hoogeveen")))
        assert "weggehaald" in message(ada.get(path))

    def test_wording_is_not_taken_out(self, ada: Client) -> None:
        answer = ada.post(at("line", "hoogeveen", "wording", "own_strength"), {"withdraw": "1"}, follow=True)
        assert "Een stap kan niet zonder tekst" in message(answer)
        assert not PolicyLine.objects.exists()

    @pytest.mark.parametrize("place", ["coevorden", "nergenshuizen"])
    def test_a_municipality_that_is_not_ones_own_is_not_found(self, ada: Client, place: str) -> None:
        for path in (at("policy", place), at("add_line", place, "contact"), at("line", place, "contact", "x")):
            assert ada.get(path).status_code == 404

    def test_what_nobody_wrote_is_not_found(self, ada: Client) -> None:
        for kind, key in (("contact", "brandweer"), ("wording", "fifth"), ("weather", "sun")):
            assert ada.get(at("line", "hoogeveen", kind, key)).status_code == 404
            assert ada.post(at("line", "hoogeveen", kind, key), self.says()).status_code == 404
        assert ada.get(at("add_line", "hoogeveen", "wording")).status_code == 404


def test_the_roles_are_those_of_the_table_in_dutch(ada: Client) -> None:
    shown = message(ada.get(at("roles")))
    assert "Gebruikers en teams beheren, zonder inwoners te zien" in shown
    assert "Ziet geen inwoners" in shown
    assert "case.read" not in shown


def test_the_overview_counts(ada: Client) -> None:
    Membership.objects.filter(user=TESS.id).update(valid_from=SINCE, valid_until=date(2025, 2, 1))
    shown = message(ada.get(at("manage")))
    assert re.search(r"\d+ collega's met een open account", shown)
    assert "3 open teams" in shown
