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
    "a page that a child's pipe has": "A mmap s anon 8 thp=off\nA write s\nA write r\nA fork B\n"
    "B vmsplice s 0 4\nB vmsplice r 0 4\nB munmap s\nB munmap r\nA write s\nA write r 0 8\nB closepipe\n"
    "A write r\n",
    "pipes before fork": "A write r\nA mmap s anon 8 thp=off\nA write s\nA vmsplice r 2 5\n"
    "A vmsplice s 2 5\nA fork B\nB write s 3\nA closepipe\nA munmap s\nB write s\nB exit\nA write r\n",
    "pipes and untouched memory": "A mmap s anon 8 thp=off\nA vmsplice r\nA vmsplice s 2 6\nA write s\n"
    "A fork B\nA write r 3\nA munmap s\nA closepipe\n",
    "what vmsplice cannot take": "A mmap s anon 40 thp=off\nA write s\nA mprotect s 20 22 none\n"
    "A vmsplice s\nA vmsplice s 21\nA munmap s 30 32\nA vmsplice s 22 40\nA mprotect s 20 22 ro\n"
    "A vmsplice s 10 30\n",
    "what pipes have of a file": "memfd m 64\nA mmap s memfd:m 64\nA write s 0 20\n"
    "A mmap t memfd:m 64 private\nA write t 3\nA vmsplice s 0 30\nA vmsplice t 0 9\nA pageout s\n"
    "fpunch m 2 4\nA read s\nftrunc m 3\nA exit\n",
    "what would discard what a pipe has": "A write r\nA vmsplice r 3 5\nA free r\nA pageout r\n"
    "A free r 4 100\nA cold r\nA pageout r 0 9\nA closepipe\nA free r\nA pageout r\n",
    "what would collapse what a pipe has": "A mmap s anon 1024 thp=off\nA write s\nA hugepage s\n"
    "A vmsplice s 3\nA collapse s\nA pageout s\nA closepipe\nA collapse s\n",
    "3,000 pages in pipes": "A mmap s anon 3000 thp=off\nA write s\nA vmsplice s\nA fork B\n"
    "A munmap s 0 2000\nB write s\nA exit\n",
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
