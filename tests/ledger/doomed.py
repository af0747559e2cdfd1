"""A worker that dies: it delivers what is waiting and is killed while it is at the n-th message.

python tests/ledger/doomed.py RECEIVER N     RECEIVER is `atomic` (ours) or `plain` (the way that must fail)
"""

import os
import signal
import sys


def main(receiver: str, fatal: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from accounts import access, actions
    from ledger import outbox
    from ledger.models import OutboxMessage

    done = 0

    def effect_then_maybe_die(payload: outbox.Payload, at: object) -> None:
        nonlocal done
        actions.deliver_notice(payload, timezone.now())
        done += 1
        if receiver == "atomic" and done == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    outbox.register("notice", effect_then_maybe_die)
    for message in OutboxMessage.objects.filter(state="waiting").order_by("id"):
        at = timezone.now()
        if receiver == "atomic":
            with access.system("deliver", at=at):
                outbox.deliver(message.id, at=at)
            continue
        with access.system("deliver", at=at):
            effect_then_maybe_die(message.payload, at)
        if done == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        OutboxMessage.objects.filter(id=message.id).update(state="done", delivered_at=at)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
