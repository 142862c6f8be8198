"""What counting costs a scheme, beside all others."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.books import Cost
from mmtui.comparing.sweep import measured, runs_by_size
from mmtui.conformance.subject import Kit
from mmtui.model.folio import folio_number, folio_of

PAGES = 512


def cost_lines(kit: Kit) -> Iterator[str]:
    """Yield a table for a folio of 512 pages: atomics ``+`` page table entries read, and bytes."""
    schemes = (kit.scheme, *kit.builtin)
    costs: dict[str, dict[str, Cost | None]] = {scheme.name: {} for scheme in schemes}
    for run in runs_by_size(PAGES, kit.profile):
        for point in measured(run, schemes, kit.profile):
            costs[point.scheme][point.event] = point.cost
    events = list(costs[kit.scheme.name])
    folio = folio_of(folio_number(0, PAGES.bit_length() - 1, anon=True))
    name = max(map(len, costs)) + 2
    yield f"atomics of a folio of {PAGES} pages under kernel {kit.profile.name}, + page table entries read"
    yield f"{'':<{name}}" + "".join(f"{event:>11}" for event in events) + f"{'bytes':>11}"
    for scheme in schemes:
        mark = ">" if scheme is kit.scheme else " "
        row = "".join(f"{_word(costs[scheme.name][event]):>11}" for event in events)
        yield f"{mark} {scheme.name:<{name - 2}}{row}{scheme.bytes_in(folio):>11g}"


def _word(cost: Cost | None) -> str:
    if cost is None:
        return "broke"
    return f"{cost.atomics}+{cost.reads}" if cost.reads else str(cost.atomics)
