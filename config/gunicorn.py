"""How gunicorn serves: `gunicorn --config python:config.gunicorn config.wsgi`."""

import os
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30
graceful_timeout = int(os.environ.get("WEB_GRACE", "20"))
keepalive = 5
# In memory where there is a place for it: a worker that is slow because the disk is would be taken for a hung one.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# Paths carry ids of persons' files; who read what is in the journal, not in a log.
accesslog = None
errorlog = "-"
# A second door to the process that nobody here uses, and that needs a folder it may write.
control_socket_disable = True
# Only the proxy in front may say who the client is and that the line was encrypted.
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES", "127.0.0.1")


class WithoutNumpy(MetaPathFinder):
    """What writes workbooks takes NumPy along where it finds it: 18 MB, which nothing in a web process needs."""

    def find_spec(self, fullname: str, _path: Any, _target: Any = None) -> None:
        if fullname == "numpy":
            raise ModuleNotFoundError("Only workers that protect small cells have NumPy.", name=fullname)


def post_fork(_server: Any, _worker: Any) -> None:
    """In each web process, before it loads Trede."""
    sys.meta_path.insert(0, WithoutNumpy())
