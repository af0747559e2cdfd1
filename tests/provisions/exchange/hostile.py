"""Files that mean harm, or are badly broken: made here, none is kept. `HOSTILE` says by which code each is refused."""

import codecs
import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook

CSV = b"id,name\n1,De Opgang\n"
SHEET = "xl/worksheets/sheet1.xml"


def zip_of(files: dict[str, bytes], **how: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how.get("method", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def book_of(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PLAIN = book_of([["naam", "plaats"], ["De Opgang", "Hoogeveen"]])


def with_part(name: str, content: bytes, *, book: bytes = PLAIN) -> bytes:
    """A workbook with one part more, or another one in its place."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    return zip_of(files | {name: content})


def sheet(inside: bytes, *, before: bytes = b"", encoding: str = "utf-8") -> bytes:
    text = b'<?xml version="1.0"?>' + before
    text += b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return (text + inside + b"</sheetData></worksheet>").decode().encode(encoding)


def bomb() -> bytes:
    return zip_of({"organizations.csv": b"0" * 40 * 2**20})


def large_sheet() -> bytes:
    return with_part(SHEET, sheet(b'<row><c t="inlineStr"><is><t>x</t></is></c></row>' + b" " * 90 * 2**20))


def many_rows() -> bytes:
    return with_part(SHEET, sheet(b"".join(b'<row r="%d"><c><v>1</v></c></row>' % place for place in range(1_048_576))))


def told_rows() -> bytes:
    """It says a million rows and has none."""
    inside = b'<worksheet xmlns="x"><dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'
    return with_part(SHEET, inside)


def wide_sheet() -> bytes:
    cells = b"".join(b'<c t="inlineStr"><is><t>k%d</t></is></c>' % place for place in range(16_384))
    return with_part(SHEET, sheet(b"<row>" + cells + b"</row>"))


def overlapping() -> bytes:
    """Two entries that share their bytes: the second's header points where the first one's does."""
    data = bytearray(zip_of({"organizations.csv": CSV * 50, "services.csv": CSV * 50}))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def encrypted_entry() -> bytes:
    data = bytearray(zip_of({"organizations.csv": CSV}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark) + place
        data[at : at + 2] = struct.pack("<H", 1)
    return bytes(data)


def link_entry() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("organizations.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def false_size() -> bytes:
    """The table of contents says a small size, and the entry unpacks to more."""
    data = bytearray(bomb())
    at = data.find(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
XXE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
NAMES = ("../organizations.csv", "a/../../services.csv", "/etc/cron.d/x.csv", "..\\services.csv", "C:\\services.csv")

HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("a.zip", bomb, "bomb"),
    "zip bomb with a false size": ("a.zip", false_size, "broken_zip"),
    "zip within a zip": ("a.zip", lambda: zip_of({"a.zip": bomb()}), "nested"),
    "zip within a zip by another name": ("a.zip", lambda: zip_of({"services.csv": zip_of({"b": b"x"})}), "nested"),
    "overlapping entries": ("a.zip", overlapping, "bomb"),
    "two entries of one name": ("a.zip", lambda: twice(), "twice"),
    "too many entries": ("a.zip", lambda: zip_of({f"{n}.csv": b"" for n in range(300)}), "too_many_files"),
    "very many entries": ("a.zip", lambda: zip_of({f"{n}.csv": b"" for n in range(20_000)}), "too_many_files"),
    "encrypted entry": ("a.zip", encrypted_entry, "encrypted"),
    "symbolic link": ("a.zip", link_entry, "link"),
    "cut off zip": ("a.zip", lambda: zip_of({"organizations.csv": CSV * 99})[:-30], "broken_zip"),
    "zip with damaged bytes": ("a.zip", lambda: damaged(), "broken_zip"),
    "empty zip": ("a.zip", lambda: zip_of({}), "no_tables"),
    "zip behind something else": ("a.zip", lambda: b"%PDF-1.7\n" + zip_of({"organizations.csv": CSV}), "wrong_magic"),
    "no zip": ("a.zip", lambda: b"MZ" + CSV, "wrong_magic"),
    "zip without tables": ("a.zip", lambda: zip_of({"readme.txt": b"x\n1\n", "b.csv": b"y\n2\n"}), "no_tables"),
    "description that is no JSON": (
        "a.zip", lambda: zip_of({"datapackage.json": b"{", "services.csv": CSV}), "bad_description",
    ),
    "description nested deep": (
        "a.zip", lambda: zip_of({"datapackage.json": b"[" * 100_000, "services.csv": CSV}), "bad_description",
    ),
    "description that points outside": (
        "a.zip",
        lambda: zip_of({"datapackage.json": b'{"resources": [{"path": "../../etc/x.csv"}]}', "services.csv": CSV}),
        "path",
    ),
    **{f"path {name}": ("a.zip", lambda name=name: zip_of({name: CSV}), "path") for name in NAMES},
    "workbook with macros": ("a.xlsx", lambda: with_part("xl/vbaProject.bin", b"x"), "macros"),
    "workbook with an embedded object": ("a.xlsx", lambda: with_part("xl/embeddings/oleObject1.bin", b"x"), "macros"),
    "workbook with external links": ("a.xlsx", lambda: with_part("xl/externalLinks/link1.xml", b"<x/>"), "external"),
    "workbook with a million rows": ("a.xlsx", many_rows, "too_many_rows"),
    "workbook that says a million rows": ("a.xlsx", told_rows, "too_many_rows"),
    "workbook of 90 MiB of nothing": ("a.xlsx", large_sheet, "bomb"),
    "workbook with 16,384 columns": ("a.xlsx", wide_sheet, "too_many_columns"),
    "workbook with an outside entity": ("a.xlsx", lambda: with_part(SHEET, sheet(b"", before=XXE)), "entities"),
    "workbook with a billion laughs": ("a.xlsx", lambda: with_part(SHEET, sheet(b"", before=ENTITIES)), "entities"),
    "entities in UTF-16": ("a.xlsx", lambda: with_part(SHEET, sheet(b"", before=XXE, encoding="utf-16")), "entities"),
    "entities in the strings": ("a.xlsx", lambda: with_part("xl/sharedStrings.xml", XXE + b"<sst/>"), "entities"),
    "workbook that is no XML": ("a.xlsx", lambda: with_part(SHEET, b"geen xml"), "broken_workbook"),
    "workbook without a sheet": ("a.xlsx", lambda: zip_of({"xl/workbook.xml": b"<x/>"}), "broken_workbook"),
    "empty workbook": ("a.xlsx", lambda: book_of([]), "empty"),
    "workbook with a password": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "encrypted"),
    "old workbook under a new name": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0" + b"x" * 64, "encrypted"),
    "text called a workbook": ("a.xlsx", lambda: CSV, "wrong_magic"),
    "workbook called text": ("a.csv", lambda: PLAIN, "not_text"),
    "picture called text": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n\0\0", "not_text"),
    "program called text": ("a.csv", lambda: b"\x7fELF" + b"\0" * 60, "not_text"),
    "web page called text": ("a.csv", lambda: b"<!doctype html><script>alert(1)</script>", "not_text"),
    "XML called text": ("a.csv", lambda: b'<?xml version="1.0"?>' + XXE, "not_text"),
    "another kind": ("a.docx", lambda: PLAIN, "unknown_kind"),
    "nothing": ("a.csv", lambda: b"", "empty"),
    "only line ends": ("a.csv", lambda: b"\n\n\r\n", "empty"),
    "empty bytes": ("a.csv", lambda: b"id,name\n1,a\0b\n", "nul"),
    "empty bytes far on": ("a.csv", lambda: CSV * 40_000 + b"2,a\0b\n", "nul"),
    "UTF-16 without its mark": ("a.csv", lambda: CSV.decode().encode("utf-16-le"), "nul"),
    "UTF-32": ("a.csv", lambda: codecs.BOM_UTF32_LE + CSV.decode().encode("utf-32-le"), "encoding"),
    "a mark that lies": ("a.csv", lambda: codecs.BOM_UTF8 + "naam\ncafé\n".encode("cp1252"), "encoding"),
    "half a letter in UTF-16": (
        "a.csv", lambda: codecs.BOM_UTF16_LE + "naam\n".encode("utf-16-le") + b"\x00\xd8a\0", "encoding",
    ),
    "a lone surrogate in UTF-8": ("a.csv", lambda: b"naam\n\xed\xa0\x80\n", "mixed"),
    "two ways of writing": ("a.csv", lambda: "naam\ncafé\n".encode() + "thé\n".encode("cp1252"), "mixed"),
    "an old code page": ("a.csv", lambda: "naam\ncaféhouder\n".encode("cp850"), "encoding"),
    "letters of a Mac": ("a.csv", lambda: "naam\ncaféhouder\n".encode("mac_roman"), "encoding"),
    "a million rows": ("a.csv", lambda: b"naam\n" + b"x\n" * 1_048_576, "too_many_rows"),
    "a million empty rows": ("a.csv", lambda: b"naam\n" + b",\n" * 1_048_576, "too_many_rows"),
    "columns without end": ("a.csv", lambda: b",".join(b"k%d" % n for n in range(16_384)) + b"\n", "too_many_columns"),
    "two columns of one name": ("a.csv", lambda: b"naam,naam\na,b\n", "double_column"),
    "a quotation mark that stays open": ("a.csv", lambda: b'naam,plaats\n"' + b"x" * 2 * 2**20, "broken_row"),
    "a first row of text": ("a.csv", lambda: b"x" * 500 + b",b\n1,2\n", "no_head"),
}  # fmt: skip


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("organizations.csv", CSV)
        archive.filelist[0].filename = "x"
        archive.NameToInfo.clear()
        archive.writestr("organizations.csv", CSV)
        archive.filelist[0].filename = "organizations.csv"
    return out.getvalue()


def damaged() -> bytes:
    data = bytearray(zip_of({"organizations.csv": CSV * 999}))
    data[60:70] = b"\xff" * 10
    return bytes(data)
