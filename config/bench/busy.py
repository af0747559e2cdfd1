"""What four clients at once meet in Trede, beside the floor of the same rounds, over the same lines."""

from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from uuid import UUID

from django.db import connections

from config.bench import compared, crowd, sides, trede
from config.bench.crowd import CLIENTS, Act
from config.bench.rows import Row
from config.bench.serving import Ask, in_turn
from config.bench.sides import Side
from config.bench.web import Line

WORKERS = 2  # as config.gunicorn has them where nobody says otherwise
RACES = 5  # cases that all clients move by the same version
Asks = Callable[[Line, int], Iterable[Ask]]


def rows(here: Side, lines: Sequence[Line], *, rounds: int) -> list[Row]:
    """`lines`: one for each client. Raises NotServed at any answer that was not due."""
    connections["default"] = here.session
    moved: list[UUID] = []

    def moves(line: Line, times: int) -> Iterable[Ask]:
        cases = [trede.registered(here.who) for _ in range(times)]
        moved.extend(cases)
        return [trede.pressed(line, here.who, case) for case in cases]

    def creates(line: Line, times: int) -> Iterable[Ask]:
        return list(trede.finishing(line, here.who, times))

    acts = {sides.R3: _bare(here, lines)} | {
        path: _act(asks, lines, rounds) for path, asks in ((sides.MOVE, moves), (sides.CREATE, creates))
    }
    waits = crowd.waits(acts, rounds=rounds)
    raced = {case: _race(here, lines, case) for case in (trede.registered(here.who) for _ in range(RACES))}
    wrong = crowd.without_one_winner(raced) | trede.not_started_once(here.who, [*moved, *raced])
    return [*_slower(waits), Row(compared.WINNERS, "0 cases", float(len(wrong)), 0)]


def _slower(waits: dict[str, float]) -> list[Row]:
    return [
        Row(compared.at_once(path), compared.at_once(sides.R3), waits[path] / waits[sides.R3], compared.CROWD)
        for path in (sides.MOVE, sides.CREATE)
    ]


def _act(asks: Asks, lines: Sequence[Line], rounds: int) -> Act:
    alone, each = crowd.calls(rounds)
    return Act(in_turn(asks(lines[0], alone)), [in_turn(asks(line, each)) for line in lines])


def _bare(here: Side, lines: Sequence[Line]) -> Act:
    """Each client moves cases that no other moves."""
    together = [
        in_turn(sides.bare_moves(here, line, first=place, step=CLIENTS)) for place, line in enumerate(lines, start=1)
    ]
    return Act(in_turn(sides.bare_moves(here, lines[0])), together)


def _race(here: Side, lines: Sequence[Line], case: UUID) -> list[Ask]:
    answers = (HTTPStatus.FOUND, HTTPStatus.CONFLICT)
    return [trede.pressed(line, here.who, case, expects=answers) for line in lines]
