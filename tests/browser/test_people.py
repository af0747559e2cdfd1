"""The pages of residents, households and safety are usable: filled, empty and with something wrong in them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from cases.residents.households import actions as households
from cases.residents.households.actions import Housemate
from cases.residents.models import HouseholdMember, Representative, Resident
from cases.residents.representatives import actions as representatives
from cases.residents.representatives.actions import Speaker
from cases.safety import actions as safety
from cases.safety.actions import Signal
from cases.safety.models import SafetyConcern
from tests import cast
from tests.browser.hands import Mouse
from tests.browser.pages import examine, send
from tests.cast import DANA, IRIS, SANNE, TESS

SEND = "main form[method='post']:not([role='search']) button[type='submit'] >> nth=-1"
FOCUS_ON_SUMMARY = "document.activeElement.matches('.error-summary')"
LINKS_TO_NOTHING = """
[...document.querySelectorAll(".error-summary a")].map((a) => a.hash).filter((hash) => !document.querySelector(hash))
"""


@dataclass(frozen=True, slots=True)
class Family:
    """A child of two parents of whom one is hidden, at a grandmother's; a double; a worry, and one with danger."""

    child: Resident
    grandmother: Resident
    member: HouseholdMember
    hidden: Representative
    secret: Resident
    worry: SafetyConcern
    danger: SafetyConcern


def family() -> Family:
    child = cast.register_resident(
        family_name="Bakker", first_names="Saar Marie", birth_year=2014, bsn="999993653", street="Schutstraat",
        house_number="14", postcode="7901EA", place="Hoogeveen", phone="0528 000000", address_in_doubt=True,
    )  # fmt: skip
    cast.register_resident(family_name="Bakker", first_names="Sara", birth_year=2014, bsn="999993653")
    grandmother = cast.register_resident(family_name="Wielinga", first_names="Anna", birth_year=1950)
    secret = cast.register_resident(
        family_name="Derks", first_names="Mia", birth_year=1988, street="Schuilplaats", house_number="3",
        secret_address=True, deceased_on=date(2025, 7, 1), death_known="month",
    )  # fmt: skip
    cast.open_case(resident=child.id, laws=("jeugd",))
    cast.open_case(resident=grandmother.id)
    cast.open_case(resident=secret.id)
    now = timezone.now()
    with cast.acting(TESS, at=now):
        member = _moves_in(child, grandmother, now)
        hidden = [_speaks(child, kind, name, now, hides=name == "Mia Derks") for kind, name in SPEAKERS][-1]
        worry, danger = (_worry(child, now, acute=acute) for acute in (False, True))
    return Family(child, grandmother, member, hidden, secret, worry, danger)


SPEAKERS = (("parent", "Teun Bakker"), ("guardian", "Nidos"), ("parent", "Mia Derks"))


def _moves_in(child: Resident, grandmother: Resident, at: Any) -> HouseholdMember:
    since = date(2020, 1, 1)
    past = Housemate(since=since, until=date(2021, 1, 1), described_as="oom Jan, 60", relation="relative")
    households.move_in(resident=child.id, housemate=past, by=TESS, at=at)
    guest = Housemate(since=at.date() - timedelta(90), person=grandmother.id, relation="relative")
    host = Housemate(since=at.date() - timedelta(90), described_as="zusje, 8", relation="child")
    member = households.move_in(resident=child.id, housemate=host, by=TESS, at=at)
    households.move_in(resident=child.id, housemate=guest, by=TESS, at=at)
    return member


def _speaks(child: Resident, kind: str, name: str, at: Any, *, hides: bool) -> Representative:
    speaker = Speaker(
        kind=kind, name=name, source="gezagsregister 3 mei 2026", since=date(2020, 1, 1), contact="06-12345678",
        address="Verborgenlaan 1", address_hidden=hides,
    )  # fmt: skip
    return representatives.add_representative(resident=child.id, speaker=speaker, by=TESS, at=at)


def _worry(child: Resident, at: Any, *, acute: bool) -> SafetyConcern:
    told = Signal(text="Blauwe plekken op beide armen.\nZegt dat zij gevallen is.", resident=child.id, acute=acute)
    return safety.signal(signal=told, by=TESS, at=at)


def test_a_page_with_nothing_on_it_has_no_barrier(enter: Any) -> None:
    alone = cast.register_resident(family_name="Wielinga")
    pages = (
        (TESS, "find", "/residents/"),
        (TESS, "resident", f"/residents/{alone.id}/"),
        (TESS, "household", f"/residents/{alone.id}/household/"),
        (TESS, "my-signals", "/safety/mine/"),
        (SANNE, "safety", "/safety/"),
    )
    assert examined(enter, pages, "empty") == []


def test_a_full_page_has_no_barrier(enter: Any) -> None:
    there = family()
    at, concern = _of(there.child.id), f"/safety/{there.danger.id}"
    pages = (
        (TESS, "resident", at()),
        (DANA, "resident-read", at()),
        (IRIS, "resident-intake", at()),
        (TESS, "resident-secret", _of(there.secret.id)()),
        (TESS, "household", at("household")),
        (TESS, "move-in", at("household", "new")),
        (TESS, "move-out", at("household", there.member.id, "end")),
        (TESS, "representative", at("representatives", "new")),
        (TESS, "representative-end", at("representatives", there.hidden.id, "end")),
        (TESS, "representative-address", at("representatives", there.hidden.id, "address")),
        (TESS, "correct", at("correct")),
        (TESS, "death", at("death")),
        (TESS, "death-undone", _of(there.secret.id)("death")),
        (TESS, "move", at("move")),
        (TESS, "signal", f"/safety/new/?resident={there.child.id}"),
        (TESS, "my-signals", "/safety/mine/"),
        (TESS, "my-signal", f"/safety/{there.worry.id}/"),
        (SANNE, "safety", "/safety/"),
        (SANNE, "concern", f"/safety/{there.worry.id}/"),
        (SANNE, "concern-danger", f"{concern}/"),
        *((SANNE, f"step-{verb}", f"{concern}/{verb}/") for verb in ("consult", "weigh", "report", "dismiss")),
    )
    assert examined(enter, pages, "full") == []


def test_somebody_is_found_and_an_address_shown_once(enter: Any) -> None:
    there = family()
    page = enter(TESS).see("/residents/")
    hand = Mouse(page)
    hand.write("q", "bakker")
    send(page, "main form[role='search'] button")
    page.get_by_text("Dit BSN komt 2 keer voor.").first.wait_for()
    assert examine(page, "full-found") == []
    page.goto(page.url.split("/residents/")[0] + _of(there.secret.id)())
    hand.choose("because", "home_visit")
    send(page, "form[action$='/address/'] button")
    page.get_by_text("Schuilplaats 3").wait_for()
    assert examine(page, "full-revealed") == []


def nothing(hand: Mouse) -> None:
    """Send the form as it came."""


def search_somebody(hand: Mouse) -> None:
    hand.write("q", "bakker")


def no_such_day(hand: Mouse) -> None:
    hand.write("died", "31-02-2020")


def no_name(hand: Mouse) -> None:
    hand.write("family_name", "")


def test_a_form_that_is_not_right_says_where_and_has_no_barrier(enter: Any) -> None:
    there = family()
    at = _of(there.child.id)
    wrong: tuple[tuple[Any, str, str, Callable[[Mouse], None]], ...] = (
        (TESS, "move-in", at("household", "new"), search_somebody),
        (TESS, "representative", at("representatives", "new"), search_somebody),
        (TESS, "correct", at("correct"), no_name),
        (TESS, "death", at("death"), no_such_day),
        (TESS, "move", at("move"), nothing),
        (TESS, "signal", "/safety/new/", nothing),
        (SANNE, "discuss", f"/safety/{there.worry.id}/discuss/", nothing),
        (TESS, "representative-address", at("representatives", there.hidden.id, "address"), nothing),
    )
    inside = {actor: enter(actor) for actor in dict.fromkeys(actor for actor, *_rest in wrong)}
    for actor, name, path, fill in wrong:
        page = inside[actor].see(path)
        fill(Mouse(page))
        send(page, SEND)
        page.locator(".error-summary").wait_for()
        assert (name, page.evaluate(FOCUS_ON_SUMMARY), page.evaluate(LINKS_TO_NOTHING)) == (name, True, [])
        assert examine(page, f"error-{name}") == []


def _of(resident: UUID) -> Callable[..., str]:
    return lambda *parts: "/".join(["/residents", str(resident), *map(str, parts), ""])


def examined(enter: Any, pages: Any, state: str) -> list[str]:
    inside = {actor: enter(actor) for actor in dict.fromkeys(actor for actor, _name, _path in pages)}
    return [line for actor, name, path in pages for line in examine(inside[actor].see(path), f"{state}-{name}")]
