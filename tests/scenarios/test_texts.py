"""What players read: short enough for a small terminal, plain, and no word before it is explained."""

from __future__ import annotations

import re
import textwrap

import pytest

from mmtui.model.ops import parse_op
from mmtui.report.glossary import GLOSSARY, terms_in
from mmtui.report.words import marked_lines
from mmtui.scenario import ActAsk, PredictAsk

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
    r"fork(?:s|ed)?": ("two-readers", "fork makes a child that shares the memory of its parent."),
    r"copy on write": ("cow", "This is copy on write."),
    r"memfd": ("file-twice", "lies in RAM only (a memfd)"),
    r"munmap": ("file-twice", "munmap, which is the opposite of mmap"),
    r"_mapcount": ("starts-at-minus-one", "It keeps a counter in each page, called _mapcount"),
    r"stored": ("starts-at-minus-one", "What is stored in _mapcount is thus always one less"),
    r"page cache": ("mapcount-is-not-refcount", "read or written of a file in the page cache, in RAM"),
    r"pin(?:s|ned)?": ("mapcount-is-not-refcount", "if the process gives it up meanwhile: that is a pin"),
    r"refcount": ("mapcount-is-not-refcount", "The refcount of a page counts them all"),
    r"large folios?": ("head-and-tails", "A large folio is a run of pages that the kernel manages as one"),
    r"huge pages?": ("head-and-tails", "One of 512 pages, 2 MiB, is a huge page."),
    r"tails?": ("head-and-tails", "its first page is called the head and the others are its tails"),
    r"PMDs?": ("head-and-tails", "An entry one level up, a PMD entry, usually leads to a table of 512 PTEs."),
    r"atomics?": ("five-hundred-thirteen", "an atomic: an addition that no other CPU can disturb"),
    r"compound_mapcount": ("five-hundred-thirteen", "compound_mapcount, which counts its PMD entries"),
    r"mprotect": ("split-the-pmd", "mprotect changes the permission of a range."),
    r"split": ("split-the-pmd", "one PMD entry cannot say it: it must be split"),
    r"small folios?": ("split-the-folio", "a huge page becomes 8 small folios here"),
    r"partly mapped": ("three-questions", "some pages by somebody, and some by nobody"),
    r"deferred split": ("three-questions", "waits in a queue, the deferred split queue"),
    r"PG_double_map": ("why-doublemap", "set the flag PG_double_map to remember it"),
    r"V": ("what-breaks", "A folio has one count, V: the number of VMAs that map any of its pages."),
    r"head page": ("what-breaks", "V is kept in the _mapcount of the first page, the head page"),
    r"madvise": (
        "split-costs-nothing",
        "madvise DONTNEED: the entries of the pages go, and the VMA stays as it is.",
    ),
    r"mremap": ("mremap-half", "mremap moves a range of a process to other addresses."),
    r"PTE tables?": ("fault-around", "A PTE table has the entries of an aligned piece of the addresses"),
    r"partial_mapcount": (
        "partial-mapcount",
        "partial_mapcount is the number of VMAs that map only a part of the folio",
    ),
    r"_entire_mapcount": ("one-bit-high", "The folio counts its PMD entries in _entire_mapcount"),
    r"_nr_pages_mapped": ("one-bit-high", "New is one word for the folio, _nr_pages_mapped."),
    r"_large_mapcount": (
        "pigeonhole",
        "_large_mapcount is the number of all entries that map any of its pages",
    ),
    r"batch(?:es)?": ("batch-or-bust", "can be counted together, as a batch."),
    r"slots?": ("two-slots", "Since Linux 6.15 a large folio has two slots for the answer."),
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
        assert "?" in step.prompt or not isinstance(step.ask, PredictAsk), step.prompt


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


@pytest.mark.parametrize("width", [52, WIDTH, 88])
def test_every_term_of_a_brief_is_marked(scenario, width):
    marked = {span.about.name for row in marked_lines(scenario.brief, width) for span in row if span.about}
    assert set(terms_in(flat(scenario.brief))) == marked


KERNEL_WORD = re.compile(r"(?<![\w/.-])(?:[A-Z]{2,}\w*|\w*[a-z]_\w+|_\w+|[a-z]\w*\(\))(?!\w)")
"""What looks like a word of the trade: a short form, a name of the source, a function."""
PLAIN_WORDS = (
    "mapcount", "refcount", "folio", "mmap", "munmap", "mprotect", "mremap", "madvise", "fork", "memfd",
    "page table", "page fault", "fault-around", "page cache", "copy on write", "large folio", "small folio",
    "huge page", "deferred split", "partly mapped", "atomic", "anonymous", "migration", "compaction", "shmem",
    "swap", "reclaim", "khugepaged", "rmap", "hugetlb", "lock",
)  # fmt: skip
SAID_THERE = {
    "split_huge_pages": ("split-the-folio", "split_huge_pages"),
    "write()": ("starts-at-minus-one", "write()"),
}
"""Names of files and calls, said once and not needed again."""


def used(text):
    """Return the words of the trade in a text."""
    plain = [word for word in PLAIN_WORDS if re.search(rf"(?<![\w-]){word}s?(?![\w-])", text, re.IGNORECASE)]
    return {*KERNEL_WORD.findall(text), *plain}


def known(word):
    """Return whether the glossary has a word, or a scenario explains it."""
    singular = word[:-1] if word.endswith("s") and word[:-1] in GLOSSARY else word
    explained = any(re.fullmatch(term, word) for term in EXPLAINED)
    return singular in GLOSSARY or bool(terms_in(word)) or explained


def test_every_word_of_the_first_chapters_is_in_the_glossary_or_explained(scenario):
    if scenario.chapter > 4:
        return
    for _, text in texts(scenario):
        for word in used(flat(text)):
            home, said = SAID_THERE.get(word, ("", ""))
            assert known(word) or (home == scenario.id and said in text), (word, text)


def test_the_words_that_are_looked_for_are_used_somewhere(shipped):
    early = [flat(text) for one in shipped.values() if one.chapter <= 4 for _, text in texts(one)]
    found = set().union(*map(used, early))
    assert found >= {"PTE", "VMA", "_mapcount", "PG_double_map", "mremap", "deferred split"}
    assert len(found) > 40


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
    picks = [parse_op(op) for step in scenario.steps if isinstance(step.ask, ActAsk) for op in step.ask.ops]
    ops = [*trial.ops, *picks]
    names = {op.process for op in ops if op.process} | {op.words[0] for op in ops if op.verb == "fork"}
    for _, text in texts(scenario):
        assert set(re.findall(r"\b([B-Z])(?:'s)?\b(?! ?=)", text)) - {"V"} <= names, text
