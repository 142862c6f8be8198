"""Running the machine: a QEMU of our own says what the host must understand."""

from __future__ import annotations

import sys

import pytest

from tools.recorder.errors import RecorderError
from tools.recorder.machine import Machine

FAKE = """#!{python}
import sys
records = next(word.rpartition("path=")[2] for word in sys.argv if "path=" in word)
console = next(word.removeprefix("file:") for word in sys.argv if word.startswith("file:"))
open(console, "w").write("Kernel panic - not syncing\\n")
open(records, "w").write({said!r})
sys.exit({code})
"""


def install(folder, monkeypatch, said="", code=0):
    program = folder / "qemu-system-x86_64"
    program.write_text(FAKE.format(python=sys.executable, said=said, code=code))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_the_records_are_returned_when_the_guest_says_goodbye(tmp_path, monkeypatch):
    said = '{"t":"kernel"}\n{"t":"bye"}\n'
    install(tmp_path, monkeypatch, said)
    assert Machine().run(tmp_path / "vmlinuz", b"archive") == said


def test_a_guest_that_stops_in_the_middle_is_told_with_its_last_words(tmp_path, monkeypatch):
    install(tmp_path, monkeypatch, '{"t":"kernel"}\n{"t":"fatal","msg":"no offsets"}\n')
    with pytest.raises(RecorderError, match=r"Kernel panic - not syncing\n.*no offsets"):
        Machine().run(tmp_path / "vmlinuz", b"archive")


def test_a_qemu_that_fails_is_told(tmp_path, monkeypatch):
    install(tmp_path, monkeypatch, code=1)
    with pytest.raises(RecorderError, match="QEMU fails"):
        Machine().run(tmp_path / "vmlinuz", b"archive")


def test_without_qemu_the_remedy_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RecorderError, match="not installed"):
        Machine().run(tmp_path / "vmlinuz", b"archive")


def test_the_second_node_takes_half_of_the_memory(tmp_path):
    words = Machine(memory=768).command(tmp_path, tmp_path, tmp_path, tmp_path)
    assert "memory-backend-ram,id=m1,size=384M" in words
    assert "-numa" not in Machine(numa=False).command(tmp_path, tmp_path, tmp_path, tmp_path)
