"""Scripts in which any operation may follow any other: a seed names one for ever, and all can be read."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from mmtui.model.ops import parse_script
from tools.recorder.any_order import any_order_script

SHA256 = {
    1: "90087269010e4d60a8413a9b70ab5c504a90c47f1aeaf220b1216bcf62d44128",
    2: "8f842de43702a51f9b683e2ba95820951f0c3f5d5fc30f68c85a8fd9e8b3745c",
    20000: "9418021085f4a2f0daadcb9f647667bd0104d4f1a8d6660a20cbf28e6728b914",
}


@pytest.mark.parametrize("seed", SHA256)
def test_the_script_of_a_seed_is_the_same_byte_for_byte(seed):
    assert hashlib.sha256(any_order_script(seed).encode()).hexdigest() == SHA256[seed]


def test_every_script_can_be_read_and_all_kinds_of_operations_follow_each_other():
    verbs = Counter[str]()
    for seed in range(60):
        verbs.update(op.verb for op in parse_script(any_order_script(seed)))
    wanted = {
        "fork",
        "mremap",
        "mprotect",
        "collapse",
        "splitfolio",
        "fpunch",
        "fsplit",
        "mlock",
        "free",
        "set",
    }
    assert wanted <= verbs.keys()


def test_without_settings_a_script_is_the_same_but_for_them():
    with_them, without = (
        any_order_script(20001).splitlines(),
        any_order_script(20001, sets=False).splitlines(),
    )
    assert [line for line in with_them if not line.startswith("set ")] == without
    assert with_them != without


def test_a_region_is_unmapped_before_its_name_is_used_again_so_that_a_recording_shows_all():
    for seed in range(40):
        lines = any_order_script(seed).splitlines()
        known = set[tuple[str, str]]()
        for before, line in zip(["", *lines], lines, strict=False):
            words = line.split()
            if words[1:2] == ["mmap"]:
                fresh = (words[0], words[2]) not in known
                assert fresh or before == f"{words[0]} munmap {words[2]}"
                known.add((words[0], words[2]))
