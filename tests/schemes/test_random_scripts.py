"""Whatever processes do, one after another, a scheme keeps what it claims."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmtui import Per

SCHEMES = (
    "per-page",
    "double-map",
    "nr-pages-mapped",
    "large-mapcount",
    "mm-owners",
    "no-page-mapcount",
    "vma-count",
    "vma-count-partial",
    "vma-table-count",
    "rmap-ids",
    "total-mapped-pages",
)
"""All but ``zero-one-two-many``, which leaves its counters as they are."""
PAGES = 8
FORKED = "DEFGH"
BEGINNING = (
    "set shmem always",
    "memfd m 24",
    "proc A",
    "proc B",
    "A mmap r anon 16",
    "A write r",
    "B mmap s anon 16 skew=4",
    "B write s",
    "A mmap t memfd:m 16",
    "B mmap t memfd:m 16",
    "A fork C",
    "C read t",
)

who = st.sampled_from("AAABBBCCCDE")
regions = st.sampled_from("rrstt")
skews = st.sampled_from((0, 0, 0, 3, 8))
ranges = st.one_of(
    st.just(""),
    st.builds(lambda start, length: f"{start} {start + length}", st.integers(0, 20), st.integers(1, 12)),
)


def said(form: str, **words: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.builds(lambda **drawn: form.format(**drawn), **words)


lines = st.one_of(
    said("{p} mmap {r} anon {n} skew={k}", p=who, r=regions, n=st.sampled_from((4, 8, 16, 24)), k=skews),
    said(
        "{p} mmap {r} memfd:m {n} {kind} skew={k} foff={f}",
        p=who,
        r=regions,
        n=st.sampled_from((4, 8, 16)),
        kind=st.sampled_from(("shared", "shared", "private")),
        k=skews,
        f=st.sampled_from((0, 0, 2, 8)),
    ),
    said("{p} write {r} {pages}", p=who, r=regions, pages=ranges),
    said("{p} write {r} {pages}", p=who, r=regions, pages=ranges),
    said("{p} read {r} {pages}", p=who, r=regions, pages=ranges),
    said("{p} fork ?", p=who),
    said("{p} fork ?", p=who),
    said("{p} munmap {r} {pages}", p=who, r=regions, pages=ranges),
    said(
        "{p} mprotect {r} {pages} {to}",
        p=who,
        r=regions,
        pages=ranges,
        to=st.sampled_from(("ro", "rw", "none")),
    ),
    said("{p} mremap {r} {pages} to={to}", p=who, r=regions, pages=ranges, to=regions),
    said("{p} mremap {r} {pages} to={to} skew={k}", p=who, r=regions, pages=ranges, to=regions, k=skews),
    said("{p} dontneed {r} {pages}", p=who, r=regions, pages=ranges),
    said("{p} exit", p=who),
    said("set shmem {v}", v=st.sampled_from(("always", "never"))),
)


def script_of(drawn: list[str]) -> str:
    """Put the lines between a beginning that makes something to share and an end that unmaps everything."""
    names = iter(FORKED)
    forked = [line.replace("?", next(names, "D")) for line in drawn]
    return "\n".join([*BEGINNING, *forked, *(f"{name} exit" for name in f"ABC{FORKED}")])


@pytest.mark.parametrize("scheme", SCHEMES)
@given(drawn=st.lists(lines, min_size=8, max_size=40), kernel=st.sampled_from(("6.1", "6.12")))
@settings(max_examples=60, deadline=None, database=None)
def test_no_script_catches_a_scheme(moments, findings, scheme, drawn, kernel):
    script = script_of(drawn)
    for moment in moments(scheme, script, PAGES, kernel):
        assert moment.fault is None, f"{moment.fault}\n{script}"
        assert not findings(moment), f"{moment.op}\n{script}"
    assert not moment.world.mapped
    for counter in moment.scheme.counters():
        for folio in moment.world.folios():
            # what a file's flag means is only that a PTE may have mapped it once
            if counter.name != "PG_double_map":
                assert not any(moment.books.values(counter, folio)), (counter, folio, script)
    assert all(spoken.nr_mapped == 0 for spoken in moment.books.spoken.values())


@given(drawn=st.lists(lines, min_size=8, max_size=40))
@settings(max_examples=30, deadline=None, database=None)
def test_the_truth_does_not_depend_on_who_counts(moments, drawn):
    script = script_of(drawn)
    for together in zip(*(moments(scheme, script, PAGES) for scheme in SCHEMES), strict=True):
        worlds = [moment.world for moment in together]
        assert worlds.count(worlds[0]) == len(worlds)


def test_the_scripts_reach_what_they_are_for(moments):
    """The strategy is of no use if its scripts never share, split, move or merge."""
    events: set[str] = set()

    @given(drawn=st.lists(lines, min_size=8, max_size=40))
    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    def run(drawn):
        for moment in moments("per-page", script_of(drawn), PAGES):
            events.update(said.event.what.value for said in moment.said)

    run()
    assert events >= {"new_pmd", "map_ptes", "map_pmd", "dup_ptes", "dup_pmd", "unmap_ptes", "unmap_pmd"}
    assert events >= {"split_pmd", "move_ptes", "move_pmd", "split_vma", "merge_vmas", "new_ptes"}


def test_only_pages_and_folios_are_counted(schemes):
    """``moment.wrong`` looks at both kinds of counter."""
    assert {counter.per for kind in schemes.values() for counter in kind.counters()} == set(Per)
