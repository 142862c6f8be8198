"""What the course screen shows: chapters, the scenarios of one of them or those that were searched for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from mmtui.progress import MOST_STARS
from mmtui.report.course import (
    Chapter,
    chapter_line,
    head_lines,
    matching,
    next_to_do,
    scenario_line,
    solved_of,
)
from mmtui.report.text import Line, Role, Span, fitted, length, line
from mmtui.scenario import Head
from mmtui.tui.keybar import MENU


class Record(NamedTuple):
    """What the player has done of the course, by the ids of scenarios."""

    stars: Mapping[str, int] = MappingProxyType({})
    """0 or nothing for what is not solved."""
    begun: Mapping[str, str] = MappingProxyType({})
    """How far those are that were left in the middle, as "2 of 5"."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A value: another chapter, or other words to search for, are another shelf."""

    chapters: tuple[Chapter, ...] = ()
    record: Record = Record()
    chapter: int = 0
    words: str = ""
    ready: bool = False
    """Whether all scenarios were found; plugins may bring more."""

    @property
    def solved(self) -> frozenset[str]:
        """The ids of what is solved."""
        return frozenset(name for name, count in self.record.stars.items() if count)

    def with_record(self, record: Record) -> Shelf:
        """Return the same shelf with another record of what was done."""
        return replace(self, record=record)

    @property
    def heads(self) -> tuple[Head, ...]:
        """The scenarios that are listed."""
        if self.words:
            return matching(self.chapters, self.words)
        return self.chapters[self.chapter].heads if self.chapter < len(self.chapters) else ()

    @property
    def every(self) -> tuple[Head, ...]:
        """All scenarios, in the order of the course."""
        return tuple(head for chapter in self.chapters for head in chapter.heads)

    def next_after(self, head: Head | None) -> Head | None:
        """Return what to do next, after a scenario or at the start."""
        return next_to_do(self.every, self.solved, head)

    def upcoming(self, path: Path | None) -> Head | None:
        """Return what is to do when a scenario is solved; None behind the last, and if it is not listed."""
        head = next((head for head in self.every if head.path == path), None)
        if head is None:
            return None
        following = next_to_do(self.every, {*self.solved, head.id}, head)
        return None if following is None or following.id in {*self.solved, head.id} else following

    def at(self, head: Head | None) -> Shelf:
        """Return the shelf at the chapter of a scenario."""
        chapter = next((n for n, chapter in enumerate(self.chapters) if head in chapter.heads), 0)
        return replace(self, chapter=chapter, words="")

    def head(self, number: int) -> Head | None:
        """Return one of the scenarios that are listed."""
        return self.heads[number] if number < len(self.heads) else None

    # -- in lines

    @property
    def title(self) -> str:
        """What the list of scenarios is a list of."""
        if self.words:
            return f'scenarios with "{self.words}" · Esc: all of them'
        if not self.chapters:
            return "scenarios"
        chapter = self.chapters[self.chapter]
        return f"{chapter.title} · {self._got(chapter.heads)}/{MOST_STARS * len(chapter.heads)}*"

    def _got(self, heads: Sequence[Head]) -> int:
        return sum(self.record.stars.get(head.id, 0) for head in heads)

    def title_lines(self, width: int) -> list[Line]:
        heads = self.every
        count, got, most = solved_of(heads, self.record.stars), self._got(heads), MOST_STARS * len(heads)
        done = f"{count} of {len(heads)} solved, {got} of {most} stars" if heads else ""
        right = (Span(done, Role.DIM), Span("   ", Role.DIM), MENU, Span(" "))
        title = line(Span(" mmtui", Role.HEAD), Span("   who still maps this page?", Role.DIM))
        if length(title) + length(right) >= width:
            title = title[:1]
        return [line(*title, " " * max(1, width - length(title) - length(right)), *right)]

    @property
    def done(self) -> bool:
        """Whether everything that can be played is solved."""
        playable = [head for head in self.every if not head.problem]
        return bool(playable) and solved_of(playable, self.record.stars) == len(playable)

    def chapter_lines(self, width: int) -> list[Line]:
        return [chapter_line(chapter, self.record.stars, width) for chapter in self.chapters]

    def scenario_lines(self, width: int) -> list[Line]:
        return [
            scenario_line(head, self.record.stars.get(head.id, 0), width, self.record.begun.get(head.id, ""))
            for head in self.heads
        ]

    def about_lines(self, number: int, width: int) -> list[Line]:
        """Return what is to be known of one scenario."""
        if head := self.head(number):
            return list(
                head_lines(head, self.record.stars.get(head.id, 0), width, self.record.begun.get(head.id, ""))
            )
        if self.words:
            return [line(Span("nothing is found; Esc shows all again", Role.DIM))]
        return [line(Span("there are no scenarios" if self.ready else "", Role.DIM))]


def notice_lines(notices: tuple[str, ...], width: int) -> Iterator[Line]:
    """Yield one line for all notices, and the key that shows them in full."""
    if notices:
        more = f"   e: all {len(notices)}" if len(notices) > 1 else "   e: all of it"
        first = fitted(line(Span(f"! {notices[0]}", Role.CHANGED)), width - len(more))
        yield line(*first, Span(more, Role.DIM))
