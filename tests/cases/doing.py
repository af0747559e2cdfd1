"""Any verb, done by one of the cast."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.access import Actor
from accounts.models import Mandate, Membership, Role, User
from cases.dossier.models import Case, Contact, Deadline, Task
from tests import cast
from tests.cast import AT, COEVORDEN, EYE, NOORD, SINCE, TESS, acting

JOOP = cast._person("Joop", cast._post(NOORD, Role.TEAM, frozenset({"jeugd"})))
DORA = cast._person("Dora", cast._post(NOORD, Role.DECISION))
DIEN = cast._person("Dien", cast._post(COEVORDEN, Role.DECISION))
MORE = {JOOP: NOORD, DORA: NOORD, DIEN: COEVORDEN}


def do(verb: Callable[..., Any], *, by: Actor = TESS, at: datetime = AT, **given: Any) -> Any:
    with acting(by, at=at):
        return verb(by=by, at=at, **given)


def enter_more() -> None:
    """Joop works in Noord for youth only; Dora decides there too, and Dien in Coevorden: both under every law."""
    laws = sorted(cast.ALL_LAWS)
    for one, team in MORE.items():
        User.objects.create(id=one.id, email=cast.email_of(one), name=one.name)
        (post,) = one.posts
        held = {"role": post.role, "laws": sorted(post.laws), "valid_from": SINCE}
        Membership.objects.create(user_id=one.id, team_id=team, **held)
        if post.role == Role.DECISION:
            signs = {"municipality_id": post.municipality, "laws": laws, "source": "Mandaatbesluit"}
            Mandate.objects.create(user_id=one.id, valid_from=SINCE, **signs)


def running(case: Case) -> dict[str, Any]:
    """The clocks that run, with their ends."""
    with acting(EYE):
        return dict(Deadline.objects.running().filter(case=case).values_list("rule", "end"))


def tasks(case: Case) -> list[tuple[str, str]]:
    with acting(EYE):
        return sorted(Task.objects.open().filter(case=case).values_list("kind", "law"))


def words(case: Case) -> list[str]:
    """What was said, in the order of the events."""
    with acting(EYE):
        return list(Contact.objects.filter(case=case).order_by("seq").values_list("said", flat=True))


def told(case: Case) -> list[str]:
    return [event.kind for event in cast.events_of(case)]
