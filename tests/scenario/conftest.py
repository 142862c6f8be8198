"""A scenario file that is right, and what is said of one that is not."""

from __future__ import annotations

import pytest

from mmtui.scenario import ScenarioInvalid, load

SAMPLE = r'''#:schema scenario-1.schema.json
format     = 1
id         = "last-unmap-doublemap"
title      = "Detect the last unmap"
chapter    = 3
difficulty = 2
minutes    = 5
teaches    = "With two counters, the last unmap of a page is not where the page table entry goes."
brief      = """
A touched a huge page and forked.  B then changed the protection of three pages, so its PMD was split into
PTEs while A kept its PMD.  Somewhere in what follows page 3 is unmapped for the last time.
"""
cites      = ["commit 53f9263baba6 (\"mm: rework mapcount accounting ...\") (in v4.5)"]

[machine]
pages_per_pmd = 8
scheme        = "double-map"
kernel        = "6.1"

[workload]
use = "script"
ops = """
proc A
A mmap r anon 8
A write r
A fork B
B mprotect r 2 5 ro
B munmap r 3 4
A munmap r 3 4
B exit
A exit
"""

[[step]]
kind   = "predict"
at     = 5                          # before this op is shown
ask    = { counter = "PG_double_map", folio = "L0" }
prompt = "B's mprotect is about to split B's PMD.  Will the flag be set?"
hints  = ["Who else maps the folio with a PMD?", "The flag stands for somebody's PMD."]
wrong  = [{ answer = 0, because = "takes-pmd-split-for-folio-split" }]

[[step]]
kind   = "find"
ask    = { event = "last-unmap", folio = "L0", page = 3 }
prompt = "Which operation is the last unmap of page 3?"
hints  = ["Count the entries that reach page 3, in both processes.", "A's PMD reaches it too."]

[debrief]
text   = "The last unmap is the one after which no entry reaches the page."

[solution]
steps  = [1, "A munmap r 3 4"]      # checked against the run, not the other way round
reject = [[0, "A munmap r 3 4"], [1, "B munmap r 3 4"], [1, "A exit"]]
'''


@pytest.fixture(scope="session")
def sample():
    return SAMPLE


@pytest.fixture
def write(tmp_path):
    """Writes a scenario file."""

    def write(text, name="sample.mmtui.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def problems(write):
    """Loads a text that is wrong, and returns its problems."""

    def problems(text, name="sample.mmtui.toml"):
        with pytest.raises(ScenarioInvalid) as caught:
            load(write(text, name))
        return caught.value.problems

    return problems


@pytest.fixture
def said(problems):
    """Changes the sample, one text for another, and returns what is said of it: place, code, sentence."""

    def said(*changes):
        text = SAMPLE
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        return [f"{one.line}:{one.column} {one.code} {one.sentence}" for one in problems(text)]

    return said
