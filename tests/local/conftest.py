import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.local import Local, running, using
from config.local.processes import end


@contextmanager
def short_folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="trede-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@contextmanager
def own_cluster(folder: Path) -> Iterator[Local]:
    made = Local(folder / "local")
    yield made
    for process in running(made).values():
        end(process)
    for place in {made.home, made.run} - {made.folder}:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that the servers' account can pass, also for root."""
    with short_folder() as made:
        yield made


@pytest.fixture
def local(folder: Path) -> Iterator[Local]:
    """A cluster of its own, for tests that kill servers."""
    with own_cluster(folder) as made:
        yield made


@pytest.fixture(scope="module")
def demo_local() -> Iterator[Local]:
    """One cluster after another demo: they stop it and find it again."""
    with short_folder() as made, own_cluster(made) as local:
        with using(local, kind="test"):
            pass
        yield local
