"""What checkers say of a moment: claims of its scheme that are false."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mmtui.checker import Checker
from mmtui.fault import SchemeBroke
from mmtui.guarded import asked
from mmtui.interrupt import is_ctrl_c
from mmtui.moment import Moment


class Finding(NamedTuple):
    """One thing that is wrong, and who says so."""

    checker: str
    text: str
    """One sentence."""
    broken: bool = False
    """It is the checker that failed, not the scheme."""
    fault: bool = False
    """The scheme broke while it was asked."""


def findings(moment: Moment, checkers: Iterable[Checker]) -> tuple[Finding, ...]:
    """Return what each checker finds wrong with a moment, in the order of the checkers.

    A scheme that breaks while it is asked, or takes too long, is a finding; so is a checker that breaks.
    """
    return tuple(finding for checker in checkers for finding in _of(moment, checker))


def _of(moment: Moment, checker: Checker) -> tuple[Finding, ...]:
    try:
        return asked(moment, lambda: tuple(Finding(checker.name, text) for text in checker.check(moment)))
    except SchemeBroke as broke:
        return (Finding(checker.name, str(broke.fault), fault=True),)
    except BaseException as error:  # SystemExit too: a plugin does not end the program
        if is_ctrl_c(error):
            raise
        return (Finding(checker.name, f"raised {type(error).__name__}: {error}"[:300], broken=True),)
