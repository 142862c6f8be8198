"""One run under several schemes, operation by operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mmtui.books import Cost
from mmtui.comparing.claims import claim_rows
from mmtui.comparing.questions import questioned
from mmtui.comparing.rows import Row, folded
from mmtui.guarded import after
from mmtui.kernel.results import Result
from mmtui.model.ops import Op
from mmtui.moment import Moment


class Step(NamedTuple):
    """What every scheme made of one operation."""

    n: int
    """Counted from 1, as in ``mmtui run``."""
    op: Op
    result: Result
    rows: tuple[Row, ...]
    costs: tuple[Cost, ...]
    """Of this operation, for each scheme."""
    faults: tuple[str, ...]
    """How each scheme broke, now or before; empty for those that did not."""

    @property
    def differing(self) -> tuple[Row, ...]:
        """The rows in which a scheme says what is not true."""
        return tuple(row for row in self.rows if row.differs)


def side_by_side(ops: Iterable[Op], firsts: Sequence[Moment]) -> Iterator[Step]:
    """Run the operations once for each scheme and yield what they say after each.

    ``firsts`` are empty machines of one kernel.  A scheme that breaks or hangs is told in ``faults``.
    """
    moments = tuple(firsts)
    for op in ops:
        before, moments = moments[0], tuple(after(moment, op) for moment in moments)
        answers = questioned(moments, before)
        rows = (*folded(claim_rows(moments)), *folded(answers.rows))
        yield Step(
            moments[0].n,
            op,
            moments[0].result,
            rows,
            tuple(moment.cost for moment in moments),
            tuple(str(moment.fault or broke) for moment, broke in zip(moments, answers.faults, strict=True)),
        )
