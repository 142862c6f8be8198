"""What a checker is: it compares what a scheme says with the truth."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from mmtui.moment import Moment


class Checker(ABC):
    """Looks at one moment and says what is wrong with it.

    A scheme is held only to the questions that it claims to answer exactly.
    """

    name: ClassVar[str]
    title: ClassVar[str] = ""

    @abstractmethod
    def check(self, moment: Moment) -> Iterator[str]:
        """Yield a sentence for each claim of the scheme that is false; nothing when all hold."""
