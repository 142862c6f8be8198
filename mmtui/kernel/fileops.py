"""What is done to files by their name: made, written, cut, split, closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from mmtui.kernel.draft import Draft
from mmtui.kernel.filefault import in_the_way
from mmtui.kernel.holes import punch_hole, truncate
from mmtui.kernel.hugesplit import split_file
from mmtui.kernel.pieces import uniform
from mmtui.kernel.results import NONSENSE, Result, Steps
from mmtui.kernel.sizes import write_orders
from mmtui.kernel.words import MAX_PAGES, options_of
from mmtui.model.folio import folio_of
from mmtui.model.ops import Op
from mmtui.model.world import File


def _made(draft: Draft, op: Op) -> Steps:
    name, pages = op.words[0], int(op.words[1])
    if draft.file(name) is not None or not 0 < pages <= MAX_PAGES:
        there = f"there is a file {name} already" if draft.file(name) else f"1 to {MAX_PAGES} pages"
        return Result(NONSENSE, there)
    mount = {"huge": "always", "within_size": "within_size"}
    how = "memfd" if op.verb == "memfd" else "never"
    draft.set_file(File(name, pages, huge=next((mount[word] for word in op.words[2:]), how)))
    return Result()
    yield


def _on_file(draft: Draft, op: Op) -> Steps:
    file = draft.file(op.words[0])
    if file is None or not file.held:
        return Result(NONSENSE, f"there is no file {op.words[0]}")
    numbers = [int(word) for word in op.words[1:] if word.isdigit()]
    if op.verb == "fsplit":
        numbers.append(int(options_of(op).get("order", 0)) if draft.profile.splits_to_order else 0)
    yield from _DOES[op.verb](draft, file, *numbers)
    return Result()


def _close(draft: Draft, file: File) -> Steps:
    draft.set_file(replace(file, held=False))
    return Result()
    yield


def _punch(draft: Draft, file: File, start: int, end: int) -> Steps:
    yield from punch_hole(draft, file.name, start, end)
    return Result()


def _truncate(draft: Draft, file: File, nr_pages: int) -> Steps:
    yield from truncate(draft, file.name, nr_pages)
    return Result()


def _split(draft: Draft, file: File, start: int, end: int, order: int) -> Steps:
    """``split_huge_pages_in_file()`` in mm/huge_memory.c."""
    for index, number in sorted(file.cache.items()):
        folio = folio_of(number)
        if folio.order > order and index < end and index + folio.nr_pages > start:
            current = draft.file(file.name)
            assert current is not None
            yield from split_file(draft, current, index, folio, uniform(folio, order))
    return Result()


def _write(draft: Draft, file: File, start: int, end: int) -> Steps:
    """``shmem_write_begin()``, a page at a time."""
    for index in range(start, end):
        current = draft.file(file.name)
        assert current is not None
        number = current.find(index)
        if number is None:
            _add(draft, replace(current, nr_pages=max(current.nr_pages, index + 1)), index)
        else:
            draft.set_dirty(folio_of(number))
    return Result()
    yield


def _add(draft: Draft, file: File, index: int) -> None:
    orders = write_orders(draft, file, index)
    order = next((order for order in orders if not in_the_way(file, index, 1 << order)), 0)
    folio = draft.new_folio(order=order, anon=False)
    draft.add_to_cache(file, folio, index - index % folio.nr_pages)
    draft.set_dirty(folio)


_DOES: Mapping[str, Callable[..., Steps]] = {
    "fwrite": _write,
    "fpunch": _punch,
    "fsplit": _split,
    "ftrunc": _truncate,
    "fclose": _close,
}
FILE_OPS: Mapping[str, Callable[[Draft, Op], Steps]] = {
    "memfd": _made,
    "file": _made,
    **dict.fromkeys(_DOES, _on_file),
}
"""By the word of the op language."""
