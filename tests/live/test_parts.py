"""The parts of live commands that can be looked at one by one."""

from __future__ import annotations

from collections import Counter

import pytest
from test_command import needs_right

from mmtui.live import proc
from mmtui.live.frames import Frames
from mmtui.live.labels import Key, Labels
from mmtui.live.machine import Build
from mmtui.live.memory import BASE
from mmtui.live.performer import Performer
from mmtui.live.processes import LostError
from mmtui.live.script import read_ops
from mmtui.live.versus import nearest, seen

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
    assert list(labels.gone(cached=True)) == ["L0"], "the page cache may keep the other"
    assert (labels.of(anon), labels.of(file)) == ("L1", "s0")
    assert list(labels.gone(cached=False)) == []
    assert list(labels.gone(cached=False)) == ["s0", "L1"]


def test_of_the_model_only_what_a_process_sees_is_kept():
    model = [
        {"t": "map", "p": "A", "r": "r", "runs": [[0, 4, "L0", 0, "pte", "nwdD", "x", 1]]},
        {"t": "folio", "f": "L0", "order": 2, "kind": "anon", "_entire_mapcount": -1},
        {"t": "folio", "f": "L1", "order": 2, "kind": "file"},
        {"t": "small", "runs": [["s0", 1, 0, 1, "x"]]},
    ]
    (map_, folio) = seen(iter(model))
    assert map_["runs"] == [[0, 4, "L0", 0, "pte", "n", "x", 1]]
    assert folio == {"t": "folio", "f": "L0", "order": 2, "kind": "anon"}


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
def test_a_process_that_dies_is_reported_and_not_waited_for(performer):
    run(performer, "proc A")
    with pytest.raises(LostError, match="died"):
        performer.processes.ask("A", "exit")


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
