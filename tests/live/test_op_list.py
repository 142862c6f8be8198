"""Every operation of the recorder is done, or refused by a name and reason that the documents have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mmtui.errors import ScriptError
from mmtui.live.script import NOT_ASKED, read_ops
from mmtui.model.opforms import NOT_MAPPED, NOT_MODELLED, NOT_SET
from mmtui.model.ops import parse_script

TESTS = Path(__file__).parents[1]
DOCS = TESTS.parent / "docs"
LINES = [
    line for line in (TESTS / "data" / "op_list.ops").read_text().splitlines() if not line.startswith("#")
]
MODEL_REFUSES = {
    "A mergeable R 0 4",
    "A unmergeable R 0 4",
    "A mmap R hugetlb 512",
    "A mmap R hugetlb 512 shared",
    "compact",
    "dump",
    "ksm",
    "quiet",
    "quiet off",
    "quiet on",
    "set /proc/sys/vm/compact_memory 1",
    "set hugetlb 4",
    "sleep 10",
}
LIVE_REFUSES = MODEL_REFUSES - {"A mergeable R 0 4", "A unmergeable R 0 4"}


def refusal(read, line: str) -> str:
    try:
        read(line)
    except ScriptError as error:
        return error.problem
    return ""


@pytest.mark.parametrize("line", LINES)
def test_the_model_reads_it_or_says_why_not(line):
    problem = refusal(parse_script, line)
    assert bool(problem) == (line in MODEL_REFUSES)
    assert not problem or re.fullmatch(r"(mmap: |set: )?'[a-z/_]+' is not modelled: .+", problem)


@pytest.mark.parametrize("line", LINES)
def test_live_reads_it_or_says_why_not(line):
    problem = refusal(read_ops, line)
    assert bool(problem) == (line in LIVE_REFUSES)
    assert not problem or re.fullmatch(r"'[a-z/ _]+' is nothing that can be asked of .+ here: .+", problem)


def names_in(document: str, heading: str) -> set[str]:
    """Return what the first column of the table under a heading names."""
    text = (DOCS / document).read_text().partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_the_documents_name_what_the_model_refuses():
    refused = {*NOT_MODELLED, *(f"mmap {name}" for name in NOT_MAPPED), *(f"set {name}" for name in NOT_SET)}
    assert refused <= names_in("architecture.md", "## Not modelled yet")


def test_the_documents_name_what_live_refuses():
    assert set(NOT_ASKED) == names_in("live.md", "## What a script can ask")
