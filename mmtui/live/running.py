"""A script done by the kernel under us: the records after each operation."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from mmtui.errors import ScriptError
from mmtui.kernel.results import Result
from mmtui.live.ability import check_able
from mmtui.live.frames import Frames
from mmtui.live.performer import Performer
from mmtui.live.processes import LostError
from mmtui.live.states import Record, States
from mmtui.model.ops import Op


def running(
    name: str, ops: Sequence[Op], source: str = "", *, skips: bool = False
) -> Generator[list[Record], None, None]:
    """Yield the begin record, then the records after each operation.

    Whoever stops asking closes it, and all processes are gone.  Raises ``ScriptError`` with the line for the
    first operation that this machine cannot do, before any is done, and for one that makes no sense when its
    turn comes; with ``skips`` it is left out, as in a script that was drawn at random.
    """
    if not skips:
        check_able(ops, source)
    with Performer() as performer, Frames() as frames:
        states = States(performer, frames)
        yield [states.begin(name)]
        for n, op in enumerate(map(performer.asked, ops)):
            try:
                result = performer.do(op)
            except ScriptError as error:
                if skips:
                    continue
                raise ScriptError(error.problem, source=source, line=op.line) from None
            yield _read(states, n, op, result)


def _read(states: States, n: int, op: Op, result: Result) -> list[Record]:
    try:
        return list(states.after(n, op, result))
    except (FileNotFoundError, ProcessLookupError):  # /proc has it no more
        raise LostError("a process of the script died") from None
