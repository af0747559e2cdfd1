"""Words as people type them: compounds in their parts, words that mean the same, letters without accents.

PostgreSQL's `dutch` knows stems and no compounds, and its `simple` finds beginnings of words only: "ochtend" would not
find "koffieochtend".
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("words.toml")
WORD = re.compile(r"\w+")
LONGEST_WORD = 60
SHORTEST_COMPOUND = 6
BETWEEN = ("", "s", "e", "en")  # the letters that join two parts: dorpshuis, ouderenwerk


def plain(text: str) -> str:
    """The same in small letters without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, as typed: each once, in order. What is absurdly long is no word."""
    found = (word.casefold() for word in WORD.findall(unicodedata.normalize("NFC", text)))
    return [word for word in dict.fromkeys(found) if len(word) <= LONGEST_WORD]


def found_besides(text: str) -> str:
    """What the text must be found by although it does not say so: parts of its compounds, words without accents."""
    more: dict[str, None] = {}
    for word in words_of(text):
        more.update(dict.fromkeys(_besides(word)))
    return " ".join(more)


@lru_cache(maxsize=50_000)
def _besides(word: str) -> tuple[str, ...]:
    bare = plain(word)
    return tuple(dict.fromkeys([*([bare] if bare != word else []), *parts_of(bare)]))


@lru_cache(maxsize=50_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The two or three parts of a compound, or the part of it that is known at its end; nothing for another word."""
    if len(word) < SHORTEST_COMPOUND:
        return ()
    whole = _split(word)
    if len(whole) > 1:
        return whole
    ends = [word[at:] for at in range(3, len(word) - 2) if word[at:] in _parts() and len(word) - at > 3]
    return (ends[0],) if ends else ()


def _split(word: str) -> tuple[str, ...]:
    """The whole word as known parts, the longest first; nothing when it cannot be."""
    if word in _parts():
        return (word,)
    for end in range(len(word) - 3, 2, -1):
        if word[:end] not in _parts():
            continue
        for joint in BETWEEN:
            rest = word[end + len(joint) :]
            tail = _split(rest) if word.startswith(joint, end) and len(rest) >= 3 else ()
            if tail:
                return (word[:end], *tail)
    return ()


def alike(word: str) -> tuple[str, ...]:
    """Other words that people use for this one."""
    return _alike().get(plain(word), ())


def says_nothing(word: str) -> bool:
    """A word of the language only, such as "een" or "voor"."""
    return word in _empty()


@cache
def _empty() -> frozenset[str]:
    return frozenset(_list()["empty"])


@cache
def _parts() -> frozenset[str]:
    return frozenset(map(plain, _list()["parts"]))


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for group in _list()["alike"]:
        for word in group["words"]:
            found.setdefault(plain(word), {}).update(dict.fromkeys(group["words"]))
    return {word: tuple(other for other in others if plain(other) != word) for word, others in found.items()}


@cache
def _list() -> dict[str, Any]:
    return tomllib.loads(LIST.read_text(encoding="utf-8"))
