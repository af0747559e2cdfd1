"""What is handed over: which facts of the resident, on what ground; and what the guards may know of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.dossier.models import Case
from cases.needs.models import Need
from cases.referrals.models import Referral, Warm
from cases.residents import bsn
from cases.residents.models import Resident
from cases.residents.querysets import plain
from provisions.models import Provision
from workflows.calendar import is_working_day
from workflows.layers import Law
from workflows.life_areas import LifeArea
from workflows.referral_clocks import AnswerClocks
from workflows.referral_flow import CardFact, Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """A hand-off card and its ground. `facts` holds the ticked ones only, each with its text.

    With consent: `how` it was given and `until` when it runs.
    """

    asked: str
    facts: Mapping[CardFact, str] = field(default_factory=dict)
    ground: str = ""
    how: str = ""
    until: date | None = None
    warm: str = Warm.CARD_ONLY

    def told(self) -> dict[str, str]:
        """The facts that say something; a box that was ticked beside an empty text tells nothing."""
        return {CardFact(fact).value: text.strip() for fact, text in self.facts.items() if text.strip()}

    def judged(self, resident: Resident | None) -> dict[str, Any]:
        """What the guards may know of it: which facts, and whether a text says what no facility may have."""
        told = self.told()
        texts = [_as_typed(fact, text) for fact, text in told.items()] + [self.asked]
        address = resident.whole_address if resident and resident.address_is_kept else ""
        return {
            "ground": self.ground,
            "consent_until": self.until if self.ground == Ground.CONSENT and self.how else None,
            "shares": frozenset(told),
            "holds_bsn": any(bsn.stands_in(text) for text in texts),
            "holds_kept_address": bool(plain(address)) and any(plain(address) in plain(text) for text in texts),
        }


def _as_typed(fact: str, text: str) -> str:
    """A number to call is looked at as one: its parts alone may look like a BSN by chance."""
    return re.sub(r"\D", "", text) if fact == CardFact.PHONE else text


def for_debts(provision: Provision, need: Need) -> bool:
    """Whether a need is about debts and the facility helps with these (Wgs art. 8d)."""
    about = need.law == Law.WGS or need.life_area == LifeArea.INCOME_AND_DEBTS
    return about and Law.WGS in provision.laws


def clocks_of(provision: Provision) -> AnswerClocks:
    return AnswerClocks(received=provision.clock_received, contact=provision.clock_contact, start=provision.clock_start)


def true_that_day(provision: Provision) -> dict[str, Any]:
    """What was true of a facility on the day of the referral, kept with it."""
    return {
        "name": provision.name,
        "organisation": provision.organisation.name,
        "open_when": provision.open_when,
        "cost": provision.cost,
        "needs_intake": provision.needs_intake,
        "room": provision.room,
        "waiting_weeks": provision.waiting_weeks,
        "confirmed_on": provision.confirmed_on.isoformat() if provision.confirmed_on else None,
        "version": provision.version,
    }


def place_of(referral: Referral) -> str:
    """What is offered and by whom, as they were called then."""
    return ", ".join(str(referral.then[part]) for part in ("name", "organisation") if referral.then.get(part))


def resident_of(case: Case) -> Resident | None:
    return case.resident if case.resident_id else None


def working_days(since: date, until: date) -> int:
    """How many working days passed from one day to another; none on the same day."""
    days = (date.fromordinal(day) for day in range(since.toordinal() + 1, until.toordinal() + 1))
    return sum(is_working_day(day) for day in days)
