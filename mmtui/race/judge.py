"""What is wrong when all CPUs are done: the scheme is held to what it claims to know exactly.

Then every process exits, one after the other, and nothing must be left: a counter that is wrong and was not
asked for is found by that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mmtui.counted import counted
from mmtui.race.kernel import Kernel
from mmtui.race.machine import Machine
from mmtui.race.perform import Watch, mapped_pages, perform, said_now, true_answer
from mmtui.race.replay import Plain
from mmtui.race.steps import LASTS, NEGATIVE, NR, QUEUED, REFERENCES, WRONG, Cell, Key
from mmtui.race.tasks import Task
from mmtui.race.walk import following
from mmtui.scheme import Question

_ASKED = (Question.PAGE_MAPCOUNT, Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.SHARED)


class EndJudge:
    """Judges states in which every CPU is done.

    While CPUs are between their steps counters may say anything; once all are done they must be right.
    """

    def __init__(self, kernel: Kernel, tasks: tuple[Task, ...], watch: Watch) -> None:
        self.kernel, self.ground, self.watch = kernel, kernel.ground, watch
        self._maps = any(_MAPPING & {*op.split()[1:2]} for task in tasks for op in task.ops)

    def __call__(self, machine: Machine, state: int) -> tuple[str, ...]:
        return self.reasons(machine.values(state))

    def reasons(self, values: Mapping[Key, int]) -> tuple[str, ...]:
        """Return a sentence for everything that is wrong with these values."""
        memory = Plain(values)
        found = tuple(self._reasons(memory))
        return found or tuple(self._left_over(memory))

    def _reasons(self, memory: Plain) -> Iterator[str]:
        if memory.get(NEGATIVE):
            yield f"a counter went below zero or wrapped; at the end {_counters(memory) or 'all are 0 again'}"
        yield from self._statistics(memory)
        for question in _ASKED:
            if question in self.ground.scheme.exact:
                yield from self._question(question, memory)
        if memory.get(WRONG) and self.watch.asked:
            yield f"the answer to {self.watch.asked[0].value} was true at no moment while it was read"

    def _left_over(self, memory: Plain) -> Iterator[str]:
        # whatever the race was: when the last process is gone, every counter is as for a new folio
        for mm in dict.fromkeys(place.vma.mm for place in self.ground.places):
            for_all = self.kernel.exit(mm)
            step = following(for_all, None)
            while step is not None:
                step = following(for_all, perform(step, memory, self.watch))
        cells = (cell for cell in _cells(memory) if memory[cell])
        if memory[NEGATIVE] or not all(map(self._may_stay, cells)):
            yield f"{_AFTER}{_counters(memory) or 'a counter went below zero on the way'}"
        elif memory[NR] and {Question.LAST_OF_PAGE, Question.LAST_OF_FOLIO} & self.ground.scheme.exact:
            yield f"{_AFTER}the statistics still count {counted(memory[NR], 'page')} as mapped"

    def _may_stay(self, cell: Cell) -> bool:
        # nothing clears a flag of a file's folio before it is freed
        return cell.counter.bits == 1 and not self.ground.folio.anon

    def _statistics(self, memory: Mapping[Key, int]) -> Iterator[str]:
        ground, exact = self.ground, self.ground.scheme.exact
        mapped = mapped_pages(ground.folio, {place: memory[place] for place in ground.places})
        nr, lasts = memory.get(NR, 0), memory.get(LASTS, 0)
        if Question.LAST_OF_PAGE in exact and nr != mapped:
            are = f"{counted(mapped, 'page')} {'is' if mapped == 1 else 'are'}"
            yield f"{ground.folio}: {are} mapped at the end, and the statistics count {nr}"
        if (
            Question.LAST_OF_FOLIO in exact
            and not self._maps
            and lasts != (not mapped and ground.mapped_pages > 0)
        ):
            state = "still mapped" if mapped else "mapped no more"
            yield f"{ground.folio} is {state}, and {_times(lasts)} called last"
        partly = 0 < mapped < ground.mapped_pages == ground.folio.nr_pages and ground.folio.anon
        if Question.PARTLY_MAPPED in exact and partly and not memory.get(QUEUED):
            yield f"{ground.folio} is partly mapped at the end, and no unmap noticed"

    def _question(self, question: Question, memory: Plain) -> Iterator[str]:
        pages = self.ground.folio.pages if question is Question.PAGE_MAPCOUNT else range(1)
        for page in pages:
            said = said_now(memory, self.ground, question, page)
            true = true_answer(self.ground, memory, question, page)
            if said != true:
                where = f"[{page}]" if question is Question.PAGE_MAPCOUNT else ""
                what = f"{self.ground.folio}{where}: {question.value}"
                yield f"{what} is {true} at the end, and the scheme says {said}"


_MAPPING = frozenset({"read", "write", "fork"})


def _counters(memory: Mapping[Key, int]) -> str:
    cells = (cell for cell in _cells(memory) if memory[cell])
    return ", ".join(f"{cell} is {cell.counter.stored(memory[cell])}" for cell in cells)


def _cells(memory: Mapping[Key, int]) -> Iterator[Cell]:
    # the scheme's; references are none of its business
    return (cell for cell in memory if isinstance(cell, Cell) and cell != REFERENCES)


_AFTER = "after every process has exited: "


def _times(count: int) -> str:
    return "no unmap was" if not count else "one unmap was" if count == 1 else f"{count} unmaps were"
