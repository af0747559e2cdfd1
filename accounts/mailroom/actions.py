"""The verb of the mail room: a person decides about a message that did not surely arrive."""

from datetime import datetime

from accounts.access import Actor, Permission
from accounts.staff.actions import administering
from ledger import mail, review
from workflows.doubt import Decision


def decide(*, message: int, decision: Decision, by: Actor, at: datetime) -> None:
    """It arrived, send it again, or nobody needs it. Raises OutboxMessage.DoesNotExist for another's, Refused."""
    mine = review.of(by.watches_mail_in())
    about = mail.about(mine.get(pk=message))
    with administering(f"mail:{decision}", about=about, by=by, may=Permission.MAIL_WATCH):
        review.decide(mine.select_for_update().get(pk=message), decision, at=at)
