"""Two questions before the sandbox opens: who counts, and how many pages a PMD maps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from textual.app import App

from mmtui.catalog import Catalog
from mmtui.game.sandbox import SIZES
from mmtui.kernel.profile import KERNELS, NEWEST, kernel_with
from mmtui.kernel.profile_table import PROFILES
from mmtui.report.text import Span, line
from mmtui.tui.looking import if_chosen
from mmtui.tui.menus import Menu
from mmtui.tui.orders import Order, sandbox_order

_SIZE = 8
"""Pages of a PMD that are under the cursor: each is seen, and a folio can be split in halves three times."""


class Counting(NamedTuple):
    """A scheme, and the kernel that it counts for."""

    scheme: str
    kernel: str


def countings(catalog: Catalog) -> tuple[Counting, ...]:
    """Return who can count: the newest kernel's scheme, those of the others, then all other schemes."""
    kernels = [Counting(KERNELS[NEWEST].scheme, NEWEST)]
    kernels += [Counting(each.scheme, each.name) for each in reversed(PROFILES) if each.name != NEWEST]
    taken = {counting.scheme for counting in kernels}
    others = [Counting(name, kernel_with(name)) for name in sorted(catalog.schemes) if name not in taken]
    return (*(each for each in kernels if each.scheme in catalog.schemes), *others)


def choose_sandbox(app: App[Any], catalog: Catalog, then: Callable[[Order], None]) -> None:
    """Ask who counts and how large a PMD is, and hand on the order; leaving a question leaves both."""
    found = countings(catalog)

    def sized(nr: int) -> None:
        app.push_screen(_size_menu(), if_chosen(lambda at: then(sandbox_order(*found[nr], SIZES[at]))))

    app.push_screen(_counting_menu(found, catalog), if_chosen(sized))


def _counting_menu(found: tuple[Counting, ...], catalog: Catalog) -> Menu:
    room = max(len(counting.scheme) for counting in found)
    choices = [
        line(f"{nr:>2} {each.scheme:<{room}}  Linux {each.kernel}") for nr, each in enumerate(found, 1)
    ]
    about = [f"{catalog.schemes[each.scheme].cls.title}." for each in found]
    return Menu("sandbox: who counts?", choices, 0, about=about)


def _size_menu() -> Menu:
    choices = [
        line(f"{nr:>2} {pages} pages", Span("   as on x86-64" if pages == SIZES[-1] else ""))
        for nr, pages in enumerate(SIZES, 1)
    ]
    about = ["What you did on such a machine last time is there again; undo takes it back."] * len(SIZES)
    return Menu(
        "sandbox: how many pages does a PMD map?", choices, SIZES.index(_SIZE), about=about, what="sizes"
    )
