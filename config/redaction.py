"""The second net: a BSN or a working link that ends up in a log line after all is masked before it is written."""

import logging
import re

from stdnum.nl import bsn

RUNS = [re.compile(rf"(?<!\d)(?=((?:\d[ .-]?){{{more}}}\d)(?!\d))") for more in (8, 7)]
LINKS = re.compile(r"/(partner|facility)/[^/\s]+")


class Redacting(logging.Formatter):
    """Formats as usual, traceback included, and masks what passes the eleven-test and what opens a page."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def masked(text: str) -> str:
    """The text with every BSN in it masked, also when other digits stand beside it, and every token of a link."""
    text = LINKS.sub(r"/\1/***", text)
    for run in RUNS:
        for found in reversed(list(run.finditer(text))):
            if bsn.is_valid(found[1].replace("-", "")):
                text = text[: found.start(1)] + "*" * len(found[1]) + text[found.end(1) :]
    return text
