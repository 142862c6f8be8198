from __future__ import annotations

import re

import pytest

from mmtui.kernel.profile import KERNELS
from mmtui.model.events import Event, What
from mmtui.model.folio import folio_number, folio_of
from mmtui.model.ops import OF_PROCESS
from mmtui.report.crosswalk import of_event, of_verb

_COMMIT = re.compile(r'commit [0-9a-f]{12} \("[^"]+"\) \(in v[0-9]+\.[0-9]+\)')
_NO_FILE = {What.NEW_PTES, What.NEW_PMD}
"""A folio of a file is in the page cache before it is mapped."""


def event(what: What, anon: bool) -> Event:
    folio = folio_of(folio_number(0, 3, anon=anon))
    return Event(what, folio, folio.pages, None, 0)


EVERY = [(what, anon) for what in What for anon in (True, False) if anon or what not in _NO_FILE]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(("what", "anon"), EVERY)
def test_every_event_has_a_function_in_every_kernel(what: What, anon: bool, kernel: str) -> None:
    where = of_event(event(what, anon), kernel)
    assert where.function.endswith("()")
    assert where.file.startswith(("mm/", "include/"))
    assert not where.commit or _COMMIT.fullmatch(where.commit)


def test_the_function_is_that_of_the_kernel() -> None:
    unmap = event(What.UNMAP_PTES, True)
    assert of_event(unmap, "6.1").function == "page_remove_rmap()"
    assert of_event(unmap, "6.12").function == "folio_remove_rmap_ptes()"
    assert of_event(event(What.SPLIT_VMA, True), "6.1").file == "mm/mmap.c"
    assert of_event(event(What.SPLIT_VMA, True), "7.3-nopmc").file == "mm/vma.c"


def test_anon_and_file_differ() -> None:
    assert of_event(event(What.MAP_PMD, True), "6.18").function == "folio_add_anon_rmap_pmd()"
    assert of_event(event(What.MAP_PMD, False), "6.18").function == "folio_add_file_rmap_pmd()"


@pytest.mark.parametrize(
    "verb", ["munmap", "mprotect", "mremap", "fork", "exit", "read", "write", "dontneed"]
)
def test_what_processes_ask_for_has_a_function(verb: str) -> None:
    assert verb in OF_PROCESS
    assert all(of_verb(verb, kernel) is not None for kernel in KERNELS)
    assert of_verb("proc", "6.1") is None
