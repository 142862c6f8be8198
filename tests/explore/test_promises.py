"""What a scheme promises of its guesses, and that statistics come out even: checkers hold it to that."""

from __future__ import annotations

import pytest

from mmtui import Question
from mmtui.explore.replay import ran
from mmtui.model.ops import parse_script

BEGIN = "proc A\nA mmap r anon 4\nA write r\nA fork B\n"
FILE = "set shmem always\nmemfd m 4\nproc A\nA mmap r memfd:m 4 shared\nA write r\n"

# plugin, its text, what stands there instead; a run; who finds it, and the words
BROKEN = [
    (
        ("mm_owners", "if slot == 1 or mapcount != diff:", "if slot == 1 and mapcount == diff:"),
        BEGIN,
        ("exclusive", "L0: A and B map it, but mm-owners says that it has one owner"),
    ),
    (
        ("mm_owners", "yield self._mm_ids_shared.set(folio, 0)", "pass"),
        BEGIN + "A dontneed r 1 2\nB exit\n",
        ("exclusive", "L0: only A maps it, but mm-owners says that it is shared"),
    ),
    (
        ("nr_pages_mapped", "partly=folio.anon and gone > 0", "partly=folio.anon and gone > 1"),
        BEGIN + "A dontneed r 1 2\nB dontneed r 1 2\n",
        ("partial-mapping", "L0 is partly mapped now, but nr-pages-mapped does not notice"),
    ),
    (
        ("no_page_mapcount", "(yield self._entire_mapcount.read(folio)) == 0", "True"),
        BEGIN + "A dontneed r 1 2\nA dontneed r 2 4\n",
        ("partial-mapping", "L0 is mapped in full now, but no-page-mapcount says that it is partly mapped"),
    ),
    (
        ("no_page_mapcount", "return Claim(gone=folio.nr_pages, last=True", "return Claim(gone=1, last=True"),
        BEGIN + "A dontneed r 1 2\nB exit\nA exit\n",
        ("statistics", "L0 is freed and no-page-mapcount leaves 3 pages in the statistics"),
    ),
    (
        (
            "no_page_mapcount",
            "return Claim(gone=folio.nr_pages, last=True, partly=False)\n        partly = pmds",
            "return Claim(gone=6, last=True, partly=False)\n        partly = pmds",
        ),
        FILE + "A munmap r\n",
        ("statistics", "nothing maps L0 and no-page-mapcount has taken 2 pages too many out"),
    ),
    (
        (
            "large_mapcount",
            "if folio.large:\n            yield self._large_mapcount.add(folio, len(pages))\n"
            "        return Claim(first=0)",
            "yield self._large_mapcount.add(folio, len(pages))\n        return Claim(first=0)",
        ),
        "proc A\nA mmap r anon 1\nA write r\nA fork B\n",
        (
            "never-negative",
            "_large_mapcount of s0 is 1: a small folio has no such counter",
        ),
    ),
]


@pytest.mark.parametrize(("edit", "run", "found"), BROKEN)
def test_it_is_held_to_its_promise(
    edit: tuple[str, str, str], run: str, found: tuple[str, str], edited: type
) -> None:
    ops = parse_script(run)
    steps = ran(edited(*edit), ops, 4)
    checker, words = found
    assert len(steps) == len(ops), f"only the last operation shows it: {steps[-1].found}"
    assert steps[-1].found.checker == checker
    assert words in steps[-1].found.text
    right = ran(edited(edit[0]), ops, 4)
    assert [step.found for step in right] == [None] * len(ops)


def test_more_than_two_processes_free_it_from_the_promise_for_two(edited: type) -> None:
    run = BEGIN + "A fork C\nA dontneed r 1 2\nB dontneed r 1 2\nC dontneed r 1 2\nA exit\nB exit\n"
    last = ran(edited("mm_owners"), parse_script(run), 4)[-1]
    assert last.found is None
    (folio,) = [folio for folio in last.moment.world.folios() if folio.large]
    scheme = last.moment.scheme
    assert Question.SHARED in scheme.exact_for_two
    assert last.moment.ask(Question.SHARED, folio) == 1, "C has been forgotten as a third owner"
