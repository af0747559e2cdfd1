"""What serves the floors: Django with nothing around a view."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class BareRequest(WSGIRequest):
    """A request to the floors, which have addresses of their own."""

    urlconf = "config.bench.floors"


class Bare(WSGIHandler):
    """Django without any middleware."""

    request_class = BareRequest

    def load_middleware(self, is_async: bool = False) -> None:
        given, settings.MIDDLEWARE = settings.MIDDLEWARE, []
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = given
