"""Kernel commits are cited so that they can be looked up: twelve digits, the subject, the version."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("mmtui", "plugins", "scenarios", "docs")
CITED = re.compile(r"[Cc]ommit\s+([0-9a-f]{7,40})\b")
FULL = re.compile(r'[Cc]ommit [0-9a-f]{12} \(\\?".+?"\) \(in v\d+\.\d+[,)]')


def texts() -> dict[str, str]:
    """Return every source and document with its line ends, comment signs and quotes of pieces taken out."""
    files = [
        path
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".md"}
    ]
    joined = {path: re.sub(r"\s*\n\s*(#\s*)?", " ", path.read_text()) for path in files}
    return {str(path.relative_to(ROOT)): text.replace("' '", "") for path, text in joined.items()}


def test_every_commit_has_twelve_digits_its_subject_and_its_version():
    found = {
        name: [text[cited.start() :][:200] for cited in CITED.finditer(text)]
        for name, text in texts().items()
    }
    assert sum(map(len, found.values())) > 30
    assert [(name, cite) for name, cites in found.items() for cite in cites if not FULL.match(cite)] == []


def test_a_commit_has_one_subject_everywhere():
    subjects: dict[str, set[str]] = {}
    for text in texts().values():
        for number, subject in re.findall(r'[Cc]ommit ([0-9a-f]{12}) \("([^"]+)"\)', text):
            subjects.setdefault(number, set()).add(subject)
    assert {number: each for number, each in subjects.items() if len(each) > 1} == {}
