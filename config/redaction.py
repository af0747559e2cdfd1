"""The second net: a BSN that ends up in a log line after all is masked before it is written."""

import logging
import re

from stdnum.nl import bsn

DIGITS = re.compile(r"(?<!\d)\d[\d. ]{6,10}\d(?!\d)")


class Redacting(logging.Formatter):
    """Formats as usual, traceback included, and masks every run of digits that passes the eleven-test."""

    def format(self, record: logging.LogRecord) -> str:
        return DIGITS.sub(lambda found: "*********" if bsn.is_valid(found[0]) else found[0], super().format(record))
