"""The real directory: 4,089 services with all their dirt. `TREDE_DIRECTORY` names its folder (datapackage.json in it).

It may not be shipped, so without it, and without ../shared beside the project, this page is skipped and says so; the
same kinds of dirt are in tests/provisions/exchange/packages.py. Memory, time and a large list of our own making are
measured under `make soak`.
"""

import csv
import gc
import random
import shutil
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from provisions.exchange import seen
from provisions.exchange.preparing import Shape, chunks, prepared
from provisions.exchange.reading import read_package
from provisions.exchange.resources import KEY, model_of, resource_class
from provisions.exchange.shapes import Link
from provisions.exchange.tables import Package
from provisions.exchange.vocabulary import BY_NAME, kind_of
from tests.provisions.exchange.packages import REAL, Came, bring, many, write

pytestmark = pytest.mark.usefixtures("world")
real = pytest.mark.skipif(not REAL.is_dir(), reason=f"NOT PROVEN: the real directory is not at {REAL}")
READ = {
    "organizations": 1074, "services": 4089, "locations": 4089, "services_at_location": 4089, "phones": 4089,
    "physical_addresses": 4089, "regular_schedules": 11350, "languages": 9364, "eligibility": 2244, "taxonomy": 1994,
    "services_taxonomy": 26259, "accessibility_for_disabilities": 4089,
}  # fmt: skip


def rows_of(name: str, folder: Path = REAL) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@real
def test_every_row_is_told_again_changes_nothing_and_ten_edits_are_ten(tmp_path: Path) -> None:
    first = bring(REAL)
    assert {name: tally.read for name, tally in first.tallies.items()} == READ
    for tally in first.tallies.values():
        assert tally.read == tally.accepted + tally.unchanged + tally.rejected
    assert len(first.rejected) == first.total("rejected")
    assert all(line.row > 1 and line.code for line in first.rejected)
    _counts_of_its_readme(first)

    second = bring(REAL)
    assert (second.total("new"), second.total("changed")) == (0, 0)
    assert second.total("unchanged") == first.total("accepted")

    edited = _edited(tmp_path, 10)
    third = bring(tmp_path / "edited")
    assert (third.total("new"), third.total("changed")) == (0, 10)
    assert {(line.table, line.row): line.changes["name"] for line in third.changed} == edited


def _counts_of_its_readme(came: Came) -> None:
    tallies = came.tallies
    assert tallies["services"].codes == {"organization.unknown": 447}
    assert tallies["locations"].notes["organization.unknown"] == 3015
    assert tallies["locations"].notes["text.line_end"] == 2212
    assert tallies["locations"].notes["text.marker"] == 982
    assert tallies["eligibility"].codes == {"service.missing": 2244}
    assert tallies["taxonomy"].codes == {"id.double": 3}
    unknown = {row["id"] for row in rows_of("organizations")}
    orphans = {row["id"] for row in rows_of("services") if row["organization_id"] not in unknown}
    for name in ("services_at_location", "services_taxonomy"):
        follow = sum(row["service_id"] in orphans for row in rows_of(name))
        assert tallies[name].codes == {"service.rejected": follow}


def _edited(folder: Path, count: int) -> dict[tuple[str, int], list[str]]:
    """The same with so many names of taken services changed; by table and row the old and the new one."""
    shutil.copytree(REAL, folder / "edited", copy_function=shutil.copyfile)
    for path in (folder / "edited", folder / "edited" / "data"):
        path.chmod(0o755)
    known = {row["id"] for row in rows_of("organizations")}
    services = rows_of("services")
    taken = [place for place, row in enumerate(services) if row["organization_id"] in known]
    told = {}
    for place in random.Random(7).sample(taken, count):
        old, new = services[place]["name"].strip(), f"Gewijzigd {place}"
        services[place]["name"] = new
        told["services", place + 2] = [old, new]
    with (folder / "edited" / "data" / "services.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(services[0]))
        writer.writeheader()
        writer.writerows(services)
    return told


def read_and_validate(package: Package) -> int:
    """The floor: the same files through the same readers and the models' own checks, and nothing asked or saved."""
    count = 0
    for table in package.tables:
        kind = BY_NAME[kind_of(table.name)]
        shape = Shape.of(kind, table)
        for chunk in chunks(table.rows()):
            for row in prepared(shape, chunk):
                count += 1
                if row.refused is None and kind.model:
                    _validate(kind.name, row.values)
    return count


def _validate(kind: str, values: dict[str, object]) -> None:
    model = model_of(kind)
    told, readable = {}, True
    for column in BY_NAME[kind].columns:
        if column.name in values and not isinstance(column.read, Link):
            try:
                told[column.attribute] = column.read(values[column.name])[0]
            except ValueError:
                readable = False
    row = model(municipality_id="hoogeveen", source="x", source_id=values[KEY], **told)
    if readable:
        named = {field.name for field in model._meta.concrete_fields} - told.keys()
        try:
            row.full_clean(exclude=named, validate_unique=False, validate_constraints=False)
        except Exception:
            assert resource_class(kind)


def say(line: str) -> None:
    """A figure for who runs the proof."""
    sys.__stderr__.write(f"\n{line}\n")


def timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    wall = time.monotonic()
    work()
    return max(time.process_time() - begun, time.monotonic() - wall)


@real
@pytest.mark.soak
def test_entering_costs_at_most_four_times_reading_and_validating() -> None:
    seen.begin()
    floor = timed(lambda: read_and_validate(read_package(REAL)))
    seen.end()
    whole = timed(lambda: bring(REAL, source="een"))
    again = timed(lambda: bring(REAL, source="een"))
    say(f"read and validated {floor:.1f} s, entered {whole:.1f} s ({whole / floor:.2f} x), again {again:.1f} s")
    assert whole / floor <= 4


def peak(folder: Path, source: str) -> int:
    """The most memory that Python held while a directory went in, in bytes.

    What was alive before is set aside: the more of it there is, the rarer a full collection, and the more
    rubbish would be counted as held.
    """
    gc.collect()
    gc.freeze()
    tracemalloc.start()
    try:
        from accounts import access
        from provisions.exchange import working
        from provisions.exchange.spool import Spool
        from tests.cast import AT

        with Spool() as spool, access.system("import_provisions", at=AT, origin="command"):
            package = read_package(folder)
            working.enter_now(
                package=package,
                name="lijst",
                municipality="hoogeveen",
                source=source,
                spool=spool,
                went=lambda done: None,
                at=AT,
            )
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.unfreeze()


SIZES = [(200, 800, 100), pytest.param(5000, 20_000, 1000, marks=pytest.mark.soak)]


@pytest.mark.parametrize(("small", "large", "chunk"), SIZES, ids=["small", "stated"])
def test_memory_does_not_grow_with_the_rows(
    tmp_path: Path, small: int, large: int, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "__defaults__", (chunk,))
    peaks = {}
    for size in (small, large):
        folder = write(tmp_path / f"of {size}", many(size))
        peaks[size] = peak(folder, f"van {size}")
    say(f"peak memory: {', '.join(f'{size} services {most / 2**20:.1f} MiB' for size, most in peaks.items())}")
    # The driver keeps the last hundred statements it took apart, which at the small size is not full yet: 1.5 MiB here.
    assert peaks[large] < peaks[small] * 1.15 + 2 * 2**20
