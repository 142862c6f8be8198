"""Puzzles that people argue about: what is true, and what each scheme makes of it."""

from __future__ import annotations

import pytest

from mmtui import NOTHING, Question, truth_of

HUGE = "proc A\nA mmap r anon {0}\nA write r\n".format
EXACT = ("per-page", "double-map", "large-mapcount")


# the 513-atomic map


@pytest.mark.parametrize(
    ("scheme", "atomics"), [("per-page", 513), ("double-map", 513), ("large-mapcount", 3), ("vma-count", 1)]
)
def test_one_fault_on_a_huge_tmpfs_page(ran, scheme, atomics):
    script = "set shmem always\nmemfd m 512\nproc A\nA mmap x memfd:m 512\nA write x 0"
    moment = ran(scheme, script, pages=512)
    assert len(moment.said) == 1
    assert moment.cost.atomics == atomics


# why the offset exists


def test_every_step_takes_one_entry(bench):
    made = bench("double-map")
    made.pmd("A")
    made.fork("A", "B")
    made.split("A")
    assert made.entries == made.truth.entries == 17
    made.unmap("A", 3, 4)
    assert made.entries == made.truth.entries == 16
    assert (made.nr_mapped, made.queued) == (16, False)
    made.exit("B")
    assert made.entries == made.truth.entries == 15
    assert (made.nr_mapped, made.queued) == (15, True)


def test_without_the_offset_a_mapped_page_is_called_gone(bench, schemes, findings):
    class NoOffset(schemes["double-map"]):
        def split_pmd(self, folio, vma):
            yield from self._added(folio, folio.pages)
            yield self.compound_mapcount.dec(folio)
            return NOTHING

    made = bench(NoOffset)
    made.pmd("A")
    made.fork("A", "B")
    made.split("A")
    made.unmap("A", 3, 4)
    assert made.truth.pages[3] == 1
    assert (made.nr_mapped, made.queued) == (15, True)
    assert findings(made.moment) == [
        "unmap_ptes L0[3] in A r: the last unmap of 0 pages, but double-map says 1 page"
    ]


# disjoint halves, page 0 absent, pigeonhole


@pytest.mark.parametrize("a", [(0, 8), (1, 9)])
@pytest.mark.parametrize("b", [(8, 16), (1, 8)])
def test_large_mapcount_believes_the_first_page(bench, a, b):
    made = bench("large-mapcount")
    made.ptes("A", *a)
    made.ptes("B", *b)
    assert made.truth.shared
    assert not made.shared


@pytest.mark.parametrize(("scheme", "shared"), [("per-page", 1), ("double-map", 0), ("vma-count", 1)])
def test_page_0_is_absent(bench, scheme, shared):
    made = bench(scheme)
    made.ptes("A", 1, 9)
    made.ptes("B", 1, 8)
    assert made.truth.shared
    assert made.truth.mapped_pages == 8
    assert made.shared == shared


def test_seventeen_entries_for_sixteen_pages(bench):
    made = bench("large-mapcount")
    made.ptes("A")
    made.ptes("B", 9, 10)
    assert made.value("_mapcount", 0) == 1
    assert made.entries == 17
    assert made.shared


# mprotect the middle, and merge back


def test_one_vma_becomes_three(ran, the_folio):
    moment = ran("vma-count", HUGE(16) + "A mprotect r 5 8 ro")
    folio = the_folio(moment)
    truth = truth_of(moment.world, folio)
    assert (len(truth.vmas), len(truth.mms), truth.entries) == (3, 1, 16)
    assert moment.books.values(moment.scheme._mapcount, folio) == (3, *[0] * 15)
    assert moment.ask(Question.SHARED, folio), "one process that cuts its memory looks like three"


def test_three_vmas_become_one(ran, the_folio):
    moment = ran("vma-count", HUGE(16) + "A mprotect r 5 8 ro\nA mprotect r 5 8 rw")
    folio = the_folio(moment)
    assert len(truth_of(moment.world, folio).vmas) == 1
    assert moment.books.value(moment.scheme._mapcount, folio) == 1
    assert {said.entries for said in moment.said} == {16}, "no entry was touched"


def test_three_vmas_are_unmapped_one_by_one(moments, findings):
    unmap = "A munmap r 5 8\nA munmap r 0 5\nA munmap r 8 16"
    left = []
    for moment in moments("vma-count", HUGE(16) + "A mprotect r 5 8 ro\n" + unmap):
        assert not findings(moment)
        left.append([moment.books.value(moment.scheme._mapcount, folio) for folio in moment.world.folios()])
    assert left[3:] == [[3], [2], [1], []]


def test_nobody_counts_the_split(moments, schemes, findings):
    class ForgetsSplit(schemes["vma-count"]):
        def split_vma(self, folio, low, high):
            return NOTHING
            yield

    script = HUGE(16) + "A mprotect r 5 8 ro\nA munmap r 5 8\nA munmap r 0 5\nA munmap r 8 16"
    *_, third, fourth, fifth, sixth = (findings(moment) for moment in moments(ForgetsSplit, script))
    assert third == []
    assert fourth == [
        "unmap_ptes L0[5-7] in A r: vma-count calls it the last unmap of L0; entries left: 13",
        "L0: mapped is 1, but vma-count says 0",
    ]
    assert "_mapcount of L0[0] is -1: vma-count took away more than it had added" in fifth
    assert "_mapcount of L0[0] is -2: vma-count took away more than it had added" in sixth


def test_nobody_counts_the_merge(moments, schemes, findings):
    class ForgetsMerge(schemes["vma-count"]):
        def merge_vmas(self, folio, low, high):
            return NOTHING
            yield

    script = HUGE(16) + "A mprotect r 5 8 ro\nA mprotect r 5 8 rw\nA exit"
    *_, last = moments(ForgetsMerge, script)
    assert findings(last) == [
        "unmap_ptes L0[0-15] in A r: vma-count does not call it the last unmap of L0; entries left: 0",
        "_mapcount of L0[0] is 2 when the folio is freed: vma-count has not taken away what it added",
    ]


def test_large_mapcount_does_not_care_about_vmas(ran, the_folio):
    before = ran("large-mapcount", HUGE(16) + "A mprotect r 5 8 ro")
    folio = the_folio(before)
    assert before.ask(Question.FOLIO_MAPCOUNT, folio) == 16
    assert not before.ask(Question.SHARED, folio)


def test_neighbours_that_map_a_file_at_an_offset_are_told_apart(moments, findings):
    script = """set shmem always
        memfd m 16
        proc A
        A mmap r memfd:m 4
        A read r
        A mmap r memfd:m 8 skew=4 foff=2
        A read r
        A dontneed r 2 4
        A mprotect r 3 8 ro
        A exit"""
    for moment in moments("vma-count", script, 8):
        assert findings(moment) == []


# munmap the middle of a PMD


@pytest.mark.parametrize(
    ("scheme", "atomics", "nr_mapped", "queued"),
    [
        ("per-page", 1 + 100, 412, True),
        ("double-map", 514 + 100, 412, True),
        ("large-mapcount", 517 + 102, 412, True),
        ("vma-count", 3, 512, False),
    ],
)
def test_the_middle_of_a_huge_page_is_unmapped(ran, the_folio, scheme, atomics, nr_mapped, queued):
    moment = ran(scheme, HUGE(512) + "A munmap r 100 200", pages=512)
    folio = the_folio(moment)
    truth = truth_of(moment.world, folio)
    assert (truth.mapped_pages, len(truth.vmas), truth.partly_mapped) == (412, 2, True)
    assert moment.books.spoken[folio.number] == (nr_mapped, queued)
    assert moment.cost.atomics == atomics


def test_vma_count_counts_two_vmas_around_the_hole(ran, the_folio):
    moment = ran("vma-count", HUGE(512) + "A munmap r 100 200", pages=512)
    assert moment.books.value(moment.scheme._mapcount, the_folio(moment)) == 2


# mremap half


@pytest.mark.parametrize(
    ("scheme", "shared"), [("per-page", 0), ("double-map", 0), ("large-mapcount", 0), ("vma-count", 1)]
)
def test_half_of_a_folio_moves_within_one_process(ran, the_folio, findings, scheme, shared):
    moment = ran(scheme, HUGE(16) + "A mremap r 8 16 to=s")
    folio = the_folio(moment)
    truth = truth_of(moment.world, folio)
    assert (len(truth.mms), len(truth.vmas), truth.entries) == (1, 2, 16)
    assert moment.ask(Question.SHARED, folio) == shared
    assert not findings(moment)
    if scheme == "vma-count":
        assert moment.books.value(moment.scheme._mapcount, folio) == 2


# the tax on splitting a PMD that is alone, and the PMD that goes while PTEs stay


@pytest.mark.parametrize(
    ("scheme", "atomics"), [("per-page", 1), ("double-map", 514), ("large-mapcount", 517), ("vma-count", 0)]
)
def test_splitting_the_only_pmd(bench, scheme, atomics):
    made = bench(scheme, 512)
    made.pmd("A")
    assert made.split("A").atomics == atomics
    assert made.last.claim == NOTHING


def test_a_pmd_goes_while_ptes_map_every_page(bench):
    made = bench("large-mapcount")
    made.pmd("B")
    made.ptes("A")
    assert made.value("_nr_pages_mapped") == 0x800000 + 16
    made.unmap("B")
    assert made.value("_nr_pages_mapped") == 16
    assert (made.last.claim.gone, made.nr_mapped, made.queued) == (0, 16, False)


# the same puzzles under the schemes after 6.1 and the proposals


@pytest.mark.parametrize(
    ("scheme", "atomics"),
    [
        ("nr-pages-mapped", 2),
        ("mm-owners", 3),
        ("no-page-mapcount", 2),
        ("total-mapped-pages", 1),
        ("vma-count-partial", 1),
        ("vma-table-count", 1),
        ("zero-one-two-many", 1),
        ("rmap-ids", 2 + 6),
    ],
)
def test_one_fault_on_a_huge_tmpfs_page_later(ran, scheme, atomics):
    script = "set shmem always\nmemfd m 512\nproc A\nA mmap x memfd:m 512\nA write x 0"
    assert ran(scheme, script, pages=512).cost.atomics == atomics


@pytest.mark.parametrize(("scheme", "shared"), [("nr-pages-mapped", 0), ("rmap-ids", 1), ("mm-owners", 1)])
def test_page_0_is_absent_later(bench, scheme, shared):
    made = bench(scheme)
    made.ptes("A", 1, 9)
    made.ptes("B", 1, 8)
    assert made.truth.shared
    assert made.shared == shared


def test_naive_numbers_of_processes_cannot_be_told_apart(bench, schemes):
    """B twice is the same sum as A and C once each, if the numbers are 1, 2, 3."""

    class Naive(schemes["rmap-ids"]):
        def _numbers(self, folio, mm_id):
            yield mm_id
            for _ in self._sums(folio)[1:]:
                yield 0

        def _is_number(self, number, base):
            return True

    answers = []
    for kind in (Naive, schemes["rmap-ids"]):
        made = bench(kind)
        for process in "ABC":
            made.ptes(process, 0, 1)
        made.unmap("B", 0, 1)
        assert made.truth.shared
        answers.append(bool(made.shared))
    assert answers == [False, True]


@pytest.mark.parametrize("pages", [8, 16, 512])
def test_the_largest_number_fits_as_often_as_there_are_pages(bench, pages):
    """A sum that wrapped would call a folio of one process shared."""
    made = bench("rmap-ids", pages)
    scheme = made.scheme
    largest = 2 ** (12 * 2) - 1 if pages <= 32 else 2 ** (7 * 3) - 1
    for counter, number in zip(scheme._sums(made.folio), scheme._numbers(made.folio, largest), strict=True):
        assert number * pages < 1 << counter.bits
        assert scheme._is_number(number, pages + 1)


@pytest.mark.parametrize(
    ("scheme", "atomics", "nr_mapped", "queued"),
    [
        ("nr-pages-mapped", 2 * 512 + 2 + 200, 412, True),
        ("mm-owners", 517 + 102, 412, True),
        ("no-page-mapcount", 3 + 1, 512, True),
        ("total-mapped-pages", 2 + 1, 512, True),
    ],
)
def test_the_middle_of_a_huge_page_is_unmapped_later(ran, the_folio, scheme, atomics, nr_mapped, queued):
    moment = ran(scheme, HUGE(512) + "A munmap r 100 200", pages=512)
    folio = the_folio(moment)
    assert moment.books.spoken[folio.number] == (nr_mapped, queued)
    assert moment.cost.atomics == atomics


def test_two_vmas_that_both_map_a_part_prove_nothing(ran, the_folio):
    moment = ran("vma-count-partial", HUGE(512) + "A munmap r 100 200", pages=512)
    folio, scheme = the_folio(moment), moment.scheme
    assert moment.books.value(scheme._mapcount, folio) == 2
    assert moment.books.value(scheme.partial_mapcount, folio) == 2
    assert moment.said[-1].claim.partly is None


@pytest.mark.parametrize(
    ("scheme", "vmas"),
    [("vma-count-partial", [1, 3, 1]), ("vma-table-count", [1, 3, 1]), ("zero-one-two-many", [1, 3, 3])],
)
def test_one_vma_becomes_three_and_one_again_later(moments, the_folio, scheme, vmas):
    script = HUGE(16) + "A mprotect r 5 8 ro\nA mprotect r 5 8 rw"
    *_, whole, cut, joined = moments(scheme, script)
    found = [
        moment.books.value(moment.scheme._mapcount, the_folio(moment)) for moment in (whole, cut, joined)
    ]
    assert found == vmas


@pytest.mark.parametrize("scheme", ["mm-owners", "no-page-mapcount", "total-mapped-pages", "rmap-ids"])
@pytest.mark.parametrize("change", ["A mprotect r 5 8 ro", "A mremap r 8 16 to=s"])
def test_one_process_that_cuts_or_moves_its_memory_stays_alone(ran, the_folio, scheme, change):
    moment = ran(scheme, HUGE(16) + change)
    folio = the_folio(moment)
    assert len(truth_of(moment.world, folio).vmas) > 1
    assert not moment.ask(Question.SHARED, folio)
    assert moment.ask(Question.FOLIO_MAPCOUNT, folio) == 16


@pytest.mark.parametrize(
    ("scheme", "atomics", "reads"),
    [
        ("vma-count", 1, 511 * 512 // 2 + 511),
        ("no-page-mapcount", 512, 0),
        ("nr-pages-mapped", 1024, 0),
        ("vma-count-partial", 3, 512 * 512),
    ],
)
def test_a_folio_is_unmapped_page_by_page(bench, scheme, atomics, reads):
    made = bench(scheme, 512)
    made.ptes("A")
    before = made.ledger.cost
    for page in range(512):
        made.unmap("A", page, page + 1)
    assert made.last.claim.last
    assert made.ledger.cost.since(before) == (atomics, reads)


@pytest.mark.parametrize(
    ("scheme", "shared"),
    [("nr-pages-mapped", 1), ("rmap-ids", 1), ("vma-count-partial", 1), ("total-mapped-pages", 0)],
)
def test_one_process_that_maps_a_file_twice(bench, scheme, shared):
    made = bench(scheme, anon=False)
    made.ptes("A")
    made.ptes("A", at=64)
    assert (len(made.truth.mms), made.truth.pages[0]) == (1, 2)
    assert made.shared == shared


@pytest.mark.parametrize("scheme", ["no-page-mapcount", "total-mapped-pages"])
def test_one_page_of_a_file_brings_in_the_whole_folio(bench, scheme):
    made = bench(scheme, 512, anon=False)
    made.ptes("A", 7, 8)
    assert (made.truth.mapped_pages, made.nr_mapped) == (1, 512)
    assert {made.page(page) for page in range(512)} == {1}


FOREIGN = """set shmem always
memfd m 16
proc A
A mmap r memfd:m 16 private
A write r 3 4
A read r
A dontneed r 0 3
A dontneed r 4 16"""


@pytest.mark.parametrize(
    "scheme", ["vma-count", "vma-count-partial", "vma-table-count", "zero-one-two-many", "no-page-mapcount"]
)
def test_an_entry_of_another_folio_between_them_is_not_found(ran, the_folio, scheme):
    moment = ran(scheme, FOREIGN)
    folio = the_folio(moment)
    assert truth_of(moment.world, folio).entries == 0
    assert not moment.ask(Question.MAPPED, folio)
    assert moment.said[-1].claim.last


@pytest.mark.parametrize(
    ("scheme", "atomics"),
    [
        ("nr-pages-mapped", 1026),
        ("mm-owners", 517),
        ("no-page-mapcount", 3),
        ("total-mapped-pages", 2),
        ("vma-count-partial", 0),
        ("vma-table-count", 0),
        ("zero-one-two-many", 0),
        ("rmap-ids", 1026 + 2 * 6),
    ],
)
def test_splitting_the_only_pmd_later(bench, scheme, atomics):
    made = bench(scheme, 512)
    made.pmd("A")
    assert made.split("A").atomics == atomics
    assert made.last.claim == NOTHING


@pytest.mark.parametrize("scheme", ["nr-pages-mapped", "mm-owners", "rmap-ids"])
def test_a_pmd_goes_while_ptes_map_every_page_later(bench, scheme):
    made = bench(scheme)
    made.pmd("B")
    made.ptes("A")
    assert made.value("_nr_pages_mapped") == 0x800000 + 16
    made.unmap("B")
    assert made.value("_nr_pages_mapped") == 16
    assert (made.last.claim.gone, made.nr_mapped, made.queued) == (0, 16, False)
