"""A worker that dies while it sends: it takes what waits, one by one, and is killed at the n-th mail.

python tests/ledger/doomed_mail.py WAY N     WAY: `sent` or `unsent` (ours, killed after or before the server has it),
                                             or `naive` (send, then mark: the way that must fail); N 0: it lives
"""

import os
import signal
import sys
from typing import Any


def main(way: str, fatal: int) -> None:
    import django

    django.setup()
    from django.utils import timezone
    from writing_room import compose

    from ledger import mail, smtp, tasks
    from ledger.models import OutboxMessage

    send, count = smtp.send, 0

    def send_and_maybe_die(*given: Any, **more: Any) -> smtp.Outcome:
        nonlocal count
        count += 1
        if way == "unsent" and count == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        outcome = send(*given, **more)
        if count == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    smtp.send = send_and_maybe_die
    for message in OutboxMessage.objects.filter(state="waiting").order_by("id"):
        if way != "naive":
            tasks.deliver(message.id)
            continue
        letter = compose(message.payload, timezone.now())
        send_and_maybe_die(letter, message_id=mail.message_id_of(message.key))
        OutboxMessage.objects.filter(id=message.id).update(state="done", delivered_at=timezone.now())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
