import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.mail_server import MailServer
from tests.ledger.post_office import PostOffice


@pytest.fixture
def office(world: None) -> Iterator[PostOffice]:
    """A post office of its own, whose parts are not started yet."""
    folder = Path(tempfile.mkdtemp(prefix="trede-", dir="/tmp"))
    folder.chmod(0o711)
    (folder / "mail").mkdir()
    with MailServer(folder / "mail") as server:
        made = PostOffice(folder, server)
        yield made
        made.close()
    shutil.rmtree(folder)
