"""What the key does that opens the laboratory: a list of what can be tried with a scheme."""

from __future__ import annotations

from typing import Any

from textual.app import App

from mmtui.game.session import Session
from mmtui.report.text import line
from mmtui.tui.lab_bench import Bench, Experiment
from mmtui.tui.lab_beside import comparisons
from mmtui.tui.lab_races import races
from mmtui.tui.lab_screen import LabScreen
from mmtui.tui.lab_search import searches
from mmtui.tui.menus import Menu


def experiments(bench: Bench) -> list[Experiment]:
    """Return everything that can be tried, in the order of the list.

    Searches and races have machines of their own and tell nothing of the scenario's run; the comparison
    goes as far as the player was shown it, which the menu of the schemes tells as well.
    """
    return [*searches(bench), *comparisons(bench), *races(bench)]


def open_lab(app: App[Any], session: Session, cursor: int = 0) -> None:
    """Show the list; what is chosen is run at once, and behind its result the list comes back."""
    bench = Bench(session)
    known = experiments(bench)

    def chosen(number: int | None) -> None:
        if number is not None:
            screen = LabScreen(bench, known[number])
            app.push_screen(screen, lambda _: open_lab(app, session, number))

    title = f"test {bench.scheme} · Linux {bench.profile.name}"
    choices = [line(f"{number:>2} {one.name}") for number, one in enumerate(known, 1)]
    about = [one.about for one in known]
    app.push_screen(Menu(title, choices, cursor, about=about, what="tests"), chosen)
