"""What a web worker takes, as the kernel tells it."""

from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")
MIB = 1024.0


def can_tell() -> bool:
    """Whether this system says how much memory a process takes."""
    return (PROC / "self" / "smaps_rollup").exists()


def of(process: int) -> float:
    """Resident memory (RSS) in MiB."""
    return _lines(process, "smaps_rollup")["Rss"] / MIB


def peak_while(process: int, work: Callable[[], object]) -> float:
    """By how many MiB the memory of a process rose above what it was, at its highest, during one call."""
    (PROC / str(process) / "clear_refs").write_text("5")
    before = _lines(process, "status")["VmRSS"]
    work()
    return (_lines(process, "status")["VmHWM"] - before) / MIB


def _lines(process: int, file: str) -> dict[str, int]:
    """The figures of a file of the kernel about a process, in kB."""
    lines = (PROC / str(process) / file).read_text().splitlines()
    told = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): int(number) for name, number, _kb in told}
