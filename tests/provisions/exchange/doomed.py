"""A worker that dies: it delivers what is waiting and is killed at the n-th chunk of rows (0: never).

python tests/provisions/exchange/doomed.py N
"""

import os
import signal
import sys


def main(fatal: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from accounts import access
    from ledger import outbox
    from ledger.models import OutboxMessage
    from provisions.exchange.progress import Beside

    real, chunks = Beside.went, 0

    def heard(self: Beside, done: int) -> None:
        nonlocal chunks
        real(self, done)
        chunks += 1
        if chunks == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    Beside.went = heard  # type: ignore[method-assign]
    for message in OutboxMessage.objects.filter(state="waiting", kind__startswith="directory.").order_by("id"):
        at = timezone.now()
        with access.system("deliver", at=at):
            outbox.deliver(message.id, at=at)


if __name__ == "__main__":
    main(int(sys.argv[1]))
