"""What players read: short enough for a small terminal, plain, and no word before it is explained."""

from __future__ import annotations

import re
import textwrap

import pytest

from mmtui.scenario import FindAsk

WIDTH = 76
MOST_LINES = {"brief": 20, "prompt": 4, "hint": 2, "because": 2, "debrief": 7, "teaches": 2}
BANNED = (
    "actually",
    "basically",
    "clearly",
    "easily",
    "easy",
    "just",
    "in order to",
    "let's",
    "note that",
    "obvious",
    "obviously",
    "of course",
    "please",
    "really",
    "simple",
    "simply",
    "trivial",
    "utilize",
    "very",
)

# Where a word of the trade is explained, and by which words; whoever uses it must come later.
EXPLAINED = {
    r"page tables?": ("one-page", "The page table of the process says where."),
    r"PTEs?": ("one-page", "page table entry (PTE)"),
    r"folios?": ("one-page", "The kernel calls such a piece a folio"),
    r"mmap(?:ped)?": ("one-page", "With mmap a process asks for a range of addresses."),
    r"VMAs?": ("one-page", "VMA (virtual memory area): from where to where, and what is allowed there"),
    r"page faults?": ("one-page", "the CPU stops and calls the kernel: a page fault"),
    r"anonymous": ("one-page", "anonymous memory (anon: new, and of no file)"),
    r"fork(?:s|ed)?": ("last-unmap-small", "fork makes a child that shares the memory of its parent"),
    r"copy on write": (
        "last-unmap-small",
        "an entry that leads there instead of the old one (copy on write)",
    ),
    r"munmap": ("last-unmap-small", "munmap, which is the opposite of mmap"),
    r"_mapcount": ("last-unmap-small", "each page has a counter, _mapcount, of the entries that map it"),
    r"stored": ("last-unmap-small", "What is stored is one less than the count"),
    r"large folios?": (
        "five-hundred-thirteen",
        "A large folio is a run of pages that the kernel manages as one",
    ),
    r"huge pages?": ("five-hundred-thirteen", "and is called a huge page"),
    r"PMDs?": ("five-hundred-thirteen", "a single entry one level up, a PMD entry, which maps all of it"),
    r"atomics?": ("five-hundred-thirteen", "an atomic: an addition that no other CPU can disturb"),
    r"memfd": ("five-hundred-thirteen", "lies in RAM only (a memfd)"),
    r"compound_mapcount": ("five-hundred-thirteen", "compound_mapcount, which counts its PMD entries"),
    r"split": ("why-doublemap", "its PMD entry is replaced by PTEs, one for each page"),
    r"PG_double_map": ("why-doublemap", "set the flag PG_double_map to remember it"),
    r"mprotect": ("mprotect-the-middle", "mprotect changes the permission of a range."),
    r"madvise": ("mprotect-the-middle", "It has given page 7 back (madvise DONTNEED)"),
    r"V": ("mprotect-the-middle", "A folio has one count, V: the number of VMAs that map any of its pages."),
}


def flat(text):
    return " ".join(text.split())


def texts(scenario):
    """Yields everything that a player reads, and what it is."""
    yield "teaches", scenario.teaches
    yield "brief", scenario.brief
    for step in scenario.steps:
        yield "prompt", step.prompt
        yield from (("hint", hint) for hint in step.hints)
        yield from (("because", wrong.because) for wrong in step.wrong if " " in wrong.because)
    yield "debrief", scenario.debrief


def sentences(text):
    return [one for one in re.split(r"(?<=[.?!])\s+(?=[A-Z])", flat(text)) if one]


def wrapped(text):
    paragraphs = [textwrap.wrap(flat(paragraph), WIDTH) for paragraph in text.strip().split("\n\n")]
    return [line for paragraph in paragraphs for line in ("", *paragraph)][1:]


def test_texts_fit_a_small_terminal(scenario):
    for what, text in texts(scenario):
        lines = wrapped(text)
        assert len(lines) <= MOST_LINES[what], f"{what}: {len(lines)} lines: {text}"
        assert all(len(line) <= WIDTH for line in lines)


def test_sentences_are_short(scenario):
    for _, text in texts(scenario):
        for sentence in sentences(text):
            assert len(sentence.split()) <= 42, sentence


@pytest.mark.parametrize("word", BANNED)
def test_no_filler(scenario, word):
    for _, text in texts(scenario):
        assert not re.search(rf"\b{word}\b", text, re.IGNORECASE), text


def test_no_shouting_no_markup_no_dashes(scenario):
    for _, text in texts(scenario):
        assert not re.search(r"[!`*—–]", text), text


def test_every_text_ends_as_a_sentence_does(scenario):
    for _, text in texts(scenario):
        assert text.rstrip()[-1] in ".?)", text


def test_a_question_is_asked_or_told_what_to_do(scenario):
    for step in scenario.steps:
        assert "?" in step.prompt or isinstance(step.ask, FindAsk), step.prompt


def test_keys_are_named_in_the_controls_only(shipped):
    for scenario in shipped.values():
        named = [text for what, text in texts(scenario) if re.search(r"\b(Enter|Left|Right)\b", text)]
        assert bool(named) == (scenario.id == "controls"), named


def test_the_controls_name_the_keys(shipped):
    brief = flat(shipped["controls"].brief)
    for words in (
        "Left and Right go",
        "g goes to any",
        "Enter answers",
        "h reads a hint",
        "s looks",
        "? lists",
        "1, 2 and 3",
    ):
        assert words in brief


def test_the_debrief_says_it_in_two_sentences(scenario):
    """A third may follow, in a paragraph of its own, that tells where to look around."""
    said, *more = scenario.debrief.split("\n\n")
    assert len(sentences(said)) == 2, sentences(said)
    assert len(more) <= 1
    assert all(text.startswith("Look around: ") for text in more)


def test_what_it_teaches_is_one_sentence(scenario):
    assert len(sentences(scenario.teaches)) == 1


def test_the_last_hint_is_not_the_first_in_other_words(scenario):
    for step in scenario.steps:
        first, last = step.hints[0], step.hints[-1]
        assert set(last.lower().split()) - set(first.lower().split()), step.hints


# -- no word before it is explained


def known_before(shipped, scenario):
    """The ids of the scenarios that must be solved before this one, and its own."""
    known, open_ = set(), [scenario.id]
    while open_:
        known.add(one := open_.pop())
        open_ += shipped[one].requires
    return known


@pytest.mark.parametrize("term", EXPLAINED)
def test_a_term_is_explained_where_it_first_appears(shipped, term):
    home, words = EXPLAINED[term]
    place = [number for number, (_, text) in enumerate(texts(shipped[home])) if words in flat(text)]
    assert place, f"{home} does not explain {term}"
    for scenario in shipped.values():
        for number, (what, text) in enumerate(texts(scenario)):
            if what == "teaches" or not re.search(rf"(?<![\w-]){term}(?![\w-])", text):
                continue  # what it teaches is read beside the title, by those who know and those who do not
            assert scenario.id == "controls" or home in known_before(shipped, scenario), (scenario.id, text)
            assert scenario.id != home or number >= place[0], text


def test_the_controls_say_that_nothing_need_be_known(shipped):
    assert "will be told when it is needed" in flat(shipped["controls"].brief)


def test_the_learner_of_chapter_three_is_reminded(shipped):
    """Chapters are an order and not a lock: what the numbers mean is said again."""
    for name in ("why-doublemap", "last-unmap-doublemap"):
        brief = flat(shipped[name].brief)
        assert "-1 stands for none" in brief
        assert "PTEs, one for each page" in brief or "PTEs (one for each page)" in brief


def test_a_page_of_this_machine_is_said_to_be_smaller_than_in_life(shipped):
    assert "on x86-64 it has 512" in flat(shipped["why-doublemap"].brief)
    assert shipped["why-doublemap"].machine.pages_per_pmd == 8


# -- what a text says of the run


def test_an_operation_that_is_named_exists(scenario, trial):
    for _, text in texts(scenario):
        for number in re.findall(r"\boperation (\d+)\b", text, re.IGNORECASE):
            assert 1 <= int(number) <= len(trial.ops), text


def test_a_process_that_is_named_exists(scenario, trial):
    names = {op.process for op in trial.ops if op.process} | {
        op.words[0] for op in trial.ops if op.verb == "fork"
    }
    for _, text in texts(scenario):
        assert set(re.findall(r"\b([B-Z])(?:'s)?\b(?! ?=)", text)) - {"V"} <= names, text
