"""How large and how deep a file of others may be, and how a file is refused."""

from pathlib import PurePosixPath

from workflows.refusal import Refusal, Refused, Text

MIB = 1024 * 1024
MOST_BYTES = 50 * MIB
MOST_UNPACKED = 100 * MIB
MOST_RATIO = 100
MOST_ENTRIES = 200
MOST_ROWS = 250_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_767
LONGEST_HEADER = 200
CONTENTS_TABLE = 256 * 1024
SUSPICIOUS = MIB


class BadFile(Refused):
    """A file that is not taken: `code` for the journal and the tests, a sentence that says what to do."""

    def __init__(self, code: str, reason: Text) -> None:
        super().__init__(Refusal(f"file.{code}", reason))


def suffix_of(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()
