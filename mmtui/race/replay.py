"""A schedule, run step by step without any search: what every step does can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.errors import UsageError
from mmtui.race.kernel import Kernel
from mmtui.race.locks import Sharing
from mmtui.race.perform import Watch
from mmtui.race.stand import Stand, stand_of
from mmtui.race.steps import Key, Step, Steps, Take
from mmtui.race.tasks import Task
from mmtui.race.walk import Done, Walker, following


class Plain(dict[Key, int]):
    """The shared memory as a dict; what is missing is 0."""

    def __missing__(self, key: Key) -> int:
        return 0

    def add(self, key: Key, value: int) -> None:
        self[key] = self[key] + value


class Move(NamedTuple):
    """One step of one CPU."""

    cpu: str
    done: tuple[Done, ...]
    """What belongs together: an access that others can see, and what goes with it."""
    memory: dict[Key, int]
    """Everything as it is afterwards."""
    ended: bool
    """The CPU is done."""
    stands: Stand = Stand(None)
    """Where the CPU stands now."""


class _Lane:
    # a CPU on its way
    def __init__(self, task: Task, kernel: Kernel, walker: Walker) -> None:
        self.steps: Steps = task.steps(kernel)
        self.walker = walker
        self.step: Step | None = following(self.steps, None)


def replayed(
    kernel: Kernel, tasks: tuple[Task, ...], watch: Watch, sharing: Sharing, schedule: str
) -> Iterator[Move]:
    """Yield the moves of a schedule, the letters of the CPUs in the order in which they step.

    Raises ``UsageError`` for a CPU that there is not, that is done, or that has to wait.
    """
    memory = Plain(kernel.ground.start)
    lanes = {task.name: _Lane(task, kernel, Walker(task.name, watch, sharing)) for task in tasks}
    for at, cpu in enumerate(schedule, 1):
        lane = lanes.get(cpu)
        if lane is None or lane.step is None:
            state = f"there is no CPU {cpu}" if lane is None else f"CPU {cpu} is done"
            raise UsageError(f"step {at} of the schedule: {state}; the CPUs are {', '.join(lanes)}")
        walked = lane.walker.walk(lane.steps, lane.step, memory)
        if walked is None:
            waits_for = lane.step.lock if isinstance(lane.step, Take) else lane.step
            raise UsageError(f"step {at} of the schedule: CPU {cpu} waits for {waits_for!r}")
        lane.step, done = walked
        stands = stand_of(lane.steps, lane.step)
        yield Move(cpu, tuple(done), dict(memory), lane.step is None, stands)
