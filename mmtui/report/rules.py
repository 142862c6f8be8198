"""Where a run follows another rule than its kernel's, in words."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.kernel.profile import Rules


def rules_words(rules: Rules) -> Iterator[str]:
    """Yield what is done by another rule than the kernel's own.

    >>> list(rules_words(Rules(reuse="mapcount")))
    ['a write reuses what is mapped once']
    """
    if rules.fault_around == "folio":
        yield "a fault maps all of its folio"
    if rules.reuse == "mapcount":
        yield "a write reuses what is mapped once"


def rules_sentences(rules: Rules) -> Iterator[str]:
    """Yield why a kernel that is asked will not do the same."""
    if rules.fault_around == "folio":
        yield "In this scenario a fault maps the whole folio; no kernel does that, and this one will not."
    if rules.reuse == "mapcount":
        yield "In this scenario a write reuses what is mapped once; no kernel since 5.18 does that."
