"""The words in the search box, and all that is searched because of them."""

from dataclasses import dataclass
from functools import lru_cache

from provisions.directory.words import alike, parts_of, plain, says_nothing, words_of

SHORTEST_BEGINNING = 3
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Term:
    """One word as typed, other words that count as it, and the parts it was split in."""

    word: str
    others: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def stems(self) -> str:
        """For `dutch`: the word or one of the others, by stem."""
        return " | ".join(dict.fromkeys([self.word, plain(self.word), *self.others]))

    @property
    def beginnings(self) -> str:
        """For `simple`: what begins so, without accents too, or holds all parts."""
        ways = [
            _begins(one) for one in dict.fromkeys([self.word, plain(self.word), *self.others, *map(plain, self.others)])
        ]
        if len(self.parts) > 1:
            ways.append("(" + " & ".join(map(_begins, self.parts)) + ")")
        return " | ".join(ways)


@dataclass(frozen=True, slots=True)
class Typed:
    """The terms that all must be found; none when nothing was typed."""

    terms: tuple[Term, ...] = ()

    @property
    def sql(self) -> str:
        """A row with what must be found: `every` word, `some` word, and `named`: every word, in a name."""
        each = [_query(number) for number in range(len(self.terms))]
        named = [_query(number, name="named_") for number in range(len(self.terms))]
        every, some, in_names = " && ".join(each), " || ".join(each), " && ".join(named)
        return f"(SELECT {every} AS every, {some} AS some, {in_names} AS named) AS query"

    @property
    def values(self) -> dict[str, str]:
        found = {}
        for number, term in enumerate(self.terms):
            found[f"stems_{number}"], found[f"begins_{number}"] = term.stems, term.beginnings
            found[f"named_stems_{number}"] = _in_names(term.stems)
            found[f"named_begins_{number}"] = _in_names(term.beginnings)
        return found


@lru_cache(maxsize=1000)
def typed(text: str) -> Typed:
    """What to search for a text. Words that say nothing are left out, unless there are no others."""
    words = words_of(text)
    telling = [word for word in words if not says_nothing(word)] or words
    return Typed(tuple(Term(word, alike(word), parts_of(plain(word))) for word in telling[:MOST_WORDS]))


def _query(number: int, name: str = "") -> str:
    return f"(to_tsquery('dutch', %({name}stems_{number})s) || to_tsquery('simple', %({name}begins_{number})s))"


def _begins(word: str) -> str:
    return f"{word}:*" if len(word) >= SHORTEST_BEGINNING else word


def _in_names(query: str) -> str:
    """The same, of weight A only: `koffie:*` becomes `koffie:*A`."""
    marked = []
    for part in query.split(" "):
        word, bracket = part.rstrip(")"), part[len(part.rstrip(")")) :]
        if word.strip("(&|"):
            word = f"{word}A" if word.endswith(":*") else f"{word}:A"
        marked.append(word + bracket)
    return " ".join(marked)
