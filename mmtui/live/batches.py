"""Pages that wait in the batches of a CPU, each with a reference that makes it look shared."""

from __future__ import annotations

import ctypes
import mmap

from mmtui.live.frames import PAGE
from mmtui.live.script import ADVICE

_PMD = 512 * PAGE


class Batches:
    """Empties the batches of all CPUs, as the recorder of the real kernels did after each operation.

    Munlocked pages, for instance, wait in ``mlock_fbatch``, and ``wp_can_reuse_anon_folio()`` copies one
    that has a reference too many.
    """

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 2 * _PMD, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._at = -ctypes.addressof(ctypes.c_char.from_buffer(self._memory)) % _PMD
        self._memory[-1] = 1  # the kernel collapses nothing of a VMA without an anon_vma

    def empty(self) -> bool:
        """Let ``madvise_collapse()`` call ``lru_add_drain_all()``; of a single page it collapses nothing.

        False if this kernel has no MADV_COLLAPSE, which came with v6.1.
        """
        try:
            self._memory.madvise(ADVICE["collapse"], self._at, PAGE)
        except OSError:
            return False
        return True
