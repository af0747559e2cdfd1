"""Whether one part of Trede is well, asked from beside it; exit code 0 or 1, with one line that says why.

python -m config.local.health web|worker|beat|relay
"""

import http.client
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from ledger import deaf

DEAF = f"the worker is deaf: it has taken no work for {deaf.LIMIT.seconds} seconds"
# What a part's command line holds, so that it is found among the processes of its container.
WORDS = {"worker": ["celery", "worker"], "beat": ["celery", "beat"], "relay": ["manage.py", "relay"]}


def web() -> str:
    """Nothing, or why the site is not ready."""
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0] or "127.0.0.1"
    line = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("WEB_PORT", "8000")), timeout=8)
    try:
        # As the proxy would ask: a site that only speaks HTTPS answers everything else with a redirect.
        line.request("GET", "/_healthz/readyz/", headers={"Host": name, "X-Forwarded-Proto": "https"})
        status = line.getresponse().status
    except (http.client.HTTPException, OSError) as error:
        return f"the site does not answer: {error}"
    finally:
        line.close()
    return "" if status == 200 else f"the site answers {status}"


def process(part: str) -> str:
    """Nothing, or why this part can't work: it does not run, or its Redis does not answer."""
    if not any(_runs(folder, WORDS[part]) for folder in Path("/proc").glob("[0-9]*")):
        return f"no {part} runs here"
    from redis import Redis, RedisError

    address = os.environ["REDIS_URL"].replace("redis+socket://", "unix://")
    try:
        Redis.from_url(address, socket_timeout=5).ping()
    except RedisError as error:
        return f"redis does not answer: {error}"
    return ""


def worker() -> str:
    """Nothing, or why the worker is not well: that its process is there says nothing, it must take work."""
    import psycopg

    try:
        return DEAF if is_deaf() else ""
    except psycopg.Error as error:
        return f"the database does not answer: {type(error).__name__}"


def is_deaf(environ: Mapping[str, str] = os.environ, *, limit: timedelta = deaf.LIMIT) -> bool:
    """Whether the worker of this machine or container takes no canaries. Raises psycopg.Error."""
    import psycopg

    with psycopg.connect(environ["DATABASE_URL"], connect_timeout=5, options="-c statement_timeout=3000") as line:
        return deaf.is_deaf(line.cursor(), name=deaf.own_name(), limit=limit)


def _runs(folder: Path, words: list[str]) -> bool:
    try:
        command = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return False
    return all(word in command for word in words)


def main(argv: list[str]) -> int:
    if argv not in (["web"], *([part] for part in WORDS)):
        sys.stderr.write(f"Name one part: web, {', '.join(WORDS)}\n")
        return 2
    why = web() if argv == ["web"] else process(argv[0])
    if argv == ["worker"]:
        why = why or worker()
    if why:
        sys.stderr.write(f"{why}\n")
    return 1 if why else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
