"""Looking at a run: through time, folios, pages, panes and schemes; nothing is answered here."""

from __future__ import annotations

from collections.abc import Callable

from mmtui.game.session import Session
from mmtui.report.glossary import terms_in
from mmtui.report.tables import Spot
from mmtui.report.words import Term
from mmtui.tui.kernel_key import ask_kernel
from mmtui.tui.lines import LinesPane
from mmtui.tui.look import Look
from mmtui.tui.menus import place_menu, scheme_menu
from mmtui.tui.sheet import show_words
from mmtui.tui.stage import PANES, Stage

_ACTIONS = {"menu": "app.command_palette"}
"""Actions of what can be clicked in a line and is not named after its action."""


class Looking(Stage):
    """Changes the look, never the game: every key of it can be taken back by another."""

    def action_compare(self) -> None:
        """Show what was shown of the run under other schemes too."""
        from mmtui.tui.beside_screen import BesideScreen  # few compare, and the first picture does not wait

        self.app.push_screen(BesideScreen(self.look.session))

    def action_words(self) -> None:
        """Show what the words mean, those of this scenario first."""
        scenario = self.look.session.trial.scenario
        texts = (scenario.brief, *(step.prompt for step in scenario.steps))
        show_words(self.app, first=terms_in(" ".join(texts)))

    # -- moving

    def action_step(self, by: int) -> None:
        session = self.look.session
        self._move(session.forward(by) if by > 0 else session.back(-by))

    def action_seek(self, n: int) -> None:
        self._move(self.look.session.seek(n))

    def _move(self, session: Session) -> None:
        try:
            look = self.look.at(session)
        except Exception as error:  # a mistake of ours, which is no reason to lose the game
            self.tell(f"operation {session.cursor} cannot be shown: {type(error).__name__}: {error}")
            return
        self.tell(_why_not(look) if session.cursor == self.look.session.cursor else "")
        self.show(look)

    def action_go_to(self) -> None:
        self.app.push_screen(place_menu(self.look.session), if_chosen(self.action_seek))

    def action_scheme(self) -> None:
        session = self.look.session
        menu = scheme_menu(session, session.trial.catalog)
        self.app.push_screen(menu, if_chosen(lambda n: self.look_through(session.schemes[n])))

    def look_through(self, scheme: str) -> None:
        """Show the same moment as another scheme counts it."""
        try:
            look = self.look.at(self.look.session.with_scheme(scheme))
        except Exception as error:  # making a scheme runs a plugin's code
            self.tell(f"{scheme} cannot be used: {error}")
        else:
            self._look(look)

    def action_ask_kernel(self) -> None:
        self.tell(ask_kernel(self.app, self.look.session))

    def action_test(self) -> None:
        # only now: not every player opens it, and none waits for what that takes
        from mmtui.tui.lab import open_lab

        open_lab(self.app, self.look.session)

    # -- looking

    def action_folio(self, by: int) -> None:
        self._look(self.look.other_folio(by))

    def action_page(self, by: int) -> None:
        self._look(self.look.other_page(by))

    def action_run(self, by: int) -> None:
        look = self.look
        if look.folio is not None:
            self._look(look.other_run(by, self.memo.folio(look.session, look.session.cursor, look.folio)))

    def _look(self, look: Look) -> None:
        self.tell("")
        self.show(look)

    def action_process_named(self, name: str) -> None:
        """Bring the page table of a process to the front."""
        self.show_process(name)

    def action_pane(self, name: str) -> None:
        self.open_pane(name)

    def action_other_pane(self, by: int) -> None:
        here = self.focused.id if self.focused is not None else None
        at = PANES.index(here) if here in PANES else len(PANES) - 1
        self.open_pane(PANES[(at + by) % len(PANES)])

    def on_lines_pane_picked(self, message: LinesPane.Picked) -> None:
        match message.about:
            case Spot() as spot:
                self._look(self.look.on(spot))
            case Term(name):
                show_words(self.app, name)
            case int(n):
                self.action_seek(n)
            case str(name) if name in PANES:
                self.open_pane(name)
            case str(action):
                self.call_later(self.run_action, _ACTIONS.get(action, action))


def if_chosen(then: Callable[[int], None]) -> Callable[[int | None], None]:
    """Return what is to be done at the end of a menu: nothing, if nothing was chosen."""
    return lambda number: then(number) if number is not None else None


def _why_not(look: Look) -> str:
    session = look.session
    if session.cursor == 0:
        return "This is the start."
    if session.cursor == len(session.ops):
        return "This is the end of the run."
    if session.cursor < session.horizon:
        return ""
    if look.right is not None:
        return f"Question {session.step + 1} asks about what comes next; Enter goes on to it."
    return "What comes next is what the question asks; it runs when you have answered."
