"""What the player has done of the course: stars, and which scenarios were begun and not finished."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mmtui.progress import Progress, best_stars, digest_of_text
from mmtui.scenario import Head, ScenarioInvalid
from mmtui.scenario.outline import items
from mmtui.scenario.source import parsed, read
from mmtui.tui.shelf import Record


def record_of(heads: Collection[Head], progress: Progress) -> Record:
    """Return the stars of each scenario, and how far those are that were left in the middle.

    Raises ``ProgressError`` if the record cannot be read.
    """
    games = progress.games({head.id for head in heads})
    stars = {head.id: best_stars(games[head.id], head.pars) for head in heads if head.id in games}
    return Record(stars, _begun(heads, progress))


def _begun(heads: Collection[Head], progress: Progress) -> Mapping[str, str]:
    """Return "2 of 5" for each scenario of whose questions some are solved and some are not.

    Only files that were begun are read again: answers to another version of a file do not count.
    """
    begun = progress.begun({head.id for head in heads})
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
