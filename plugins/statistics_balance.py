"""Do the statistics come out even?"""

from __future__ import annotations

from collections.abc import Iterator

from mmtui import Checker, Moment, Question, hookimpl


class StatisticsBalance(Checker):
    """What a folio was added to NR_ANON_MAPPED or NR_FILE_MAPPED is taken away again when nothing maps it.

    That holds for every scheme that says how much, in whatever unit it counts: what is left stays in
    AnonPages or Mapped of /proc/meminfo for good, and what was taken twice lets them run below zero.

    Not asked is who claims nothing exactly, and who claims to know the last unmap of each page: there
    ``last-unmap`` looks at every number that comes in or goes out.
    """

    name = "statistics"
    title = "the statistics come out even"

    def check(self, moment: Moment) -> Iterator[str]:
        name, exact = moment.scheme.name, moment.scheme.exact
        if moment.fault is not None or not exact or Question.LAST_OF_PAGE in exact:
            return
        for folio, pages in moment.drift:
            yield f"{folio} is freed and {name} {_left(pages)}"
        for folio in moment.world.folios():
            spoken = moment.books.spoken.get(folio.number)
            if spoken is not None and spoken.nr_mapped and not moment.world.entries(folio):
                yield f"nothing maps {folio} and {name} {_left(spoken.nr_mapped)}"


def _left(pages: int) -> str:
    count = f"{abs(pages)} page{'s' if abs(pages) > 1 else ''}"
    return (
        f"leaves {count} in the statistics"
        if pages > 0
        else f"has taken {count} too many out of the statistics"
    )


@hookimpl
def register_checkers() -> list[type[Checker]]:
    return [StatisticsBalance]
