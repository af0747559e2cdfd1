"""Many at once: threads with connections of their own, let go by a barrier."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection, connections

from cases.dossier.acts import Stale
from intake.actions import Conflict
from ledger.keys import KeyReused
from workflows.refusal import Refused

ANSWERS = (Refused, Stale, Conflict, KeyReused)


@dataclass(slots=True)
class Outcomes:
    """What came of it: how many won, which answers the others got, and what should not have happened."""

    won: list[object] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    errors: list[BaseException] = field(default_factory=list)


def storm(size: int, act: Callable[[int], object]) -> Outcomes:
    """Run `act(number)` in so many threads at the same moment. Waiting for a lock is no failure here."""
    barrier, outcomes = threading.Barrier(size, timeout=120), Outcomes()

    def one(number: int) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300s'; SET statement_timeout = '300s'")
            barrier.wait()
            outcomes.won.append(act(number))
        except ANSWERS as answer:
            code = answer.refusal.code if isinstance(answer, Refused) else str(answer) or type(answer).__name__
            outcomes.answers[code] += 1
        except BaseException as error:
            outcomes.errors.append(error)
            barrier.abort() if isinstance(error, threading.BrokenBarrierError) else None
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
