"""Points as panels: one event and one price, a curve for each scheme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mmtui.comparing.sweep import Point

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRICES = {"atomics": "atomic read-modify-writes", "reads": "page table entries read"}


class Curve(NamedTuple):
    """What one scheme pays; None where there is nothing to measure."""

    letter: str
    scheme: str
    values: tuple[int | None, ...]


class Panel(NamedTuple):
    """One event and one price."""

    event: str
    about: str
    price: str
    """A key of ``PRICES``."""
    x_name: str
    xs: tuple[int, ...]
    log_x: bool
    curves: tuple[Curve, ...]

    @property
    def most(self) -> int:
        """The largest value, 0 if there is none."""
        values = (value for curve in self.curves for value in curve.values)
        return max((value for value in values if value is not None), default=0)


def panels(
    points: Iterable[Point], about: dict[str, str], schemes: Sequence[str], x_name: str
) -> list[Panel]:
    """Return the panels in the order of the events; a price that nobody pays has none.

    ``about`` says what each event is.
    """
    costs = {(point.event, point.x, point.scheme): point.cost for point in points}
    made = []
    for event, words in about.items():
        xs = tuple(sorted({x for at, x, _ in costs if at == event}))
        for price in PRICES:
            curves = tuple(
                Curve(letter, name, tuple(_paid(costs.get((event, x, name)), price) for x in xs))
                for letter, name in zip(LETTERS, schemes, strict=False)
            )
            panel = Panel(event, words, price, x_name, xs, x_name == "pages", curves)
            if price == "atomics" or panel.most:
                made.append(panel)
    return made


def _paid(cost: object, price: str) -> int | None:
    return None if cost is None else getattr(cost, price)
