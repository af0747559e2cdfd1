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
        """For `dutch`: the word or one of the others, or all its parts, by stem.

        Parts are stored as words of their own. As beginnings they would be looked up in all words that begin so, which
        with a part as common as "koffie" takes longer than all the rest.
        """
        ways = list(dict.fromkeys([self.word, plain(self.word), *self.others]))
        if len(self.parts) > 1:
            ways.append("(" + " & ".join(self.parts) + ")")
        return " | ".join(ways)

    @property
    def beginnings(self) -> str:
        """For `simple`: what begins so, without accents too."""
        return " | ".join(
            _begins(one) for one in dict.fromkeys([self.word, plain(self.word), *self.others, *map(plain, self.others)])
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """The terms that all must be found; none when nothing was typed."""

    terms: tuple[Term, ...] = ()

    def sql(self, *, some: bool) -> str:
        """A row with what must be found: `every` word, and if asked `some` word."""
        each = [_query(number) for number in range(len(self.terms))]
        besides = f", {' || '.join(each)} AS some" if some else ""
        return f"(SELECT {' && '.join(each)} AS every{besides}) AS query"

    @property
    def values(self) -> dict[str, str]:
        found = {}
        for number, term in enumerate(self.terms):
            found[f"stems_{number}"], found[f"begins_{number}"] = term.stems, term.beginnings
        return found


@lru_cache(maxsize=1000)
def typed(text: str) -> Typed:
    """What to search for a text. Words that say nothing are left out, unless there are no others."""
    words = words_of(text)
    telling = [word for word in words if not says_nothing(word)] or words
    return Typed(tuple(Term(word, alike(word), parts_of(plain(word))) for word in telling[:MOST_WORDS]))


def _query(number: int) -> str:
    return f"(to_tsquery('dutch', %(stems_{number})s) || to_tsquery('simple', %(begins_{number})s))"


def _begins(word: str) -> str:
    return f"{word}:*" if len(word) >= SHORTEST_BEGINNING else word
