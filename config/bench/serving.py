"""A page as it is asked for: a WSGI request, answered to its last byte.

By a handler in this process, where what it asks of the database can be heard; or by a line to a web server, which takes
what a handler takes.
"""

import io
import secrets
import string
from collections.abc import Callable, Collection, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest

from accounts.models import User
from config.bench.bare import Bare

Answer = tuple[int, bytes]
Ask = Callable[[], Answer]
Handler = Callable[[dict[str, Any], Any], Iterable[bytes]]
SECRET = 32
BACKEND = "accounts.backends.PostsBackend"
FORM = "application/x-www-form-urlencoded"


class NotServed(RuntimeError):
    """The web server did not start, or answered otherwise than it should: an error page must not count as fast."""


def trede() -> WSGIHandler:
    """The application as it is served, with everything around a page."""
    return WSGIHandler()


def bare() -> WSGIHandler:
    """What serves the floors."""
    return Bare()


def signed_in(user: User) -> str:
    """The cookies of a browser in which somebody works: the session, and the secret that forms are checked by."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend=BACKEND)
    request.session.save()
    secret = "".join(secrets.choice(string.ascii_letters) for _ in range(SECRET))
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}; {settings.CSRF_COOKIE_NAME}={secret}"


def page(handler: Handler, address: str, *, asked: dict[str, Any] | None = None, cookies: str = "") -> Ask:
    """Asks for a page. Raises NotServed when it does not answer 200."""
    url = urlsplit(address)
    query = urlencode(asked, doseq=True) if asked is not None else url.query
    return _asking(handler, _environ(url.path, query, cookies), expects=(HTTPStatus.OK,))


def sent(
    handler: Handler,
    address: str,
    said: Mapping[str, Any],
    *,
    cookies: str = "",
    expects: Collection[int] = (HTTPStatus.FOUND,),
) -> Ask:
    """Sends a form. Raises NotServed when it is answered otherwise: a refusal must not count as fast."""
    body = urlencode(said, doseq=True).encode()
    environ = _environ(address, "", cookies) | {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_CSRFTOKEN": cookies[-SECRET:],
    }
    return _asking(handler, environ, body, expects=expects)


def in_turn(asks: Iterable[Callable[[], object]]) -> Callable[[], object]:
    """Each call is the next of these: what can be sent only once is prepared before anything is timed."""
    left = iter(asks)
    return lambda: next(left)()


def _asking(handler: Handler, environ: dict[str, Any], said: bytes = b"", *, expects: Collection[int]) -> Ask:
    def ask() -> Answer:
        status, body = _answer(handler, environ | {"wsgi.input": io.BytesIO(said), "wsgi.errors": io.StringIO()})
        if status not in expects:
            raise NotServed(f"{environ['PATH_INFO']} answers {status}.")
        return status, body

    return ask


def _environ(path: str, query: str, cookies: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookies,
        "HTTP_ACCEPT_LANGUAGE": "nl",
        "wsgi.url_scheme": "http",
    }


def _answer(handler: Handler, environ: dict[str, Any]) -> Answer:
    told: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        told.append(status)

    response = handler(environ, start)
    body = b"".join(response)
    if close := getattr(response, "close", None):
        close()
    return int(told[0][:3]), body
