from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmtui.errors import ScriptError
from mmtui.model.ops import VERBS, parse_op, parse_script

GOOD = [
    "proc A",
    "memfd m 512",
    "set shmem always",
    "set mthp:64 madvise",
    "A mmap r anon 512 skew=3 thp=off",
    "A mmap r memfd:m 512 private ro foff=8",
    "A read r",
    "A write r 3",
    "A write r 0 8",
    "A fork B",
    "B munmap r 0 4",
    "B mprotect r 2 5 none",
    "B mprotect r ro",
    "B mremap r 0 8 to=s skew=1",
    "A dontneed r 1",
    "A touch r 0 8 read",
    "A fill r 0 8 val=90",
    "A migrate r 0 8 node=1 all",
    "A guard r 2 4",
    "A pin r 2 4",
    "A unpin",
    "A vmsplice r 2 4",
    "A closepipe",
    "A exit",
]

SIZE = "x.ops:3: set: {0} takes a size in kB, as in {0}:64; a power of two from {1} to 2048"
KNOWN = "thp, shmem, defrag, zeropage, faultaround, mthp:SIZE, shmthp:SIZE"
BAD = {
    "A mapp r anon 8": "x.ops:3: unknown operation 'mapp'; did you mean 'mmap'?",
    "zzz": "x.ops:3: unknown operation 'zzz'; known are " + ", ".join(VERBS),
    "compact": "x.ops:3: 'compact' is not modelled: which pages compaction moves depends on where in memory "
    "they lie",
    "A mergeable r": "x.ops:3: 'mergeable' is not modelled: it is not followed which pages are equal",
    "A fill r": "x.ops:3: fill: val= is missing",
    "A migrate r node=2": "x.ops:3: migrate: node=2 cannot be read",
    "A mprotect r 2 5": "x.ops:3: mprotect: one of ro, rw, none is missing",
    "A mprotect r 5 2 ro": "x.ops:3: mprotect: the range 5 2 is empty; ranges are START END, half open",
    "A mremap r 0 8": "x.ops:3: mremap: to= is missing",
    "A mmap r anon": "x.ops:3: mmap: a number of pages is missing",
    "A mmap r disk:x 8": "x.ops:3: mmap: what is mapped is 'anon', 'memfd:NAME' or 'file:NAME', not 'disk:x'",
    "A mmap r anon 8 x": "x.ops:3: mmap: cannot read 'x'; known are shared, private, ro, populate, "
    "skew=, foff=, thp=",
    "A mmap r anon 8 skew=-1": "x.ops:3: mmap: skew=-1 cannot be read",
    "A fork": "x.ops:3: fork: a name is missing",
    "A fork 2B": "x.ops:3: fork: '2B' is not a name (letters, digits, _; at most 15)",
    "set shmem sometimes": "x.ops:3: set: shmem is one of always, advise, never, not 'sometimes'",
    "set ksm 1": f"x.ops:3: set: unknown setting 'ksm'; known are {KNOWN}",
    "set thp:64 always": f"x.ops:3: set: unknown setting 'thp:64'; known are {KNOWN}",
    "set mthp:8 always": SIZE.format("mthp", 16),
    "set shmthp always": SIZE.format("shmthp", 8),
    "set mthp:64 advise": "x.ops:3: set: mthp is one of always, inherit, madvise, never, not 'advise'",
    "A write r 0 8 9": "x.ops:3: write: cannot read '9'",
    "1 exit": "x.ops:3: '1' cannot be the name of a process",
}


@pytest.mark.parametrize("text", GOOD)
def test_an_operation_is_written_as_it_was_read(text):
    assert str(parse_op(text)) == text


@pytest.mark.parametrize("text", BAD)
def test_a_line_that_cannot_be_read_says_where_and_what_would_be_right(text):
    with pytest.raises(ScriptError) as caught:
        parse_script(f"proc A\n# a comment\n{text}", "x.ops")
    assert str(caught.value) == BAD[text]
    assert caught.value.exit_code == 3


def test_comments_notes_and_empty_lines_are_no_operations():
    ops = parse_script("\n# c\nnote hello world\n  proc A  # who\n\nA exit\n")
    assert [(op.line, str(op)) for op in ops] == [(4, "proc A"), (6, "A exit")]


def test_a_very_long_line_is_refused():
    with pytest.raises(ScriptError, match="at most 400 characters"):
        parse_op("A " + "x" * 500)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_script_error(text):
    with suppress(ScriptError):
        assert str(parse_op(text)) == " ".join(text.split())
