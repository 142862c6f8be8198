"""What the words of an operation mean in one process: which pages, which options."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mmtui.kernel.results import OK, Result
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.mm import Region
from mmtui.model.ops import Op

MAX_PAGES = 3072
"""Pages of one region or file; a region's slot of addresses has room for them and for its skew."""
SLOT = 4096
"""Pages of address space for one region name, the same in every process."""


class Range(NamedTuple):
    """The pages that an operation speaks of, as virtual page numbers, half open."""

    start: int
    end: int
    region: Region


def range_of(mm: ThawedMm, op: Op) -> Range | str:
    """Return what ``REGION [START [END]]`` means; a sentence if there is no such place."""
    region = mm.regions.get(op.words[0])
    if region is None:
        return f"{mm.name} has no region {op.words[0]}"
    numbers = _numbers(op.words)
    first = numbers[0] if numbers else 0
    last = numbers[1] if len(numbers) > 1 else first + 1 if numbers else region.nr_pages
    if last > SLOT:
        return f"page {last} is beyond the region"
    return Range(region.start + first, region.start + last, region)


@lru_cache(maxsize=4096)
def _numbers(words: tuple[str, ...]) -> tuple[int, ...]:
    # the START END of `REGION [START [END]]`; long runs say the same again and again
    return tuple(int(word) for word in words[1:3] if word.isdigit())


def options_of(op: Op) -> dict[str, str]:
    """Return the words that set something, as in ``skew=8``."""
    return dict(word.split("=", 1) for word in op.words if "=" in word)


def result_of(err: str) -> Result:
    """Return the result of a system call that failed with an error, or of one that did not: ""."""
    return Result(-1, err) if err else OK
