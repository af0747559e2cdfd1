"""What every view gets: the request with who acts and when, read once at the edge."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.access import Actor
from accounts.models import User


class Request(HttpRequest):
    """A request that passed the middleware: `at` is its one moment, `actor` who asks."""

    at: datetime
    actor: Actor
    user: User
    session: SessionBase
    operation: UUID
