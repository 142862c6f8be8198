"""What is remembered of page tables is what a walk of them finds."""

import pytest

from mmtui.catalog import Catalog
from mmtui.kernel.profile import profile_of
from mmtui.model.ops import parse_script
from mmtui.model.truth import truth_of
from mmtui.report.known import known_truth
from mmtui.timeline import Timeline

SCRIPTS = {
    "anon": "proc A\nA mmap r anon 20\nA write r\nA fork B\nB mprotect r 2 5 ro\nB munmap r 3 4\nA write r 1"
    "\nA dontneed r 9 12\nB mremap r 0 2 to=q\nA munmap r 0 8\nB exit",
    "file": "set shmem always\nmemfd m 16\nproc A\nA mmap x memfd:m 16 shared\nA write x\nproc B"
    "\nB mmap x memfd:m 16 shared skew=3\nB read x\nA munmap x 3 9\nB dontneed x 0 4",
    "small": "set thp never\nproc A\nA mmap r anon 12\nA write r\nA fork B\nB write r 3 9\nA munmap r 1 2",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_every_folio_at_every_moment(catalog: Catalog, script: str):
    run = Timeline(parse_script(script), catalog.scheme("double-map"), profile_of("6.1"), 8)
    seen = 0
    for n in range(len(run) + 1):
        for folio in run[n].world.folios():
            assert known_truth(run[n].world, folio) == truth_of(run[n].world, folio)
            seen += 1
    assert seen > len(run)
