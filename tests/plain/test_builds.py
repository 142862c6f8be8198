"""A scheme is built in the plain game: the file, the examination, the run that breaks it, starting over."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmtui.game.session import Session
from mmtui.game.trial import prepare
from mmtui.plain.diary import Diary
from mmtui.plain.game import play
from mmtui.scenario import load

FILE = Path(__file__).parent.parent / "scenarios" / "mend-it.mmtui.toml"
LINE = "            yield self.double_map.exchange(folio, 1)\n"
MENDED = (
    "            if not (yield self.double_map.exchange(folio, 1)):\n"
    "                yield from self._added(folio, folio.pages)\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "builds" / "mend-it" / "first_scheme.py"


@pytest.fixture
def played(catalog, progress):
    """Play lines, and return the exit code and what was said; a callable among them is called."""

    def played(*lines) -> tuple[int, list[str]]:
        said: list[str] = []

        def typed():
            for line in lines:
                if callable(line):
                    line()
                else:
                    yield line

        session = Session.begin(prepare(load(FILE), catalog))
        code = play(session, typed(), said.append, Diary(progress, said.append))
        return code, said

    return played


def mend(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert LINE in text
    file.write_text(text.replace(LINE, MENDED), encoding="utf-8")


def test_the_question_says_where_the_file_is_and_what_is_checked(played, file) -> None:
    said = played()[1]
    assert f"Your file: {file}" in said
    assert "[ ] No run of 2 operations breaks it" in said
    assert file.is_file()
    assert played("file")[1][-1] == str(file)


def test_what_fails_is_said_and_shown(played, progress) -> None:
    code, said = played("examine", "show")
    assert code == 1
    assert "[!] It tells the truth in the 7 operations of this scenario" in said
    assert "the step that breaks it" in said
    assert any("by more than one process? says no          truth yes" in line for line in said)
    assert [(one.outcome, one.text.split()[0]) for one in progress.answers()] == [("not-yet", "first-scheme")]


def test_a_mended_file_is_the_answer(played, file, progress) -> None:
    code, said = played("examine", lambda: mend(file), "show", "examine")
    assert code == 0
    assert "The file has changed since it was examined; examine it again." in said
    assert "Right. It stands everything that was tried." in said
    assert [one.outcome for one in progress.answers()] == ["not-yet", "solved"]
    assert "mend-it" in progress.solved()


def test_starting_over_asks_and_keeps_the_old_file(played, file) -> None:
    said = played(
        lambda: file.write_text("# mine\n", encoding="utf-8"), "start-over", "start-over no", "start-over yes"
    )[1]
    assert said.count("This begins your file again.  Type start-over yes; the old one is kept.") == 2
    assert "The old file is kept as first_scheme.1.old" in said
    assert "class FirstScheme" in file.read_text(encoding="utf-8")
    assert file.with_name("first_scheme.1.old").read_text(encoding="utf-8") == "# mine\n"


def test_a_file_that_ends_the_process_does_not_end_the_game(played, file) -> None:
    code, said = played(
        lambda: file.write_text("import posix; posix._exit(9)\n", encoding="utf-8"), "examine", "show", "file"
    )
    assert code == 1
    assert "    it ended the process, with 9, as os._exit() does" in said
    assert "There is no run to show: the report says all that is known." in said
    assert said[-1] == str(file)


def test_what_cannot_be_written_is_said(played, tmp_path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be", encoding="utf-8")
    code, said = played("examine")
    assert code == 1
    assert said[-1].startswith("Your file cannot be written: ")


def test_show_says_when_nothing_was_examined(played) -> None:
    assert played("show")[1][-1] == "The file was not examined yet."


def test_commands_of_a_build_say_where_they_belong(session, progress) -> None:
    said: list[str] = []
    play(session, ["file", "examine", "start-over yes"], said.append, Diary(progress, said.append))
    assert said.count("This question is not answered by a scheme of your own.") == 3
