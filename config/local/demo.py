"""The demo: makes everything ready, then runs web, worker, beat and relay until it is told to stop.

python -m config.local.demo            start, or go on with the data of last time
python -m config.local.demo attached   the same, and stop when our parent (make) is gone, however it went
python -m config.local.demo reset      throw away data and keys of the embedded set-up
"""

import http.client
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType

from config.local import cluster, guard, health, kept, processes
from config.local.account import make_folder, our_folder
from config.local.environment import missing, needs_servers, remember_demo
from config.local.errors import LocalError
from config.local.kept import Kept
from config.local.locks import Lock
from config.local.paths import ROOT, Local
from ledger import deaf

PYTHON = sys.executable
# What must be done before anything is served: what is told on the screen, and the command.
Steps = Sequence[tuple[str, Sequence[str]]]
# What runs: a name and the command. The same commands stand in docker-compose.yml.
Services = Mapping[str, Sequence[str]]

SERVICES: Services = {
    "web": ("-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"),
    "worker": ("-m", "celery", "--app", "config.celery", "worker", "--concurrency", "2", "--loglevel", "WARNING"),
    "beat": ("-m", "celery", "--app", "config.celery", "beat", "--schedule", "{beat}", "--pidfile", ""),
    "relay": ("manage.py", "relay"),
}
LOGINS = (
    ("intake@demo.trede.test", "records conversations"),
    ("team@demo.trede.test", "weighs and refers in a neighbourhood team"),
    ("team2@demo.trede.test", "the same, in another team"),
    ("decision@demo.trede.test", "decides, with a mandate"),
    ("manager@demo.trede.test", "sees figures and caseload"),
    ("analyst@demo.trede.test", "sees figures without small numbers"),
    ("safety@demo.trede.test", "weighs worries about somebody's safety"),
    ("admin@demo.trede.test", "manages accounts and teams"),
    ("privacy@demo.trede.test", "sees who looked at what"),
)
SEEDED = "400"  # DEMO_CASES says otherwise; made on the first start, a later start finds them there
NOTE = "demo.json"
READY = "/_healthz/readyz/"
ANSWERING = 90.0
# Under make there are 4 seconds, and the servers need one. An idle Celery takes three: it is cut off, and what it had
# is handed over again by the outbox.
STOPPING = 1.5
LEAVING = 1.3
WATCHING = 0.2
LISTENING = 15.0


class Told(BaseException):
    """Somebody wants the demo to stop."""


def steps(municipality: str) -> Steps:
    return (
        ("Collecting static files", ("collectstatic", "--noinput", "--verbosity", "0")),
        ("Making the tables", ("migrate", "--noinput", "--verbosity", "1")),
        (f"Loading {municipality}", ("load_municipality", municipality)),
        ("Telling the demo stories", ("tell_stories", "--municipality", municipality, "--keep")),
        (
            "Filling the last months, once: this takes about a minute",
            ("seed", "--cases", os.environ.get("DEMO_CASES", SEEDED), "--seed", "1", "--municipality", municipality),
        ),
        ("Making the figures of closed years", ("make_editions",)),
    )


class Demo:
    """One run: `serve()` returns never by itself, only by Told or LocalError."""

    def __init__(self, local: Local, environ: Mapping[str, str], services: Services = SERVICES) -> None:
        self.local = local
        self.environ = dict(environ)
        self.note = local.folder / NOTE
        self.parent: int | None = None
        self.listen_at = 0.0
        self.kept = [Kept(name, self._starter(name, argv), stop=signal.SIGTERM) for name, argv in services.items()]

    def set_up(self, to_do: Steps) -> None:
        for told, command in to_do:
            say(f"{told} ...")
            self._run(told, command)

    def serve(self) -> None:
        for one in self.kept:
            one.start()
        self._note()
        self._until_answering()
        say(_welcome(self.environ["BIND"], self.environ["PORT"]))
        while True:
            self._look_after()

    def stop(self) -> None:
        kept.stop_all(self.kept, patience=STOPPING)
        self.note.unlink(missing_ok=True)

    def _look_after(self) -> None:
        if self.parent not in (None, os.getppid()):
            raise Told
        self._end_the_deaf()
        fallen = [one.name for one in self.kept if one.look_after()]
        if fallen:
            say(f"{', '.join(fallen)} fell and was started again. Look in {self.local.logs}", error=True)
            self._note()
        time.sleep(WATCHING)

    def _end_the_deaf(self) -> None:
        """A worker that runs and takes no work is ended. A young one gets its time to take the first."""
        now, limit = time.monotonic(), deaf.LIMIT.total_seconds()
        worker = next((one for one in self.kept if one.name == "worker"), None)
        if worker is None or now < self.listen_at or worker.age < limit:
            return
        self.listen_at = now + LISTENING
        if _is_deaf(self.environ):
            say(health.DEAF, error=True)
            worker.end()

    def _until_answering(self) -> None:
        host, port = self.environ["BIND"], self.environ["PORT"]
        deadline = time.monotonic() + ANSWERING
        while not _answers(host, port):
            if time.monotonic() > deadline:
                raise LocalError(
                    f"{READY} on {host}:{port} did not answer within {ANSWERING:.0f} seconds. Look in {self.local.logs}"
                )
            self._look_after()

    def _note(self) -> None:
        kept.note(self.note, {one.name: one.child.pid for one in self.kept if one.child})

    def _starter(self, name: str, argv: Sequence[str]) -> kept.Starter:
        filled = [PYTHON, *(part.format(beat=self.local.folder / "beat") for part in argv)]

        def start() -> kept.Child:
            with (self.local.logs / f"{name}.log").open("ab") as output:
                return processes.spawn(filled, ends_with=signal.SIGTERM, output=output, environ=self.environ, cwd=ROOT)

        return start

    def _run(self, told: str, command: Sequence[str]) -> None:
        log = self.local.logs / "setup.log"
        with log.open("wb") as output:
            child = processes.spawn(
                [PYTHON, "manage.py", *command], ends_with=signal.SIGTERM, output=output, environ=self.environ, cwd=ROOT
            )
        try:
            code = child.wait()
        except Told:
            child.terminate()
            child.wait()
            raise
        if code:
            raise LocalError(f"{told} failed: {processes.last_line(log)}. Look in {log}")


def say(line: str, *, error: bool = False) -> None:
    stream = sys.stderr if error else sys.stdout
    stream.write(line + "\n")
    stream.flush()


def run(
    environ: Mapping[str, str],
    *,
    services: Services = SERVICES,
    to_do: Steps | None = None,
    parent: int | None = None,
) -> None:
    """The whole demo. Raises LocalError when it can't run, Told when it was stopped."""
    full = _settled(environ)
    guard.refuse_public(full)
    local = Local.of(full)
    with _alone(local):
        guard.refuse_taken_port(full["BIND"], full["PORT"])
        say("Starting PostgreSQL and Redis ...")
        with cluster.using(local, patience=LEAVING) if needs_servers(full) else nullcontext():
            remember_demo(local, municipality=full["MUNICIPALITY"])
            demo = Demo(local, full | missing(full, local=local), services)
            demo.parent = parent
            try:
                demo.set_up(steps(full["MUNICIPALITY"]) if to_do is None else to_do)
                demo.serve()
            finally:
                demo.stop()


def _settled(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the demo: what may be chosen has a value, what makes it a demo is fixed."""
    chosen = {"BIND": "127.0.0.1", "PORT": "8000", "MUNICIPALITY": "hoogeveen", "ALLOWED_HOSTS": "127.0.0.1,localhost"}
    return chosen | dict(environ) | {"TREDE_DEMO": "1", "HTTPS": "0", "WEB_GRACE": "1"}


@contextmanager
def _alone(local: Local) -> Iterator[None]:
    """One demo per folder; what a killed one left behind is ended first, or it would hold the port."""
    make_folder(local.folder)
    our_folder(local.logs, mode=0o700)
    lock = Lock(local.folder / "demo.lock")
    try:
        if not lock.try_exclusive():
            raise LocalError(f"A demo of {local.folder} already runs. Stop that one, or set another TREDE_LOCAL.")
        kept.end_leftovers(local.folder / NOTE, first={})
        yield
    finally:
        lock.close()


def reset(local: Local) -> None:
    """Throw away data and keys. The cluster of the tests stays."""
    if cluster.running(local):
        raise LocalError(f"The servers of {local.folder} are in use. Stop the demo first.")
    for path in (local.home, local.folder, local.run):
        for found in path.iterdir() if path.exists() else ():
            if found != ROOT / ".local" / "test":
                _remove(found)
    say("The demo starts over with `make demo`.")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _answers(host: str, port: str) -> bool:
    line = http.client.HTTPConnection(host, int(port), timeout=5)  # asks no proxy
    try:
        line.request("GET", READY)
        return line.getresponse().status == 200
    except (http.client.HTTPException, OSError):
        return False
    finally:
        line.close()


def _is_deaf(environ: Mapping[str, str]) -> bool:
    import psycopg  # here: what only starts the servers does without it

    try:
        return health.is_deaf(environ)
    except psycopg.Error:  # no database, nothing to go by: it is started again itself
        return False


def _welcome(host: str, port: str) -> str:
    logins = "\n".join(f"  {address:<26} {what}" for address, what in LOGINS)
    name = f"[{host}]" if ":" in host else host
    return f"Trede is ready: http://{name}:{port}/\nLog in with the password trede-demo as\n{logins}\nCtrl-C stops it."


def _stop(_number: int, _frame: FrameType | None) -> None:
    # The second Ctrl-C of an impatient person must not cut off the stopping.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Told


def main(argv: list[str], *, services: Services = SERVICES, to_do: Steps | None = None) -> int:
    parent = os.getppid() if argv == ["attached"] else None
    try:
        if argv not in ([], ["attached"], ["reset"]):
            raise LocalError("python -m config.local.demo takes nothing, or one of: attached, reset")
        if argv == ["reset"]:
            reset(Local.of())
            return 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        run(os.environ, services=services, to_do=to_do, parent=parent)
    except LocalError as error:
        say(str(error), error=True)
        return 2
    except Told:
        say("Trede has stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
