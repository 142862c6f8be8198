"""What ``mmtui live`` refuses, and what it says of it."""

from __future__ import annotations

import shutil
import sys

import pytest
from live_commands import (
    FORK,
    needs_right,
)

from mmtui.errors import ScriptError, UsageError
from mmtui.live import machine
from mmtui.live.ability import unable
from mmtui.live.machine import check_right
from mmtui.live.running import running
from mmtui.live.script import read_ops


@needs_right
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv, to give up rights")
@pytest.mark.parametrize("words", [("run", "-"), ("compare", "-"), ("watch", "1")])
def test_without_the_right_it_says_what_is_needed(live, words):
    # a root without capabilities: it can read the program, wherever that is, and no page frame
    powerless = ("setpriv", "--inh-caps=-all", "--bounding-set=-all")
    done = live(*words, text=FORK, before=powerless)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "live commands need root or CAP_SYS_ADMIN" in done.stderr
    assert f"; try: sudo {sys.executable} -m mmtui live {' '.join(words)}\n" in done.stderr


def test_what_to_do_as_root_has_the_whole_path(monkeypatch, tmp_path):
    """sudo does not look where a venv's shell does."""
    script = tmp_path / "my venv" / "mmtui"
    script.parent.mkdir()
    script.touch(mode=0o755)
    monkeypatch.setattr(machine, "_shows_frames", lambda: False)
    monkeypatch.setattr(sys, "argv", [str(script), "live", "run", "x.ops"])
    with pytest.raises(UsageError, match=f"try: sudo '{script}' live run x.ops$"):
        check_right()


def test_other_systems_are_told_so(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(UsageError, match="live commands need Linux"):
        check_right()


REFUSED = {
    "A mmap r hugetlb 512": "'mmap hugetlb' is nothing that can be asked of the running kernel here: pages",
    "A migrate r 0 4 node=2": "migrate: cannot read",
    "A read r 4 4": "the range 4 4 is empty",
    "set /etc/motd 1": "'set /etc/motd' is nothing that can be asked",
    "set nothing 1": "set: cannot read",
    "A mremap r 0 4 skew=1": "mremap: cannot read",
    "file f 10 always": "file: cannot read",
    "A ksm r": "'ksm' is nothing that can be asked",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_cannot_be_asked_is_refused_by_name_with_its_line(line):
    with pytest.raises(ScriptError, match=r"^x\.ops:2: ") as refused:
        read_ops(f"proc A\n{line}\n", "x.ops")
    assert REFUSED[line] in str(refused.value)


UNABLE = {
    "A splitfolio r 0 4": "A splitfolio r 0 4: needs {0}/split",
    "fsplit m 0 4": "fsplit m 0 4: needs {0}/split",
    "set faultaround 4096": "set faultaround 4096: needs {0}/around",
    "A migrate r 0 4": "A migrate r 0 4: this machine has no memory on NUMA node 1",
    "A migrate r 0 4 node=0": "A migrate r 0 4 node=0: this machine has no memory on NUMA node 0",
}


@pytest.mark.parametrize("line", UNABLE)
def test_what_this_machine_cannot_do_is_refused_before_anything_is_done(monkeypatch, tmp_path, line):
    monkeypatch.setattr("mmtui.live.ability.SPLIT", tmp_path / "split")
    monkeypatch.setattr("mmtui.live.ability.FAULT_AROUND", tmp_path / "around")
    monkeypatch.setattr("mmtui.live.ability.NODES", tmp_path / "nodes")
    with pytest.raises(ScriptError) as refused:
        next(running("x", read_ops(f"proc A\n{line}"), "x.ops"))
    assert str(refused.value).startswith("x.ops:2: " + UNABLE[line].format(tmp_path))


@pytest.mark.parametrize(("listed", "able"), [("0-1", True), ("0,2-3", False), ("1", True)])
def test_a_node_is_known_by_its_memory(monkeypatch, tmp_path, listed, able):
    (tmp_path / "nodes").write_text(f"{listed}\n")
    monkeypatch.setattr("mmtui.live.ability.NODES", tmp_path / "nodes")
    (op,) = read_ops("A migrate r 0 4 node=1")
    assert (not unable(op)) == able


@needs_right
def test_too_many_processes_are_found_before_the_first_is_there(live):
    done = live("run", "-", text="".join(f"proc P{number}\n" for number in range(27)))
    assert (done.returncode, done.stdout) == (3, "")
    assert "<stdin>:27:6: proc P26: at most 26 processes" in done.stderr
