"""What happens to referrals by itself, by the clock."""

from celery import shared_task
from django.utils import timezone

from cases.referrals import silence


@shared_task  # type: ignore[untyped-decorator]
def notice_silent_referrals() -> None:
    """One message per silent referral, once a day whatever the scheduler does."""
    silence.spread(at=timezone.now())
