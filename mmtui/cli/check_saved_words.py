"""The sentences of a scenario that was made from what a search found, with the facts of its run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mmtui.counted import counted
from mmtui.timeline import Timeline


class Facts(NamedTuple):
    """What the sentences are about."""

    scheme: str
    timeline: Timeline
    label: str
    """The folio that is asked about."""
    checker: str
    about: str
    """What the checker holds a scheme to, in a few words."""
    text: str
    """What it found."""

    @property
    def last(self) -> str:
        """The operation after which it was found."""
        return str(self.timeline.ops[-1])


def title(facts: Facts) -> str:
    """Return the title of the scenario; the schema takes 60 letters."""
    return f"Where {facts.scheme} goes wrong"[:60]


def teaches(facts: Facts) -> str:
    """Return in one sentence what there is to see."""
    return f"A short run is enough to break a promise of {facts.scheme}: {_promise(facts)}."


def brief(facts: Facts) -> str:
    """Return what the player reads first."""
    run = counted(len(facts.timeline), "operation")
    return (
        f"A search has found this run of {run}.  At its end the checker {facts.checker} objects to what "
        f"{facts.scheme} makes of it; it holds a scheme to this: {_promise(facts)}.  "
        f"Work out what is true of {facts.label}, and what the scheme makes of it."
    )


def _promise(facts: Facts) -> str:
    return facts.about or "what it says is true"


def debrief(facts: Facts, answers: Sequence[str]) -> str:
    """Return what was to be seen; ``answers`` are sentences about the right answers."""
    found = f"At {facts.last} the checker {facts.checker} finds: {facts.text.rstrip('.')}."
    return "  ".join((found, *answers))


def find_prompt(facts: Facts) -> str:
    """Return the question for the first operation after which something false is said."""
    return f"Which is the first operation after which {facts.scheme} says something false of {facts.label}?"


def find_hints(facts: Facts) -> list[str]:
    """Return the hints to that question."""
    return [
        f"Stop after each operation, and compare what is said of {facts.label} with the page tables.",
        f"The checker that objects at the end, {facts.checker}, holds a scheme to this: {_promise(facts)}.",
    ]


class Asked(NamedTuple):
    """A question about a number or a yes, in words."""

    prompt: str
    hints: list[str]
    told: str
    """The answer as a sentence, with ``{}`` for it."""


def predict_words(facts: Facts, ask: Mapping[str, Any], before: int | str | None) -> Asked:
    """Return the words of a ``predict``; ``before`` is the answer before the last operation, if any."""
    name = next(iter(ask.values()))
    where = f"page {ask['page']} of {facts.label}" if "page" in ask else facts.label
    if "counter" in ask:
        return _of_counter(facts, name, where, before)
    words = _TRUE if "truth" in ask else _SAID
    prompt, told = (text.format(where=where, op=facts.last, scheme=facts.scheme) for text in words[name])
    return Asked(prompt, _TRUE_HINTS if "truth" in ask else _said_hints(facts), f"{told} {{}}.")


_TRUE = {
    "mapped-by": ("How many entries map {where} after {op}?", "Entries that map {where} then:"),
    "entries": ("How many entries map any page of {where} after {op}?", "Entries that map {where} then:"),
    "mapped-pages": (
        "How many pages of {where} are mapped after {op}?",
        "Pages of {where} that are mapped then:",
    ),
    "partly-mapped": (
        "After {op}, is {where} partly mapped: some of its pages by an entry, and some by none?",
        "Is {where} partly mapped then?  The answer is",
    ),
}
_COUNTED = ("After {op}, how many entries map {where}, as {scheme} says?", "{scheme} says of {where}:")
_SAID = {
    "page-mapcount": _COUNTED,
    "folio-mapcount": _COUNTED,
    "partly-mapped": (
        "After {op}, does {scheme} take {where} for partly mapped?",
        "Does {scheme} take {where} for partly mapped?  The answer is",
    ),
}
_TRUE_HINTS = [
    "What is true stands in the page tables alone: look at what each process still maps.",
    "A PMD entry is one entry and maps every page of the folio; a PTE maps one page.",
]


def _said_hints(facts: Facts) -> list[str]:
    return [
        f"{facts.scheme} answers from its counters alone, whatever the page tables hold.",
        "Look up its counters before the last operation, and follow them through each event of it.",
    ]


def _of_counter(facts: Facts, name: str, where: str, before: int | str | None) -> Asked:
    was = f"Before {facts.last} it is {before}." if before is not None else "Every counter begins at 0."
    return Asked(
        f"After {facts.last}, what is the logical value of {name} of {where}?",
        [f"Follow {name} through the events of the run: each access adds to it or takes from it.", was],
        f"The logical value of {name} of {where} is then {{}}.",
    )
