"""Files that were sent, on disk under a name of our own until their import can no longer be undone."""

import re
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from provisions.exchange.limits import MIB, MOST_BYTES, BadFile, suffix_of

NAMED = re.compile(r"[0-9a-f]{32}\.(csv|xlsx|zip)")
ENDINGS = {".csv": ".csv", ".tsv": ".csv", ".txt": ".csv", ".tab": ".csv", ".xlsx": ".xlsx", ".zip": ".zip"}


def keep(blocks: Iterable[bytes], *, name: str) -> str:
    """Write a file down; gives the name it has here. Raises BadFile when it is of no kind we read, or too large."""
    ending = ENDINGS.get(suffix_of(name))
    if ending is None:
        raise BadFile("unknown_kind", _("Send a .csv, an .xlsx, or a .zip with a directory in HSDS."))
    stored = f"{uuid.uuid4().hex}{ending}"
    folder = _folder()
    size = 0
    try:
        with (folder / stored).open("xb") as file:
            for block in blocks:
                size += len(block)
                if size > MOST_BYTES:
                    raise BadFile(
                        "too_large", _("This file is larger than %(most)s MiB.") % {"most": MOST_BYTES // MIB}
                    )
                file.write(block)
    except BaseException:
        remove(stored)
        raise
    return stored


def path_of(stored: str) -> Path:
    """Where it lies. A name that is not one of ours lies nowhere."""
    if not NAMED.fullmatch(stored):
        raise BadFile("missing", _("The file is no longer here: it is kept for seven days. Send it again."))
    return Path(settings.IMPORT_DIR) / stored


def is_here(stored: str) -> bool:
    return bool(NAMED.fullmatch(stored)) and path_of(stored).is_file()


def remove(stored: str) -> None:
    path_of(stored).unlink(missing_ok=True)


def older_than(moment: float) -> list[str]:
    """The names of the files that were written before this moment, in seconds since 1970."""
    return [file.name for file in _folder().iterdir() if NAMED.fullmatch(file.name) and file.stat().st_mtime < moment]


def _folder() -> Path:
    folder = Path(settings.IMPORT_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
