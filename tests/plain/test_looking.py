"""What the game says of the machine: one fact a line, in words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

SIGNS = re.compile("[\x00-\x09\x0b-\x1f\x7f─-╿]")


def test_a_step_says_where_it_leads_and_what_it_changed(played):
    game = played("1")
    assert "After operation 5 of 9: B mprotect r 2 5 ro." in game.lines
    assert "L0: compound_mapcount 0, was 1." in game.lines
    assert "L0: PG_double_map 1, was 0." in game.lines
    assert "L0 pages 0-7: _mapcount 1, was -1." in game.lines


def test_new_entries_and_vmas_are_changes(played):
    lines = played("1").lines
    assert (
        "Process B, region r: now 3 VMAs, pages 0-1 writable; pages 2-4 read only; pages 5-7 writable."
        in lines
    )
    assert "Process B, region r: changed, pages 0-7: 8 PTEs to L0 pages 0-7, read only." in lines


def test_an_entry_that_goes_away_is_a_change(played):
    lines = played("1", "next").lines
    assert "Process B, region r: gone, page 3: a PTE to L0 page 3, read only." in lines
    assert "L0 page 3: mapped by 1, was 2." in lines


def test_a_false_claim_is_called_wrong(played, session_of):
    copied = session_of(
        "proc A|A mmap r anon 8|A write r|A fork B|B mprotect r 2 5 ro|B write r 0|A munmap r 3"
    )
    lines = played("1", "g 7", of=copied).lines
    assert "L0: Do several processes map it? The scheme says no, which is wrong; the truth is yes." in lines


def test_an_exit_and_a_freed_folio_are_changes(played):
    assert "Process B has exited." in played("1", "7", "go 8").lines
    assert "Folio L0 is gone." in played("1", "7", "go 9").lines


def test_a_new_folio_is_described(played):
    lines = played("go 2", "next").lines
    assert "Folio L0: anon, order 3, 8 pages, PMD-sized." in lines
    assert "  pages 0-7: mapped by 1, the scheme counts 1, _mapcount -1." in lines


def test_small_folios_are_told_in_runs(played, session_of):
    small = session_of("set thp never|proc A|A mmap r anon 8|A write r|A fork B|B munmap r 3 4")
    assert "New small folios s0 to s7, each: mapped by 1; _mapcount 0." in played("b", "n", of=small).lines
    assert "Small folios s0 to s7, each: mapped by 1, _mapcount 0." in played("state", of=small).lines


def test_small_folios_that_change_are_told_with_what_they_were(played, session_of):
    small = session_of("set thp never|proc A|A mmap r anon 8|A write r|A fork B|B munmap r 3 4|B exit")
    lines = played("0", "g 0", "g 5", "g 6", "g 7", of=replace(small, step=1)).lines
    assert "Small folio s3: mapped by 1, was 2; _mapcount 0, was 1." in lines
    assert "Small folios s0 to s2, each: mapped by 1, was 2; _mapcount 0, was 1." in lines


def test_nobody_can_look_past_the_operation_that_is_asked_about(played):
    game = played("next", "go 9", "next 100")
    told = [line for line in game.lines if line.startswith("After")]
    assert set(told) == {"After operation 4 of 9: A fork B."}
    stopped = "It goes no further: question 1 is about operation 5; answer it first."
    assert [line for line in game.lines if line.startswith("It goes")] == [stopped] * 3
    assert "The run has 9 operations; go 9 is the end." in game.lines


def test_who_goes_past_the_end_is_told_so_and_nothing_of_questions(played, session_of):
    open_ = replace(session_of("proc A|A mmap r anon 8|A write r|A fork B|B exit"), step=1)
    lines = played("go 99", of=open_).lines
    assert "The run has 5 operations; go 5 is the end." in lines
    assert not any("goes no further" in line for line in lines)


def test_what_is_not_told_yet_is_not_listed(played):
    assert "Operation 5: B mprotect r 2 5 ro." in played("ops").lines
    assert not any("munmap" in line for line in played("ops").lines)
    assert "What comes after operation 5, up to 9, is not told yet." in played("ops").lines


def test_back_goes_to_the_start_and_no_further(played):
    lines = played("g 0", "b").lines
    assert "At the start, before operation 1 of 9." in lines
    assert lines[-1] == "There is nothing before the start."


def test_hints_come_one_by_one_and_then_no_more(played):
    lines = played("hint", "hint", "hint").lines
    assert lines[0] == "Hint 1 of 2: Who else maps the folio with a PMD?"
    assert lines[-1] == "There are no more hints."


def test_hints_can_be_read_after_solving(played):
    lines = played("1", "7", "hint").lines
    assert "Question 1, hint 1: Who else maps the folio with a PMD?" in lines
    assert "Question 2, hint 2: A's PMD reaches it too." in lines


def test_events_say_what_the_scheme_was_told(played):
    lines = played("1", "g 6", "events").lines
    assert any(text.startswith("B munmap r 3 4: 3 rmap events") for text in lines)
    assert any(text.startswith("  unmap_ptes: page_remove_rmap() in mm/rmap.c, commit") for text in lines)
    assert played("events").lines[1].startswith("  dup_pmd L0[0-7] in B")


def test_the_schemes_are_listed_and_one_can_be_looked_through(played):
    assert "double-map, the scenario's own, you look through it." in played("schemes").lines
    lines = played("scheme per-page", "state").lines
    assert lines[0] == "You look through per-page."
    assert "Scheme: per-page." in lines


def test_an_unknown_scheme_is_answered_by_what_was_meant(played):
    assert played("scheme per-pge").lines == ["There is no scheme per-pge here; did you mean per-page?"]


def test_answers_are_about_the_scenarios_own_scheme(played):
    assert played("scheme per-page", "1", "7").code == 0


def test_help_names_every_command(played):
    from mmtui.plain.commands import COMMANDS

    text = played("help").text
    for name in COMMANDS:
        assert re.search(rf"\b{name}\b", text), name


@pytest.mark.parametrize("word", ["state", "next", "events", "ops", "brief", "schemes", "words", "help"])
def test_no_line_has_boxes_or_control_characters(played, word):
    assert not any(SIGNS.search(line) for line in played("1", word).lines)


def test_a_strange_scheme_name_cannot_reach_the_terminal(played):
    assert not any("\x1b" in line for line in played("scheme \x1b[31m").lines)


def test_the_place_of_a_counter_is_told(played):
    lines = played("state").lines
    assert "  compound_mapcount is 1 stored, which means 2, in page[1], first tail page." in lines
    assert "  PG_double_map is 0, in page[1].flags, first tail page." in lines
    assert "  _mapcount is in each page." in lines
    assert "  The counters of L0 take 36 bytes and 1 bit." in lines
