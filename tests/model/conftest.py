from __future__ import annotations

from collections.abc import Callable

import pytest

from mmtui.kernel.draft import Draft
from mmtui.kernel.execute import Result, execute
from mmtui.kernel.profile import OWN_RULES, Rules, profile_of
from mmtui.model.events import Event
from mmtui.model.ops import parse_script
from mmtui.model.world import World


class Machine:
    """The kernel model alone: runs scripts, keeps the events of the last operation."""

    def __init__(self, pages_per_pmd: int = 8, kernel: str = "6.1", rules: Rules = OWN_RULES) -> None:
        self.world = World(pages_per_pmd)
        self.profile = profile_of(kernel, rules)
        self.events: list[Event] = []
        self.result = Result()

    def run(self, script: str) -> World:
        for op in parse_script(script):
            draft = Draft(self.world, self.profile)
            self.events = []
            steps = execute(draft, op)
            while True:
                try:
                    self.events.append(next(steps))
                except StopIteration as end:
                    self.result = end.value
                    break
            self.world = draft.frozen()
        return self.world

    @property
    def told(self) -> list[str]:
        return [str(event) for event in self.events]


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def machine_of() -> Callable[..., Machine]:
    return Machine
