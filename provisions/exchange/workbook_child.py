"""Reads a workbook in a process of its own, with little memory and time: `python workbook_child.py FILE`.

With --heads only the first row of each sheet. One line of JSON per row on standard output: first
{"sheet": name, "rows": about how many}, then [number, [cells], [places of formulas]]. Cells are text: a day as
2026-04-02, a time as 13:50, a number without an ending .0.
"""

import contextlib
import datetime
import json
import sys

MEMORY = 768 * 1024 * 1024
SECONDS = 120


def limit() -> None:
    """As far as the machine can: no more memory and time than a workbook of our size needs."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def text_of(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        day = value.date().isoformat()
        return day if value.time() == datetime.time() else f"{day} {value.time().isoformat('minutes')}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    return str(value)


def main(path: str, heads: bool) -> int:
    limit()
    import openpyxl
    import openpyxl.xml

    if not openpyxl.xml.DEFUSEDXML:
        sys.stderr.write("defusedxml is missing\n")
        return 3
    book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    for sheet in book.worksheets:
        sys.stdout.write(json.dumps({"sheet": sheet.title, "rows": sheet.max_row or 0}) + "\n")
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=16_384), 1):
            values = [text_of(cell.value) for cell in cells]
            formulas = [place for place, cell in enumerate(cells) if cell.data_type == "f"]
            while values and not values[-1]:
                values.pop()
            if values:
                sys.stdout.write(json.dumps([number, values, formulas]) + "\n")
                if heads:
                    break
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--heads" in sys.argv))
