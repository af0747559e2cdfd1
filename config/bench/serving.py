"""A page as the web server asks for it: a WSGI request, without a socket, answered to its last byte."""

import io
import secrets
import string
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest
from django.test import override_settings

from accounts.models import User

Answer = tuple[int, bytes]
Ask = Callable[[], Answer]
SECRET = 32
BACKEND = "accounts.backends.PostsBackend"
FORM = "application/x-www-form-urlencoded"


class BareRequest(WSGIRequest):
    """A request to the floors, which have addresses of their own."""

    urlconf = "config.bench.floors"


def trede() -> WSGIHandler:
    """The application as it is served, with everything around a page."""
    return WSGIHandler()


def bare() -> WSGIHandler:
    """Django without any middleware, for the floors."""
    with override_settings(MIDDLEWARE=[]):
        handler = WSGIHandler()
    handler.request_class = BareRequest
    return handler


def signed_in(user: User) -> str:
    """The cookies of a browser in which somebody works: the session, and the secret that forms are checked by."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend=BACKEND)
    request.session.save()
    secret = "".join(secrets.choice(string.ascii_letters) for _ in range(SECRET))
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}; {settings.CSRF_COOKIE_NAME}={secret}"


def page(handler: WSGIHandler, address: str, *, asked: dict[str, Any] | None = None, cookies: str = "") -> Ask:
    """Asks for a page. Raises RuntimeError when it does not answer 200: an error page must not count as fast."""
    url = urlsplit(address)
    query = urlencode(asked, doseq=True) if asked is not None else url.query
    return _asking(handler, _environ(url.path, query, cookies), expects=HTTPStatus.OK)


def sent(
    handler: WSGIHandler, address: str, said: Mapping[str, Any], *, cookies: str = "", expects: int = HTTPStatus.FOUND
) -> Ask:
    """Sends a form. Raises RuntimeError when it is answered otherwise: a refusal must not count as fast."""
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


def _asking(handler: WSGIHandler, environ: dict[str, Any], said: bytes = b"", *, expects: int) -> Ask:
    def ask() -> Answer:
        status, body = _answer(handler, environ | {"wsgi.input": io.BytesIO(said), "wsgi.errors": io.StringIO()})
        if status != expects:
            raise RuntimeError(f"{environ['PATH_INFO']} answers {status}")
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


def _answer(handler: WSGIHandler, environ: dict[str, Any]) -> Answer:
    told: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        told.append(status)

    response = handler(environ, start)
    body = b"".join(response)
    response.close()
    return int(told[0][:3]), body
