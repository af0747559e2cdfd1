"""How the server of the bench is asked: over a line that stays, and an answer that was not due does not count."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer

import pytest

from config.bench import serving, web
from config.bench.bare import Bare
from config.bench.serving import NotServed, page, sent
from config.bench.web import Line


@dataclass
class Heard:
    """What came to the server: how often a line was opened, and what was asked over them."""

    opened: int = 0
    asked: list[tuple[str, str, str]] = field(default_factory=list)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "web"


@pytest.fixture
def heard(place: Path) -> Iterator[Heard]:
    told = Heard()

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            told.opened += 1
            super().setup()

        def do_GET(self) -> None:
            said = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            told.asked.append((self.command, self.path, said))
            self.send_response({"/broken/": 500, "/stale/": 409}.get(self.path, 200 if self.command == "GET" else 302))
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_POST = do_GET

        def log_message(self, *_said: object) -> None:
            pass

    class Server(ThreadingMixIn, UnixStreamServer):
        daemon_threads = True

    with Server(str(place), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield told
        server.shutdown()


@pytest.fixture
def line(place: Path, heard: Heard) -> Iterator[Line]:
    line = Line(place)
    yield line
    line.close()


def test_a_page_is_asked_for_as_a_browser_asks(line: Line, heard: Heard) -> None:
    assert page(line, "/cases/", asked={"law": "wmo"})() == (200, b"ok")
    assert heard.asked == [("GET", "/cases/?law=wmo", "")]


def test_a_form_is_sent_with_what_was_said(line: Line, heard: Heard) -> None:
    sent(line, "/start/", {"seen": 1, "why": "é"})()
    assert heard.asked == [("POST", "/start/", "seen=1&why=%C3%A9")]


def test_a_line_stays_open(line: Line, heard: Heard) -> None:
    ask = page(line, "/cases/")
    ask()
    ask()
    assert (heard.opened, len(heard.asked)) == (1, 2)


def test_a_line_that_was_silent_for_long_is_opened_anew(
    line: Line, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = page(line, "/cases/")
    ask()
    monkeypatch.setattr(web, "SILENT", 0.0)
    ask()
    assert heard.opened == 2


def test_an_error_page_does_not_count(line: Line, heard: Heard) -> None:
    with pytest.raises(NotServed, match=r"/broken/ answers 500\."):
        page(line, "/broken/")()


def test_a_refused_form_does_not_count_unless_it_was_to_be_expected(line: Line, heard: Heard) -> None:
    with pytest.raises(NotServed, match=r"/stale/ answers 409\."):
        sent(line, "/stale/", {})()
    assert sent(line, "/stale/", {}, expects=(302, 409))()[0] == 409


def test_a_server_that_does_not_start_is_told_and_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.nothing")
    with pytest.raises(NotServed, match="did not start"), web.served("postgresql:///nothing"):
        pass


def test_nothing_stands_around_a_floor() -> None:
    assert serving.trede()._view_middleware
    assert not Bare()._view_middleware
