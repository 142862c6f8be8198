"""One CPU's task as an automaton: what it looks at, and what its next step then adds to the state.

The task's generators run once for each position and answer; afterwards a step is a look-up.
"""

from __future__ import annotations

from collections.abc import Hashable
from time import monotonic
from typing import NamedTuple

from mmtui.race.frozen import Freezer, Opaque
from mmtui.race.kernel import Kernel
from mmtui.race.packed import Fields, TooNarrow, View
from mmtui.race.steps import Step, Steps
from mmtui.race.tasks import Task
from mmtui.race.walk import Walker, following

MAX_STEPS = 20_000
"""Answers that lead to one position; a task that takes more is taken to loop for ever."""


class Position(NamedTuple):
    """Where a task stands: by which answers it got there, and what it does next."""

    answers: tuple[int, ...]
    step: Step | None


class Endless(Exception):
    """A task that never ends."""


class Program:
    """A task that can be asked for its next step in any state.

    ``table[state & masks[position]]`` is what the step adds to the state, 0 when the CPU has to wait or is
    done; what is not in the table yet, ``change()`` finds.  ``masks`` has by position the bits on which the
    step depends, as far as it has been done; what was found with fewer bits stays right, for it was found
    without a look at the others.
    """

    def __init__(
        self, task: Task, kernel: Kernel, fields: Fields, walker: Walker, shift: int, width: int
    ) -> None:
        self.task, self.kernel, self.fields, self.walker = task, kernel, fields, walker
        self.shift = shift
        self.lowest = (1 << width) - 1
        self.entered: float | None = None
        """When the task's own code was entered, by ``time.monotonic()``; None while it does not run."""
        self.table: dict[int, int] = {}
        self.waits = False
        """In some state the CPU, which is not done, cannot go on."""
        self.after: dict[int, set[int]] = {}
        """To which positions a step has led, from each."""
        self.positions: list[Position] = []
        self.masks: list[int] = []
        self._numbers: dict[Hashable, int] = {}
        self._paused: dict[int, Steps] = {}
        self._freezer = Freezer()
        self._number(None, (), None)  # position 0 is the end of the task
        steps = task.steps(kernel)
        self.start = self._number(following(steps, None), (), steps) << shift

    def change(self, state: int) -> int:
        """Return what the next step adds to a state; 0 when the CPU waits or is done."""
        seen = state & self.masks[state >> self.shift & self.lowest]
        return self.table[seen] if seen in self.table else self._found(state)

    def _found(self, state: int) -> int:
        # done once, and remembered for all states that look the same
        number = state >> self.shift & self.lowest
        view, self.entered = View(self.fields, state), monotonic()
        change = self._done(number, view) if self.positions[number].step is not None else 0
        self.entered = None
        self.waits = self.waits or (not change and number != 0)
        self.masks[number] |= view.touched
        self.table[state & self.masks[number]] = change
        return change

    def _done(self, number: int, view: View) -> int:
        answers, step = self.positions[number]
        steps = self._paused_at(number)
        walked = self.walker.walk(steps, step, view)
        if walked is None:
            return 0
        step, done = walked
        there = self._number(step, (*answers, *(each.answer for each in done)), steps)
        self._paused[there] = steps
        self.after.setdefault(number, set()).add(there)
        return view.change + (there - number << self.shift)

    def _paused_at(self, number: int) -> Steps:
        # one that stopped here, whatever it was told before, or a new one
        if steps := self._paused.pop(number, None):
            return steps
        steps = self.task.steps(self.kernel)
        following(steps, None)
        for answer in self.positions[number].answers:
            following(steps, answer)
        return steps

    def _number(self, step: Step | None, answers: tuple[int, ...], steps: Steps | None) -> int:
        key = self._key(step, answers, steps)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.positions)
            if len(answers) > MAX_STEPS:
                raise Endless(f"CPU {self.task.name} has not ended after {MAX_STEPS:,} steps")
            if number > self.lowest:
                raise TooNarrow
            self.positions.append(Position(answers, step))
            self.masks.append(self.lowest << self.shift)
        return number

    def _key(self, step: Step | None, answers: tuple[int, ...], steps: Steps | None) -> Hashable:
        # positions are compared by what the paused generators hold, or by all answers where that is not known
        if step is None or steps is None:
            return "ended"
        try:
            return self._freezer.paused(steps)
        except Opaque:
            return answers
