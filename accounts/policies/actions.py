"""The one verb of policy: a line is written, from a day on. What was, stays readable."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission
from accounts.models import Municipality, PolicyLine
from accounts.policy import policy_of
from accounts.staff.actions import administering
from workflows.posting import STRANGE_YEAR, YEARS_AHEAD
from workflows.refusal import Refusal, Refused

FROM_TODAY = Refusal("policy.from_today", _("Policy of the past stays as it was. Let this hold from today or later."))
WORDING_STAYS = Refusal("policy.wording_stays", _("A step can't do without wording. Write another one instead."))
CHANGED_MEANWHILE = Refusal(
    "policy.changed_meanwhile", _("A colleague wrote this line too. Look at it on this page, then send yours again.")
)
SOURCE_OR_EXAMPLE = Refusal(
    "policy.source_or_example", _("Name the source, or say that it is an example. Not both, not neither.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """What a line of policy will say. `source` is empty for an example."""

    text: str
    valid_from: date
    law: str = ""
    title: str = ""
    phone: str = ""
    open_when: str = ""
    crisis: bool = False
    checked_on: date | None = None
    source: str = ""
    source_url: str = ""
    example: bool = False
    withdrawn: bool = False


def write_line(
    *,
    line: UUID,
    municipality: str,
    kind: str,
    key: str,
    says: NewLine,
    by: Actor,
    at: datetime,
    seen: str | None = None,
) -> PolicyLine:
    """Write a line of one's own municipality. `seen` is the id of the newest one that was read, empty for none.

    Raises Municipality.DoesNotExist, Refused; KeyError for no step.
    """
    with administering("policy:write", about=("policy", line), by=by, reason=kind, may=Permission.POLICY_MANAGE):
        place = Municipality.objects.select_for_update().get(pk=municipality, code__in=by.administers())
        if seen is not None and seen != _newest(place, kind, key):
            raise Refused(CHANGED_MEANWHILE)
        _check(place, kind, key, says, on=timezone.localdate(at))
        return PolicyLine.objects.create(
            id=line, municipality=place, kind=kind, key=key, by_id=by.id, at=at, **asdict(says)
        )


def _newest(place: Municipality, kind: str, key: str) -> str:
    lines = PolicyLine.objects.filter(municipality=place, kind=kind, key=key).order_by("-valid_from", "-at", "-id")
    return str(lines.values_list("pk", flat=True).first() or "")


def _check(place: Municipality, kind: str, key: str, says: NewLine, *, on: date) -> None:
    if kind == PolicyLine.Kind.WORDING:
        policy_of(place.code, on=on).wording[key]
    if kind == PolicyLine.Kind.WORDING and says.withdrawn:
        raise Refused(WORDING_STAYS)
    if bool(says.source) == says.example:
        raise Refused(SOURCE_OR_EXAMPLE)
    if says.valid_from < on:
        raise Refused(FROM_TODAY)
    if says.valid_from.year > on.year + YEARS_AHEAD:
        raise Refused(STRANGE_YEAR)
