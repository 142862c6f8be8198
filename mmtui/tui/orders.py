"""What can be opened from the course: a scenario, a problem to practise, the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mmtui.errors import MmtuiError
from mmtui.scenario import Head, ScenarioInvalid

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.game.session import Session
    from mmtui.practice.drill import Drill
    from mmtui.practice.numbers import Number


class Refused(NamedTuple):
    """Why something cannot be played, line by line."""

    title: str
    lines: tuple[str, ...]


class Order(NamedTuple):
    """Something to be played, and how it is made ready."""

    title: str
    make: Callable[[Catalog], Session]
    path: Path | None = None
    """The file of a scenario."""
    drill: Drill | None = None
    """What is practised, if it is a problem."""


def scenario_order(path: Path, scheme: str = "") -> Order:
    """Return the order of a scenario, looked at through a scheme."""

    def make(catalog: Catalog) -> Session:
        from mmtui.game.check import opened
        from mmtui.game.session import Session

        return Session.begin(opened(path, catalog), scheme)

    return Order(path.name, make, path)


def practice_order(drill: Drill, number: Number) -> Order:
    """Return the order of one problem of what is practised."""

    def make(catalog: Catalog) -> Session:
        from mmtui.game.session import Session
        from mmtui.practice.problem import problem

        return Session.begin(problem(number, catalog))

    return Order(str(number), make, drill=drill)


def sandbox_order(scheme: str, kernel: str, pages_per_pmd: int) -> Order:
    """Return the order of a machine to do anything on."""

    def make(catalog: Catalog) -> Session:
        from mmtui.game.sandbox import sandbox

        return sandbox(catalog, scheme=scheme, kernel=kernel, pages_per_pmd=pages_per_pmd)

    return Order("sandbox", make)


def session_order(session: Session) -> Order:
    """Return the order of a session that has begun already."""
    return Order(session.trial.scenario.title, lambda catalog: session)


def problem_head(number: Number) -> Head:
    """Return a problem as it is announced before it is made."""
    title = f"Practice {number.chapter}.{number.level}, problem {number.seed}"
    return Head(path=Path(f"{number}.mmtui.toml"), id=str(number), title=title)


def made(order: Order, catalog: Callable[[], Catalog]) -> Session | Refused:
    """Return a session at its start, or why there is none."""
    try:
        session = order.make(catalog())
        # the first moments are made here, not on the screen's thread
        assert session.moment.n == session.cursor
    except ScenarioInvalid as invalid:
        from mmtui.scenario.diagnostics import render_all

        return Refused(order.title, tuple(render_all(invalid).split("\n")))
    except MmtuiError as error:
        return Refused(order.title, (str(error),))
    except Exception as error:  # a plugin's doing, or a mistake of ours: to be told, not to die of
        return Refused(order.title, (f"{order.title} cannot be run: {type(error).__name__}: {error}",))
    return session
