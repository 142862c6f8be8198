"""Where the player is in the course: stars, chapters, and what to do next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mmtui.progress import MOST_STARS, Game, best_stars
from mmtui.report.course import Chapter, chapters_of, next_to_do, stars_text
from mmtui.report.text import Line, Role, Span, line
from mmtui.scenario import Head


class Standing(NamedTuple):
    """The course, and how well each scenario was solved."""

    chapters: tuple[Chapter, ...]
    stars: Mapping[str, int]
    """By id; 0 for what is not solved."""
    begun: frozenset[str]
    """What is begun and not solved."""
    upcoming: Head | None
    """What to do next."""

    @property
    def solved(self) -> frozenset[str]:
        return frozenset(name for name, stars in self.stars.items() if stars)


def standing_of(
    heads: Sequence[Head], games: Mapping[str, Sequence[Game]], begun: Collection[str]
) -> Standing:
    """Return the standing of a player who has finished these games and begun these scenarios."""
    stars = {head.id: best_stars(games.get(head.id, ()), head.pars) for head in heads}
    chapters = chapters_of(heads)
    ordered = [head for chapter in chapters for head in chapter.heads]
    solved = {name for name, count in stars.items() if count}
    upcoming = next_to_do(ordered, solved)
    return Standing(chapters, stars, frozenset(begun) - solved, upcoming)


def standing_lines(standing: Standing) -> Iterator[Line]:
    """Yield the chapters with their scenarios, and what to do next."""
    room = max((len(head.id) for chapter in standing.chapters for head in chapter.heads), default=0)
    for chapter in standing.chapters:
        done, every = chapter.solved(standing.solved), len(chapter.heads)
        number = "" if chapter.number is None else f"{chapter.number}  "
        yield line(Span(f"{number}{chapter.title}", Role.HEAD), Span(f"  {done} of {every}", Role.DIM))
        for head in chapter.heads:
            stars = standing.stars[head.id]
            begun = Span("  begun", Role.DIM) if head.id in standing.begun else Span("")
            mark = Span(stars_text(stars), Role.NEW if stars else Role.DIM)
            yield line(Span("  "), mark, Span(f"  {head.id:<{room}}  {head.title}"), begun)
    got, most = sum(standing.stars.values()), MOST_STARS * len(standing.stars)
    yield line("")
    yield line(f"{len(standing.solved)} of {len(standing.stars)} solved, {got} of {most} stars")
    if standing.upcoming is not None and standing.upcoming.id not in standing.solved:
        yield line(f"next: mmtui {standing.upcoming.id}")


def standing_record(standing: Standing) -> dict[str, Any]:
    """Return the same for a program."""
    upcoming = standing.upcoming
    return {
        "solved": len(standing.solved),
        "scenarios": len(standing.stars),
        "stars": sum(standing.stars.values()),
        "next": upcoming.id if upcoming is not None and upcoming.id not in standing.solved else None,
        "chapters": [
            {
                "chapter": chapter.number,
                "title": chapter.title,
                "solved": chapter.solved(standing.solved),
                "scenarios": [_scenario(head, standing) for head in chapter.heads],
            }
            for chapter in standing.chapters
        ],
    }


def _scenario(head: Head, standing: Standing) -> dict[str, Any]:
    return {"id": head.id, "stars": standing.stars[head.id], "begun": head.id in standing.begun}
