"""``mmtui live compare``: where the model and the kernel under us agree."""

from __future__ import annotations

import pytest
from live_commands import (
    FORK,
    needs_right,
)


@needs_right
def test_model_and_kernel_agree_and_a_wrong_kernel_is_noticed(live):
    agreeing = live("compare", "-", text=FORK)
    assert (agreeing.returncode, agreeing.stdout.split(": ")[1]) == (0, "agrees, 7 steps\n"), agreeing.stderr
    # 6.1 keeps VM_ACCOUNT of what was never touched
    differing = live(
        "compare",
        "--kernel",
        "6.1",
        "-",
        text="proc A\nA mmap r anon 8\nA mprotect r 0 4 ro\nA mremap r to=s\n",
    )
    assert differing.returncode == 1
    assert "vma A r 0 vf: recorded hg, ours ac,hg" in differing.stdout


@needs_right
def test_what_is_not_modelled_is_5(live):
    done = live("compare", "-", text="proc A\nA mmap r anon 8\nA mergeable r 0 4\n")
    assert (done.returncode, "not modelled" in done.stdout) == (5, True)


AGREEING = {
    "entries without a page": "A write r 0 8\nA guard r 4 12\nA write r 4\nA unguard r 4 12\nA write r 4\n",
    "files on a tmpfs": "file f 600 huge\nfile g 600\nfile h 600 within_size\nfwrite f 0 1\n"
    + "".join(f"A mmap {name} file:{name} 600\nA read {name}\nA write {name} 3\n" for name in "fgh"),
    "pages that wait in the batch of a CPU": "A mmap s anon 16 thp=off\nA write s\nA mlock s\nA fork B\n"
    "A munmap s 1 16\nB write s\n",
    "moving where memory lies already": "A write r\nA mmap s anon 600\nA read s 3\nA write s 500 600\n"
    "A migrate r node=0\nA migrate s 0 600 node=0 all\n",
    "pins": "A write r\nA mmap s anon 32 thp=off\nA write s\nA pin r 3 6\nA pin s 4 20\nA fork B\nB write s\n"
    "A write s\nA unpin\nA fork C\nC write r 3\n",
    "pages that are paged out": "memfd m 64\nA mmap s memfd:m 64\nA write s 0 9\nA read s 9 30\nA pageout s\n"
    "A read s\nA write r\nA pageout r\n",
    "populated after it was advised": "A mmap s anon 1024 populate thp=on\nA mmap t anon 512 ro populate\n",
}


@needs_right
@pytest.mark.parametrize("what", AGREEING)
def test_model_and_kernel_agree_on(live, what):
    done = live("compare", "-", text=f"proc A\nA mmap r anon 512\n{AGREEING[what]}")
    assert done.returncode == 0, done.stdout + done.stderr


@needs_right
def test_random_scripts_agree_and_are_counted(live):
    done = live("compare", "--random", "3", "--seed", "11")
    assert done.returncode == 0, done.stdout
    assert "3 scripts: 3 agree" in done.stderr
