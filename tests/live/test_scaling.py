"""What a question to the kernel under us multiplies, and what it has to set."""

from __future__ import annotations

import pytest

from mmtui.live.scaling import scaled
from mmtui.live.wanted import wanted
from mmtui.model.ops import parse_script

HERE = {"thp": "always", "shmem": "never", "mthp:64": "never", "mthp:2048": "inherit", "zeropage": "1"}

SCALED = {
    "memfd m 8": "memfd m 512",
    "file f 8 huge": "file f 512 huge",
    "A mmap r memfd:m 4 shared skew=1 foff=2": "A mmap r memfd:m 256 shared skew=64 foff=128",
    "A write r": "A write r",
    "A write r 3": "A write r 192 256",
    "A mprotect r 2 5 ro": "A mprotect r 128 320 ro",
    "A mremap r 0 4 to=s skew=2": "A mremap r 0 256 to=s skew=128",
    "ftrunc m 3": "ftrunc m 192",
    "fpunch m 1 2": "fpunch m 64 128",
    "A splitfolio r 0 8 order=1": "A splitfolio r 0 512 order=7",
    "A splitfolio r 0 8 order=0": "A splitfolio r 0 512 order=0",
    "set mthp:16 always": "set mthp:1024 always",
    "set zeropage 0": "set zeropage 0",
    "A fork B": "A fork B",
}


@pytest.mark.parametrize("line", SCALED)
def test_every_number_of_pages_is_scaled_and_nothing_else(line):
    (op,) = scaled(parse_script(line), 64)
    assert str(op) == SCALED[line]


ANON, MEMFD = "proc A\nA mmap r anon 512", "memfd m 512\nproc A\nA mmap r memfd:m 512 shared"
WANTED = [
    (ANON, {}, []),
    (ANON, {"thp": "madvise"}, []),
    (ANON, {"thp": "never"}, ["thp never always"]),
    ("proc A\nA mmap r anon 511", {"thp": "never"}, []),
    (ANON, {"mthp:64": "inherit"}, ["mthp:64 inherit never"]),
    (ANON, {"mthp:2048": "never"}, ["mthp:2048 never inherit"]),
    (MEMFD, {"mthp:64": "inherit"}, []),
    (MEMFD, {"shmem": "advise"}, []),
    (MEMFD + " thp=on", {"shmem": "advise"}, ["shmem advise never"]),
    (MEMFD, {"shmem": "always"}, ["shmem always never"]),
    (MEMFD.replace("memfd", "file"), {"shmem": "always"}, []),
    ("set shmem always\n" + MEMFD, {}, ["shmem never always"]),
    ("set shmem always\n" + MEMFD, {"shmem": "always"}, []),
]


@pytest.mark.parametrize(("script", "otherwise", "expected"), WANTED)
def test_what_has_to_be_set_is_what_would_change_the_answer(script, otherwise, expected):
    found = wanted(parse_script(script), HERE | otherwise)
    assert [" ".join(one) for one in found] == expected
