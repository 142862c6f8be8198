"""What each part of the play screen shows, what its marks mean, and the words that are needed to read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from mmtui.report.glossary import GLOSSARY as GLOSSARY
from mmtui.report.text import Line, Role, Span, line, wrapped


class Mark(NamedTuple):
    """A sign on the screen, as it looks there, and what it means."""

    shown: str
    means: str
    role: Role = Role.PLAIN


class Guide(NamedTuple):
    """How to read one part of the screen."""

    title: str
    about: str
    marks: tuple[Mark, ...] = ()
    words: tuple[str, ...] = ()
    """Words of ``GLOSSARY``."""


_CHANGES = (
    Mark("+", "new with this operation", Role.NEW),
    Mark("~", "changed by this operation", Role.CHANGED),
    Mark("-", "gone with this operation", Role.GONE),
)

GUIDES: Mapping[str, Guide] = MappingProxyType(
    {
        "folio": Guide(
            "folio",
            "One folio. For every page, how many entries really map it, and directly below what the counters"
            " of the scheme say. Then the counters of the folio, and the scheme's answers beside the truth."
            " Pages for which nothing differs are one run; the page under the cursor is explained below.",
            (
                Mark("~1", "changed by this operation; the old value is beside it", Role.CHANGED),
                Mark("!2", "what the scheme says is not true", Role.WRONG),
                Mark("each page", "a field of the head page, or one in every page", Role.IN_HEAD),
                Mark("page[1]", "a field of a tail page", Role.IN_TAIL),
                Mark("n p", "next and previous folio; which of how many stands behind it"),
                Mark("^4", "the operation that last touched the page under the cursor"),
                Mark("0 (1)", "stored value, and the number that it stands for"),
                Mark(" 3 ", "the page under the cursor; it is lit in the page tables too", Role.CURSOR),
            ),
            (
                "folio",
                "order",
                "mapcount",
                "_mapcount",
                "head, tail",
                "_nr_pages_mapped",
                "stored",
                "truth",
                "scheme",
                "partly mapped",
                "queued",
                "atomic",
                "read",
            ),
        ),
        "tables": Guide(
            "page tables",
            "A section for each process: its regions with their VMAs, and below them the entries, as ranges"
            " of pages of the region, with the pages of the folio that they map.",
            (
                *_CHANGES,
                Mark("was PMD", "what was different before: the level, the folio, or w", Role.CHANGED),
                Mark("A B (C)", "where not all processes fit: C is not seen; n and p choose"),
                Mark("rw-[0,8)", "a VMA: pages 0 to 7 of the region, readable and writable"),
                Mark("PTE 0-3 L0[0-3] w", "four entries map pages 0 to 3 of folio L0; w: the CPU may write"),
                Mark("n", "the entry is there, but nobody may use it (PROT_NONE)"),
            ),
            ("process", "VMA", "page table", "PTE", "PMD", "entry", "anon", "COW"),
        ),
        "events": Guide(
            "events",
            "What the kernel told the scheme in this operation, in order; for each, what the scheme said of"
            " it and what is true at that moment.",
            (Mark("! says", "what the scheme says is not true", Role.WRONG),),
            ("rmap event", "split_pmd", "split_vma", "dup", "first, last", "partly mapped"),
        ),
        "question": Guide(
            "question",
            "Above, the timeline: the operations of the run; go to any of them with g, or click it. Here, the"
            " question, the hints that you asked for, and what your answer was worth. b shows the brief. A"
            " wrong answer can be given again, and costs no more than a star of this go; nothing goes on"
            " before you press a key."
            " While the field for an answer is open, letters are text; Esc puts it away."
            " Where a scheme is to be written, e and i edit your file, Enter examines it, x goes through the"
            " run that breaks it, and R begins it again."
            " Questions are about the scenario's own scheme, whichever you look through.",
            (
                Mark("**o", "at the top right: two questions solved, one open"),
                Mark(">5", "in the timeline: you are here, this operation has just run", Role.CURSOR),
                Mark("^4", "the operation that last touched the page under the cursor"),
                Mark("6 ?", "not told yet", Role.DIM),
                *_CHANGES,
            ),
            ("truth", "stored", "scheme"),
        ),
        "race": Guide(
            "a race",
            "Each CPU has a lane with the scheme's own source. One key lets one CPU step, to its next access"
            " that others can see. On the right is what all share: the truth, then the counters, with what"
            " the last step changed. When all CPUs are done, the schedule is your answer.",
            (
                Mark("> line", "about to run", Role.CURSOR),
                Mark("0->1", "changed by the last step", Role.CHANGED),
                Mark("means 1 (stored 0)", "what a counter counts, as the lanes have it, and what is stored"),
                Mark("abba", "the schedule: which CPU stepped, in order"),
            ),
            ("atomic", "interleaving", "context switch", "page table lock", "mmap_lock"),
        ),
        "beside": Guide(
            "beside each other",
            "The same run under a few schemes. Above, what is asked after one operation: the truth, then a"
            " column for what each scheme says. Below, the totals up to here: what was wrong, and what the"
            " counting cost. It begins where a scheme first errs.",
            (
                Mark("!", "false, and the scheme claims to know it exactly", Role.WRONG),
                Mark("~", "false, but only a guess", Role.CHANGED),
                Mark("?", "the scheme cannot say"),
                Mark("-", "nothing new", Role.DIM),
            ),
            ("truth", "scheme", "atomic"),
        ),
        "watch": Guide(
            "a process that runs",
            "Above, the VMAs of the process that have memory. Below, what the page table maps in the"
            " one that is lit, and its large folios. Nothing is changed by looking. Where in memory a"
            " folio lies is not shown.",
            (
                Mark(
                    "PTE 0-15", "sixteen entries, of pages 0 to 15 of the VMA; PMD: one entry for a huge page"
                ),
                Mark("L3[0-15]", "a large folio and its pages; it keeps its name while it is mapped here"),
                Mark("4 small", "four pages that are folios of their own"),
                Mark("x 1", "x: pagemap says, mapped once only. The number is /proc/kpagecount"),
            ),
            ("folio", "order", "VMA", "PTE", "PMD", "anon", "mapcount"),
        ),
        "home": Guide(
            "the course",
            "Chapters on the left, scenarios on the right. The order is a proposal; nothing is locked.",
            (
                Mark(
                    "**o",
                    "stars, two of three: one for solving it, one for no hint, one for no wrong answer and,"
                    " where operations are counted, no more of them than it takes; your best go counts",
                    Role.NEW,
                ),
                Mark("ooo", "not solved yet", Role.DIM),
                Mark("5/7 12*", "five of seven scenarios solved; the chapter's stars, where there is room"),
                Mark("2 of 5", "left in the middle, two questions of five solved; Enter goes on there"),
                Mark("!", "cannot be played; Enter says why", Role.WRONG),
                Mark("predict", "you say a value before the operation runs"),
                Mark("find", "you point at the operation in which something happens"),
                Mark("act", "you do operations until a goal holds"),
                Mark("race", "you choose which CPU steps next"),
                Mark("build", "you write a scheme until it passes"),
            ),
        ),
    }
)


def guide_lines(name: str, keys: Sequence[Mark], width: int) -> list[Line]:
    """Return how to read a part of the screen, the keys, and what the words mean."""
    guide = GUIDES[name]
    words = [Mark(word, GLOSSARY[word], Role.HEAD) for word in guide.words]
    lines = [line(text) for text in wrapped(guide.about, width)]
    lines += _section("Marks", guide.marks, width)
    lines += _section("Keys", keys, width)
    return [*lines, *_section("Words", words, width)]


def _section(title: str, marks: Sequence[Mark], width: int) -> Iterator[Line]:
    if not marks:
        return
    yield line("")
    yield line(Span(title, Role.HEAD))
    room = min(max(len(mark.shown) for mark in marks), 18) + 2
    for mark in marks:
        first, *others = wrapped(mark.means, width - room)
        yield line(Span(mark.shown, mark.role), " " * (room - len(mark.shown)), first)
        yield from (line(" " * room + text) for text in others)
