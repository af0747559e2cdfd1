"""The tokens of links: derived when they are needed, kept nowhere; the database holds a keyed hash.

A token is 256 bits that only who has LINK_KEY can make from the link's id, so that guessing is hopeless and a copy of
the database opens nothing.
"""

import base64
import hashlib
import hmac
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils.timezone import make_aware

from cases.referrals.models import FacilityLink, PartnerLink, Referral
from provisions.models import Provision

PARTNER_DAYS, FACILITY_DAYS = 90, 365
TRIES_PER_HOUR = 30
BROUGHT_IN_PER_HOUR = 10
_KNOCK = """
INSERT INTO cases_knock (door, who, hour, times) VALUES (%s, %s, date_trunc('hour', %s::timestamptz), 1)
ON CONFLICT (door, who, hour) DO UPDATE SET times = cases_knock.times + 1 RETURNING times
"""
_KNOCKED = "SELECT times FROM cases_knock WHERE door = %s AND who = %s AND hour = date_trunc('hour', %s::timestamptz)"


def token_of(link: UUID) -> str:
    """The token of a link, as it stands in its address: 43 letters, digits, - and _."""
    return base64.urlsafe_b64encode(_keyed("token", link.bytes)).rstrip(b"=").decode()


def proof_of(token: str) -> str:
    """The keyed hash of a token that was presented, as the database keeps it."""
    return _keyed("proof", token.encode("utf-8", "surrogateescape")).hex()


def make_partner_link(referral: Referral, *, at: datetime, until: date | None) -> PartnerLink:
    """A link for one referral, alive for ninety days, or through the last day of the consent it rests on."""
    id, ends = uuid4(), at + timedelta(days=PARTNER_DAYS)
    return PartnerLink.objects.create(
        id=id,
        referral=referral,
        municipality_id=referral.municipality_id,
        token_hash=proof_of(token_of(id)),
        made_at=at,
        expires_at=min(ends, make_aware(datetime.combine(until + timedelta(days=1), time.min))) if until else ends,
    )


def make_facility_link(provision: Provision, *, by: UUID, at: datetime) -> FacilityLink:
    """A facility's own link, alive for a year."""
    id = uuid4()
    return FacilityLink.objects.create(
        id=id,
        provision=provision,
        municipality_id=provision.municipality_id,
        token_hash=proof_of(token_of(id)),
        made_by_id=by,
        made_at=at,
        expires_at=at + timedelta(days=FACILITY_DAYS),
    )


def knock(door: str, who: str, *, at: datetime) -> int:
    """Count one knock at a door in this hour, in the database; the count. `who` is hashed: it may be an address."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOCK, [door, _keyed("knock", who.encode()).hex(), at])
        return int(cursor.fetchone()[0])


def knocked(door: str, who: str, *, at: datetime) -> int:
    """How often it was in this hour so far."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOCKED, [door, _keyed("knock", who.encode()).hex(), at])
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def _keyed(purpose: str, what: bytes) -> bytes:
    key = hashlib.sha256(f"link:{purpose}:{settings.LINK_KEY}".encode()).digest()
    return hmac.new(key, what, hashlib.sha256).digest()
