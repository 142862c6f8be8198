"""The model and the kernel under us agree: the same operations in real processes, /proc read after each."""

from __future__ import annotations

import platform
from dataclasses import replace

import pytest
from live_compare import differences
from live_machine import settings

from mmtui.errors import ScriptError, UsageError
from mmtui.kernel.profile import KERNELS, Profile
from mmtui.live.machine import THP, check_right
from mmtui.live.random_scripts import random_script
from mmtui.model.ops import parse_script

VERSION = ".".join(platform.release().split(".")[:2])


def why_not() -> str:
    """Return why these tests cannot be run here, "" if they can."""
    try:
        check_right()
    except UsageError as error:
        return str(error)
    if VERSION not in KERNELS:
        return f"needs a kernel that is modelled ({', '.join(KERNELS)}), this is {platform.release()}"
    return not_modelled()


def not_modelled() -> str:
    """Return which setting of this machine the op language has no word for, "" for none."""
    if (THP / "use_zero_page").read_text().strip() != "1":
        return "needs the huge zero page"
    try:
        parse_script("\n".join(settings()))
    except ScriptError as error:
        return f"this machine is set so: {error}"
    return ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "runs")


def found(lines: list[str], **changes: bool) -> list[str]:
    """Return what differs twice: khugepaged may have worked on a process once."""
    profile: Profile = replace(KERNELS[VERSION], **changes)
    here = list(settings())
    return differences(profile, here, lines) and differences(profile, here, lines)


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_random_scripts_come_out_as_in_the_kernel(seed):
    for each in range(seed, seed + 5):
        assert found(random_script(each)) == [], f"seed {each}"


HUGE = ["proc A", "A mmap r anon 512 thp=on", "A write r 0 512"]
REVEALING = {
    "merges_into_unfaulted": [
        "proc A",
        "A mmap r anon 8",
        "A mprotect r 0 4 ro",
        "A write r 4 8",
        "A mprotect r 4 8 ro",
        "A mprotect r 0 4 rw",
        "A mprotect r 4 8 rw",
    ],
    "unaccounts_unfaulted": ["proc A", "A mmap r anon 8 ro", "A mprotect r 0 4 rw", "A mprotect r 0 4 ro"],
    "mmap_asks_above_first": [
        "proc A",
        "A mmap r anon 4",
        "A write r 0 4",
        "A mmap r anon 4 skew=8",
        "A write r 0 4",
        "A mmap r anon 4 skew=4",
    ],
    "reuses_owned_folio": [*HUGE, "A fork B", "B munmap r 0 1", "A exit", "B write r 3 4"],
    "dontneed_frees_table": [*HUGE, "A dontneed r 0 4", "A dontneed r 0 512", "A write r 0 1"],
    "huge_zero_becomes_huge": [*HUGE[:2], "A read r 0 1", "A write r 3 4"],
    "mremap_moves_many": [*HUGE, "A mprotect r 0 4 ro", "A mremap r 0 512 to=s"],
    "pagemap_asks_head": [*HUGE, "A fork B", "A munmap r 0 1"],
}


@pytest.mark.parametrize("field", REVEALING)
def test_a_wrong_answer_in_the_profile_is_noticed(field):
    lines = REVEALING[field]
    assert found(lines) == []
    assert found(lines, **{field: not getattr(KERNELS[VERSION], field)})
