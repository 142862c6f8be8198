"""What each CPU of a race is asked to do, in the op language."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import NamedTuple

from mmtui.errors import UsageError
from mmtui.model.opwords import NAME
from mmtui.model.vma import Vma
from mmtui.race.kernel import Kernel
from mmtui.race.places import Ground
from mmtui.race.steps import Steps
from mmtui.scheme import Question

VERBS = ("dontneed", "munmap", "read", "write", "reuse", "splitpmd", "fork", "exit")
"""What a process can do in a race; ``reclaim`` and ``ask QUESTION [PAGE]`` belong to nobody."""
QUESTIONS = {
    question.value: question
    for question in (Question.PAGE_MAPCOUNT, Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.SHARED)
}
_NUMBER = re.compile(r"[0-9]{1,4}")
_ASK = re.compile(r"([0-9]{1,4})?( ?locked)?")
"""What can stand behind a question."""


class Task(NamedTuple):
    """What one CPU does: operations, one after the other."""

    name: str
    """The letter of the CPU in a schedule."""
    ops: tuple[str, ...]

    def __str__(self) -> str:
        return "; ".join(self.ops)

    def steps(self, kernel: Kernel) -> Steps:
        """Return everything that the CPU does, step by step."""
        for op in self.ops:
            yield from steps_of(kernel, op)


def tasks_of(texts: tuple[str, ...]) -> tuple[Task, ...]:
    """Return a task for each text; ``;`` stands between operations.

    Raises ``UsageError`` for what is no operation of a race, whatever the race is about.

    >>> [task.name for task in tasks_of(("A exit", "B exit"))]
    ['a', 'b']
    """
    names = map(chr, range(ord("a"), ord("a") + len(texts)))
    return tuple(Task(name, ops_in(text, name)) for name, text in zip(names, texts, strict=True))


def ops_in(text: str, cpu: str) -> tuple[str, ...]:
    """Return what a CPU is asked to do; raise ``UsageError`` for what is no operation of a race.

    >>> ops_in("A dontneed r 0 2; A exit", "a")
    ('A dontneed r 0 2', 'A exit')
    """
    ops = tuple(op.strip() for op in text.split(";") if op.strip())
    if not ops:
        raise UsageError(f"CPU {cpu} does nothing: {text!r} has no operation")
    for op in ops:
        _check_words(op, op.split())
    return ops


def _check_words(op: str, words: list[str]) -> None:
    if words[0] == "ask" and (len(words) < 2 or words[1] not in QUESTIONS):
        raise UsageError(f"{op!r}: the questions are {', '.join(QUESTIONS)}")
    if words[0] == "ask" and not _ASK.fullmatch(" ".join(words[2:])):
        raise UsageError(f"{op!r} is more than is asked; write it as ask QUESTION [PAGE] [locked]")
    if words[0] == "ask" or words == ["reclaim"]:
        return
    verb = words[1] if len(words) > 1 else ""
    if verb not in VERBS:
        near = get_close_matches(verb, VERBS, 1)
        help_ = f"did you mean {near[0]!r}?" if near else f"PROCESS {'|'.join(VERBS)}, reclaim, ask QUESTION"
        raise UsageError(f"{op!r} is nothing that a race knows: {help_}")


def ground_for(ground: Ground, tasks: tuple[Task, ...], taken: Collection[str] = ()) -> Ground:
    """Return the ground with the children of forks; raise ``UsageError`` for what makes no sense.

    ``taken`` are the names that processes have had before the race.
    """
    names = set(taken)
    for op in (op for task in tasks for op in task.ops):
        words = op.split()
        if len(words) == 3 and words[1] == "fork":
            _known(Kernel(ground), op, words[0])
            _check_child(op, words[2], names)
            names.add(words[2])
            ground = ground.with_child(words[0], words[2])
    kernel = Kernel(ground)
    for task in tasks:
        for op in task.ops:
            steps_of(kernel, op)
    return ground


def _check_child(op: str, child: str, names: Collection[str]) -> None:
    if not NAME.fullmatch(child):
        raise UsageError(f"{op!r}: {child!r} is not a name (letters, digits, _; at most 15)")
    if child in names:
        raise UsageError(f"{op!r}: there was a process {child} already; a name is used once")


def steps_of(kernel: Kernel, op: str) -> Steps:
    """Return the steps of one operation; raise ``UsageError`` when it cannot be done in this race."""
    words = op.split()
    if words == ["reclaim"]:
        return kernel.reclaim()
    if words[0] == "ask":
        return _ask(kernel, words[1:])
    locked = words[-1] == "locked"
    steps = _of_process(kernel, op, words[0], words[1], words[2 : len(words) - locked])
    return kernel.locked(steps) if locked else steps


def _of_process(kernel: Kernel, op: str, process: str, verb: str, words: list[str]) -> Steps:
    match verb, words:
        case "exit", []:
            _known(kernel, op, process)
            return kernel.exit(process)
        case "fork", [child]:
            _known(kernel, op, process)
            return kernel.fork(process, child)
        case "fork" | "exit", _:
            raise UsageError(f"{op!r}: fork takes the name of the child, and exit nothing")
        case _, [region, *numbers]:
            return _of_region(kernel, op, verb, (process, region), numbers)
    raise UsageError(f"{op!r}: the region is missing")


def _of_region(kernel: Kernel, op: str, verb: str, where: tuple[str, str], numbers: list[str]) -> Steps:
    vma = kernel.ground.vma(*where)
    pages = _pages(kernel.ground, op, vma.end - vma.start, numbers)
    inside = range(kernel.ground.page_at(vma, pages.start), kernel.ground.page_at(vma, pages.stop - 1) + 1)
    if verb == "dontneed":
        return kernel.dontneed(vma, inside)
    if verb == "reuse":
        return _reuse(kernel, op, vma, inside)
    if verb in ("munmap", "splitpmd") and numbers:
        raise UsageError(f"{op!r}: VMAs do not change in a race, so {verb} takes a whole region")
    if verb == "munmap":
        return kernel.munmap(vma, inside)
    if verb == "splitpmd":
        return kernel.splitpmd(vma)
    if kernel.ground.folio.anon:
        raise UsageError(f"{op!r}: a fault brings no page of an anonymous folio back; use a memfd")
    if verb == "write" and not vma.shared:
        raise UsageError(f"{op!r}: a write to a private mapping makes a copy, which is another folio")
    return kernel.write(vma, inside) if verb == "write" else kernel.read(vma, inside)


def _reuse(kernel: Kernel, op: str, vma: Vma, inside: range) -> Steps:
    if not kernel.ground.folio.anon:
        raise UsageError(f"{op!r}: only pages of anonymous folios are reused")
    if len(inside) != 1:
        raise UsageError(f"{op!r}: a write is to one page; say which: START END, half open")
    return kernel.reuse(vma, inside.start)


def _pages(ground: Ground, op: str, length: int, numbers: list[str]) -> range:
    if not numbers:
        return range(length)
    if len(numbers) != 2 or not all(map(_NUMBER.fullmatch, numbers)):
        raise UsageError(f"{op!r}: a range is START END, half open")
    start, end = map(int, numbers)
    if not start < end <= length:
        raise UsageError(f"{op!r}: the region has the pages 0 to {length - 1}")
    return range(start, end)


def _ask(kernel: Kernel, words: list[str]) -> Steps:
    page = int(words[1]) if len(words) == 2 and _NUMBER.fullmatch(words[1]) else 0
    steps = kernel.ask(QUESTIONS[words[0]], page)
    return kernel.locked(steps) if words[-1] == "locked" else steps


def _known(kernel: Kernel, op: str, process: str) -> None:
    known = dict.fromkeys(place.vma.mm for place in kernel.ground.places)
    if process not in known:
        raise UsageError(f"{op!r}: the folio lies in {', '.join(known) or 'no process'}")
