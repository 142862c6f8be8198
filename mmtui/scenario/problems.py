"""What is wrong with a scenario file, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mmtui.errors import MmtuiError
from mmtui.scenario.positions import KeyPath, Positions, index
from mmtui.scenario.words import visible

if TYPE_CHECKING:
    from mmtui.scenario.values import Scenario

Raw: TypeAlias = Mapping[str, Any]
"""The tables of a file, of which nobody knows yet whether they are right."""


class Code(StrEnum):
    """The kinds of problems; a code keeps its meaning for ever."""

    UNREADABLE = "S001"
    SYNTAX = "S002"
    FORMAT = "S003"
    UNKNOWN_KEY = "S004"
    MISSING_KEY = "S005"
    WRONG_TYPE = "S006"
    WRONG_VALUE = "S007"
    UNSAFE_TEXT = "S008"
    TOO_LARGE = "S009"
    CONTRADICTION = "S010"
    FILE_NAME = "S011"
    UNKNOWN_NAME = "S012"
    """A plugin, a kernel or a scenario that does not exist."""
    OPERATION = "S013"
    """An operation that cannot be read, or that makes no sense in the run."""
    NO_ANSWER = "S014"
    """The run has no answer to a question."""
    WRONG_ANSWER = "S015"
    """The run says something else than the file."""
    SAME_ID = "S016"
    """Another file has the same id."""
    THIN = "S017"
    """Hints, sources or questions that are there and do not do what they are there for."""
    DOUBTFUL = "S018"
    """Nothing that is wrong, but worth a second look."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake, with its place and its remedy; in order of the file.  Line 0 is the file as a whole.

    >>> str(Problem("x.mmtui.toml", 2, 1, "id", Code.WRONG_VALUE, '"id" is empty', "give it a name"))
    'x.mmtui.toml:2:1: "id" is empty; give it a name'
    """

    file: str
    line: int
    column: int
    key: str
    code: Code
    message: str
    help: str = ""

    def __str__(self) -> str:
        file = visible(self.file)
        place = f"{file}:{self.line}:{self.column}" if self.line else file
        return f"{place}: {self.sentence}"

    @property
    def sentence(self) -> str:
        """The message and its remedy, without the place."""
        return _sentence(self.message, self.help)


class ScenarioInvalid(MmtuiError):
    """A scenario file cannot be used; ``problems`` is everything that is wrong with it, in order."""

    exit_code = 3

    def __init__(
        self,
        problems: Iterable[Problem],
        source: str = "",
        raw: Raw | None = None,
        scenario: Scenario | None = None,
    ) -> None:
        self.problems = tuple(sorted(problems))
        self.source = source
        self.raw = raw
        """What could be read of it all the same; None for a file that is no TOML, or of another format."""
        self.scenario = scenario
        """The scenario, where every key is right by itself and only some of them disagree."""
        more = len(self.problems) - 1
        super().__init__(f"{self.problems[0]}{f' (and {more} more)' if more else ''}")


Spot: TypeAlias = Literal["key", "value", "table", "inside"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that knows its key and not yet its line.

    It is at the key, the value, the table around, or at character ``at`` inside a text.
    """

    spot: Spot
    path: KeyPath
    code: Code
    message: str
    help: str = ""
    meant: KeyPath = ()  # of an unknown key, the one its author probably had in mind
    at: int = 0

    @property
    def sentence(self) -> str:
        """The message and its remedy, without the place."""
        return _sentence(self.message, self.help)

    def placed(self, file: str, positions: Positions) -> Problem:
        """This finding as a problem of the file."""
        match self.spot:
            case "key":
                place = positions.key(self.path)
            case "value":
                place = positions.value(self.path)
            case "table":
                place = positions.value(self.path[:-1])
            case "inside":
                place = positions.inside(self.path, self.at)
        return Problem(file, *place, key_text(self.path), self.code, self.message, self.help)


def placed(findings: Iterable[Finding], path: Path, source: str) -> list[Problem]:
    """Findings as problems of the file whose text this is."""
    places = index(source)
    return [finding.placed(str(path), places) for finding in findings]


def key_text(path: KeyPath) -> str:
    """A path as one would write it.

    >>> key_text(("step", 0, "ask", "page"))
    'step[0].ask.page'
    """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def _sentence(message: str, remedy: str) -> str:
    return f"{message}; {remedy}" if remedy else message
