"""What a table of a directory is to us: its columns, which of them name rows of another table, and where each goes."""

from dataclasses import dataclass, field

from provisions.exchange.cells import Read

# A column of our own beside one of the standard, for what that one may not hold.
BESIDE = "trede_"


@dataclass(frozen=True, slots=True)
class Link:
    """This column names a row of another table. `belongs`: without that row, this one has no place.

    What does not belong is kept without the link, with a note.
    """

    to: str
    belongs: bool = True
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column under the name HSDS 3 gives it; `also` are its other names, of other versions and of Dutch lists."""

    name: str
    attribute: str
    read: Read | Link
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One table of HSDS 3: which of our models, what its files are called, and what a file of that name says by itself.

    `leaf`: nothing refers to its rows, so an id that comes twice does no harm. `fold`: the rows become part of another
    kind's row, under this column of it.
    """

    name: str
    model: str
    files: tuple[str, ...]
    columns: tuple[Column, ...]
    says: dict[str, dict[str, str]] = field(default_factory=dict)
    leaf: bool = False
    fold: tuple[str, str] | None = None
    one_of: tuple[str, ...] = ()


def same(name: str, read: Read | Link, *also: str) -> Column:
    return Column(name, name, read, also)


def to(kind: str, attribute: str, *also: str, belongs: bool = True, needed: bool = False, name: str = "") -> Column:
    return Column(name or f"{kind}_id", f"{attribute}_id", Link(kind, belongs, needed), also)
