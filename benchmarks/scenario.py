"""A scenario to be stepped through: eight processes, and a huge page of 8 or of 512 pages."""

from __future__ import annotations

from pathlib import Path

from benchmarks.workloads import PROCESSES

_TEXT = """\
format     = 1
id         = "eight-processes-{pages}"
title      = "Eight processes, {pages} pages"
chapter    = 9
difficulty = 1
minutes    = 1
teaches    = "How fast a step is."
brief      = "Eight processes share a huge page, and each goes its own way."
cites      = ["zap_pte_range() in mm/memory.c"]

[machine]
pages_per_pmd = {pages}
scheme        = "large-mapcount"
kernel        = "6.12"

[workload]
use = "script"
ops = \"\"\"
{ops}
\"\"\"

[[step]]
kind   = "find"
ask    = {{ event = "last-unmap", folio = "L0", page = 0 }}
prompt = "Which operation is the last unmap of page 0?"
hints  = ["Who still maps it in the end?", "The one who exits last."]
wrong  = [{{ answer = "B exit", because = "Others still map it." }}]

[debrief]
text = "The last one to exit."

[solution]
steps  = ["A exit"]
reject = [[0, "B exit"]]
"""


def eight_processes(pages: int, folder: Path) -> Path:
    """Write the scenario into a folder; return its file."""
    path = folder / f"eight-processes-{pages}.mmtui.toml"
    path.write_text(_TEXT.format(pages=pages, ops="\n".join(_ops(pages // 8))))
    return path


def _ops(eighth: int) -> list[str]:
    # the ranges are those of 8 pages, made larger: so both sizes do the same
    lines = ["proc A", f"A mmap r anon {8 * eighth}", "A write r"]
    lines += [f"A fork {who}" for who in PROCESSES[1:]]
    for at, who in enumerate(PROCESSES[1:]):
        start, middle, end = (eighth * n for n in (at % 4, at % 4 + 2, at % 4 + 4))
        lines += [f"{who} write r {middle} {end}", f"{who} munmap r {start} {middle}"]
    return [*lines, *(f"{who} exit" for who in (*PROCESSES[1:], "A"))]
