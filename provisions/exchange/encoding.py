"""Which letters a text file is written in: UTF-8, UTF-16 with its mark, or Windows-1252; anything else is refused.

A guess that turns é into something else would be stored for good, so where it is not certain the answer is no.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from provisions.exchange.limits import MOST_ROWS, BadFile

BLOCK = 256 * 1024
MARKS = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What begins so is no text, whatever its name says.
MAGIC = (
    b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"MZ", b"\x7fELF",
    b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"{\\rtf", b"SQLite format",
)  # fmt: skip
MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|svg|script|!entity|workbook)", re.IGNORECASE)
# As UTF-8 would write one letter outside ASCII. In a file that is not UTF-8: two kinds of letters in one file.
AS_UTF8 = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
# Windows-1252 has these between or after letters in words of no language we serve; other code pages have é and ë there.
NOT_IN_A_WORD = re.compile(
    rb"[A-Za-z][\x82-\x84\x86-\x8c\x8e\x91\x98-\x9c\x9e\x9f\xa1-\xa7\xa9\xab-\xaf\xb1\xb4-\xb6\xb8\xbb-\xbf]"
)
UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")

Open = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Letters:
    """How to read a file, and about how many lines it has."""

    encoding: str
    lines: int


def letters_of(open_: Open) -> Letters:
    """Read through the whole file once. Raises BadFile."""
    with open_() as file:
        head = file.read(1024)
    if head.startswith(MAGIC):
        raise BadFile(
            "not_text", _("This is no table of text, whatever its name says. Save it as CSV or as a workbook.")
        )
    if MARKUP.match(head):
        raise BadFile("not_text", _("This is a web page or XML, no table. Save it as CSV or as a workbook."))
    marked = next((name for mark, name in MARKS if head.startswith(mark)), None)
    if marked == "":
        raise BadFile("encoding", _("This file is written in UTF-32. Save it as CSV UTF-8."))
    if marked:
        return _read_as(open_, marked)
    if b"\0" in head:
        raise BadFile("nul", _("There are empty bytes in this file. Save it as CSV UTF-8."))
    try:
        return _read_as(open_, "utf-8")
    except _NotThese:
        return _windows(open_)


class _NotThese(ValueError):
    """It is written in other letters than was tried."""


def _blocks(open_: Open) -> Iterator[bytes]:
    with open_() as file:
        while block := file.read(BLOCK):
            yield block


def _read_as(open_: Open, name: str) -> Letters:
    """Strictly: one wrong byte and it is not so. A file with its mark must be what the mark says."""
    decoder, lines, last = codecs.getincrementaldecoder(name)(errors="strict"), 1, ""
    try:
        for block in _blocks(open_):
            lines += _lines_in(last, text := decoder.decode(block))
            last = text[-1:] or last
            _bearable(text, lines)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as bad:
        if name == "utf-8":
            raise _NotThese from bad
        raise BadFile("encoding", _("This file says how it is written, and is not. Save it as CSV UTF-8.")) from bad
    return Letters(name, lines)


def _lines_in(before: str, text: str) -> int:
    """Line ends of any kind; one that was cut in two counts once."""
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    return ends - (before == "\r" and text.startswith("\n"))


def _bearable(text: str, lines: int) -> None:
    if "\0" in text:
        raise BadFile("nul", _("There are empty bytes in this file. Save it as CSV UTF-8."))
    if lines > MOST_ROWS * 4:
        raise BadFile(
            "too_many_rows", _("There are more than %(most)s rows in one table.") % {"most": f"{MOST_ROWS:,}"}
        )


def _windows(open_: Open) -> Letters:
    lines, before = 1, b""
    for block in _blocks(open_):
        whole = before[-4:] + block
        if AS_UTF8.search(whole):
            raise BadFile(
                "mixed", _("This file is written in two ways at once (UTF-8 and something else). Save it as CSV UTF-8.")
            )
        if UNDEFINED.search(whole) or NOT_IN_A_WORD.search(whole):
            raise BadFile(
                "encoding", _("It is not certain in which letters this file is written. Save it as CSV UTF-8.")
            )
        lines += _lines_in(before[-1:].decode("cp1252"), text := block.decode("cp1252"))
        _bearable(text, lines)
        before = whole
    return Letters("cp1252", lines)
