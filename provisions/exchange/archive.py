"""A zip is judged by its table of contents and a first look inside, before anything of it is unpacked."""

import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from provisions.exchange.limits import (
    CONTENTS_TABLE,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED,
    SUSPICIOUS,
    BadFile,
    suffix_of,
)

END = b"PK\x05\x06"
END_SIZE = 22
ENCRYPTED = 0x1
PACKED = {".zip", ".xlsx", ".xlsm", ".docx", ".ods", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".jar"}
ACTIVE = re.compile(r"(^|/)(vbaProject|vbaData|macrosheets|activeX|ctrlProps|embeddings|oleObject)", re.IGNORECASE)
ELSEWHERE = re.compile(r"(^|/)(externalLinks|queryTables|connections\.xml)", re.IGNORECASE)
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# A document type is the door to entities. In UTF-16 every second byte is empty.
DOCTYPES = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)
ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
WIDTH = re.compile(rb'<(?:\w+:)?dimension[^>]*ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
BLOCK = 256 * 1024


def look_into(path: Path, *, workbook: bool) -> zipfile.ZipFile:
    """The archive, opened, when nothing in it is suspect. Raises BadFile."""
    _contents_are_small(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, RuntimeError, ValueError, struct.error, EOFError, OSError) as bad:
        raise BadFile(
            "broken_zip", _("This file is damaged: it can't be opened. Save it again and try again.")
        ) from bad
    try:
        _judge(archive, workbook=workbook)
    except BaseException:
        archive.close()
        raise
    return archive


def _contents_are_small(path: Path) -> None:
    """What the end of the file says about its table of contents, before Python reads that table."""
    with path.open("rb") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(0, size - END_SIZE - 0xFFFF))
        tail = file.read()
    place = tail.rfind(END)
    if place < 0 or len(tail) < place + END_SIZE:
        raise BadFile("broken_zip", _("This file is damaged: it can't be opened. Save it again and try again."))
    entries, contents = struct.unpack("<HI", tail[place + 10 : place + 16])
    if entries > MOST_ENTRIES or contents > CONTENTS_TABLE:
        raise _too_many()


def _judge(archive: zipfile.ZipFile, *, workbook: bool) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _too_many()
    for entry in entries:
        _judge_name(entry)
    _judge_size(entries)
    _judge_places(archive, entries)
    for entry in entries:
        if not entry.is_dir():
            _look_inside(archive, entry, sheet=workbook and bool(SHEET.fullmatch(entry.filename)))


def _too_many() -> BadFile:
    return BadFile("too_many_files", _("There are more than %(most)s files in it.") % {"most": MOST_ENTRIES})


def _judge_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name:
        raise BadFile("path", _("A file in it has a name that points outside the folder. That is not safe."))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BadFile("link", _("A file in it is a link to somewhere else. That is not safe."))
    if entry.flag_bits & ENCRYPTED:
        raise BadFile("encrypted", _("This file is protected with a password. Save it without a password."))
    if suffix_of(name) in PACKED:
        raise BadFile("nested", _("There is a packed file inside this file. Unpack it and send what is inside."))
    if ACTIVE.search(name):
        raise BadFile("macros", _("There are macros or embedded objects in this file. Save it as a plain workbook."))
    if ELSEWHERE.search(name):
        raise BadFile("external", _("This workbook refers to other files. Copy its values into a new workbook."))


def _judge_size(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MOST_UNPACKED:
        raise BadFile("too_large_unpacked", _("Unpacked, this file is too large. Divide it in parts."))
    swollen = (entry for entry in entries if entry.file_size > SUSPICIOUS)
    if any(entry.file_size > MOST_RATIO * max(entry.compress_size, 1) for entry in swollen):
        raise _bomb()
    if unpacked > SUSPICIOUS and unpacked > MOST_RATIO * packed:
        raise _bomb()


def _bomb() -> BadFile:
    return BadFile("bomb", _("This file grows far too much when it is unpacked. That is not safe."))


def _judge_places(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Entries that share bytes unpack to more than they weigh."""
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise BadFile("twice", _("Two files in it have the same name. Rename one of them."))
    ends = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < ends:
            raise _bomb()
        ends = entry.header_offset + 30 + len(entry.orig_filename.encode()) + entry.compress_size
    if ends > getattr(archive, "start_dir", ends):
        raise _bomb()


def _look_inside(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, sheet: bool) -> None:
    """Its first bytes; of a sheet all of it, for rows and document types. The size given is the size got, at most."""
    try:
        with archive.open(entry) as part:
            first = part.read(BLOCK)
            if first.startswith(b"PK\x03\x04"):
                raise BadFile(
                    "nested", _("There is a packed file inside this file. Unpack it and send what is inside.")
                )
            if suffix_of(entry.filename) not in (".xml", ".rels", ".vml"):
                return
            _judge_xml(first, _("There are definitions in this file that may not be there. Save it as a new workbook."))
            if sheet:
                _count_rows(first, part)
    except (zipfile.BadZipFile, RuntimeError, EOFError, ValueError, OSError) as bad:
        raise BadFile(
            "broken_zip", _("This file is damaged: it can't be opened. Save it again and try again.")
        ) from bad
    except zlib.error as bad:
        raise BadFile(
            "broken_zip", _("This file is damaged: it can't be opened. Save it again and try again.")
        ) from bad


def _judge_xml(block: bytes, why: str) -> None:
    if any(doctype in block.upper() if doctype.isascii() else doctype in block for doctype in DOCTYPES):
        raise BadFile("entities", why)


def _count_rows(first: bytes, part: IO[bytes]) -> None:
    """No more rows than we take, without reading them: the sheet is only decompressed."""
    told = WIDTH.search(first)
    if told and int(told[2]) > 4 * MOST_ROWS:
        raise _too_many_rows()
    rows, block = 0, first
    while block:
        rows += len(ROW.findall(block))
        if rows > MOST_ROWS:
            raise _too_many_rows()
        block = part.read(BLOCK)


def _too_many_rows() -> BadFile:
    return BadFile("too_many_rows", _("There are more than %(most)s rows in one table.") % {"most": f"{MOST_ROWS:,}"})
