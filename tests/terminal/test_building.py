"""A scheme is written in a real terminal: with an editor of one's own, and in the game until it is killed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# pytest-xdist runs tests beside a thread of its own
pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning")

LINE = "            yield self.double_map.exchange(folio, 1)\n"
MENDED = (
    "            if not (yield self.double_map.exchange(folio, 1)):\n"
    "                yield from self._added(folio, folio.pages)\n"
)
EDITOR = f"""
import sys
from pathlib import Path
path = Path(sys.argv[1])
assert sys.stdin.isatty() and sys.stdout.isatty()
runs = path.with_suffix(".runs")
runs.write_text(runs.read_text() + "x" if runs.exists() else "x")
print("THE EDITOR, run", len(runs.read_text()), flush=True)
sys.stdin.readline()
path.write_text(path.read_text().replace({LINE!r}, {MENDED!r}))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "builds" / "first-scheme" / "first_scheme.py"


def begun(start, **size):
    game = start("first-scheme", **size)
    game.wait_for("Enter begin")
    game.press_until("enter", "Enter examine")
    return game


def test_an_editor_has_the_terminal_and_the_game_comes_back(start, environ, tmp_path, file) -> None:
    script = tmp_path / "editor.py"
    script.write_text(EDITOR)
    environ["EDITOR"] = f"{sys.executable} {script}"
    game = begun(start)
    game.press_until("e", "THE EDITOR, run 1")
    game.press("ctrl+c")  # the editor's own affair
    game.wait_for("was ended by signal 2")
    game.press_until("e", "THE EDITOR, run 2")
    game.press("enter")
    game.wait_for(r"\[x\] It tells the truth in the 9 operations")
    game.press("enter")
    game.wait_for("Right. It stands everything")
    assert MENDED in file.read_text()
    game.press("ctrl+c")
    assert game.ended() == 130


def test_an_editor_that_stops_itself_where_no_shell_is_does_not_stop_the_game(
    start, environ, tmp_path
) -> None:
    """As vi does at Ctrl+Z, in a terminal that was opened for the game alone."""
    script = tmp_path / "editor.py"
    script.write_text("import os, signal; os.kill(0, signal.SIGTSTP); raise SystemExit(7)")
    environ["EDITOR"] = f"{sys.executable} {script}"
    begun(start).press_until("e", "ended with 7")


def test_what_was_typed_is_there_after_a_power_cut(start, file) -> None:
    game = begun(start)
    game.press_until("i", "What you type is kept")
    game.press("# mine ")
    game.wait_for('# mine """double-map')
    game.kill()
    assert file.read_text().startswith('"""double-map')
    again = begun(start)
    again.press_until("i", "You go on with what you typed and did not save")
    assert '# mine """double-map' in again.text
    again.leave()
