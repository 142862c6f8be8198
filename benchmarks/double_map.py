"""DoubleMap as a reference model: processes split their PMDs of one folio, and the last one exits.

A folio has a count for each page, one for PMDs, and a flag.  Who splits raises each count, raises each again
if somebody else has a PMD and the flag is not set yet, and lowers the count of PMDs; whoever lowers it to 0
and finds the flag takes one from each count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from benchmarks.search_models import Model, State, Successors
from mmtui.catalog import Sources, bundled, load_catalog
from mmtui.kernel.profile import profile_of
from mmtui.race.arena import Arena
from mmtui.race.battery import Race
from mmtui.race.verdict import Options

Place: TypeAlias = tuple[str, int, int]
"""What a CPU does, at which page, and how many counts have come to 1, or to 0, on the way."""


class Shared(NamedTuple):
    """What all CPUs see, and what was said of it."""

    counts: tuple[int, ...]
    pmds: int
    flag: int
    mapped: int
    """Pages mapped, as the statistics have it."""
    queued: int = 0


def double_map(cpus: int, pages: int) -> Model:
    """Return the model of this many processes, of which all but one split."""

    def arena() -> Arena:
        scheme = load_catalog(Sources(bundled("plugins"))).scheme("double-map")
        return Arena(scheme, profile_of("6.1"), _race_of(cpus, pages), Options())

    shared = Shared((0,) * pages, cpus, 0, pages)
    start = (shared, (("raise", 0, 0),) * (cpus - 1) + (("clear", 0, 0),))
    name, promela = f"DoubleMap {cpus}x{pages}", _promela(cpus, pages)
    return Model(name, arena, start, _by_hand(pages), promela, "DoubleMap")


def _race_of(cpus: int, pages: int) -> Race:
    names = "ABCDE"[:cpus]
    setup = ["proc A", f"A mmap r anon {pages}", "A write r", *(f"A fork {name}" for name in names[1:])]
    tasks = (*(f"{name} splitpmd r" for name in names[:-1]), f"{names[-1]} exit")
    return Race(f"{cpus}x{pages}", "", "\n".join(setup), tasks, pages)


def _by_hand(pages: int) -> Successors:
    def successors(state: State) -> Iterator[State]:
        shared, places = state
        for cpu, place in enumerate(places):
            if place[0] != "done":
                now, there = _step(shared, place, pages)
                yield now, (*places[:cpu], there, *places[cpu + 1 :])

    return successors


def _step(shared: Shared, place: Place, pages: int) -> tuple[Shared, Place]:
    what = place[0]
    match what:
        case "raise" | "raise again":
            return _counted(shared, place, pages, 1)
        case "anyone":
            return shared, ("flag" if shared.pmds > 1 else "lower", 0, 0)
        case "flag":
            return shared._replace(flag=1), ("lower" if shared.flag else "raise again", 0, 0)
        case "lower" | "lower and go":
            left = shared.pmds - 1
            over = "done" if what == "lower and go" else "entries"
            return shared._replace(pmds=left), (over if left else what.replace("lower", "unflag"), 0, 0)
        case "unflag":
            return shared._replace(flag=0), ("take" if shared.flag else "entries", 0, 0)
        case "unflag and go":
            if shared.flag:
                return shared._replace(flag=0), ("take and go", 0, 0)
            return shared._replace(mapped=shared.mapped - pages), ("done", 0, 0)
        case "take" | "take and go":
            return _counted(shared, place, pages, -1)
        case "clear":
            return shared, ("lower and go", 0, 0)
    return shared, ("done", 0, 0)  # its entries


_THEN = {"raise": "anyone", "raise again": "lower", "take": "entries", "take and go": "done"}


def _counted(shared: Shared, place: Place, pages: int, by: int) -> tuple[Shared, Place]:
    what, page, met = place
    count = shared.counts[page] + by
    met += count == (1 if by > 0 else 0)
    now = shared._replace(counts=(*shared.counts[:page], count, *shared.counts[page + 1 :]))
    if page + 1 < pages:
        return now, (what, page + 1, met)
    if what == "take and go":
        now = now._replace(mapped=now.mapped - met, queued=now.queued or int(0 < met < pages))
    return now, (_THEN[what], 0, 0)


def _promela(cpus: int, pages: int) -> str:
    up, down = _pass(pages, 1), _pass(pages, -1)
    told = f"mapped = mapped - met; queued = queued || (met > 0 && met < {pages}); "
    return f"""\
byte count[{pages}]; byte pmds = {cpus}; bit flag = 0; short mapped = {pages}; bit queued = 0;
active [{cpus - 1}] proctype split() {{
  byte met = 0;
  {up};
  if
  :: pmds > 1 -> if :: d_step {{ flag == 0; flag = 1 }}; {up} :: flag == 1 fi
  :: pmds <= 1
  fi;
  if
  :: d_step {{ pmds == 1; pmds = 0 }}; if :: d_step {{ flag == 1; flag = 0 }}; {down} :: flag == 0 fi
  :: d_step {{ pmds > 1; pmds = pmds - 1 }}
  fi;
  skip;
end: (0)
}}
active proctype unmap() {{
  byte met = 0;
  skip;
  if
  :: d_step {{ pmds == 1; pmds = 0 }};
     if
     :: d_step {{ flag == 1; flag = 0 }}; {_pass(pages, -1, told)}
     :: d_step {{ flag == 0; mapped = mapped - {pages} }}
     fi
  :: d_step {{ pmds > 1; pmds = pmds - 1 }}
  fi;
end: (0)
}}
"""


def _pass(pages: int, by: int, last: str = "") -> str:
    # each count is changed in one step; how many came to 1, or to 0, nobody needs to know later
    sign, to = ("+", 1) if by > 0 else ("-", 0)
    steps = [
        f"count[{page}] = count[{page}] {sign} 1; met = met + (count[{page}] == {to})"
        for page in range(pages)
    ]
    steps[-1] += f"; {last}met = 0"
    return "; ".join(f"d_step {{ {step} }}" for step in steps)
