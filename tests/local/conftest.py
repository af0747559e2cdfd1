import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local import Local, running
from config.local.processes import end


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that the servers' account can pass, also for root."""
    made = Path(tempfile.mkdtemp(prefix="trede-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def local(folder: Path) -> Iterator[Local]:
    """A cluster of its own, for tests that kill servers."""
    made = Local(folder / "local")
    yield made
    for process in running(made).values():
        end(process)
    for place in {made.home, made.run} - {made.folder}:
        shutil.rmtree(place, ignore_errors=True)
