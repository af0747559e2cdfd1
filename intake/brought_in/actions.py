"""A facility brings somebody in through its own link (no wrong door): it becomes a conversation at the front desk."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, When
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts.models import Team
from cases.dossier.models import Channel
from cases.referrals import links
from cases.referrals.models import FacilityLink
from intake.models import Conversation, Question, Revision
from ledger import journal, keys, operation
from provisions.models import Provision
from workflows.refusal import Refusal, Refused

TOO_MANY = Refusal(
    "brought_in_too_many",
    gettext_lazy("Many people were brought in through this link in the last hour. Wait a while, or call us."),
)
ONCE = "intake_conversation_pkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The minimum: the question in own words, who asks it or how to reach them, and whether they agree to this.

    `caller`: how to reach the facility itself, needed where the person did not agree to give a name.
    """

    question: str
    agreed: bool
    who: str = ""
    reach: str = ""
    caller: str = ""


def bring_in(*, proof: str, brought: Brought, at: datetime, key: UUID | None = None) -> Conversation:
    """Write down what a facility asks for somebody, for the desk of its municipality to take up.

    `proof`: the keyed hash of the token that was presented; `key` names this one sending, which arrives once. Raises
    FacilityLink.DoesNotExist for a link that does not work, Refused when it was used too often in this hour.
    """
    with access.bringing_in(proof=proof, at=at), transaction.atomic():
        link = alive(proof, at)
        operation.current().municipality = link.municipality_id
        talk = Conversation(
            id=_named(link, brought, key),
            team=_desk(link.municipality_id),
            brought_by_id=link.provision_id,
            channel=Channel.PARTNER,
            text=_note(link, brought),
            version=1,
            saved_at=at,
            started_at=at,
        )
        if not _is_new(talk):
            return talk
        if links.knock("facility", str(link.id), at=at) > links.BROUGHT_IN_PER_HOUR:
            raise Refused(TOO_MANY)
        Revision(id=uuid.uuid4(), conversation=talk, version=1, text=talk.text, at=at).save(force_insert=True)
        asked = Question(id=uuid.uuid4(), conversation=talk, position=1, own_words=brought.question.strip())
        asked.save(force_insert=True)
        journal.note("facility:brought_in", about=("conversation", talk.id))
    return talk


def _named(link: FacilityLink, brought: Brought, key: UUID | None) -> UUID:
    """The id of what is brought in: the same for the same words sent again, and never one that the sender chose."""
    told = ((name, str(value)) for name, value in asdict(brought).items())
    return uuid.uuid5(link.id, keys.fingerprint(str(key), told)) if key else uuid.uuid4()


def _is_new(talk: Conversation) -> bool:
    """Whether this is the first sending. Nobody reads through a facility's link: the database's own answer tells."""
    try:
        with transaction.atomic():
            talk.save(force_insert=True)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != ONCE:
            raise
        return False
    return True


def alive(proof: str, at: datetime) -> FacilityLink:
    """The link that was presented. Raises FacilityLink.DoesNotExist when there is none that works.

    That of a facility that is offered no more does not work either.
    """
    offered = {"provision__withdrawn_on": None, "provision__status__in": Provision.OFFERED}
    found = FacilityLink.objects.select_related("provision", "municipality")
    return found.get(token_hash=proof, revoked_at=None, expires_at__gt=at, **offered)


def _desk(municipality: str) -> Team:
    """The front desk; where there is none, another team that takes calls."""
    desks = Case(When(kind=Team.Kind.DESK, then=0), default=1)
    found = Team.objects.open().filter(municipality=municipality).order_by(desks, "name").first()
    if found is None:
        raise Team.DoesNotExist
    return found


def _note(link: FacilityLink, brought: Brought) -> str:
    """What the desk reads first: who brings whom in, and how to reach them. The question stands by itself."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [_("Brought in by %(place)s.") % {"place": link.provision.name}]
        told = (
            (_("Who: %(what)s"), brought.who),
            (_("Reach: %(what)s"), brought.reach),
            (_("Call the facility: %(what)s"), brought.caller),
        )
        lines += [line % {"what": " ".join(text.split())} for line, text in told if text.strip()]
        agreed = (
            _("The person agrees to this.") if brought.agreed else _("The person was not asked, or does not agree.")
        )
        return "\n".join([*lines, agreed])
