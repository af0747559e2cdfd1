"""The headline and the steps beside it equal what one counts by hand in the stories, per law, team and month."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from accounts import access
from accounts.models import Team
from config.local.roles import OWNER, RUNTIME
from config.municipality import pack as packs
from config.municipality import people
from config.stories import told
from config.stories.play import play
from config.stories.scratch import connected, scratch
from config.stories.telling import settle
from config.stories.told import shipped
from reporting.figures.escalation import escalation

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STEPS = ("finished", "own", "around", "nearby", "tailored", "own_decision", "nowhere", "urgent", "external")

# Month, seat of the team, law: the nine counts in the order of STEPS. Behind it the stories, by number.
COUNTED_BY_HAND = {
    ("2025-10", "team", "wmo"): (1, 0, 0, 0, 1, 0, 0, 0, 0),  # 25, the first time
    ("2026-09", "team", "wmo"): (2, 0, 0, 2, 0, 0, 0, 0, 0),  # 1 and 21: company nearby
    ("2026-09", "team", "jeugd"): (1, 0, 0, 0, 1, 0, 0, 0, 1),  # 23 proposed, later denied; 7 by the GP stands apart
    ("2026-10", "team", "wmo"): (6, 0, 0, 0, 6, 0, 0, 0, 0),  # 0, 2, 4, 17, 19, and 25 the second time
    ("2026-10", "team", "pw"): (2, 0, 0, 0, 0, 2, 0, 0, 0),  # 15 and 17: a decision on income, never maatwerk
    ("2026-10", "team", "wgs"): (1, 0, 0, 0, 0, 1, 0, 1, 0),  # 10: the water went first
    ("2026-10", "team2", "wmo"): (1, 0, 0, 0, 1, 0, 0, 0, 0),  # 20
    ("2026-10", "team2", "jeugd"): (1, 0, 1, 0, 0, 0, 0, 0, 0),  # 9: grandfather and aunt
    ("2026-10", "team2", "pw"): (1, 0, 0, 0, 0, 1, 0, 0, 0),  # 16
    ("2026-11", "team", "wmo"): (3, 0, 0, 1, 2, 0, 0, 1, 0),  # 3 and 22 (urgent); 11: company nearby
    ("2026-11", "team", "wgs"): (1, 0, 0, 0, 0, 1, 0, 0, 0),  # 11
    ("2026-11", "team2", "jeugd"): (1, 0, 0, 1, 0, 0, 0, 0, 0),  # 6, handed over before
}


@pytest.fixture(scope="module")
def told_together(servers: object, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """All requests in one database, for both municipalities, each on its own days."""
    stories = [story for story in map(told.read, shipped()) if not story.demo_only]
    with django_db_blocker.unblock(), scratch() as name:
        with connected(OWNER, name):
            for code in packs.known():
                settle(packs.read(code), at=AT)
        with connected(RUNTIME, name):
            for code in packs.known():
                for story in stories:
                    play(story, packs.read(code), alone=False)
        yield name


@pytest.mark.parametrize("municipality", packs.known())
def test_the_figures_are_what_one_counts_by_hand(municipality: str, told_together: str, stage: None) -> None:
    pack = packs.read(municipality)
    with connected(RUNTIME, told_together):
        manager = people.actor("manager", municipality, on=AT.date())
        with access.acting(manager, at=AT, origin="test"):
            seats = {
                str(team.id): seat
                for team in Team.objects.filter(municipality=municipality)
                for seat in ("team", "team2")
                if pack.seats[seat] == team.code
            }
            rows = escalation(actor=manager, since=date(2025, 1, 1), until=AT.date())
    found = {
        (f"{row.month:%Y-%m}", seats[row.team], row.law): tuple(getattr(row, step) for step in STEPS) for row in rows
    }
    assert found == COUNTED_BY_HAND
