"""The steps of a race in words."""

from __future__ import annotations

from mmtui.counted import counted
from mmtui.model.counters import Access, Do, Per
from mmtui.race.asking import Ask, Compare, Reply
from mmtui.race.steps import Change, Free, Look, Place, Say, Step, Table, Take
from mmtui.race.walk import Done


def step_words(done: Done) -> str:
    """Return what a step does, and what it was answered; empty for what only the kernel model needs."""
    step, answer = done
    match step:
        case Take():
            return f"takes {step.lock!r}{' as a reader' if step.shared else ''}"
        case Free():
            return f"lets go of {step.lock!r}"
        case Look(at=Place() as place, bits=bits) if bits.bit_count() == 1:
            return f"looks for a PMD leaf at {place!r}: {'there is one' if answer else 'none'}"
        case Look(at=Place() as place):
            return f"looks at {place!r}: {_bits(place, answer) if answer else 'nothing is'} there"
        case Change(at=Place() as place):
            return _change_words(place, step.clear, step.set)
        case Look() | Change():
            return ""
        case Say():
            return f"says of {step.event}: {_claim_words(step)}"
        case Ask():
            return f"asks {step.question.value}"
        case Compare():
            return f"compares mapcount and references: {_COMPARED[answer]}"
        case Reply():
            return f"answers {'nothing' if step.answer is None else step.answer}"
    return access_words(step, answer)


def next_words(step: Step) -> str:
    """Return what a step is going to do; what it will be answered nobody knows yet."""
    match step:
        case Look(at=Place() as place):
            return f"looks at {place!r}"
        case Look():
            return "looks for a page table"
        case Change(at=Table()):
            return "puts a page table in its place"
        case Compare():
            return "compares mapcount and references"
        case Take() | Free() | Change() | Say() | Ask() | Reply():
            return step_words(Done(step, 0))
    do, counter, _, page, value = step
    name = f"{counter.name}[{page}]" if counter.per is Per.PAGE else counter.name
    if do is Do.READ:
        return f"reads {name}"
    if isinstance(value, tuple):
        return f"{name} {value[0]:+d} unless it is {value[1]}"
    return f"{name} {value:+d}" if do is Do.ADD else f"{name} := {value}"


_COMPARED = {
    1: "one process, and as many of each",
    0: "more references, or more than one process",
    -1: "the scheme does not know",
}


def access_words(step: Access, answer: int) -> str:
    """Return an access to a counter; values are logical, with what the kernel stores behind them."""
    do, counter, _, page, value = step
    name = f"{counter.name}[{page}]" if counter.per is Per.PAGE else counter.name
    stored = f" (stored {counter.stored(answer)})" if counter.bias else ""
    match do, value:
        case Do.ADD, int():
            return f"{name} {value:+d} = {answer}{stored}"
        case Do.ADD_UNLESS, (more, unless):
            return f"{name} {more:+d} unless it is {unless} = {answer}{stored}"
        case Do.EXCHANGE, _:
            return f"{name} := {value}, was {answer}"
        case Do.SET, _:
            return f"{name} := {value}"
    return f"reads {name} = {answer}{stored}"


def _change_words(place: Place, clear: int, set_: int) -> str:
    words = [f"clears {_bits(place, clear)}"] if clear else []
    words += [f"sets {_bits(place, set_)}"] if set_ else []
    return f"{' and '.join(words)} in {place!r}"


def _claim_words(step: Say) -> str:
    first, gone, last, partly = step.claim
    count = first if step.maps else gone
    what = "first map" if step.maps else "last unmap"
    words = [f"{what} of {_pages(count)}"] if count is not None else []
    words += ["the last of the folio"] if last else []
    words += ["partly mapped"] if partly else []
    return ", ".join(words) or "nothing"


def _pages(count: int) -> str:
    return counted(count, "page") if count else "no page"


def _bits(place: Place, bits: int) -> str:
    pages = [page for page in range(place.pages.stop) if bits >> page & 1]
    if bits >> place.pages.stop and not pages:
        return "the PMD leaf"
    if len(pages) == 1:
        return f"the PTE of page {pages[0]}"
    if pages == list(range(pages[0], pages[-1] + 1)):
        return f"the PTEs of pages {pages[0]}-{pages[-1]}"
    return f"the PTEs of pages {', '.join(map(str, pages))}"
