"""The kinds of step in which the player does something: names a scheme, acts, races, builds."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from mmtui.scenario.challenges import ActAsk, BuildAsk, Guess, GuessLimit, NameAsk, RaceAsk, Wanted, Wrongly
from mmtui.scenario.fields import Line, Many, Name, Table
from mmtui.scenario.goal_schema import ClauseTable, Reading
from mmtui.scenario.outline import verb_in
from mmtui.scenario.step_schema import QuestionTable, StepTable
from mmtui.scenario.values import Step


class NameTable(QuestionTable):
    """The player names the scheme that leaves the counters as they were read."""

    KIND = "name"

    kind: Literal["name"] = Field(description="a scheme to be named, one that the player may switch to")
    at: int = Field(ge=1, le=10_000, description="the operation after which was read, counted from 1")
    readings: Many[Reading] = Field(
        min_length=1,
        max_length=8,
        description='what was read: { counter = "_mapcount", folio = "L0", is = 1 }',
    )

    def value(self) -> Step:
        """The step as a value."""
        readings = tuple(reading.clause() for reading in self.readings)
        return self.step(NameAsk(readings, self.at), None, self.wrong)


Before: TypeAlias = Annotated[
    int | None,
    Field(
        ge=1, le=10_000, description="the operation before which the player takes over; without it, the end"
    ),
]


class ActTable(StepTable):
    """The player's own operations reach a goal."""

    KIND = "act"

    kind: Literal["act"] = Field(description="a goal to be reached by operations of the player's own")
    at: Before = None
    goal: Many[ClauseTable] = Field(
        min_length=1, max_length=8, description='what is to hold: { truth = "mms", folio = "L0", is = 1 }'
    )
    ops: Many[Line] = Field(
        min_length=1, max_length=40, description="operations to pick from, each as in a script"
    )
    verbs: Many[Name] = Field(
        (), max_length=40, description="what may be typed; without it, the verbs of ops"
    )
    par: int = Field(ge=1, le=20, description="the fewest operations that reach the goal")

    def value(self) -> Step:
        """The step as a value."""
        goal = tuple(clause.clause() for clause in self.goal)
        verbs = self.verbs or tuple(dict.fromkeys(verb_in(op) for op in self.ops))
        return self.step(ActAsk(goal, self.ops, verbs, self.par), self.at)


class RaceTable(StepTable):
    """The player decides which CPU steps."""

    KIND = "race"

    kind: Literal["race"] = Field(description="a race of CPUs, to break the scheme or to see that it holds")
    at: Before = None
    cpus: Many[Line] = Field(min_length=2, max_length=3, description='what each CPU does: "A dontneed r 0 2"')
    without: Many[Name] = Field((), max_length=3, description="locks that nobody takes")
    swapped: bool = Field(False, description="count maps after their entry is set, unmaps before it goes")
    wanted: Wanted = Field("broken", description="what the search says of the race")

    def value(self) -> Step:
        """The step as a value."""
        return self.step(RaceAsk(self.cpus, self.without, self.swapped, self.wanted), self.at)


class GuessTable(Table):
    """How often a guess may be wrong in one direction."""

    says: Guess = Field(description="what is guessed")
    wrongly: Wrongly = Field(description="the wrong answer that is counted, in the run of the scenario")
    at_most: int = Field(0, ge=0, le=10_000, description="how often it may be given")

    def value(self) -> GuessLimit:
        """The limit as a value."""
        return GuessLimit(self.says, self.wrongly, self.at_most)


class BuildTable(StepTable):
    """The player writes a scheme."""

    KIND = "build"

    kind: Literal["build"] = Field(description="a scheme to be written")
    start: Name = Field(description="the exercise whose file the player begins with")
    exact: Many[Name] = Field(
        min_length=1, max_length=10, description='what the scheme must know: "last-of-page"'
    )
    never_misses: Many[Name] = Field(
        (), max_length=10, description='of what a "no" of the scheme must be certain: "shared"'
    )
    never_invents: Many[Name] = Field(
        (), max_length=10, description='of what a "yes" of the scheme must be certain: "partly-mapped"'
    )
    guesses: Many[GuessTable] = Field(
        (), max_length=4, description='{ says = "shared", wrongly = "yes", at_most = 1 }'
    )
    bytes: int | None = Field(None, ge=0, le=100_000, description="its counters of a folio, at most")
    atomics: int | None = Field(None, ge=0, le=1_000_000, description="what the run may cost, at most")
    depth: int = Field(3, ge=1, le=6, description="operations of the runs that are searched")

    def value(self) -> Step:
        """The step as a value."""
        ask = BuildAsk(
            start=self.start,
            exact=self.exact,
            never_misses=self.never_misses,
            never_invents=self.never_invents,
            guesses=tuple(table.value() for table in self.guesses),
            bytes=self.bytes,
            atomics=self.atomics,
            depth=self.depth,
        )
        return self.step(ask, None)
