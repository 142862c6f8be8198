"""Exercises: schemes with one thing wrong, which scenarios are about and no list has."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmtui.catalog import bundled, load_catalog
from mmtui.catalog.sources import Sources
from mmtui.kernel.profile import profile_of
from mmtui.model.ops import parse_script
from mmtui.race.arena import Arena
from mmtui.race.battery import race_named
from mmtui.race.verdict import Options
from mmtui.timeline import Timeline

FOLDER = bundled("plugins") / "exercises"
COPIED = """set shmem always
set faultaround 4096
memfd m 8
proc A
A mmap w memfd:m 8 shared
A write w
A munmap w
A mmap r memfd:m 8 private thp=off
A read r
A write r 7
A dontneed r 0 7"""
ANON = """proc A
A mmap r anon 8
A write r
A fork B
A mprotect r 2 5 ro
A dontneed r 0 4
B munmap r 3 6
A exit"""


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(Sources(bundled("plugins")), budget=60.0)


def run(catalog, scheme, script):
    timeline = Timeline(parse_script(script), catalog.scheme(scheme), profile_of("6.12"), 8)
    return [timeline[n] for n in range(len(timeline) + 1)]


def test_all_of_them_load():
    exercises = load_catalog(Sources(FOLDER), budget=60.0)
    assert exercises.errors == ()
    assert len(exercises.schemes) == len(list(FOLDER.glob("*.py")))


def test_none_of_them_is_in_a_list(catalog):
    names = set(load_catalog(Sources(FOLDER), budget=60.0).schemes)
    assert {"double-map-swapped-lines", "vma-count-any-entry"} <= names
    assert not names & set(catalog.schemes)


def test_a_scan_of_any_entry_is_stopped_by_a_copy(catalog):
    ours, right = (run(catalog, name, COPIED)[-1] for name in ("vma-count-any-entry", "vma-count"))
    assert (ours.said[-1].claim.last, right.said[-1].claim.last) == (False, True)
    assert ours.books.cost.reads - right.books.cost.reads == 0, "it is looked at by both"


def test_without_copies_a_scan_of_any_entry_finds_the_same(catalog):
    ours, right = (run(catalog, name, ANON) for name in ("vma-count-any-entry", "vma-count"))
    assert [[said.claim for said in moment.said] for moment in ours] == [
        [said.claim for said in moment.said] for moment in right
    ]


def test_a_race_which_follows_one_folio_refuses_to_scan_for_any_entry(catalog):
    race = race_named("two-tables")
    arena = Arena(catalog.scheme("vma-count-any-entry"), profile_of("7.3"), race, Options())
    verdict = arena.decided(lambda states, switches: None)
    assert verdict.outcome == "broken"
    assert "scans for any entry" in verdict.reasons[0]
    assert f"{Path('exercises/vma_count_any_entry.py')}:" in verdict.reasons[0]
