"""Operations on the memory of a process: their real addresses, and the calls that they are."""

from __future__ import annotations

from collections.abc import Callable
from errno import EFAULT, errorcode
from typing import NamedTuple

from mmtui.errors import ScriptError
from mmtui.kernel.results import Result
from mmtui.kernel.words import MAX_PAGES, SLOT
from mmtui.live.files import Files
from mmtui.live.frames import PAGE
from mmtui.live.proc import areas, entries
from mmtui.live.processes import Answer, Processes
from mmtui.live.script import ADVICE, options_of, range_of
from mmtui.model.ops import Op

BASE = 0x1000_0000_0000 // PAGE
"""Where page 0 of the model's addresses lies, in pages; far from where Python keeps its own."""
_SHARED, _PRIVATE, _ANONYMOUS, _POPULATE = 1, 2, 0x20, 0x8000
_PROT = {"none": 0, "ro": 1, "rw": 3}
_THP = {"on": ADVICE["hugepage"], "off": ADVICE["nohugepage"]}
_ONFAULT, _DONTUNMAP = 1, 4
_MOVE, _MOVE_ALL = 2, 4
"""MPOL_MF_MOVE and MPOL_MF_MOVE_ALL of <linux/mempolicy.h>."""


class Region(NamedTuple):
    """Where the pages of a region lie in a process, counted from ``BASE``."""

    start: int
    pages: int


class Memory:
    """The regions of all processes; one name has the same slot of addresses in all of them."""

    def __init__(self, processes: Processes, files: Files) -> None:
        self.regions: dict[str, dict[str, Region]] = {}
        self.slots: dict[str, int] = {}
        self._processes = processes
        self._files = files

    def do(self, op: Op) -> Result:
        """Let a process do something to its memory."""
        return _VERBS.get(op.verb, Memory._ranged)(self, op)

    def span(self, op: Op) -> tuple[int, int]:
        """Return the pages that an operation speaks of; raise ``ScriptError`` if there is no such region."""
        region = self.regions[op.process].get(op.words[0])
        if region is None:
            raise ScriptError(f"{op}: {op.process} has no region {op.words[0]}")
        start, end = range_of(op.words)
        last = region.pages if end is None else end
        if last > SLOT:
            raise ScriptError(f"{op}: page {last} is beyond the region")
        return BASE + region.start + start, BASE + region.start + last

    def _mmap(self, op: Op) -> Result:
        region, pages, options = op.words[0], int(op.words[2]), options_of(op)
        skew = int(options.get("skew", 0))
        if pages > MAX_PAGES or skew + pages > SLOT:
            raise ScriptError(f"{op}: a region has at most {MAX_PAGES} pages, and {SLOT} with its skew")
        flags, *file = self._backing(op)
        start = self._slot(region) * SLOT + skew
        prot, advice = _PROT["ro" if "ro" in op.words else "rw"], _THP.get(options.get("thp", ""), 0)
        answer = self._ask(op, "mmap", BASE + start, BASE + start + pages, prot, flags, advice, *file)
        if answer.number:
            self.regions[op.process][region] = Region(start, pages)
        return result_of(answer)

    def _backing(self, op: Op) -> tuple[object, ...]:
        """Return the flags of an mmap(), its offset in bytes, and the path of its file if it has one."""
        file = op.words[1].partition(":")[2]
        if file and file not in self._files:
            raise ScriptError(f"{op}: there is no file {file}")
        shared = "shared" in op.words or (file and "private" not in op.words)
        flags = (_SHARED if shared else _PRIVATE) | (_POPULATE if "populate" in op.words else 0)
        if not file:
            return flags | _ANONYMOUS, 0
        return flags, int(options_of(op).get("foff", 0)) * PAGE, self._files.path(file)

    def _slot(self, region: str) -> int:
        return self.slots.setdefault(region, len(self.slots))

    def _mremap(self, op: Op) -> Result:
        start, end = self.span(op)
        options = options_of(op)
        skew = int(options.get("skew", (start - BASE) % 512))  # by default aligned to a PMD as before
        if skew + end - start > SLOT:
            raise ScriptError(f"{op}: a region has at most {SLOT} pages with its skew")
        to = self._slot(options["to"]) * SLOT + skew
        flags = _DONTUNMAP if "dontunmap" in op.words else 0
        answer = self._ask(op, "mremap", start, end, (BASE + to) * PAGE, flags)
        if not answer.rc:
            self.regions[op.process][options["to"]] = Region(to, end - start)
        return result_of(answer)

    def _touch(self, op: Op) -> Result:
        start, end = self.span(op)
        kind = {"touch": "read" if "read" in op.words else "write"}.get(op.verb, op.verb)
        value = int(options_of(op).get("val", 0)) % 256
        answer = self._processes.ask(op.process, "touch", kind, start * PAGE, end * PAGE, value)
        if answer.rc and answer.error == EFAULT:
            signal = self._signal(op.process, answer.number // PAGE, kind)
            return Result(-1, signal, self._page(op, answer))
        return result_of(answer)

    def _signal(self, name: str, at: int, kind: str) -> str:
        """Return what a process is sent for an access that failed: SIGBUS if its VMA allows it."""
        pid = self._processes.pid(name)
        for area in areas(pid, at + 1):
            if area.start <= at < area.end and area.perm[kind != "read"] != "-":
                entry = entries(pid, area._replace(start=at, end=at + 1)).get(at)
                return "SIGSEGV" if entry is not None and "g" in entry.letters else "SIGBUS"
        return "SIGSEGV"

    def _migrate(self, op: Op) -> Result:
        start, end = self.span(op)
        flags = _MOVE_ALL if "all" in op.words else _MOVE
        node = int(options_of(op).get("node", 1))
        answer = self._processes.ask(op.process, "move", start * PAGE, end * PAGE, node, flags)
        return result_of(answer)._replace(moved=answer.number)

    def _ended(self, op: Op) -> Result:
        return result_of(self._processes.ask(op.process, op.verb))

    def _vmsplice(self, op: Op) -> Result:
        answer = self._ask(op, "vmsplice", *self.span(op))
        return result_of(answer)._replace(at=self._page(op, answer) if answer.error == EFAULT else None)

    def _page(self, op: Op, answer: Answer) -> int:
        # of the region, from the address at which something ended
        return answer.number // PAGE - BASE - self.regions[op.process][op.words[0]].start

    def _ranged(self, op: Op) -> Result:
        return result_of(self._ask(op, _CALLS.get(op.verb, "madvise"), *self.span(op), *_last(op)))

    def _ask(self, op: Op, call: str, start: int, end: int, *words: object) -> Answer:
        return self._processes.ask(op.process, call, start * PAGE, (end - start) * PAGE, *words)


def _last(op: Op) -> tuple[int, ...]:
    """Return what a call has behind its range."""
    if op.verb in ADVICE:
        return (ADVICE[op.verb],)
    return {"mprotect": (_PROT.get(op.words[-1], 0),), "mlock": (_ONFAULT * ("onfault" in op.words),)}.get(
        op.verb, ()
    )


def result_of(answer: Answer) -> Result:
    """Return what a process said in the words of the op language."""
    return Result(-1, errorcode[answer.error]) if answer.rc else Result()


_CALLS = {"pin": "pin", "munmap": "munmap", "munlock": "munlock", "mlock": "mlock2", "mprotect": "mprotect"}
_VERBS: dict[str, Callable[[Memory, Op], Result]] = {
    "mmap": Memory._mmap,
    "mremap": Memory._mremap,
    "migrate": Memory._migrate,
    "vmsplice": Memory._vmsplice,
    **dict.fromkeys(("unpin", "closepipe"), Memory._ended),
    **dict.fromkeys(("read", "write", "touch", "fill"), Memory._touch),
}
