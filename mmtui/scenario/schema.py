"""The form of a scenario file, ``format = 1``; imported only when one is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Discriminator, Field, Tag

from mmtui.kernel.profile import FaultAround, Reuse, Rules
from mmtui.scenario.challenge_schema import ActTable, BuildTable, NameTable, RaceTable
from mmtui.scenario.fields import (
    AnyAnswer,
    Counted,
    Id,
    Kernel,
    Line,
    Many,
    Name,
    Prose,
    Table,
    Title,
    Variants,
)
from mmtui.scenario.step_schema import FindTable, PredictTable
from mmtui.scenario.values import Machine, Reject, Scenario, Solution, Use

MOST_STEPS = 50

Rejected: TypeAlias = Annotated[tuple[Annotated[int, Field(ge=0)], AnyAnswer], Field(strict=False)]


class MachineTable(Table):
    """The computer, the kernel on it, and how that kernel counts."""

    scheme: Name = Field(description='the accounting scheme to begin with: "double-map"')
    kernel: Kernel = Field(description='the kernel whose behaviour is meant: "6.1"')
    pages_per_pmd: Annotated[Literal[4, 8, 16, 512], Counted] = Field(
        512, description="how many pages a PMD maps"
    )
    fault_around: FaultAround = Field(
        "kernel",
        description='what a fault maps besides: as the kernel does, or with "folio" all of its folio',
    )
    reuse: Reuse = Field(
        "kernel",
        description="when a write uses a shared page as it is: as the kernel decides, or by its mapcount",
    )
    schemes: Many[Name] = Field((), max_length=20, description="the schemes a player may switch to")

    def value(self) -> Machine:
        """The machine as a value."""
        keys = self.model_dump()
        rules = Rules(**{name: keys.pop(name) for name in Rules._fields})
        return Machine(**keys, rules=rules)


class UseTable(Table):
    """A plugin by its name; all other keys are its parameters."""

    model_config = ConfigDict(extra="allow")

    use: Name = Field(description="the name of the plugin; all other keys are its parameters")

    def value(self) -> Use:
        """The plugin and its parameters as a value."""
        return Use(self.use, self.model_extra or {})


STEPS = Variants(
    selectors=("kind",), tables=(PredictTable, FindTable, NameTable, ActTable, RaceTable, BuildTable)
)

AnyStep: TypeAlias = Annotated[
    Annotated[PredictTable, Tag("PredictTable")]
    | Annotated[FindTable, Tag("FindTable")]
    | Annotated[NameTable, Tag("NameTable")]
    | Annotated[ActTable, Tag("ActTable")]
    | Annotated[RaceTable, Tag("RaceTable")]
    | Annotated[BuildTable, Tag("BuildTable")],
    Discriminator(STEPS.tag),
]


class DebriefTable(Table):
    """What is said when the scenario is solved."""

    text: Prose = Field(description="what was to be learnt, in two sentences")


class SolutionTable(Table):
    """The reference answers, which a run confirms or not."""

    steps: Many[AnyAnswer] = Field(min_length=1, max_length=MOST_STEPS, description="the answer to each step")
    reject: Many[Rejected] = Field(
        min_length=1, max_length=200, description="wrong answers, each as [step counted from 0, answer]"
    )

    def value(self) -> Solution:
        """The solution as a value."""
        return Solution(self.steps, tuple(Reject(step, answer) for step, answer in self.reject))


class ScenarioTable(Table):
    """The whole file."""

    format: Literal[1] = Field(description="the format of this file")
    id: Id = Field(description="what it is called on the command line")
    title: Title = Field(description="the name that players see")
    chapter: int = Field(ge=0, le=99, description="the chapter of the course, from 0")
    difficulty: int = Field(ge=1, le=5, description="from 1 (easy) to 5 (hard)")
    minutes: int = Field(ge=1, le=240, description="how long it takes")
    requires: Many[Id] = Field((), max_length=20, description="the ids of scenarios to solve before")
    teaches: Line = Field(description="the one thing that is learnt, in a sentence")
    brief: Prose = Field(description="what the player reads first")
    cites: Many[Line] = Field(min_length=1, max_length=20, description="where in the kernel this lives")
    machine: MachineTable = Field(description="the computer it is played on")
    workload: UseTable = Field(description='what the processes do: use = "script" and ops')
    setup: UseTable | None = Field(None, description="what they have done before")
    step: Many[AnyStep] = Field(min_length=1, max_length=MOST_STEPS, description="a question to the player")
    debrief: DebriefTable = Field(description="what is said at the end, as text")
    solution: SolutionTable = Field(description="the reference answers, as steps and reject")

    def value(self, path: Path, source: str) -> Scenario:
        """The scenario as a value."""
        tables = {"machine", "workload", "setup", "step", "debrief", "solution"}
        return Scenario(
            **self.model_dump(exclude=tables),
            machine=self.machine.value(),
            workload=self.workload.value(),
            setup=self.setup.value() if self.setup else None,
            steps=tuple(step.value() for step in self.step),
            debrief=self.debrief.text,
            solution=self.solution.value(),
            path=path,
            source=source,
        )
