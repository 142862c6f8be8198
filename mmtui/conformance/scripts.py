"""Scripts that reach every event of a scheme; each ends with the exit of all processes."""

from __future__ import annotations

from typing import NamedTuple


class Script(NamedTuple):
    """Operations, with ``;`` between them."""

    name: str
    text: str
    pages_per_pmd: int = 8

    @property
    def lines(self) -> str:
        """The same, an operation a line."""
        return self.text.replace("; ", "\n")


_ANON = "proc A; A mmap r anon 8; A write r; "
_FILE = "set shmem always; memfd m 8; proc A; proc B; A mmap w memfd:m 8 shared; A write w; "

SCRIPTS = (
    Script(
        "a PMD beside PTEs",
        f"{_ANON}A fork B; B mprotect r 2 5 ro; B munmap r 3 4; A munmap r 3 4; B exit; A exit",
    ),
    Script(
        "page by page",
        f"{_ANON}A fork B; A dontneed r 0 1; A dontneed r 7 8; B dontneed r 0 4; A dontneed r; B "
        "dontneed r; A write r; B exit; A exit",
    ),
    Script(
        "small pages and copy-on-write",
        "set thp never; proc A; A mmap r anon 8; A write r 0 6; A fork B; B write r 2 4; A fork "
        "C; C write r; A munmap r 1 3; B exit; A exit; C exit",
    ),
    Script(
        "copy-on-write of a large folio",
        f"{_ANON}A fork B; B write r 2 3; A write r 5 6; B exit; A write r; A exit",
    ),
    Script(
        "four processes",
        f"{_ANON}A fork B; B fork C; A fork D; C mprotect r 0 2 ro; B exit; D munmap r 4 8; A "
        "exit; D exit; C exit",
    ),
    Script(
        "a file by a PMD",
        f"{_FILE}B mmap r memfd:m 8 shared; B read r; A munmap w 0 4; B munmap r; A munmap w; A exit; B exit",
    ),
    Script(
        "a file by PTEs",
        f"{_FILE}A munmap w; B mmap r memfd:m 8 shared thp=off; B read r 0 2; B read r; A mmap r "
        "memfd:m 8 shared; A read r; B dontneed r 2 6; A exit; B exit",
    ),
    Script(
        "a file across two page tables",
        f"{_FILE}A mmap r memfd:m 8 shared skew=4; A read r; A dontneed r 0 4; A munmap r 4 8; B "
        "exit; A exit",
    ),
    Script(
        "moves",
        f"{_ANON}A fork B; A mremap r to=s; B mremap r 2 4 to=s; B munmap s; A mremap s 0 4 to=t; "
        "A exit; B exit",
    ),
    Script(
        "VMAs split and merge",
        f"{_ANON}A mprotect r 2 4 ro; A mprotect r 4 6 ro; A mprotect r 2 6 rw; A munmap r 0 1; A exit",
    ),
    Script(
        "the folio is split",
        f"{_ANON}A fork B; B munmap r 0 2; A splitfolio r; A write r 0 1; B exit; A exit",
    ),
    Script(
        "collapse",
        "set thp never; proc A; A mmap r anon 8; A write r; set thp always; A collapse r; A fork "
        "B; B munmap r 0 4; A exit; B exit",
    ),
    Script(
        "512 pages",
        "proc A; A mmap r anon 512; A write r; A fork B; B mprotect r 64 128 ro; A munmap r 500 "
        "512; A fork C; B exit; A exit; C exit",
        512,
    ),
)
