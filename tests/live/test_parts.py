"""The parts of live commands that can be looked at one by one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest
from fake_kernel import PROFILE
from live_commands import needs_right

from mmtui.catalog import bundled, load_catalog
from mmtui.catalog.sources import Sources
from mmtui.errors import ScriptError, UsageError
from mmtui.live import proc
from mmtui.live.frames import Frames
from mmtui.live.labels import Key, Labels
from mmtui.live.machine import Build
from mmtui.live.memory import BASE
from mmtui.live.performer import Performer
from mmtui.live.processes import LostError
from mmtui.live.script import read_ops
from mmtui.live.versus import nearest, seen
from mmtui.live.watching import ProcWatcher
from mmtui.model.ops import parse_op
from mmtui.moment import Moment
from mmtui.recording.trace import as_seen

NEAREST = {
    ("6.1.5", None): "6.1",
    ("5.15.0-91-generic", None): "6.1",
    ("6.17.3", True): "6.16",
    ("6.18.44-fc", True): "6.18",
    ("7.4.1", False): "7.3-nopmc",
}


@pytest.mark.parametrize("kernel", NEAREST)
def test_the_nearest_kernel_is_not_newer_and_counts_alike(kernel):
    assert nearest(Build(*kernel, "")).name == NEAREST[kernel]


def test_a_folio_keeps_its_label_until_it_is_gone():
    labels = Labels()
    anon, file = Key(512, 512, ""), Key(7, 1, "0:1 5 0")
    assert (labels.of(anon), labels.of(file)) == ("L0", "s0")
    assert list(labels.gone(cached=True)) == []
    assert list(labels.gone(cached=True)) == [("L0", True)], "the page cache may keep the other"
    assert (labels.of(anon), labels.of(file)) == ("L1", "s0")
    assert list(labels.gone(cached=False)) == []
    assert list(labels.gone(cached=False)) == [("s0", False), ("L1", True)]


@pytest.fixture
def catalog():
    return load_catalog(Sources(bundled("plugins")))


def test_of_the_model_only_what_a_process_sees_is_kept(catalog):
    model = [
        {"t": "map", "p": "A", "r": "r", "runs": [[0, 4, "L0", 0, "pte", "nwdD", "x", 1, "mmap,anon"]]},
        {"t": "folio", "f": "L0", "order": 2, "kind": "anon", "_entire_mapcount": -1},
        {"t": "folio", "f": "L1", "order": 2, "kind": "file"},
        {"t": "gone", "f": "L2", "kind": "file"},
        {"t": "small", "runs": [["s0", 1, 0, 1, "x"]]},
    ]
    first = Moment.first(catalog.scheme(PROFILE.scheme), PROFILE)
    (map_, folio) = seen(lambda moment, before: iter(model), first, first)
    assert map_["runs"] == [[0, 4, "L0", 0, "pte", "n", "x", 1]]
    assert folio == {"t": "folio", "f": "L0", "order": 2, "kind": "anon"}


def test_an_anonymous_folio_that_only_a_pin_holds_is_out_of_sight(catalog):
    moment = Moment.first(catalog.scheme(PROFILE.scheme), PROFILE)
    for line in ("proc A", "A mmap r anon 2", "A write r", "A pin r 0 1"):
        moment = moment.after(parse_op(line))
    after = moment.after(parse_op("A munmap r"))
    gone = [as_seen({"t": "gone", "f": label, "kind": "anon"}) for label in ("s0", "s1")]
    assert list(seen(lambda moment, before: iter(()), after, moment)) == gone
    assert [folio.label for folio in after.world.folios()] == ["s0"], "the pin keeps it"


@pytest.fixture
def performer():
    with Performer() as performer:
        yield performer


def run(performer: Performer, text: str) -> None:
    for op in read_ops(text):
        assert performer.do(op).ok, op


def levels(performer: Performer) -> Counter[str]:
    pid = performer.processes.pid("A")
    ours = [area for area in proc.areas(pid, BASE + 4096) if area.start >= BASE]
    return Counter(entry.level for area in ours for entry in proc.entries(pid, area).values())


@needs_right
def test_without_pagemap_scan_smaps_says_the_level_or_it_is_not_known(performer, monkeypatch):
    run(performer, "proc A\nA mmap r anon 1536 thp=on\nA write r\nA munmap r 0 4")
    here = levels(performer)
    assert here == {"pmd": 1024, "pte": 508}
    monkeypatch.setattr(proc, "_SCAN", 0)
    assert levels(performer) == here
    run(performer, "A mprotect r 1532 1533 rw\nA mprotect r 600 601 ro\nA mprotect r 600 601 rw")
    assert levels(performer)["?"] == 1532


@needs_right
def test_a_kernel_that_is_locked_down_cannot_be_asked_to_split(performer, monkeypatch, tmp_path):
    def refused(where: str, order: str) -> None:
        raise PermissionError

    monkeypatch.setattr("mmtui.live.ability.SPLIT", tmp_path)
    monkeypatch.setattr("mmtui.live.performer.split_folios", refused)
    with pytest.raises(ScriptError, match="this kernel is locked down"):
        run(performer, "proc A\nA mmap r anon 8\nA splitfolio r 0 8")


@needs_right
def test_a_process_that_dies_is_reported_and_not_waited_for(performer):
    run(performer, "proc A")
    with pytest.raises(LostError, match="died"):
        performer.processes.ask("A", "exit")


@needs_right
def test_watching_shows_the_entries_of_the_vma_that_is_chosen(performer):
    run(
        performer,
        "proc A\nA mmap r anon 512 thp=on\nA mmap s anon 8\nA write r\nA munmap r 0 4\nA write s 2 5",
    )
    with Frames() as frames:
        watcher = ProcWatcher(performer.processes.pid("A"), frames)
        seen = watcher.look(None)
        assert (seen.chosen.area.start, seen.chosen.folios[0].mapped) == (BASE + 4, 508)
        assert [run[:6] for run in seen.runs] == [(0, 508, "L0", 4, 9, False)]
        small = watcher.look(BASE + 4096).runs
        assert [(run.page, run.length, run.label, run.exclusive, run.mapcount) for run in small] == [
            (2, 3, "", True, 1)
        ]


@needs_right
def test_a_process_that_has_no_memory_has_ended():
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    with Frames() as frames, pytest.raises(UsageError, match="has ended"):
        ProcWatcher(child.pid, frames).look(None)
    child.wait()
    with Frames() as frames, pytest.raises(UsageError, match="there is no process"):
        ProcWatcher(child.pid, frames).look(None)


@needs_right
def test_frames_of_a_huge_page_are_one_folio(performer):
    run(performer, "proc A\nA mmap r anon 512 thp=on\nA write r")
    pid = performer.processes.pid("A")
    (area,) = (area for area in proc.areas(pid, BASE + 512) if area.start >= BASE)
    with Frames() as frames:
        frame = frames.now()
        found = {frame(entry.pfn)[:4] for entry in proc.entries(pid, area).values()}
    ((head, nr_pages, zero, anon),) = found
    assert (head % 512, nr_pages, zero, anon) == (0, 512, False, True)


def test_a_later_point_release_is_known_for_what_it_took_over():
    seen = [nearest(Build(release, True, "")).protnone_cleans_pmd for release in ("6.18.15", "6.18.44-fc")]
    assert seen == [True, False]
    assert nearest(Build("6.19.60", True, "")).protnone_cleans_pmd
