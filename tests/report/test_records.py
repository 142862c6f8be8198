"""What the records of a moment say beside counters: references, flags, what is gone, and sums of smaps."""

from __future__ import annotations

import pytest

from mmtui.catalog import Sources, bundled, load_catalog
from mmtui.kernel.profile import profile_of
from mmtui.model.ops import parse_script
from mmtui.moment import Moment
from mmtui.report.records import records

CATALOG = load_catalog(Sources(bundled("plugins")))


def said(script: str, kernel: str = "6.18", pages: int = 8) -> list[dict]:
    """The records after the last operation."""
    profile = profile_of(kernel)
    before = Moment.first(CATALOG.scheme(profile.scheme), profile, pages)
    moment = before
    for op in parse_script(script):
        before, moment = moment, moment.after(op)
    return list(records(moment, before))


def small(script: str, kernel: str = "6.18") -> list[list]:
    return next(record["runs"] for record in said(script, kernel) if record["t"] == "small")


def large(script: str, kernel: str = "6.18") -> dict:
    return next(record for record in said(script, kernel) if record["t"] == "folio")


def test_each_entry_and_each_cached_page_holds_a_reference():
    fork = "proc A\nA mmap r anon 8\nA write r\nA fork B\n"
    assert large(fork)["ref"] == 2
    assert large(f"{fork}B munmap r 0 1")["ref"] == 1 + 7
    shmem = "set shmem always\nmemfd m 8\nproc A\nA mmap r memfd:m 8\nA write r\n"
    assert large(shmem)["ref"] == 1 + 8
    unmapped = large(f"{shmem}A munmap r")
    assert (unmapped["ref"], unmapped["unmapped"], unmapped["mapping"]) == (8, 1, "file:m")


@pytest.mark.parametrize(("kernel", "pins"), [("6.1", 3), ("6.12", 1)])
def test_a_large_folio_is_pinned_for_each_page_or_once(kernel, pins):
    folio = large("proc A\nA mmap r anon 8\nA write r\nA pin r 2 5", kernel)
    assert (folio["_pincount"], folio["ref"]) == (pins, 1 + pins)


def test_pins_of_one_process_add_up_and_end_together():
    pinned = "proc A\nA mmap r anon 4 thp=off\nA write r\nA pin r 0 2\nA pin r 1 3\n"
    assert [run[3] for run in small(pinned)] == [1 + 1024, 1 + 2048, 1 + 1024, 1]
    assert [run[3] for run in small(f"{pinned}A unpin")] == [1]


def test_what_pipes_have_are_plain_references_and_no_pins():
    piped = "proc A\nA mmap r anon 4 thp=off\nA write r\nA vmsplice r 0 2\nA vmsplice r 1 3\n"
    assert [run[3] for run in small(piped)] == [2, 3, 2, 1]
    assert [run[1:4] for run in small(f"{piped}A closepipe")] == [[4, 0, 1]]
    folio = large("proc A\nA mmap r anon 8\nA write r\nA vmsplice r 2 5\nA munmap r")
    assert (folio["ref"], folio["unmapped"], folio["mapping"]) == (3, 1, "anon")
    assert "_pincount" not in folio


def test_a_page_that_was_cut_off_from_its_file_has_no_mapping():
    (run,) = small("memfd m 4\nproc A\nA mmap r memfd:m 4\nA write r\nA vmsplice r 2\nftrunc m 0")
    assert run == ["s2", 1, -1, 1, "uptodate,lru,swapbacked", "", None, "unmapped"]


def test_what_was_given_up_has_lost_pg_swapbacked_until_it_is_copied_or_freed():
    given_up = "proc A\nA mmap r anon 8\nA write r\nA free r\n"
    assert large(given_up)["flags"] == "uptodate,lru"
    assert next(r for r in said(given_up) if r["t"] == "vma")["LazyFree"] == 8 * 4
    dirtied = said(f"{given_up}A write r 0")
    assert next(r for r in dirtied if r["t"] == "folio")["flags"] == "uptodate,lru"
    assert "LazyFree" not in next(r for r in dirtied if r["t"] == "vma")
    split = f"{given_up}A splitfolio r\n"
    assert {run[4] for run in small(split)} == {"uptodate,lru"}
    assert "swapbacked" in large(f"{split}A collapse r")["flags"]


def test_populate_makes_a_folio_dirty_that_was_given_up_and_leaves_its_entry():
    """``follow_page_pte()`` with FOLL_TOUCH."""
    (run,) = small("proc A\nA mmap r anon 4 thp=off\nA write r\nA free r\nA populate_write r")
    assert run[4] == "uptodate,dirty,lru"


def test_what_a_locked_vma_maps_is_mlocked_but_not_a_part_of_a_large_folio():
    locked = "proc A\nA mmap r anon 8\nA write r\nA mlock r\n"
    assert large(locked)["flags"] == "uptodate,lru,swapbacked,unevictable,mlocked"
    assert "mlocked" not in large(f"{locked}A munlock r 0 4")["flags"]


KPAGEFLAGS = {
    "6.1": ["mmap,anon,swapbacked,thp", "mmap,anon,thp"],
    "6.12": ["mmap,anon,swapbacked,ksm,thp"],
    "7.3": ["mmap,anon,swapbacked,thp"],
}


@pytest.mark.parametrize("kernel", KPAGEFLAGS)
def test_kpageflags_are_those_of_the_kernel(kernel):
    found = said("proc A\nA mmap r anon 8\nA write r", kernel)
    runs = next(record["runs"] for record in found if record["t"] == "map")
    assert [run[8] for run in runs] == KPAGEFLAGS[kernel]


def test_the_huge_zero_folio_is_gone_with_its_last_entry():
    read = "proc A\nA mmap r anon 8\nA read r\nA fork B\n"
    zero = large(f"{read}A munmap r")
    assert (zero["kind"], zero["ref"], zero["mapping"], zero["flags"]) == ("zero", 1, None, "")
    gone = [record for record in said(f"{read}A munmap r\nB exit") if record["t"] == "gone"]
    assert gone == [{"t": "gone", "f": "L0", "kind": "zero"}]


def test_a_process_says_its_anonymous_memory_and_its_number_where_folios_remember_it():
    script = "proc A\nA mmap r anon 8\nA write r\nA mmap s anon 3 thp=off\nA write s 0 2"
    assert [r for r in said(script) if r["t"] == "proc"] == [
        {"t": "proc", "p": "A", "RssAnon": 40, "mm_id": 1}
    ]
    assert [r for r in said(script, "6.12") if r["t"] == "proc"] == [{"t": "proc", "p": "A", "RssAnon": 40}]


def test_pages_are_dirty_by_their_entry_or_by_their_folio():
    vma = next(
        record
        for record in said("memfd m 4\nproc A\nA mmap r memfd:m 4\nA read r 0 1\nA write r 2 3", pages=8)
        if record["t"] == "vma"
    )
    sizes = {key: vma[key] for key in ("Rss", "Shared_Clean", "Private_Clean", "Private_Dirty")}
    assert sizes["Private_Dirty"] >= 4
    assert sizes["Rss"] == sum(sizes.values()) - sizes["Rss"]
