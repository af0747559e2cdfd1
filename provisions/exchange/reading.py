"""What was given, as a package of tables: a folder, a zip, a workbook or one table of text."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from provisions.exchange.archive import look_into
from provisions.exchange.limits import MIB, MOST_BYTES, MOST_ENTRIES, MOST_UNPACKED, BadFile, suffix_of
from provisions.exchange.tables import Package, Table
from provisions.exchange.text_table import text_table
from provisions.exchange.vocabulary import kind_of
from provisions.exchange.workbook import workbook_tables

TEXT = (".csv", ".tsv", ".txt", ".tab")
ZIP, OLD_OFFICE = b"PK", b"\xd0\xcf\x11\xe0"
FORMATS = ("hsds", "csv", "xlsx")
DESCRIPTION = "datapackage.json"


def read_package(path: Path, *, format: str = "", name: str = "") -> Package:
    """The package at `path`; `name` is what the file was called where it came from. Raises BadFile."""
    if path.is_dir():
        return _expected(_folder(path), format)
    if not path.is_file():
        raise BadFile("missing", _("There is no file or folder %(path)s.") % {"path": path})
    if path.stat().st_size > MOST_BYTES:
        raise BadFile("too_large", _("This file is larger than %(most)s MiB.") % {"most": MOST_BYTES // MIB})
    return _expected(_file(path, name or path.name), format)


def _expected(package: Package, format: str) -> Package:
    if format and package.format != format:
        said = {"found": package.format, "format": format}
        raise BadFile("other_format", _("This is %(found)s, not %(format)s.") % said)
    return package


def _file(path: Path, name: str) -> Package:
    with path.open("rb") as file:
        first = file.read(8)
    ending = suffix_of(name)
    if first.startswith(OLD_OFFICE):
        why = _("This workbook is protected with a password, or of an old kind. Save it as .xlsx without a password.")
        raise BadFile("encrypted", why)
    if ending in (".xlsx", ".xlsm", ".xltx", ".xltm"):
        if not first.startswith(ZIP):
            raise BadFile("wrong_magic", _("This file is called a workbook and is none. Save it again as .xlsx."))
        return _shaped("xlsx", workbook_tables(path))
    if ending == ".zip":
        if not first.startswith(ZIP):
            raise BadFile("wrong_magic", _("This file is called a zip and is none. Pack it again."))
        return _zip(path)
    if ending in TEXT or not ending:
        table = text_table(_opener(path), name=PurePosixPath(name).stem, file=PurePosixPath(name).name)
        return _shaped("csv", (table,))
    raise BadFile("unknown_kind", _("Send a .csv, an .xlsx, or a .zip with a directory in HSDS."))


def _shaped(format: str, tables: tuple[Table, ...]) -> Package:
    """A workbook of which the sheets are the tables of HSDS is read as such; else the largest table is the list."""
    kinds = {kind_of(table.name) for table in tables}
    if {"organization", "service"} <= kinds:
        return Package(format=format, tables=tables)
    return Package(format=format, tables=tuple(sorted(tables, key=lambda one: -one.lines)), flat=True)


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _folder(path: Path) -> Package:
    """Links are not followed: a package is what lies in its own folder."""
    found: dict[str, Callable[[], BinaryIO]] = {}
    size = 0
    for file in sorted(path.rglob("*")):
        if file.is_symlink():
            raise BadFile("link", _("%(file)s is a link to somewhere else. That is not safe.") % {"file": file.name})
        if file.is_file() and suffix_of(file.name) in (*TEXT, ".json"):
            found[file.relative_to(path).as_posix()] = _opener(file)
            size += file.stat().st_size
    if size > MOST_UNPACKED or len(found) > MOST_ENTRIES:
        said = {"size": size // MIB, "files": len(found)}
        raise BadFile("too_large", _("This folder is too large: %(size)s MiB in %(files)s files.") % said)
    return _package(found)


def _zip(path: Path) -> Package:
    with look_into(path, workbook=False) as archive:
        entries = archive.infolist()
    return _package(
        {
            entry.filename: _entry_opener(path, entry)
            for entry in entries
            if not entry.is_dir()
            and not entry.filename.startswith("__MACOSX/")
            and suffix_of(entry.filename) in (*TEXT, ".json")
        }
    )


def _entry_opener(path: Path, entry: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    """Opens one file of an archive. The archive is let go with it, also when whoever reads it breaks off."""

    def opened() -> BinaryIO:
        with zipfile.ZipFile(path) as archive:
            return cast(BinaryIO, archive.open(entry))

    return opened


def _package(found: dict[str, Callable[[], BinaryIO]]) -> Package:
    """The tables that the description names, and those that lie beside them."""
    description = _description(found)
    named = _named(description)
    files = [name for name in found if suffix_of(name) in TEXT]
    tables: dict[str, Table] = {}
    absent = []
    for file in named:
        path = _place_of(file, files)
        if path is None:
            absent.append(file)
        else:
            tables[path] = _table(path, found)
    for path in files:
        if path not in tables:
            tables[path] = _table(path, found)
    if len(tables) == 1 and not description and not kind_of(next(iter(tables.values())).name):
        return _shaped("csv", tuple(tables.values()))
    if not tables or not any(kind_of(table.name) for table in tables.values()):
        raise BadFile("no_tables", _("There is no table of HSDS in it: no organizations, services or locations."))
    return Package(
        format="hsds",
        tables=tuple(tables.values()),
        name=str(description.get("name") or "")[:100],
        version=str(description.get("version") or "")[:20],
        absent=tuple(absent),
    )


def _table(path: str, found: dict[str, Callable[[], BinaryIO]]) -> Table:
    return text_table(found[path], name=PurePosixPath(path).stem, file=PurePosixPath(path).name)


def _description(found: dict[str, Callable[[], BinaryIO]]) -> dict[str, Any]:
    places = sorted(
        (name for name in found if PurePosixPath(name).name == DESCRIPTION), key=lambda name: name.count("/")
    )
    if not places:
        return {}
    with found[places[0]]() as file:
        text = file.read(4 * MIB)
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as bad:
        raise BadFile("bad_description", _("datapackage.json can't be read: it is no JSON.")) from bad
    if not isinstance(told, dict):
        raise BadFile("bad_description", _("datapackage.json says nothing about tables."))
    return told


def _named(description: dict[str, Any]) -> list[str]:
    """The files a description names. Raises BadFile for one that points outside the package."""
    resources = description.get("resources")
    paths: list[str] = []
    for resource in resources if isinstance(resources, list) else []:
        given = resource.get("path") if isinstance(resource, dict) else None
        paths += [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]
    for path in paths:
        if path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or ":" in path:
            raise BadFile("path", _("A file in it has a name that points outside the folder. That is not safe."))
    return [path for path in paths if suffix_of(path) in TEXT]


def _place_of(file: str, files: list[str]) -> str | None:
    """Where it lies: there, or else the only file of that name."""
    if file in files:
        return file
    alike = [path for path in files if PurePosixPath(path).name == PurePosixPath(file).name]
    return alike[0] if len(alike) == 1 else None
