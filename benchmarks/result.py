"""What a benchmark returns: rows that put a median beside a reference and a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, TypeAlias

Samples: TypeAlias = tuple[float, ...]


@dataclass(frozen=True)
class Budget:
    """A bound on the ratio to the reference, or with a ``unit`` on the median itself.

    >>> str(Budget(most=1.4)), str(Budget(least=0.05)), str(Budget(most=16, unit="ms"))
    ('<= 1.4x', '>= 0.05x', '<= 16 ms')
    """

    most: float | None = None
    least: float | None = None
    unit: str = ""

    def __str__(self) -> str:
        sign, bound = (">=", self.least) if self.most is None else ("<=", self.most)
        return f"{sign} {bound:g}{f' {self.unit}' if self.unit else 'x'}"

    def verdict(self, value: float) -> str:
        """Return "within" or "over"."""
        high = self.most is not None and value > self.most
        low = self.least is not None and value < self.least
        return "over" if high or low else "within"


@dataclass(frozen=True)
class Reference:
    """What a row is compared with; samples are in the row's unit, taken in turn with the row's own."""

    name: str
    samples: Samples


@dataclass(frozen=True)
class Row:
    """One thing that was measured.

    >>> row = Row("start", "s", (0.21, 0.2, 0.3), Reference("small app", (0.1, 0.1, 0.1)), Budget(most=1.4))
    >>> row.median, round(row.ratio, 2), row.verdict
    (0.21, 2.1, 'over')
    """

    what: str
    unit: str
    samples: Samples
    reference: Reference | None = None
    budget: Budget | None = None

    @property
    def median(self) -> float:
        return median(self.samples)

    @property
    def ratio(self) -> float | None:
        """The median of the ratios of samples taken in turn: what slows the machine slows both."""
        if self.reference is None:
            return None
        others = self.reference.samples
        if len(self.samples) == len(others):
            return median(own / other for own, other in zip(self.samples, others, strict=True))
        return self.median / median(others)

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        value = self.median if self.budget.unit else self.ratio
        return self.budget.verdict(value) if value is not None else ""

    def record(self) -> dict[str, Any]:
        """Return the row for a JSON file, every sample included."""
        reference = self.reference
        return {
            "what": self.what,
            "unit": self.unit,
            "median": self.median,
            "samples": list(self.samples),
            "reference": reference and reference.name,
            "reference_median": reference and median(reference.samples),
            "reference_samples": reference and list(reference.samples),
            "ratio": self.ratio,
            "budget": self.budget and str(self.budget),
            "verdict": self.verdict,
        }

    def cells(self) -> tuple[str, ...]:
        """Return the row as the words of a table; see ``HEAD``."""
        reference = self.reference
        return (
            self.what,
            shown(self.median, self.unit),
            f"{shown(min(self.samples))} - {shown(max(self.samples))}",
            f"{reference.name}: {shown(median(reference.samples), self.unit)}" if reference else "",
            "" if self.ratio is None else f"{shown(self.ratio)}x",
            str(self.budget or ""),
            self.verdict,
        )


HEAD = ("what", "median", "min - max", "reference", "ratio", "budget", "")


@dataclass(frozen=True)
class Result:
    """What one benchmark found."""

    name: str
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Sentences about what could not be measured, or was measured in some special way."""
    setting: dict[str, str] = field(default_factory=dict)
    """What was measured, where that can differ: versions, sizes."""

    def record(self) -> dict[str, Any]:
        """Return the benchmark for a JSON file."""
        return {**vars(self), "rows": [row.record() for row in self.rows]}


def shown(value: float, unit: str = "") -> str:
    """Return a number with three digits that matter.

    >>> shown(9412345.0, "events/s"), shown(0.02634), shown(152.7, "ms")
    ('9,410,000 events/s', '0.0263', '153 ms')
    """
    text = f"{float(f'{value:.3g}'):,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{text} {unit}".rstrip()


def table(result: Result) -> str:
    """Return the rows of a benchmark in columns."""
    lines = [HEAD, *(row.cells() for row in result.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    words = [f"  {'  '.join(map(str.ljust, line, widths))}".rstrip() for line in lines]
    return "\n".join([_heading(result), *words, *(f"  {note}" for note in result.notes)])


def markdown(result: Result) -> str:
    """Return the rows of a benchmark as a table for a document."""
    lines: list[Sequence[str]] = [HEAD, ["---"] * len(HEAD), *(row.cells() for row in result.rows)]
    rows = [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines]
    notes = [f"\n{note}" for note in result.notes]
    return "\n".join([f"### {_heading(result)}", "", *rows, *notes, ""])


def _heading(result: Result) -> str:
    setting = ", ".join(f"{key} {value}" for key, value in result.setting.items())
    return f"{result.name}: {result.title}" + (f" ({setting})" if setting else "")
