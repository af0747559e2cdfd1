"""A BSN is sealed at rest, bound to its row, found by who holds the index key, and masked in every text."""

import json
import logging
import pickle
from typing import Any
from uuid import UUID, uuid4

import pytest

from cases.residents import bsn
from cases.residents.bsn import Bsn, NotABsn, Unreadable, index_of, seal, unseal
from cases.residents.models import Resident
from config.redaction import Redacting
from tests.cast import EYE, acting, register_resident

DIGITS = "999993653"
OTHER = "999990639"
NUMBER = Bsn(DIGITS)
ROW = UUID(int=1)


@pytest.fixture
def keys(settings: Any) -> Any:
    """Lets a test set DATA_KEYS; what was remembered of the real ones comes back."""

    def held(text: str) -> None:
        settings.DATA_KEYS = text
        bsn._data_keys.cache_clear()

    yield held
    bsn._data_keys.cache_clear()


KEY_ONE = "1:" + "A" * 43 + "="
KEY_TWO = "2:" + "B" * 43 + "="


def test_what_was_sealed_can_be_read() -> None:
    assert unseal(seal(NUMBER, row=ROW), row=ROW) == NUMBER


def test_the_number_is_not_in_what_is_stored() -> None:
    assert DIGITS.encode() not in seal(NUMBER, row=ROW)
    assert DIGITS.encode() not in index_of(NUMBER)


def test_the_same_number_is_sealed_differently_each_time() -> None:
    assert seal(NUMBER, row=ROW) != seal(NUMBER, row=ROW)


def test_moved_to_another_row_it_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        unseal(seal(NUMBER, row=ROW), row=uuid4())


def test_touched_it_is_unreadable() -> None:
    sealed = bytearray(seal(NUMBER, row=ROW))
    sealed[-1] ^= 1
    with pytest.raises(Unreadable):
        unseal(bytes(sealed), row=ROW)


def test_the_newest_key_seals_and_the_older_still_reads(keys: Any) -> None:
    keys(KEY_ONE)
    old = seal(NUMBER, row=ROW)
    keys(f"{KEY_ONE},{KEY_TWO}")
    new = seal(NUMBER, row=ROW)
    assert (old[0], new[0]) == (1, 2)
    assert unseal(old, row=ROW) == unseal(new, row=ROW) == NUMBER


def test_without_its_key_it_is_unreadable(keys: Any) -> None:
    keys(KEY_ONE)
    sealed = seal(NUMBER, row=ROW)
    keys(KEY_TWO)
    with pytest.raises(Unreadable):
        unseal(sealed, row=ROW)


def test_passed_off_under_another_key_it_is_unreadable(keys: Any) -> None:
    keys(f"{KEY_ONE},2:{'A' * 43}=")
    sealed = bytearray(seal(NUMBER, row=ROW))
    sealed[0] = 1
    with pytest.raises(Unreadable):
        unseal(bytes(sealed), row=ROW)


def test_the_blind_index_finds_a_number_and_needs_its_key(settings: Any) -> None:
    mine = index_of(NUMBER)
    assert mine == index_of(Bsn.parse(DIGITS))
    assert mine != index_of(Bsn(OTHER))
    settings.INDEX_KEY = "C" * 43 + "="
    bsn._index_key.cache_clear()
    assert index_of(NUMBER) != mine
    bsn._index_key.cache_clear()


@pytest.mark.parametrize("text", [DIGITS, " 999993653 ", "9999.93.653", "999 993 653", "9999-93-653"])
def test_a_number_is_read_in_the_spellings_people_use(text: str) -> None:
    assert Bsn.parse(text) == NUMBER


@pytest.mark.parametrize("text", ["", "999993654", "12345678901", "abcdefghi", "000000000", "99999366"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotABsn):
        Bsn.parse(text)


@pytest.mark.parametrize(
    "told", [str, repr, "{}".format, "{!r}".format, lambda one: f"{one!s:>12}", lambda one: f"{[one]}"]
)
def test_a_number_is_masked_in_every_text(told: Any) -> None:
    assert DIGITS not in told(NUMBER)
    assert "3653" in told(NUMBER)


def test_a_number_does_not_slip_into_json() -> None:
    with pytest.raises(TypeError):
        json.dumps(NUMBER)
    assert DIGITS not in json.dumps({"bsn": NUMBER}, default=str)


def test_a_number_that_is_logged_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("trede").warning("found %s in %r", NUMBER, {"bsn": NUMBER})
    assert DIGITS not in caplog.text


SPELLED = [
    DIGITS,
    f"bsn={DIGITS}",
    f"'bsn': '{DIGITS}'",
    f"({DIGITS},12)",
    f"{DIGITS}.",
    f"a{DIGITS}b",
    f"12 {DIGITS}",
    f"{DIGITS} 12",
    f"7 {DIGITS}",
    f"id=7 {DIGITS}",
    f"1.{DIGITS}",
    f"10:00:12 {DIGITS}",
    f"2026-03-03 09:30:00,123 {DIGITS}",
    f"zaak 2026-0001 {DIGITS}",
    f"{DIGITS} {OTHER}",
    "9999.93.653",
    "9999 93 653",
    "999 993 653",
    "9999-93-653",
    "9999 936 53",
]


def written(message: str, *arguments: object) -> str:
    return Redacting("%(message)s").format(logging.LogRecord("trede", 30, "x.py", 1, message, arguments, None))


@pytest.mark.parametrize("text", SPELLED)
def test_the_log_masks_a_number_that_got_into_it_all_the_same(text: str) -> None:
    line = written("%s", text)
    for spelling in (DIGITS, OTHER, *SPELLED[-5:]):
        assert spelling not in line


@pytest.mark.parametrize("text", ["999993654", "2026-03-03 09:30:00", "case 2026-0001", "0612345678", str(ROW)])
def test_the_log_keeps_other_numbers(text: str) -> None:
    assert written(text) == text


def test_the_log_masks_a_number_in_a_traceback() -> None:
    try:
        raise ValueError(f"no resident {DIGITS}")
    except ValueError as error:
        record = logging.LogRecord("trede", 40, "x.py", 1, "failed", (), (type(error), error, error.__traceback__))
    assert DIGITS not in Redacting("%(message)s").format(record)


def test_a_resident_keeps_the_number_sealed(world: None) -> None:
    known = register_resident(bsn=DIGITS)
    with acting(EYE):
        found = Resident.objects.get(bsn_index=index_of(NUMBER))
    assert found.pk == known.pk
    assert found.masked_bsn == "*****3653"
    assert DIGITS.encode() not in pickle.dumps(found.__dict__ | {"_state": None})


def test_a_sealed_number_copied_to_another_resident_is_unreadable(world: None) -> None:
    one, other = register_resident(bsn=DIGITS), register_resident(bsn=OTHER)
    other.bsn_sealed = one.bsn_sealed
    with pytest.raises(Unreadable):
        str(other.masked_bsn)
