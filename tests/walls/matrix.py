"""The walk: every door, asked as everybody about everything, and what was wrong with the answers."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.access import Actor
from accounts.models import User
from tests.matrix_world import World
from tests.walls import matrix_rules as rules
from tests.walls.matrix_doors import READING, Ask, Door, asks, doors

SHAPE = re.compile(rb"Kwikstaart[a-j]{4}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b9999\d{5}\b|\b2026-\d{4}\b")
TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+(?=")')
# By itself, or as a part of a WITH.
WRITES = re.compile(r"(?:^|\bAS \()\s*(INSERT INTO|UPDATE|DELETE FROM)\W+(\w+)")
MAY_ALWAYS_BE_WRITTEN = frozenset({"ledger_journalentry", "django_session"})
# Linking somebody who is not to be found, or signing in as nobody, is a 404 of its own.
MAY_FIND_NOBODY = frozenset({"intake:link", "cases:identify", "demo_login"}) | rules.BY_LINK
UUID_LIKE = re.compile(r"^[0-9a-f]{8}-")
OBJECTS = re.compile(r'FROM "(cases|intake)_')
READ_BACK = """
SELECT act, result, object_id, subjects FROM ledger_journalentry
WHERE operation = %s AND set_config('trede.audits', 'hoogeveen,coevorden,', true) <> ''
"""


@dataclass(slots=True)
class Seen:
    """One answer: what it holds, what the journal says of it, what was asked of the database."""

    status: int
    body: bytes
    headers: dict[str, str]
    journal: list[tuple[str, str, UUID | None, list[UUID]]] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    @property
    def everything(self) -> bytes:
        return self.body + b"\n".join(f"{name}: {value}".encode() for name, value in self.headers.items())

    def without(self, ask: Ask) -> tuple[int, bytes, dict[str, str]]:
        """The answer but for what differs each time: the form's token and the ids that were asked for."""
        body = TOKEN.sub(b"", self.body)
        for id in ask.ids:
            body = body.replace(str(id).encode(), b"")
        headers = {name: value for name, value in self.headers.items() if name not in ("Set-Cookie", "Content-Length")}
        return self.status, body, headers

    @property
    def written(self) -> set[str]:
        found = (table for statement in self.statements for _how, table in WRITES.findall(statement))
        return set(found) - MAY_ALWAYS_BE_WRITTEN


class Visitor:
    """Somebody with a browser. Whatever a request changes is undone, so that each finds the same world."""

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor
        self.client = Client(raise_request_exception=False)
        if actor:
            self.client.force_login(User.objects.get(pk=actor.id), backend="accounts.backends.PostsBackend")
            self.client.get(reverse("account"))
        self.cookie = self.client.cookies[settings.SESSION_COOKIE_NAME].value if actor else ""

    def asks(self, ask: Ask) -> Iterator[Seen]:
        """The answer, and where it sends on to."""
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.cookie} if self.cookie else {})
        with transaction.atomic():
            first, onward = self._ask(ask.method, ask.url, ask.answers)
            yield first
            if onward.startswith("/") and self.actor:
                yield self._ask("GET", onward.split("#")[0], {})[0]
            transaction.set_rollback(True)

    def _ask(self, method: str, url: str, answers: dict[str, Any]) -> tuple[Seen, str]:
        statements: list[str] = []

        def heard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            statements.append(sql.strip())
            return execute(sql, params, many, context)

        with connection.execute_wrapper(heard):
            if method in ("PUT", "PATCH", "DELETE"):
                answer = getattr(self.client, method.lower())(url, content_type="application/x-www-form-urlencoded")
            else:
                answer = getattr(self.client, method.lower())(url, answers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen = Seen(answer.status_code, body, dict(answer.headers), statements=statements)
        operation = getattr(answer.wsgi_request, "operation", None)
        if operation and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(READ_BACK, [operation])
                seen.journal = list(cursor.fetchall())
        return seen, answer.headers.get("Location", "")


@contextmanager
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def walk(
    world: World,
    visitor: Visitor,
    *,
    through: list[Door] | None = None,
    among: frozenset[str] | None = None,
    methods: tuple[str, ...] = READING,
) -> list[str]:
    """Everything that was wrong, in words. Empty: the walls stand. `among` makes it a sample."""
    wrong: list[str] = []
    nothing: dict[tuple[object, ...], Any] = {}
    for door in through if through is not None else doors():
        asked = list(asks(world, door, among=among, methods=methods))
        for ask in _sampled(visitor.actor, asked) if among else asked:
            for place, seen in enumerate(visitor.asks(ask)):
                found = list(_judge(world, visitor.actor, ask, seen, first=place == 0))
                if place == 0:
                    found += _unlike_nothing(visitor.actor, ask, seen, nothing)
                who = visitor.actor.name if visitor.actor else "Nobody"
                wrong += [f"{who} {ask.method} {door.name} {'/'.join(ask.owners) or '-'}: {why}" for why in found]
    return wrong


def _sampled(actor: Actor | None, asked: list[Ask]) -> Iterator[Ask]:
    """At a door that stays shut twice, and about what is not in sight with one form only."""
    if expected(actor, asked[0]) in ("login", "forbidden"):
        yield from (asked[0], asked[-1])
        return
    tried = set()
    for ask in asked:
        if expected(actor, ask) != "missing" or ask.ids not in tried:
            yield ask
        tried.add(ask.ids)


def expected(actor: Actor | None, ask: Ask) -> str:
    """What this answer should be: login, forbidden, missing or open."""
    if ask.door.name in rules.PUBLIC:
        return "open"
    if actor is None:
        return "login"
    if not rules.opens(actor, ask.door.name):
        return "forbidden"
    door = ask.door.name
    if ask.ids and not (
        ask.owners and ask.belongs and all(rules.sees(actor, owner, door=door) for owner in ask.owners)
    ):
        return "missing"
    return "open"


def _judge(world: World, actor: Actor | None, ask: Ask, seen: Seen, *, first: bool) -> Iterator[str]:
    yield from _foreign(world, actor, ask, seen)
    yield from _unjournalled(world, ask, seen)
    if seen.status >= 500 and ask.door.name != "readyz":
        yield f"answers {seen.status}"
    if not first:
        return
    match expected(actor, ask):
        case "login":
            yield from _not_at_the_login(seen)
        case "forbidden":
            yield from _not_refused(seen, 403)
            if any(OBJECTS.search(statement) for statement in seen.statements):
                yield "looks before it refuses"
        case "missing":
            yield from _not_refused(seen, 404)
        case _:
            yield from _not_opened(world, actor, ask, seen)


def _not_opened(world: World, actor: Actor | None, ask: Ask, seen: Seen) -> Iterator[str]:
    if seen.status in (401, 403, 404) and ask.door.name not in MAY_FIND_NOBODY:
        yield f"is open, and answers {seen.status}"
    if ask.door.name == "intake:conversation" and ask.method == "GET" and _unsaid(world, actor, ask, seen):
        yield "does not say that a case runs"
    if _must_register(actor, ask) and seen.status != 302:
        yield "does not register what was asked"
    if actor is rules.MIRA and _only_in_zuid(ask) and seen.written:
        yield f"a role in another team writes {sorted(seen.written)}"


def _unsaid(world: World, actor: Actor | None, ask: Ask, seen: Seen) -> bool:
    """No wrong door: who answers the phone again is told of the case that runs."""
    about = rules.ABOUT.get(ask.owners[0].split(":")[1], "") if ask.owners else ""
    told = {world.canaries[text] for text in canaries(world, seen.body)}
    return bool(actor and about and rules.knows(actor, about, ask.door.name)) and f"number:{about}" not in told


def _must_register(actor: Actor | None, ask: Ask) -> bool:
    """Receipt is never refused: who holds a conversation makes it a case for a team of the own municipality."""
    finishes = ask.door.name == "intake:finish" and ask.method == "POST" and ask.owners != ("conversation:finished",)
    return finishes and ask.answers.get("outcome") == "new_case" and rules.FINDERS.get(actor) == "hoogeveen"


def _only_in_zuid(ask: Ask) -> bool:
    place = ask.owners[0].split(":")[1] if ask.owners else ""
    return place in rules.NOORD_SHARED and ask.door.name in rules.NOT_IN_NOORD


def _foreign(world: World, actor: Actor | None, ask: Ask, seen: Seen) -> Iterator[str]:
    for text in canaries(world, seen.everything):
        owner = world.canaries[text]
        if UUID_LIKE.match(text) and rules.reads_ids(actor, owner, ask.door.name):
            continue
        if ask.door.name in rules.BY_LINK and owner in ask.owners:
            continue
        if text not in ask.sent and not rules.sees(actor, owner, door=ask.door.name):
            yield f"shows {owner} ({text})"


def canaries(world: World, answer: bytes) -> set[str]:
    return {text for text in map(bytes.decode, SHAPE.findall(answer)) if text in world.canaries}


def _unjournalled(world: World, ask: Ask, seen: Seen) -> Iterator[str]:
    """What was shown stands in the journal, by the thing itself, its case or its resident."""
    named = {id for _act, _result, object_id, subjects in seen.journal for id in (object_id, *subjects)}
    for text in canaries(world, seen.everything) - ask.sent:
        owner = world.canaries[text]
        thing = world.things.get(owner.replace("number:", "case:"))
        listed = owner.endswith(":nameless") and any(act == "case:list" for act, *_rest in seen.journal)
        if thing and not UUID_LIKE.match(text) and not named & thing.named_by and not listed:
            yield f"shows {owner} and the journal does not know"
    if ask.door.name in rules.JOURNALLED and seen.status == 200 and not seen.journal:
        yield "is read and the journal does not know"


def _not_at_the_login(seen: Seen) -> Iterator[str]:
    if seen.status != 302 or not seen.headers.get("Location", "").startswith(reverse("account_login")):
        yield f"answers {seen.status} to who has not signed in"
    if seen.written:
        yield f"writes {sorted(seen.written)}"


def _not_refused(seen: Seen, status: int) -> Iterator[str]:
    # A method a page does not have is refused as such, before it looks for anything.
    if seen.status != status and not (status == 404 and seen.status == 405):
        yield f"answers {seen.status}, not {status}"
    if seen.written:
        yield f"writes {sorted(seen.written)}"
    if seen.status == status and "denied" not in {result for _act, result, *_rest in seen.journal}:
        yield "refuses and the journal does not know"


def _unlike_nothing(actor: Actor | None, ask: Ask, seen: Seen, nothing: dict[tuple[object, ...], Any]) -> Iterator[str]:
    """What is not in sight looks exactly like what does not exist."""
    if not ask.ids or expected(actor, ask) != "missing":
        return
    like = nothing.setdefault((ask.door.name, ask.method), seen.without(ask))
    if seen.without(ask) != like:
        yield "differs from what does not exist"
