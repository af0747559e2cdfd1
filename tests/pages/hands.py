"""A browser for the tests of pages: sign in, fill in a form as it was shown, count what the database was asked."""

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.access import Actor
from accounts.models import User
from cases.dossier.models import Case
from cases.needs.models import Need

GIVEN_BACK = "SELECT set_config('trede.actor', ''"
TRANSACTION = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")


@dataclass(slots=True)
class Statements:
    """What the database was asked; the words of the transaction itself are not counted."""

    heard: list[str] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """Within a test's own transaction the context is given back at the end: in production the commit does that."""
        return [sql for sql in self.heard if not TRANSACTION.match(sql) and not sql.startswith(GIVEN_BACK)]

    def __len__(self) -> int:
        return len(self.asked)

    def __str__(self) -> str:
        return "\n".join(f"{place}. {sql[:160]}" for place, sql in enumerate(self.asked, 1))


def signed_in(actor: Actor) -> Client:
    """A browser in which this person works, past the first request that notes the session's start."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), backend="accounts.backends.PostsBackend")
    client.get(reverse("account"))
    return client


def page(case: Case, door: str = "case") -> str:
    return reverse(f"cases:{door}", args=[case.id])


def form(need: Need, door: str) -> str:
    return reverse(f"cases:{door}", args=[need.case_id, need.id])


def filled(client: Client, url: str, **answers: Any) -> dict[str, Any]:
    """The form at this address as it was shown, with these answers."""
    html = client.get(url).content.decode()
    shown = {name: re.search(rf'name="{name}" value="([^"]*)"', html) for name in ("seen", "key")}
    return {name: found[1] for name, found in shown.items() if found} | answers


def send(client: Client, need: Need, door: str, **answers: Any) -> Any:
    """Fill in the form of a need at this door, and send it."""
    url = form(need, door)
    return client.post(url, filled(client, url, **answers))


def key() -> str:
    return str(uuid.uuid4())


def message(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


NEED = {"title": "Een rolstoel", "law": "wmo", "life_area": "daily_living"}
WEIGHED = {f"outcome_{layer}": "insufficient" for layer in ("own_strength", "social_network", "general_facility")}
WEIGHED |= {"reason": "Dat lukt niet.", "remaining": "Alles"}
OFFER = {"product": "Hulp", "quantity": "2", "measure": "hours/week", "form": "in_kind"}
