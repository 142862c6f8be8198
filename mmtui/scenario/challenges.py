"""What a player is to bring about, as values: the goal of an ``act``, a ``race``, a scheme to ``build``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from mmtui.scenario.values import PredictAsk

Test: TypeAlias = Literal["is", "is-not", "at-least", "at-most"]
Word: TypeAlias = Literal["yes", "no", "true", "untrue"]
Wanted: TypeAlias = Literal["broken", "holds"]
Guess: TypeAlias = Literal["shared", "partly-mapped"]
Wrongly: TypeAlias = Literal["yes", "no"]

TESTS: tuple[Test, ...] = get_args(Test)
WORDS: tuple[Word, ...] = get_args(Word)
ANY = "any"


@dataclass(frozen=True, slots=True)
class CheckerAsk:
    """A checker, or ``any`` of them, finds a claim of the scheme false."""

    checker: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a goal.

    >>> Clause(PredictAsk("truth", "mapped-by", folio="L0", page=3), "is", 0).test
    'is'
    """

    ask: PredictAsk | CheckerAsk
    test: Test = "is"
    value: int | Word = 1
    """A number, or yes and no; of a claim also whether it is true."""


@dataclass(frozen=True, slots=True)
class ActAsk:
    """A state that the player's own operations are to reach.

    ``ops`` can be picked, each as it is written in a script; ``verbs`` can be typed; ``par`` is the fewest
    operations that reach the goal.
    """

    goal: tuple[Clause, ...]
    ops: tuple[str, ...]
    verbs: tuple[str, ...]
    par: int

    @property
    def about(self) -> PredictAsk | None:
        """The first clause that is about a folio or a region, which the screen shows first."""
        return next((clause.ask for clause in self.goal if isinstance(clause.ask, PredictAsk)), None)

    @property
    def folio(self) -> str | None:
        return self.about.folio if self.about else None

    @property
    def page(self) -> int | None:
        return self.about.page if self.about else None

    @property
    def region(self) -> str | None:
        return self.about.region if self.about else None


@dataclass(frozen=True, slots=True)
class RaceAsk:
    """What each CPU does at once, and whether an order of their accesses breaks the scheme.

    ``without`` names locks that are not taken; with ``swapped`` a mapping is counted after its entry is set,
    and out before it is cleared.  ``wanted`` says what is true of the race: a schedule breaks the scheme, or
    none does.
    """

    cpus: tuple[str, ...]
    without: tuple[str, ...] = ()
    swapped: bool = False
    wanted: Wanted = "broken"
    folio: str | None = None
    page: int | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class GuessLimit:
    """How often a guess of a scheme that is built may be wrong in one direction, in the scenario's run.

    >>> GuessLimit("shared", "yes").at_most
    0
    """

    says: Guess
    wrongly: Wrongly
    at_most: int = 0


@dataclass(frozen=True, slots=True)
class BuildAsk:
    """A scheme that the player writes, and what it has to stand.

    ``start`` names the exercise whose file the player begins with.  ``exact`` are the questions that the
    scheme must claim to answer exactly, ``never_misses`` and ``never_invents`` what it must promise of its
    guesses; the run of the scenario and every run of ``depth`` operations hold it to what it claims.
    ``bytes`` and ``atomics`` are how much its counters of a folio of a PMD's size, and the run of the
    scenario, may cost at most; None is no limit.  ``guesses`` are how often it may be wrong in the run.
    """

    start: str
    exact: tuple[str, ...]
    never_misses: tuple[str, ...] = ()
    never_invents: tuple[str, ...] = ()
    guesses: tuple[GuessLimit, ...] = ()
    bytes: int | None = None
    atomics: int | None = None
    depth: int = 3
    folio: str | None = None
    page: int | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class NameAsk:
    """Counters that were read after operation ``at``, and the scheme that leaves them so is to be named."""

    readings: tuple[Clause, ...]
    at: int

    @property
    def about(self) -> PredictAsk:
        """The first reading, which the screen shows first."""
        ask = self.readings[0].ask
        assert isinstance(ask, PredictAsk), "what was read is a counter"
        return ask

    @property
    def folio(self) -> str | None:
        return self.about.folio

    @property
    def page(self) -> int | None:
        return self.about.page

    @property
    def region(self) -> str | None:
        return self.about.region
