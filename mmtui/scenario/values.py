"""What a scenario file says, as values, and what it can ask about; nothing here knows how it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from mmtui.kernel.profile import OWN_RULES, Rules

if TYPE_CHECKING:
    from mmtui.scenario.challenges import ActAsk, BuildAsk, NameAsk, RaceAsk

PageTruth: TypeAlias = Literal["mapped-by"]
FolioTruth: TypeAlias = Literal["entries", "mapped-pages", "mms", "vmas", "partly-mapped"]
RegionTruth: TypeAlias = Literal["present", "vma-count"]

PageClaim: TypeAlias = Literal["page-mapcount"]
FolioClaim: TypeAlias = Literal["folio-mapcount", "mapped-pages", "mapped", "shared", "partly-mapped"]
Claim: TypeAlias = Literal[PageClaim, FolioClaim]

Cost: TypeAlias = Literal["atomics", "reads"]
Field: TypeAlias = Literal["Rss", "Pss", "Private"]

PageEvent: TypeAlias = Literal["first-map", "last-unmap"]
FolioEvent: TypeAlias = Literal["partly-mapped", "pmd-split", "gone"]
Disagreement: TypeAlias = Literal["disagree"]
Event: TypeAlias = Literal[PageEvent, FolioEvent, Disagreement]

Kind: TypeAlias = Literal["predict", "find", "name", "act", "race", "build"]
Subject: TypeAlias = Literal["counter", "truth", "says", "cost", "prints"]
Reading: TypeAlias = Literal["stored", "logical"]

KINDS: tuple[str, ...] = get_args(Kind)
SUBJECTS: tuple[str, ...] = get_args(Subject)
TRUTHS: tuple[str, ...] = get_args(PageTruth) + get_args(FolioTruth) + get_args(RegionTruth)
CLAIMS: tuple[str, ...] = get_args(Claim)
COSTS: tuple[str, ...] = get_args(Cost)
FIELDS: tuple[str, ...] = get_args(Field)
EVENTS: tuple[str, ...] = get_args(Event)


Answer: TypeAlias = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The computer a scenario plays on; ``schemes`` are those the player may switch to.

    >>> Machine(scheme="double-map", kernel="6.1").pages_per_pmd
    512
    """

    scheme: str
    kernel: str
    pages_per_pmd: int = 512
    rules: Rules = OWN_RULES
    schemes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """A plugin by its name, and the parameters it is given, as they stand in the file.

    >>> Use("fork-exit", {"processes": 2})
    Use(name='fork-exit', params={'processes': 2})
    """

    name: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PredictAsk:
    """A value to be foretold: ``name`` says which counter, truth, claim, cost or field of smaps.

    >>> PredictAsk("counter", "_mapcount", folio="L0", page=3).reading
    'stored'
    """

    subject: Subject
    name: str
    folio: str | None = field(default=None, kw_only=True)
    page: int | None = field(default=None, kw_only=True)
    process: str | None = field(default=None, kw_only=True)
    region: str | None = field(default=None, kw_only=True)
    reading: Reading = field(default="stored", kw_only=True)  # `as` in the file: a keyword of ours


@dataclass(frozen=True, slots=True)
class FindAsk:
    """An event to be found among the operations of the run.

    >>> FindAsk("last-unmap", folio="L0", page=3).question is None
    True
    """

    event: Event
    folio: str
    page: int | None = None
    question: Claim | None = None  # which claim is to disagree with the truth; None is any


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer we expect to be given wrongly; ``because`` names a misconception or is a sentence."""

    answer: Answer
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question of a scenario, its ladder of hints, and its known wrong answers."""

    kind: Kind
    ask: PredictAsk | FindAsk | NameAsk | ActAsk | RaceAsk | BuildAsk
    prompt: str
    at: int | None  # the operation it is asked before, counted from 1; a find has none
    hints: tuple[str, ...]
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """An answer that must not solve a step; steps are counted from 0, as in the file."""

    step: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Solution:
    """The reference answer to each step, and answers that must be refused."""

    steps: tuple[Answer, ...]
    reject: tuple[Reject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One challenge, complete and checked for form; whether its answers are right is for a run to say."""

    format: int
    id: str
    title: str
    chapter: int
    difficulty: int
    minutes: int
    requires: tuple[str, ...]
    teaches: str
    brief: str
    cites: tuple[str, ...]
    machine: Machine
    workload: Use
    setup: Use | None
    steps: tuple[Step, ...]
    debrief: str
    solution: Solution
    path: Path
    source: str = field(repr=False)
