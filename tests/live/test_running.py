"""``mmtui live run``: what it prints, and how operations come out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from live_commands import (
    FORK,
    environment,
    needs_right,
    records,
)


@needs_right
def test_a_fork_shares_a_huge_page_and_a_split_maps_it_by_ptes(live):
    found = records(live("run", "--json", "-", text=FORK))
    maps = [(record["p"], record["runs"]) for record in found if record["t"] == "map"]
    assert ("A", [[0, 512, "L0", 0, "pmd", "", "x", 1]]) in maps
    assert ("B", [[0, 512, "L0", 0, "pmd", "", "", 2]]) in maps
    assert maps[-1] == ("B", [[0, 500, "L0", 0, "pte", "", "x", 1]])
    assert [record["e"] for record in found if record["t"] == "vma"][-2:] == [4, 500]
    assert {"t": "folio", "f": "L0", "order": 9, "kind": "anon"} in found


@needs_right
def test_what_the_model_is_told_of_smaps_is_what_smaps_says(live):
    vmas = [record for record in records(live("run", "--json", "-", text=FORK)) if record["t"] == "vma"]
    alone = next(record for record in vmas if record["Private_Dirty"])
    assert (alone["Rss"], alone["Pss"], alone["AnonHugePages"], alone["vf"]) == (2048, 2048, 2048, "ac,hg")
    shared = next(record for record in vmas if record["p"] == "B")
    assert (shared["Rss"], shared["Pss"], shared["Shared_Dirty"]) == (2048, 1024, 2048)


@needs_right
def test_records_can_be_replayed(live, tmp_path):
    trace = tmp_path / "fork.jsonl"
    trace.write_text(live("run", "--json", "-", text="proc A\nA mmap r anon 4 thp=off\nA munmap r\n").stdout)
    words = ["replay", "--kernel", "6.18", str(trace)]
    done = subprocess.run(
        [sys.executable, "-m", "mmtui", *words], env=environment(tmp_path), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@needs_right
def test_records_of_mapped_memory_agree_as_far_as_a_process_sees(live, tmp_path):
    text = "proc A\nA mmap r anon 8 thp=off\nA write r\nA fork B\nB write r 3\nA munmap r\n"
    trace = tmp_path / "fork.jsonl"
    trace.write_text(live("run", "--json", "-", text=text).stdout)
    done = subprocess.run(
        [sys.executable, "-m", "mmtui", "replay", "--kernel", "6.18", str(trace)],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert "agrees, 6 steps" in done.stdout, done.stdout + done.stderr


@needs_right
def test_a_script_that_cannot_be_asked_does_not_end_the_others(live, tmp_path):
    (tmp_path / "a.ops").write_text("proc A\ncompact\n")
    (tmp_path / "b.ops").write_text("proc A\n")
    done = live("compare", "a.ops", "b.ops")
    assert done.returncode == 5
    assert "b: agrees, 1 step\n" in done.stdout
    assert "a.ops:2: 'compact'" in done.stderr
    assert "2 scripts: 1 agrees, 1 cannot be asked; 1 step agrees" in done.stderr


@needs_right
def test_no_frame_number_is_printed(live):
    text = live("run", "--json", "-", text=FORK).stdout
    assert "pfn" not in text
    assert max(int(number) for run in _runs(text) for number in run if isinstance(number, int)) <= 512


def _runs(text: str) -> list[list]:
    found = [json.loads(line) for line in text.splitlines()]
    return [run for record in found if record["t"] == "map" for run in record["runs"]]


FAILING = {
    "A read r 8 12": ("SIGBUS", 8),
    "A write s 3": ("SIGSEGV", 3),
    "A read r 100": ("SIGSEGV", 100),
    "A mremap t 0 4 to=s": ("EFAULT", None),
    "A mlock t 2 6": ("ENOMEM", None),
}


@needs_right
@pytest.mark.parametrize("line", FAILING)
def test_an_operation_that_fails_says_how(live, line):
    text = "memfd m 8\nproc A\nA mmap r memfd:m 16\nA mmap s anon 4 ro\nA mmap t anon 4\nA munmap t 0 4\n"
    step = [
        record for record in records(live("run", "--json", "-", text=text + line)) if record["t"] == "step"
    ][-1]
    assert (step["rc"], step["err"], step.get("at")) == (-1, *FAILING[line])


MORE = {
    "A mlock r 0 4": ("Locked", 16),
    "A populate_write r 0 8": ("Rss", 32),
    "A touch r 0 3": ("Rss", 12),
    "A fill r 0 2 val=7": ("Private_Dirty", 8),
}


@needs_right
@pytest.mark.parametrize("line", MORE)
def test_operations_beyond_the_games_are_done(live, line):
    found = records(live("run", "--json", "-", text=f"proc A\nA mmap r anon 64 thp=off\n{line}\n"))
    field, kb = MORE[line]
    assert sum(record.get(field, 0) for record in found[-4:] if record["t"] == "vma") == kb


@needs_right
def test_a_hole_in_a_memfd_unmaps_it_and_its_folios_are_gone(live):
    text = "memfd m 8\nproc A\nA mmap r memfd:m 8\nA write r\n"
    text += "fpunch m 2 4\nftrunc m 6\nfwrite m 2 3\nA read r 2\n"
    found = records(live("run", "--json", "-", text=text))
    assert [record["f"] for record in found if record["t"] == "gone"] == ["s2", "s3", "s6", "s7"]
    label = next(run[2] for run in found[-2]["runs"] if run[0] == 2)
    assert label not in ("s2", "s3")


@needs_right
def test_a_file_is_huge_if_its_own_mount_says_so_and_the_mount_is_seen_by_nobody(live):
    text = "file f 512 huge\nfile g 512\nproc A\nA mmap r file:f 512\nA mmap s file:g 512\n"
    text += "A write r\nA write s\n"
    mounts = Path("/proc/self/mounts").read_text()
    found = records(live("run", "--json", "-", text=text))
    maps = {record["r"]: record["runs"] for record in found if record["t"] == "map"}
    assert [run[:5] for run in maps["r"]] == [[0, 512, "L0", 0, "pmd"]]
    assert [run[4] for run in maps["s"]] == ["pte"]
    assert Path("/proc/self/mounts").read_text() == mounts


@needs_right
def test_text_says_the_kernel_and_what_it_was_built_with(live):
    done = live("run", "-", text=FORK)
    assert os.uname().release in done.stderr
    assert "CONFIG_" in done.stderr or "not known" in done.stderr
    assert "L0[0-511] of order 9" in done.stdout
    assert "as before" in done.stdout
