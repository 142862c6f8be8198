"""What a workload is: something that makes operations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mmtui.model.ops import Op


@dataclass(frozen=True)
class Workload(ABC):
    """Makes operations.  The fields of a subclass are its parameters in a scenario file.

    Declare it as a frozen dataclass; each field needs a type of int, bool or str, and a default
    unless the author must choose.  Raise ``ValueError`` in ``__post_init__`` for values that make
    no sense.
    """

    name: ClassVar[str]
    title: ClassVar[str] = ""

    @abstractmethod
    def operations(self, pages_per_pmd: int) -> Sequence[Op]:
        """Return the operations; the same ones for the same parameters, on every Python and release."""
