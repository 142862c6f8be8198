"""A run as text has the page tables, and says where each counter is."""

from __future__ import annotations

import pytest

from mmtui.kernel.profile import profile_of
from mmtui.model.ops import parse_script
from mmtui.plain.changes import changes
from mmtui.plain.run_text import step_text
from mmtui.report.records import begin_record
from mmtui.report.text import plain
from mmtui.timeline import Timeline

SCRIPT = "proc A\nA mmap r anon 8\nA write r\nA fork B\nB munmap r 3 4\nset thp never\nB exit"


@pytest.fixture
def run(catalog):
    return Timeline(parse_script(SCRIPT), catalog.scheme("double-map"), profile_of("6.1"), 8)


def text_of(run, n):
    return [plain(text) for text in step_text(run[n], run[n - 1]).lines]


def test_page_tables_are_printed_with_what_changed(run):
    text = "\n".join(text_of(run, 5))
    assert "    B r   + rw-[0,3) - rw-[0,8) + rw-[4,8)" in text
    assert "      ~ PTE 0-2      L0[0-2]  was PMD" in text
    assert "      - PMD 3        L0[3]  gone" in text


def test_page_tables_that_are_the_same_are_one_line(run):
    assert "  page tables   as before" in text_of(run, 6)


@pytest.fixture
def piped(catalog):
    script = (
        "proc A\nA mmap r anon 8\nA write r\nA mmap s anon 2 thp=off\nA write s\n"
        "A vmsplice r 2 4\nA vmsplice s 1\nA splitfolio r\nA closepipe"
    )
    return Timeline(parse_script(script), catalog.scheme("mm-owners"), profile_of("6.18"), 8)


def test_who_holds_a_folio_is_said_until_nobody_does(piped):
    assert "    ~ held by A's pipe: 2 of 3 references" in text_of(piped, 6)
    assert any("s1" in text and "held by A's pipe: 1 of 2 references" in text for text in text_of(piped, 7))
    assert any("as before, held by A's pipe: 2 of 3 references" in text for text in text_of(piped, 8))
    assert not any("held" in text for text in text_of(piped, 9))


def test_the_plain_game_tells_who_holds_a_folio(piped):
    def told(n):
        return "\n".join(changes(piped[n], piped[n - 1]))

    assert "L0: held by A's pipe: 2 of 3 references." in told(6)
    assert "s1: mapped by 1, was 1; _mapcount 0, was 0; held by A's pipe: 1 of 2 references." in told(7)
    assert "L0: only who maps it holds it now." in told(9)


def test_an_exit_shows_what_went_with_the_process(run):
    text = "\n".join(text_of(run, 7))
    assert "- B exited" in text
    assert "- PTE 4-7      L0[4-7]  gone" in text


def test_the_place_of_a_counter_and_the_memory_it_takes(run):
    text = "\n".join(text_of(run, 4))
    assert "page[1].flags, first tail page" in text
    assert "    counters of L0 take 36 bytes and 1 bit" in text


def test_the_record_of_a_run_begins_with_the_places_of_its_counters(run):
    assert begin_record("x", run[0])["where"] == {
        "compound_mapcount": "page[1], first tail page",
        "sub": "each page",
        "double_map": "page[1].flags, first tail page",
    }
