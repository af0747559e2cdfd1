"""A page as the web server asks for it: a WSGI request, without a socket, answered to its last byte."""

import io
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.test import override_settings

Answer = tuple[int, bytes]


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


def page(
    handler: WSGIHandler, address: str, *, asked: dict[str, Any] | None = None, cookies: str = ""
) -> Callable[[], Answer]:
    """Asks for a page. Raises RuntimeError when it does not answer 200: an error page must not count as fast."""
    url = urlsplit(address)
    query = urlencode(asked, doseq=True) if asked is not None else url.query
    environ = _environ(url.path, query, cookies)

    def ask() -> Answer:
        status, body = _answer(handler, dict(environ))
        if status != HTTPStatus.OK:
            raise RuntimeError(f"{address} answers {status}")
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
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }


def _answer(handler: WSGIHandler, environ: dict[str, Any]) -> Answer:
    told: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        told.append(status)

    response = handler(environ, start)
    body = b"".join(response)
    response.close()
    return int(told[0][:3]), body
