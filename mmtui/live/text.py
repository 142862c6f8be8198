"""The records of a live script as lines of text; a region that is as before is one short line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mmtui.live.states import Record

_MORE = ("AnonHugePages", "ShmemPmdMapped", "Locked")


class Lines:
    """Makes lines of the records of one step after another."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, str], list[str]] = {}

    def of(self, records: Sequence[Record]) -> Iterator[str]:
        """Yield the lines of a step."""
        step, *state = records
        yield from ("", f"{step['n'] + 1} {step['op']}{_result(step)}")
        orders = {record["f"]: record["order"] for record in state if record["t"] == "folio"}
        now: dict[tuple[str, str], list[str]] = {}
        for record in state:
            if record["t"] == "map":
                now[record["p"], record["r"]] = [_run(run, orders) for run in record["runs"]]
        for record in state:
            if record["t"] == "vma":
                now[record["p"], record["r"]].append(_vma(record))
        for (process, region), lines in now.items():
            same = self._before.get((process, region)) == lines
            yield f"  {process} {region}{'   as before' if same else ''}"
            yield from (f"    {line}" for line in lines if not same)
        self._before = now
        gone = [record["f"] for record in state if record["t"] == "gone"]
        if gone:
            yield f"  - {', '.join(gone[:8])}{f' and {len(gone) - 8} more' if len(gone) > 8 else ''} gone"


def _result(step: Record) -> str:
    at = f" at page {step['at']}" if step.get("at") else ""
    return f"   {step['err']}{at}" if step["rc"] else ""


def _run(run: list[Any], orders: dict[str, int]) -> str:
    page, length, label, first, level, letters, pagemap, count, *flags = run
    pages = f"{page}-{page + length - 1}" if length > 1 else str(page)
    last = f"-{first + length - 1}" if length > 1 else ""
    if label is None:
        what = "guard" if "g" in pagemap else "swapped or moving"
    elif flags:
        what = "the huge zero folio" if label.startswith("L") else "the zero page"
    elif label in orders:
        what = f"{label}[{first}{last}] of order {orders[label]}"
    else:
        what = label if length == 1 else f"{label}-s{int(label[1:]) + length - 1}"
    words = ["PROT_NONE"] * ("n" in letters) + ["file"] * ("f" in pagemap) + ["exclusive"] * ("x" in pagemap)
    return f"{pages:<10} {level}  {what:<26} kpagecount {count}  {' '.join(words)}".rstrip()


def _vma(record: Record) -> str:
    shared = record["Shared_Clean"] + record["Shared_Dirty"]
    private = record["Private_Clean"] + record["Private_Dirty"]
    more = "".join(f"  {name} {record[name]}" for name in _MORE if name in record)
    sizes = f"Rss {record['Rss']}  Pss {record['Pss']}  shared {shared}  private {private}{more} kB"
    return f"VMA {record['s']}-{record['e'] - 1} {record['perm']}  {sizes}  {record['vf']}".rstrip()
