"""The citizen service number (BSN): validated at the edge, sealed at rest, masked in every text."""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from stdnum.nl import bsn as stdnum_bsn

# Nine digits that stand by themselves, with dots, dashes or spaces between: no part of a telephone number.
NINE_DIGITS = re.compile(r"(?<!\d)(?<!\d[ .-])(?:\d[ .-]?){8}\d(?![ .-]?\d)")
TABLE_AND_COLUMN = b"cases_resident|bsn_sealed"
NONCE = 12


class NotABsn(ValueError):
    """The digits do not pass the eleven-test."""


class Unreadable(RuntimeError):
    """A sealed BSN that no key opens, or that was moved from another row."""


@dataclass(frozen=True, slots=True, repr=False)
class Bsn:
    """A valid BSN. Its text is masked, so that an f-string in a log can't give it away; `digits` is the number."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> "Bsn":
        """Accept dots and spaces and a lost leading zero that the eleven-test confirms. Raises NotABsn."""
        compact = stdnum_bsn.compact(text)
        if not stdnum_bsn.is_valid(compact):
            raise NotABsn
        return cls(compact)

    def __str__(self) -> str:
        return f"*****{self.digits[-4:]}"

    __repr__ = __str__


def stands_in(text: str) -> bool:
    """Whether a BSN stands in a text that somebody typed."""
    return any(stdnum_bsn.is_valid(found.replace("-", "")) for found in NINE_DIGITS.findall(text))


def seal(bsn: Bsn, *, row: UUID) -> bytes:
    """Encrypt with AES-256-GCM under the newest key, bound to table, column, row and key: it can't be moved."""
    key_id, key = list(_data_keys().items())[-1]
    nonce = secrets.token_bytes(NONCE)
    return bytes([key_id]) + nonce + AESGCM(key).encrypt(nonce, bsn.digits.encode(), _bound_to(row, key_id))


def unseal(sealed: bytes, *, row: UUID) -> Bsn:
    """The BSN of this row. Raises Unreadable."""
    key_id, nonce, secret = sealed[0], sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        return Bsn(AESGCM(_data_keys()[key_id]).decrypt(nonce, secret, _bound_to(row, key_id)).decode())
    except (KeyError, InvalidTag) as error:
        raise Unreadable from error


def index_of(bsn: Bsn) -> bytes:
    """The blind index: only who holds the index key can look a number up (a plain hash is as good as the number)."""
    return hmac.new(_index_key(), bsn.digits.encode(), sha256).digest()


def _bound_to(row: UUID, key_id: int) -> bytes:
    return b"|".join((TABLE_AND_COLUMN, row.bytes, bytes([key_id])))


@cache
def _data_keys() -> dict[int, bytes]:
    pairs = (item.split(":", 1) for item in settings.DATA_KEYS.split(","))
    return {int(number): base64.b64decode(key) for number, key in pairs}


@cache
def _index_key() -> bytes:
    return base64.b64decode(settings.INDEX_KEY)
