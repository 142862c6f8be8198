"""What the course screen shows: chapters, the scenarios of one of them or those that were searched for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from mmtui.report.course import Chapter, chapter_line, head_lines, matching, next_to_do, scenario_line
from mmtui.report.text import Line, Role, Span, fitted, length, line
from mmtui.scenario import Head
from mmtui.tui.keybar import MENU


@dataclass(frozen=True, slots=True)
class Shelf:
    """A value: another chapter, or other words to search for, are another shelf."""

    chapters: tuple[Chapter, ...] = ()
    solved: Collection[str] = frozenset()
    begun: Mapping[str, str] = field(default_factory=dict)
    """How far scenarios are that were left in the middle, by id, as "2 of 5"."""
    chapter: int = 0
    words: str = ""
    ready: bool = False
    """Whether all scenarios were found; plugins may bring more."""

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
        return self.chapters[self.chapter].title if self.chapters else "scenarios"

    def title_lines(self, width: int) -> list[Line]:
        heads = self.every
        done = f"{sum(head.id in self.solved for head in heads)} of {len(heads)} solved" if heads else ""
        title = line(Span(" mmtui", Role.HEAD), Span("   who still maps this page?", Role.DIM))
        right = (Span(done, Role.DIM), Span("   ", Role.DIM), MENU, Span(" "))
        return [line(*title, " " * max(1, width - length(title) - length(right)), *right)]

    @property
    def done(self) -> bool:
        """Whether everything that can be played is solved."""
        playable = [head for head in self.every if not head.problem]
        return bool(playable) and all(head.id in self.solved for head in playable)

    def chapter_lines(self, width: int) -> list[Line]:
        return [chapter_line(chapter, self.solved, width) for chapter in self.chapters]

    def scenario_lines(self, width: int) -> list[Line]:
        return [scenario_line(head, self.solved, width, self.begun.get(head.id, "")) for head in self.heads]

    def about_lines(self, number: int, width: int) -> list[Line]:
        """Return what is to be known of one scenario."""
        if head := self.head(number):
            return list(head_lines(head, self.solved, width, self.begun.get(head.id, "")))
        if self.words:
            return [line(Span("nothing is found; Esc shows all again", Role.DIM))]
        return [line(Span("there are no scenarios" if self.ready else "", Role.DIM))]


def notice_lines(notices: tuple[str, ...], width: int) -> Iterator[Line]:
    """Yield one line for all notices, and the key that shows them in full."""
    if notices:
        more = f"   e: all {len(notices)}" if len(notices) > 1 else "   e: all of it"
        first = fitted(line(Span(f"! {notices[0]}", Role.CHANGED)), width - len(more))
        yield line(*first, Span(more, Role.DIM))
