"""Sessions in the database, as Django keeps them, read with a plan that is kept."""

from datetime import UTC, datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.kept import Kept

# Asked on every page.
RUNNING = Kept(
    lambda *, key, at: Session.objects.filter(session_key=key, expire_date__gt=at),
    {"key": "?", "at": datetime.min.replace(tzinfo=UTC)},
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = next(iter(RUNNING.ask(key=self.session_key, at=timezone.localtime())), None)
        if found is None:
            self._session_key = None
        return found
