"""Where the kernel has no PR_SET_PDEATHSIG: runs a command and ends it when standard input closes.

    python -m config.local.leash SIGNAL COMMAND...

Our parent holds the other end of standard input; it closes however the parent dies.
"""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType


def main(argv: list[str]) -> int:
    number = signal.Signals(int(argv[0]))
    child = subprocess.Popen(argv[1:], stdin=subprocess.DEVNULL)

    def pass_on(received: int, _frame: FrameType | None) -> None:
        child.send_signal(received)

    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(name, pass_on)
    threading.Thread(target=_watch, args=(child, number), daemon=True).start()
    return child.wait()


def _watch(child: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    while os.read(0, 1):
        pass
    child.send_signal(number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
