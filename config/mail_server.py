"""The mail server as EMAIL_URL names it."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Without encryption, encrypted after a first word, encrypted from the first byte.
PORTS = {"smtp": 25, "submission": 587, "smtps": 465}
SHAPE = "EMAIL_URL is smtp://host:port, or submission:// or smtps://user:password@host:port for an encrypted line."


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and how."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, url: str) -> "MailServer | None":
        """None when none is named. Raises ImproperlyConfigured with the shape it should have, not with what it was."""
        if not url:
            return None
        try:
            parts = urlsplit(url)
            if parts.scheme not in PORTS or not parts.hostname:
                raise ValueError(parts.scheme)
            port = parts.port or PORTS[parts.scheme]
        except ValueError:
            raise ImproperlyConfigured(SHAPE) from None
        return cls(parts.scheme, parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""))
