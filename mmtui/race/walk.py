"""One step of a CPU as others see it: with the lock before it, and with what nobody can see after it."""

from __future__ import annotations

from typing import NamedTuple

from mmtui.race.locks import Sharing
from mmtui.race.perform import Watch, perform, visible
from mmtui.race.steps import Change, Free, Look, Memory, Step, Steps, Take


class Done(NamedTuple):
    """A step that was done, and its answer."""

    step: Step
    answer: int


class Walker(NamedTuple):
    """What it takes to let a CPU go a step."""

    cpu: str
    watch: Watch
    sharing: Sharing

    def walk(self, steps: Steps, step: Step | None, memory: Memory) -> tuple[Step | None, list[Done]] | None:
        """Do what belongs together, and return what comes next and what was done; None if the CPU waits."""
        done: list[Done] = []
        begun = over = False
        while step is not None:
            answer: int | None = 0
            if not isinstance(step, (Take, Free)) or self.sharing.lock(step, self.cpu):
                seen = self._visible(step)
                if (over and seen) or (begun and isinstance(step, Take)):
                    break
                answer = perform(step, memory, self.watch)
                if answer is None:
                    return None
                begun, over = True, over or seen or isinstance(step, Free)
            done.append(Done(step, answer or 0))
            step = following(steps, answer)
        return step, done

    def _visible(self, step: Step) -> bool:
        if isinstance(step, Change):
            self.sharing.change(step, self.cpu)
        seen = visible(step, self.watch)
        return seen and not (isinstance(step, Look) and not self.sharing.look(step, self.cpu))


def following(steps: Steps, answer: int | None) -> Step | None:
    """Return the step that follows an answer; None at the end."""
    try:
        return steps.send(answer)  # type: ignore[arg-type]
    except StopIteration:
        return None
