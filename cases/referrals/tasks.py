"""What happens to referrals by itself: once a day those that went silent are noticed, each in a message of its own."""

from datetime import datetime, timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts import access
from cases.referrals.answering import actions
from cases.referrals.models import Knock, Referral
from ledger import jobs, outbox

SILENT = "referral.silent"
KNOCKS_KEPT = timedelta(days=1)


@shared_task  # type: ignore[untyped-decorator]
def notice_silent_referrals() -> None:
    """One message per silent referral, once a day whatever the scheduler does."""
    spread(at=timezone.now())


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
