"""The course in lines: chapters, scenarios, and which of them are solved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from mmtui.counted import counted
from mmtui.game.words import listed
from mmtui.progress import MOST_STARS
from mmtui.report.text import Line, Role, Span, fitted, length, line, wrapped
from mmtui.scenario import Head

CHAPTERS: Mapping[int, str] = MappingProxyType(
    {
        0: "The controls",
        1: "Pages and tables",
        2: "Large folios",
        3: "Two counters and a flag",
        4: "The proposal: count VMAs",
        5: "Count the mapped pages",
        6: "One sum",
        7: "Who owns it?",
        8: "No page counts at all",
        9: "Design your own",
        10: "Your own kernel",
    }
)
_LAST = 1_000
_ROOMY = 56
"""From this width on a scenario's kinds stand on its line; they are always below the list."""
_ROOMY_CHAPTER = 38
"""From this width on a chapter's stars stand on its line; they are always above its scenarios."""


class Chapter(NamedTuple):
    """Scenarios that belong together, in their order; of those that cannot be read, number None."""

    number: int | None
    heads: tuple[Head, ...]

    @property
    def title(self) -> str:
        if self.number is None:
            return "Cannot be read"
        return CHAPTERS.get(self.number, f"Chapter {self.number}")

    def solved(self, solved: Collection[str]) -> int:
        """Return how many of its scenarios are solved."""
        return sum(head.id in solved for head in self.heads)


def chapters_of(heads: Sequence[Head]) -> tuple[Chapter, ...]:
    """Return the chapters in the order of the course; within one, the order that was given."""
    ordered = sorted(heads, key=_place)
    return tuple(
        Chapter(number, tuple(inside)) for number, inside in groupby(ordered, lambda head: head.chapter)
    )


def _place(head: Head) -> int:
    return _LAST if head.chapter is None else head.chapter


def next_to_do(heads: Sequence[Head], solved: Collection[str], after: Head | None = None) -> Head | None:
    """Return the next scenario that can be played and is not solved, or else the next that can be played.

    It is looked for behind ``after``, and then from the beginning.
    """
    start = heads.index(after) + 1 if after in heads else 0
    playable = [head for head in (*heads[start:], *heads[:start]) if not head.problem]
    return next((head for head in playable if head.id not in solved), next(iter(playable), None))


def matching(chapters: Sequence[Chapter], words: str) -> tuple[Head, ...]:
    """Return the scenarios in which every word occurs: title, id, kinds, or what they teach."""
    wanted = words.lower().split()
    heads = (head for chapter in chapters for head in chapter.heads)
    return tuple(head for head in heads if all(word in _searched(head) for word in wanted))


def _searched(head: Head) -> str:
    return " ".join((head.title, head.id, *head.kinds, head.teaches)).lower()


def chapter_line(chapter: Chapter, stars: Mapping[str, int], width: int) -> Line:
    """Return a chapter on the left; on the right solved/all and, where there is room, its stars.

    ``stars`` are those of each scenario by id, 0 or nothing for what is not solved.
    """
    count, got = solved_of(chapter.heads, stars), sum(stars.get(head.id, 0) for head in chapter.heads)
    done = f"{count}/{len(chapter.heads)}"
    done += f"{got:>4}*" if width >= _ROOMY_CHAPTER else ""
    number = "" if chapter.number is None else str(chapter.number)
    left = fitted(line(f"{number:>2} {chapter.title}"), width - len(done) - 1)
    role = Role.NEW if count == len(chapter.heads) else Role.DIM
    return line(*left, " " * (width - length(left) - len(done)), Span(done, role))


def solved_of(heads: Sequence[Head], stars: Mapping[str, int]) -> int:
    """Return how many scenarios have a star, and so are solved."""
    return sum(stars.get(head.id, 0) > 0 for head in heads)


def stars_text(stars: int) -> str:
    """Return stars as they are drawn.

    >>> stars_text(2), stars_text(0)
    ('**o', 'ooo')
    """
    return "*" * stars + "o" * (MOST_STARS - stars)


def scenario_line(head: Head, stars: int, width: int, begun: str = "") -> Line:
    """Return a scenario's stars and title, its kinds and minutes; of a broken one, what is wrong.

    ``begun`` is how many of its questions are solved, as "2 of 5", where it was left in the middle.
    """
    if head.problem:
        problem = Span(f"  {head.problem}", Role.DIM)
        return fitted(line(Span("!   ", Role.WRONG), head.title, problem), width)
    mark = Span(f"{stars_text(stars)} ", Role.NEW if stars else Role.DIM)
    right = _right(head, width, begun)
    title = fitted(line(mark, head.title), width - len(right))
    return line(*title, " " * (width - length(title) - len(right)), Span(right, Role.DIM))


def _right(head: Head, width: int, begun: str) -> str:
    minutes = begun or (f"{head.minutes} min" if head.minutes is not None else "")
    if width >= _ROOMY:
        return f"  {' '.join(head.kinds)}  {minutes:>6}"
    # what does not fit is said below the list
    room = width - len(stars_text(0)) - 1 - len(head.title)
    shown = (f"  {minutes:>6}", f" {begun.replace(' of ', '/')}" if begun else "", "")
    return next(text for text in shown if len(text) <= room or not text)


def head_lines(head: Head, stars: int, width: int, begun: str = "") -> Iterator[Line]:
    """Yield what is to be known of one scenario before it is played."""
    if head.problem:
        yield from (line(Span(text, Role.WRONG)) for text in wrapped(f"! {head.problem}", width))
    yield from (line(text) for text in wrapped(head.teaches, width))
    facts = [head.title, listed(head.kinds)]
    facts += [counted(head.minutes, "minute")] if head.minutes is not None else []
    facts += [f"difficulty {head.difficulty}"] if head.difficulty is not None else []
    facts.append(_state(head, stars, begun))
    yield from (line(Span(text, Role.DIM)) for text in wrapped(" · ".join(filter(None, facts)), width))


def _state(head: Head, stars: int, begun: str) -> str:
    if head.problem:
        return "cannot be played"
    state = f"solved, {stars} of {MOST_STARS} stars" if stars else "not solved yet"
    return f"{state}, {begun} questions done: Enter goes on there" if begun else state


def course_done_lines(width: int) -> Iterator[Line]:
    """Yield what is said when all scenarios are solved: that it is the end, and what can be done next."""
    first, *more = _AFTER
    yield from (line(Span(text, Role.HEAD)) for text in wrapped(first, width))
    for text in more:
        yield line("")
        yield from (line(piece) for piece in wrapped(text, width))


_AFTER = (
    "That was the last one: you have solved every scenario there is.",
    "Look again: open a scenario, go along its run with Left and Right, and look through another scheme"
    " with s. The same operations cost another number of atomics, and other claims come out false.",
    "Practise: on a chapter, p draws problems at random, without end, and harder as you get better.",
    "Try your own operations: s opens a machine to do anything on. Or write a script, and mmtui run SCRIPT"
    " --scheme S prints every state of it.",
    "Write a scenario: docs/scenarios.md has one to begin with, and mmtui scenario check proves that it"
    " can be solved. Write a scheme: docs/plugins.md has one in a single file.",
)
