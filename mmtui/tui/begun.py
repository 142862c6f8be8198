"""Which scenarios were begun and not finished, and how far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mmtui.progress import Progress, ProgressError, digest_of_text
from mmtui.scenario import Head, ScenarioInvalid
from mmtui.scenario.outline import items
from mmtui.scenario.source import parsed, read


def begun_of(heads: Iterable[Head], progress: Progress) -> Mapping[str, str]:
    """Return "2 of 5" for each scenario, by its id, of whose questions some are solved and some are not.

    Only files that were begun are read again: answers to another version of a file do not count.
    """
    try:
        begun = progress.begun()
    except ProgressError:  # that it cannot be read is said where it is asked what is solved
        return {}
    found = {head.id: _how_far(head, begun[head.id]) for head in heads if head.id in begun}
    return {name: text for name, text in found.items() if text}


def _how_far(head: Head, versions: Mapping[str, frozenset[int]]) -> str:
    try:
        text = read(head.path)
        steps = len(items(parsed(text, str(head.path)), "step"))
    except ScenarioInvalid:
        return ""
    solved = len(versions.get(digest_of_text(text), ()))
    return f"{solved} of {steps}" if 0 < solved < steps else ""
