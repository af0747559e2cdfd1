"""What the bench serves: Trede as in production, and under /bench/ the floors.

Both are answered by the same process over the same pool: whatever state the machine, the process or a connection is
in, it is so for both.
"""

from collections.abc import Iterable
from typing import Any
from wsgiref.util import shift_path_info

from config.bench.bare import Bare
from config.wsgi import application as trede

FLOORS = "/bench/"
floors = Bare()


def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    if not environ["PATH_INFO"].startswith(FLOORS):
        return trede(environ, start)
    shift_path_info(environ)
    return floors(environ, start)
