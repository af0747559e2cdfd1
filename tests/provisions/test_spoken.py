"""The names of languages: those that are often asked for stand in Trede, and are what Babel says."""

import subprocess
import sys

import pytest
from babel import Locale

from config.local import ROOT
from provisions.finder.spoken import OFTEN, names_of


@pytest.mark.parametrize("code", OFTEN)
def test_a_language_is_called_what_babel_calls_it(code: str) -> None:
    assert OFTEN[code] == tuple(Locale(reader).languages[code] for reader in ("nl", "en"))


def test_a_directory_may_name_any_other() -> None:
    assert names_of("sv") == ["sv", "zweeds", "swedish"]
    assert names_of("dse") == ["dse", "nederlandse gebarentaal", "dutch sign language"]
    assert names_of("klingon") == ["klingon"]


def test_who_asks_for_none_or_for_one_of_these_waits_for_no_table_of_all() -> None:
    asks = """
from provisions.finder.spoken import names_of
from babel import localedata
print(names_of(""), names_of("tr"), len(localedata._cache))
"""
    done = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[''] ['tr', 'turks', 'turkish'] 0", done.stderr
