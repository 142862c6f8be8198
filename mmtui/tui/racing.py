"""Opening a race from the play screen, and taking back what has become of it."""

from __future__ import annotations

from dataclasses import replace

from mmtui.errors import MmtuiError
from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.game.stepping import race_in
from mmtui.tui.acting import Acting


class Racing(Acting):
    """A question that is a race is answered on a screen of its own."""

    async def action_enter(self) -> None:
        if self.look.right is None and race_in(self.look.session) is not None:
            self._open_race()
        else:
            await super().action_enter()

    def _open_race(self) -> None:
        from mmtui.tui.racing_screen import RaceScreen  # few race, and the first picture does not wait

        try:
            screen = RaceScreen(self.look.session, self.diary)
        except MmtuiError as error:
            self.tell(f"This race cannot be run: {error}.")
            return
        self.app.push_screen(screen, self._raced)

    def _raced(self, after: Session | None) -> None:
        if after is None:
            return
        before = self.look.session
        right = after.verdict is not None and after.verdict.outcome is Outcome.SOLVED
        self.show(replace(self.look, session=after, right=before.step if right else None))
