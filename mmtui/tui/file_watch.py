"""The file of a player who builds a scheme: it is begun, and looked at again when it was changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from mmtui.errors import MmtuiError
from mmtui.game.session import Session
from mmtui.scenario import BuildAsk
from mmtui.tui.look import Look
from mmtui.tui.racing import Racing

if TYPE_CHECKING:  # few build, and what it stands on is slow to import
    from mmtui.game.build_apart import Report

_OTHERS = 11
"""Rows that are left to everything else while something is built."""
_CHANGED = "Your file has changed; what is quickly checked is above. Enter examines all of it."


class FileWatch(Racing):
    """Watches the file while the question is open; what is found of it is in the session."""

    @dataclass
    class Glanced(Message):
        """The file was looked at without the search."""

        step: int
        report: Report
        news: str
        """Why it was looked at, if that is to be said."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._watching: Timer | None = None
        self.stamp: tuple[int, ...] = ()
        """What the file was like when it was looked at last."""

    # -- the file

    def show(self, look: Look) -> None:
        super().show(look)
        asked = self.building(look)
        if asked and self._watching is None and self.is_attached:
            self._watching = self.set_interval(1.0, self.look_at_file)
            self._open_file()
        elif not asked and self._watching is not None:
            self._watching.stop()
            self._watching = None

    def _make_room(self) -> None:
        super()._make_room()
        if self.building(self.look):  # what was found of the file matters more than the run
            most = self.size.height - _OTHERS - len(self.pane("asked").lines)
            self.pane("said").styles.max_height = max(4, most)

    def building(self, look: Look) -> bool:
        """Return whether the open question is one that is built."""
        question = look.session.question
        return look.right is None and question is not None and isinstance(question.ask, BuildAsk)

    def _open_file(self) -> None:
        # a file of an earlier game is looked at once; a fresh one is known
        from mmtui.game.handing_in import file_of

        was_there = file_of(self.look.session).exists()
        if self.begin_file() is not None and was_there and self.look.session.report is None:
            self._glance(self.look.session, "")

    def begin_file(self) -> Path | None:
        """Return the player's file, which is there then; if it cannot be, say why."""
        from mmtui.game.handing_in import file_begun

        try:
            path = file_begun(self.look.session)
        except (OSError, MmtuiError) as error:
            self.tell(f"Your file cannot be written: {error}.")
            return None
        self.stamp = self.stamp or stamp_of(path)
        return path

    def look_at_file(self) -> None:
        """Look at the file again if it was changed; once a second, and when an editor is closed."""
        from mmtui.game.handing_in import file_of

        if not self.building(self.look):
            return
        stamp = stamp_of(file_of(self.look.session))
        if stamp not in (self.stamp, ()):
            self.stamp = stamp
            self._glance(self.look.session, _CHANGED)

    @work(thread=True, group="glance", exclusive=True)
    def _glance(self, session: Session, news: str) -> None:
        from mmtui.game.build_apart import Report, examined_apart
        from mmtui.game.handing_in import asked_of

        worker = get_current_worker()
        try:
            report = examined_apart(asked_of(session, quickly=True), halted=lambda: worker.is_cancelled)
        except Exception as error:  # no process can be started: what the examination will say too
            report = Report(error=f"{type(error).__name__}: {error}")
        if not worker.is_cancelled:
            self.post_message(self.Glanced(session.step, report, news))

    def on_file_watch_glanced(self, message: Glanced) -> None:
        from mmtui.game.handing_in import seen

        session, report = self.look.session, message.report
        if not self.building(self.look) or session.step != message.step or report.changed:
            return
        if session.report is not None and session.report.digest == report.digest:
            return  # written again as it was
        self.show(replace(self.look, session=seen(session, report)))
        if message.news:
            self.tell(message.news)


def stamp_of(path: Path) -> tuple[int, ...]:
    """Return what tells whether a file was written since; empty if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
