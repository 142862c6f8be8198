"""What a player is told about an answer, word for word where the words are computed."""

from __future__ import annotations

import pytest

from mmtui.game.grading import grade, reasons
from mmtui.game.trial import prepare


@pytest.fixture
def told(shipped, catalog):
    """The sentences about an answer to a step of a scenario."""

    def told(name, step, answer):
        return list(grade(prepare(shipped[name], catalog), step, answer).lines)

    return told


def test_a_value_is_told_beside_what_it_was(told):
    assert told("why-doublemap", 2, "1") == [
        "After 5 A mprotect r 3 4 ro, the stored _mapcount of page 3 of L0 is 1; before it was -1.",
        "Page 3 of L0 is then mapped by A's PTE and B's PMD.",
    ]


def test_a_value_that_stays_is_said_to_stay(told):
    first, _ = told("why-doublemap", 0, "-1")
    assert first.endswith("is -1, as it was before.")


def test_a_folio_that_is_new_was_nothing_before(told):
    first, _ = told("five-hundred-thirteen", 0, "1")
    assert first == "After 7 A write x 0, the number of entries that map L0 is 1."


def test_a_cost_is_that_of_the_step(told):
    assert told("five-hundred-thirteen", 3, "513") == [
        "After 8 B read x 0, the cost of this operation in atomics is 513."
    ]


def test_a_flag_is_not_said_to_be_stored_as_something_else(told):
    first, second = told("last-unmap-doublemap", 0, "1")
    assert first == "After 6 B mprotect r 2 5 ro, PG_double_map of L0 is 1; before it was 0."
    assert second == "L0 is then mapped by A's PMD, 8 of B's PTEs and C's PMD."


def test_a_claim_that_is_false_is_told_beside_the_truth(told):
    assert told("phantom-pages", 1, "1") == [
        "After 11 A read x, the scheme's count for page 300 of L0 is 1; before it was 0.",
        "Page 300 of L0 is then mapped by nothing.",
        "The truth is 0.",
    ]


def test_a_claim_that_is_true_needs_no_more_words(told):
    assert told("why-doublemap", 3, "1") == [
        "After 6 A munmap r 3 4, the scheme's count for page 3 of L0 is 1; before it was 2.",
        "Page 3 of L0 is then mapped by B's PMD.",
    ]


def test_the_way_of_a_page_is_told_to_its_end(told):
    assert told("last-unmap-doublemap", 3, "C exit")[-2:] == [
        "8 A munmap r 3 4: from 2 to 1, mapped by C's PMD.",
        "10 C exit: from 1 to 0, mapped by nothing.",
    ]


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ("A munmap r 3 4", "Not yet: after 8 A munmap r 3 4, page 3 is still mapped by C's PMD."),
        ("B exit", "Not yet: 9 B exit changes nothing for page 3; 1 entry maps it before and after."),
        (
            "B mprotect r 2 5 ro",
            "Not yet: 6 B mprotect r 2 5 ro changes nothing for page 3; 3 entries map it before and after.",
        ),
        ("A exit", "Not yet: 11 A exit changes nothing for page 3; nothing maps it before or after."),
    ],
)
def test_an_operation_that_is_not_the_one_is_told_why(told, answer, first):
    assert told("last-unmap-doublemap", 3, answer)[0] == first


def test_a_folio_that_the_question_does_not_name_is_not_given_away(told):
    assert told("cow", 3, "B write r 0")[0] == "Not yet: it is not 6 B write r 0."
    assert told("controls", 2, "6")[0].startswith("Not yet: 6 A write r 1 changes nothing for s3;")


def test_reasons_can_be_read_again_after_solving(told, shipped, catalog):
    trial = prepare(shipped["one-page"], catalog)
    assert list(reasons(trial.timeline(), shipped["one-page"].steps[3])) == told("one-page", 3, "4")
