"""A step of a scenario file, and the two kinds that ask about the scenario's own run."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from mmtui.scenario.ask_schema import FindAskTable, PredictAskTable
from mmtui.scenario.challenges import ActAsk, BuildAsk, NameAsk, RaceAsk
from mmtui.scenario.fields import AnyAnswer, Because, Many, Prose, Table
from mmtui.scenario.values import FindAsk, Kind, PredictAsk, Step, Wrong


class WrongTable(Table):
    """A wrong answer that can be foreseen."""

    answer: AnyAnswer = Field(description="what the player says, as a whole number or a text")
    because: Because = Field(description="the name of a misconception, or a sentence of your own")

    def value(self) -> Wrong:
        """The wrong answer as a value."""
        return Wrong(self.answer, self.because)


class StepTable(Table):
    """What every step has."""

    KIND: ClassVar[Kind]

    prompt: Prose = Field(description="what the player is asked")
    hints: Many[Prose] = Field(min_length=1, max_length=10, description="a ladder: each tells a little more")

    def step(
        self,
        ask: PredictAsk | FindAsk | NameAsk | ActAsk | RaceAsk | BuildAsk,
        at: int | None,
        wrong: tuple[WrongTable, ...] = (),
    ) -> Step:
        """Return the step with what its kind asks."""
        foreseen = tuple(table.value() for table in wrong)
        return Step(kind=self.KIND, ask=ask, prompt=self.prompt, at=at, hints=self.hints, wrong=foreseen)


class QuestionTable(StepTable):
    """A step with one right answer."""

    wrong: Many[WrongTable] = Field((), max_length=20, description="wrong answers that can be foreseen")


class PredictTable(QuestionTable):
    """The player foretells a value."""

    KIND = "predict"

    kind: Literal["predict"] = Field(description="a value to be foretold")
    at: int = Field(ge=1, le=10_000, description="the operation it is asked before, counted from 1")
    ask: PredictAskTable = Field(
        description='what is asked: { counter = "_mapcount", folio = "L0", page = 3 }'
    )

    def value(self) -> Step:
        """The step as a value."""
        return self.step(self.ask.value(), self.at, self.wrong)


class FindTable(QuestionTable):
    """The player finds an operation of the run."""

    KIND = "find"

    kind: Literal["find"] = Field(description="an operation to be found")
    ask: FindAskTable = Field(description='what is looked for: { event = "last-unmap", folio = "L0" }')

    def value(self) -> Step:
        """The step as a value."""
        return self.step(self.ask.value(), None, self.wrong)
