"""The form of a goal: clauses, each a question as in a ``predict`` and what its answer has to be."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field, Tag

from mmtui.scenario.ask_schema import (
    Counter,
    FolioClaimOf,
    FolioTruthOf,
    PageClaimOf,
    PageTruthOf,
    RegionTruthOf,
)
from mmtui.scenario.challenges import TESTS, CheckerAsk, Clause
from mmtui.scenario.fields import AnyAnswer, Name, Table, Variants
from mmtui.scenario.values import SUBJECTS, PredictAsk


class _Tested(Table):
    # exactly one of them: rules.py sees to it, for it can say so better
    is_: AnyAnswer | None = Field(
        None, alias="is", description='a number, yes or no; of "says" also true or untrue'
    )
    is_not: AnyAnswer | None = Field(None, alias="is-not", description="a number that it is not")
    at_least: int | None = Field(None, alias="at-least", description="the smallest number that will do")
    at_most: int | None = Field(None, alias="at-most", description="the largest number that will do")

    def value(self) -> PredictAsk:
        """The question as a value."""
        raise NotImplementedError

    def clause(self) -> Clause:
        """The clause as a value."""
        given = (self.is_, self.is_not, self.at_least, self.at_most)
        tests = ((test, value) for test, value in zip(TESTS, given, strict=True) if value is not None)
        # with none of them or with several, goal_rules.py says so, and the clause is not used
        test, value = next(tests, (TESTS[0], 0))
        return Clause(self.value(), test, value)  # type: ignore[arg-type]  # goal_rules.py knows the words


class CounterClause(Counter, _Tested):
    """What is to be stored in a counter."""


class Reading(Counter):
    """What was read in a counter."""

    is_: int = Field(alias="is", description="what was read")

    def clause(self) -> Clause:
        """The reading as a value."""
        return Clause(self.value(), "is", self.is_)


class PageTruthClause(PageTruthOf, _Tested):
    """What is to be true of one page."""


class FolioTruthClause(FolioTruthOf, _Tested):
    """What is to be true of a folio."""


class RegionTruthClause(RegionTruthOf, _Tested):
    """What is to be true of a region of a process."""


class PageClaimClause(PageClaimOf, _Tested):
    """What the scheme is to say of one page."""


class FolioClaimClause(FolioClaimOf, _Tested):
    """What the scheme is to say of a folio."""


class CheckerClause(Table):
    """That a checker finds the scheme wrong."""

    checker: Name = Field(description='the name of a checker, or "any"')

    def clause(self) -> Clause:
        """The clause as a value."""
        return Clause(CheckerAsk(self.checker))


CLAUSES = Variants(
    selectors=(*(subject for subject in SUBJECTS if subject not in ("cost", "prints")), "checker"),
    tables=(
        CounterClause,
        PageTruthClause,
        FolioTruthClause,
        RegionTruthClause,
        PageClaimClause,
        FolioClaimClause,
        CheckerClause,
    ),
)

ClauseTable: TypeAlias = Annotated[
    Annotated[CounterClause, Tag("CounterClause")]
    | Annotated[PageTruthClause, Tag("PageTruthClause")]
    | Annotated[FolioTruthClause, Tag("FolioTruthClause")]
    | Annotated[RegionTruthClause, Tag("RegionTruthClause")]
    | Annotated[PageClaimClause, Tag("PageClaimClause")]
    | Annotated[FolioClaimClause, Tag("FolioClaimClause")]
    | Annotated[CheckerClause, Tag("CheckerClause")],
    Discriminator(CLAUSES.tag),
]
