"""What a player types in the game is there again, whatever happens to the game or to the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mmtui.catalog.drafts import draft_of, keep_draft, opened, saved


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text("old\n", encoding="utf-8")
    return path


def test_without_a_draft_the_file_is_opened(path: Path) -> None:
    assert opened(path)._replace(digest="") == ("old\n", "", "")


def test_what_was_typed_comes_before_what_was_saved(path: Path) -> None:
    keep_draft(path, "new\n")
    found = opened(path)
    assert found.text == "new\n"
    assert "did not save" in found.notice
    assert path.read_text(encoding="utf-8") == "old\n"


def test_saving_ends_the_draft(path: Path) -> None:
    digest = opened(path).digest
    keep_draft(path, "new\n")
    assert saved(path, "new\n", digest) == "Saved."
    assert path.read_text(encoding="utf-8") == "new\n"
    assert sorted(each.name for each in path.parent.iterdir()) == ["mine.py"]


def test_a_draft_that_says_what_the_file_says_is_not_spoken_of(path: Path) -> None:
    keep_draft(path, "old\n")
    assert opened(path).notice == ""
    assert not draft_of(path).exists()


def test_a_draft_that_is_older_than_the_file_is_kept_aside(path: Path) -> None:
    keep_draft(path, "typed\n")
    os.utime(draft_of(path), ns=(1, 1))
    found = opened(path)
    assert found.text == "old\n"
    assert "mine.1.old" in found.notice
    assert path.with_name("mine.1.old").read_text(encoding="utf-8") == "typed\n"


def test_a_file_that_somebody_else_has_changed_is_kept(path: Path) -> None:
    digest = opened(path).digest
    path.write_text("theirs\n", encoding="utf-8")
    assert "mine.1.old" in saved(path, "mine\n", digest)
    assert path.read_text(encoding="utf-8") == "mine\n"
    assert path.with_name("mine.1.old").read_text(encoding="utf-8") == "theirs\n"


def test_what_cannot_be_written_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = opened(path).digest

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        saved(path, "new\n", digest)
    assert path.read_text(encoding="utf-8") == "old\n"
    assert sorted(each.name for each in path.parent.iterdir()) == ["mine.py"]
