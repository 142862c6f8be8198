"""What a scheme is: kernel code that keeps count, with a ``yield`` at each access to a counter."""

from __future__ import annotations

from mmtui.scheme.base import Scheme
from mmtui.scheme.claims import NOTHING, Claim
from mmtui.scheme.questions import Question
from mmtui.scheme.steps import Counting, Reading, Scan, scan, tally

__all__ = ["NOTHING", "Claim", "Counting", "Question", "Reading", "Scan", "Scheme", "scan", "tally"]
