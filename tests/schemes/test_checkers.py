"""Each checker finds what is false and holds a scheme to no more than it claims."""

from __future__ import annotations

import pytest

from mmtui import NOTHING, Claim, Question

FORK = "proc A\nA mmap r anon 8\nA write r\nA fork B\n"


def found(checkers, name, moment):
    (checker,) = (checker for checker in checkers if checker.name == name)
    return list(checker.check(moment))


# schemes with one mistake each


@pytest.fixture
def forgets_fork(schemes):
    """A forgotten increment: the entries that fork copies are not in the sum."""

    class ForgetsFork(schemes["large-mapcount"]):
        def dup_pmd(self, folio, vma):
            yield self._entire_mapcount.inc(folio)
            return Claim(first=0)

    return ForgetsFork


@pytest.fixture
def swaps_the_flag(schemes):
    """The flag is cleared where it should be set and set where it should be cleared."""

    class SwapsTheFlag(schemes["double-map"]):
        def split_pmd(self, folio, vma):
            yield from self._added(folio, folio.pages)
            if (yield self.compound_mapcount.read(folio)) > 1 and not (
                yield self.double_map.exchange(folio, 0)
            ):
                yield from self._added(folio, folio.pages)
            if (yield self.compound_mapcount.dec(folio)) == 0 and (yield self.double_map.exchange(folio, 1)):
                yield from self._removed(folio, folio.pages)
            return NOTHING

    return SwapsTheFlag


@pytest.fixture
def loses_the_batch(schemes):
    """Of a batch, only the first page is counted among the mapped ones."""

    class LosesTheBatch(schemes["large-mapcount"]):
        def map_ptes(self, folio, pages, vma):
            first = 0
            for page in pages:
                first += (yield self._mapcount.inc(folio, page)) == 1
            if folio.large:
                if first and (yield self._nr_pages_mapped.inc(folio)) >= 0x800000:
                    first = 0
                yield self._large_mapcount.add(folio, len(pages))
            return Claim(first=first)

    return LosesTheBatch


def test_a_forgotten_increment_is_found_at_once(moments, findings, forgets_fork):
    *_, last = moments(forgets_fork, FORK, 8)
    assert findings(last) == ["L0: folio-mapcount is 2, but large-mapcount says 1"]


def test_a_forgotten_increment_calls_the_folio_unmapped_too_early(moments, findings, forgets_fork):
    *_, last = moments(forgets_fork, FORK + "A exit", 8)
    assert findings(last) == [
        "unmap_pmd L0[0-7] in A r: large-mapcount calls it the last unmap of L0; entries left: 1",
        "L0: folio-mapcount is 1, but large-mapcount says 0",
        "L0: mapped is 1, but large-mapcount says 0",
    ]


def test_a_swapped_flag_is_found_when_the_first_pmd_splits(moments, findings, swaps_the_flag):
    *_, last = moments(swaps_the_flag, FORK + "A mprotect r 2 5 ro", 8)
    assert findings(last) == [
        "L0[0-7]: page-mapcount is 2, but double-map says 3",
        "L0: folio-mapcount is 9, but double-map says 17",
    ]


def test_a_swapped_flag_leaves_counts_behind(moments, findings, swaps_the_flag):
    *_, last = moments(swaps_the_flag, FORK + "A mprotect r 2 5 ro\nA exit\nB exit", 8)
    left = "_mapcount of L0[0] and 7 more is 1 when the folio is freed"
    assert f"{left}: double-map has not taken away what it added" in findings(last)


def test_a_lost_batch_runs_below_zero(moments, findings, loses_the_batch):
    *_, last = moments(loses_the_batch, FORK + "A mprotect r 2 5 ro\nB exit\nA exit", 8)
    assert "_nr_pages_mapped of L0 is -1: large-mapcount took away more than it had added" in findings(last)


# held only to what it claims


def test_who_claims_nothing_exactly_is_held_to_nothing(moments, checkers, swaps_the_flag):
    class Guesses(swaps_the_flag):
        exact = frozenset()
        estimates = frozenset(Question)

    for moment in moments(Guesses, FORK + "A mprotect r 2 5 ro\nA exit\nB exit", 8):
        for checker in checkers:
            assert not list(checker.check(moment))


def test_below_zero_nobody_may_go(moments, checkers, loses_the_batch):
    class Guesses(loses_the_batch):
        exact = frozenset()

    *_, last = moments(Guesses, FORK + "A mprotect r 2 5 ro\nB exit\nA exit", 8)
    assert found(checkers, "never-negative", last) == [
        f"_nr_pages_mapped of L0 is {value}: large-mapcount took away more than it had added"
        for value in (-1, -4, -7)
    ]


@pytest.mark.parametrize("scheme", ["double-map", "vma-count"])
def test_an_estimate_may_be_wrong(bench, findings, scheme):
    made = bench(scheme, anon=False)
    made.ptes("A")
    made.ptes("A", at=64)
    assert made.shared
    assert not made.truth.shared
    assert findings(made.moment) == []


def test_an_exact_claim_of_sharing_is_checked(bench, schemes, findings):
    class Sure(schemes["vma-count"]):
        exact = frozenset({Question.SHARED})

    made = bench(Sure, anon=False)
    made.ptes("A")
    made.ptes("A", at=64)
    assert findings(made.moment) == ["L0: shared is 0, but vma-count says 1"]


# to say nothing is not enough for who claims to know


def test_silence_is_a_finding_where_an_answer_was_promised(bench, schemes, findings):
    class Silent(schemes["vma-count"]):
        exact = frozenset(Question) - {Question.SHARED, Question.MAPPED}

        def unmap_ptes(self, folio, pages, vma):
            yield from super().unmap_ptes(folio, pages, vma)
            return NOTHING

    made = bench(Silent)
    made.ptes("A")
    made.ptes("B")
    made.unmap("A")
    made.unmap("B", 3, 4)
    assert findings(made.moment) == [
        "unmap_ptes L0[3] in B r: the last unmap of 1 page, but vma-count says nothing",
        "unmap_ptes L0[3] in B r: vma-count does not say whether it was the last unmap of L0; "
        "entries left: 15",
        "unmap_ptes L0[3] in B r: L0 is partly mapped now, "
        "but vma-count does not say whether it is partly mapped",
        "L0[0-2]: page-mapcount is 1, but vma-count says nothing",
        "L0[3]: page-mapcount is 0, but vma-count says nothing",
        "L0[4-15]: page-mapcount is 1, but vma-count says nothing",
        "L0: folio-mapcount is 15, but vma-count says nothing",
    ]


# partly mapped


@pytest.fixture
def surely_queues(schemes):
    class SurelyQueues(schemes["double-map"]):
        exact = frozenset({Question.PARTLY_MAPPED})

    return SurelyQueues


def test_queueing_a_folio_that_is_unmapped_altogether_is_found(bench, surely_queues, checkers):
    made = bench(surely_queues)
    made.ptes("A")
    made.unmap("A")
    assert found(checkers, "partial-mapping", made.moment) == [
        "unmap_ptes L0[0-15] in A r: L0 is mapped by nothing now, "
        "but double-map says that it is partly mapped"
    ]


def test_a_missed_partial_mapping_is_found(bench, schemes, checkers):
    class NeverQueues(schemes["large-mapcount"]):
        def unmap_ptes(self, folio, pages, vma):
            return (yield from super().unmap_ptes(folio, pages, vma))._replace(partly=False)

    made = bench(NeverQueues)
    made.ptes("A")
    made.unmap("A", 0, 4)
    assert found(checkers, "partial-mapping", made.moment) == [
        "unmap_ptes L0[0-3] in A r: L0 is partly mapped now, but large-mapcount does not notice"
    ]


@pytest.mark.parametrize("kind", ["file", "small"])
def test_of_a_folio_that_nobody_queues_only_the_truth_may_be_said(moments, schemes, checkers, kind):
    class Queues(schemes["large-mapcount"]):
        def unmap_ptes(self, folio, pages, vma):
            return (yield from super().unmap_ptes(folio, pages, vma))._replace(partly=True)

    mapped = {
        "file": "set shmem always\nmemfd m 8\nproc A\nproc B\nA mmap r memfd:m 8 shared\nA write r\n"
        "B mmap r memfd:m 8 shared skew=1\nB read r\nB munmap r\n",
        "small": "proc A\nA mmap r anon 1 thp=off\nA write r\nA exit\n",
    }[kind]
    run = moments(Queues, mapped, 8)
    reasons = [reason for moment in run for reason in found(checkers, "partial-mapping", moment)]
    assert reasons
    assert all("large-mapcount says that it is partly mapped" in reason for reason in reasons)


def test_an_unmap_that_takes_no_last_mapping_may_be_silent(bench, checkers):
    made = bench("large-mapcount")
    made.ptes("A", 0, 8)
    made.ptes("B", 0, 8)
    made.unmap("A", 2, 3)
    assert made.last.partly
    assert made.last.claim.partly is False
    assert found(checkers, "partial-mapping", made.moment) == []


@pytest.mark.parametrize("kind", [{"anon": False}, {"small": True}])
def test_files_and_small_folios_are_not_queued(bench, surely_queues, checkers, kind):
    made = bench(surely_queues, **kind)
    made.ptes("A", 0, 1)
    made.unmap("A", 0, 1)
    assert found(checkers, "partial-mapping", made.moment) == []


# every answer is put beside the page tables


def test_a_file_folio_that_nothing_maps_is_asked_about_too(moments, schemes, findings):
    class Sticks(schemes["vma-count"]):
        def unmap_ptes(self, folio, pages, vma):
            return Claim(last=True)
            yield

    *_, last = moments(Sticks, "memfd m 1\nproc A\nA mmap r memfd:m 1\nA read r\nA munmap r")
    assert findings(last) == ["s0: mapped is 0, but vma-count says 1"]


def test_a_sound_scheme_is_found_sound(bench, findings):
    for scheme in ("per-page", "large-mapcount", "vma-count"):
        made = bench(scheme)
        made.ptes("A", 0, 8)
        made.pmd("B")
        made.fork("B", "C")
        made.split("C")
        made.unmap("C", 2, 9)
        made.exit("B")
        assert findings(made.moment) == []


def test_every_checker_has_a_name_and_a_title(checkers):
    assert [checker.name for checker in checkers] == [
        "last-unmap",
        "partial-mapping",
        "never-negative",
        "page-mapcount",
    ]
    assert all(checker.title for checker in checkers)


# a split of a PMD


def test_a_split_that_brings_in_pages_is_found_and_counted(schemes, checkers, ran):
    class CountsTheSplit(schemes["large-mapcount"]):
        def split_pmd(self, folio, vma):
            yield from super().split_pmd(folio, vma)
            return Claim(first=folio.nr_pages, gone=0)

    moment = ran(CountsTheSplit, f"{FORK}A mprotect r 2 5 ro", 8)
    (text,) = found(checkers, "last-unmap", moment)
    assert "brings 8 pages and takes 0 pages out" in text
    assert moment.books.spoken[moment.world.folios()[0].number].nr_mapped == 16
