"""The machine of a search: a layout for states, and a program for each CPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mmtui.race.kernel import Kernel
from mmtui.race.locks import Contended, Shared, Sharing
from mmtui.race.packed import NARROW, Fields, TooNarrow
from mmtui.race.perform import Watch
from mmtui.race.program import Program
from mmtui.race.steps import LASTS, NR, Key, Table
from mmtui.race.tasks import Task
from mmtui.race.walk import Walker

R = TypeVar("R")


_MIDDLE = 1 << 14
_WIDE = 16
"""Bits of a field that is added to without a look, and where in it 0 is."""


class Machine:
    """A layout for states, and a program for each CPU."""

    def __init__(
        self,
        kernel: Kernel,
        tasks: tuple[Task, ...],
        watch: Watch,
        *,
        width: int,
        widths: dict[Key, int],
        contended: frozenset[Shared],
    ) -> None:
        self.ground, self.tasks = kernel.ground, tasks
        self.fields = Fields(width * len(tasks), widths)
        self.sharing = Sharing(contended, watch.without)
        self.programs = tuple(
            Program(task, kernel, self.fields, Walker(task.name, watch, self.sharing), at * width, width)
            for at, task in enumerate(tasks)
        )
        # these two are added to without a look (View.add), so they must not borrow from their neighbours
        self._added: dict[Key, int] = {key: self.ground.start.get(key, 0) + _MIDDLE for key in (NR, LASTS)}
        self.start = self.fields.packed({**self.ground.start, **self._added})
        self.start += sum(program.start for program in self.programs)
        self.running = (1 << width * len(tasks)) - 1
        """The bits that are all 0 when every CPU is done."""

    def values(self, state: int) -> dict[Key, int]:
        """Return everything that is in a state but the CPUs' positions."""
        values = {key: field.value(state) for key, field in self.fields.known().items()}
        return values | {key: values[key] - _MIDDLE for key in self._added}

    def ended(self, state: int, cpu: int) -> bool:
        """Tell whether a CPU is done."""
        program = self.programs[cpu]
        return not state >> program.shift & program.lowest

    def step(self, state: int, cpu: int) -> int:
        """Return what the next step of a CPU adds to a state; 0 when it waits or is done."""
        return self.programs[cpu].change(state)


def on_machine(kernel: Kernel, tasks: tuple[Task, ...], watch: Watch, run: Callable[[Machine], R]) -> R:
    """Return what a search comes to, on a machine with wide enough fields that knows which locks matter.

    Both are found out by trying: the search begins anew until nothing is too narrow.
    """
    width, contended = 9, frozenset[Shared]()
    widths: dict[Key, int] = {NR: _WIDE, LASTS: _WIDE}
    for place in kernel.ground.places:  # a bit for each page, one for the PMD, and the sign
        widths[place] = kernel.ground.folio.nr_pages + 2
        widths[Table(place.vma.mm, place.table)] = 2
    while True:
        try:
            return run(Machine(kernel, tasks, watch, width=width, widths=widths, contended=contended))
        except TooNarrow as narrow:
            if narrow.key is None:
                width += 3
            else:
                widths[narrow.key] = 2 * widths.get(narrow.key, NARROW)
        except Contended as found:
            contended |= {found.shared}
