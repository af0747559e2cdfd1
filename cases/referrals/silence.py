"""Referrals that went silent: once a day each is noticed, in a message of its own."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts import access
from cases.referrals.answering import actions
from cases.referrals.models import Knock, Referral
from ledger import jobs, outbox

SILENT = "referral.silent"
KNOCKS_KEPT = timedelta(days=1)


def spread(*, at: datetime) -> int:
    """Write the messages of this day; how many."""
    today = timezone.localdate(at)
    with access.system("referrals", at=at):
        if not jobs.first_in_slot("referrals", slot=today.isoformat(), at=at):
            return 0
        Knock.objects.filter(hour__lt=at - KNOCKS_KEPT).delete()
        silent = list(Referral.objects.to_notice(on=today).values_list("pk", flat=True))
        for referral in silent:
            key = f"{SILENT}:{referral}:{today}"
            outbox.put(SILENT, key=key, stream=referral, payload={"referral": str(referral)}, at=at)
    return len(silent)


def notice(payload: outbox.Payload, at: datetime) -> None:
    """The outbox's effect: remind or stop waiting, in the transaction that marks the message done."""
    actions.notice_silence(referral=UUID(payload["referral"]), at=at)
