"""A verdict as lines of text: what came of it, the run, and the step at which it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from mmtui.catalog import Sources
from mmtui.counted import counted
from mmtui.explore.replay import ran
from mmtui.explore.subject import Maker
from mmtui.explore.verdict import Counterexample, Covered, Outcome, Verdict
from mmtui.fault import SchemeBroke
from mmtui.guarded import asked as guarded
from mmtui.kernel.profile import Profile
from mmtui.moment import Moment
from mmtui.plain.run_text import step_text
from mmtui.report.text import Line, Role, Span, line


class Asked(Protocol):
    """What was searched: a scheme under a kernel, and where it comes from."""

    @property
    def scheme(self) -> str: ...

    @property
    def profile(self) -> Profile: ...

    @property
    def nr_pages(self) -> int:
        """Pages of a folio."""

    @property
    def maker(self) -> Maker: ...

    @property
    def sources(self) -> Sources: ...


def verdict_lines(asked: Asked, verdict: Verdict) -> Iterator[Line]:
    """Yield the verdict, then what it stands on."""
    where = f"under kernel {asked.profile.name}"
    match verdict.outcome:
        case Outcome.HOLDS:
            yield line(Span("holds: ", Role.NEW), f"{asked.scheme} {where}, {_within(verdict)}")
        case Outcome.UNFINISHED:
            yield line(Span("unfinished: ", Role.CHANGED), f"{asked.scheme} {where}; {verdict.why}")
        case Outcome.BROKEN:
            assert verdict.counterexample is not None
            yield line(Span("broken: ", Role.WRONG), f"{asked.scheme} {where}")
            yield from example_lines(asked, verdict.counterexample)
    if verdict.sampled is not None:
        one = verdict.sampled
        runs, steps = counted(one.done, "random run"), counted(one.steps, "step")
        yield line(f"{runs} of seed {one.seed}, {steps}; that proves nothing")
    else:
        yield from _covered(asked, verdict.covered)


def _within(verdict: Verdict) -> str:
    return "within these bounds" if verdict.sampled is None else "as far as these runs go"


def _covered(asked: Asked, covered: tuple[Covered, ...]) -> Iterator[Line]:
    yield line(Span("every run of", Role.HEAD), f"   folios of {asked.nr_pages} pages")
    for each in covered:
        depth = counted(each.machine.depth if not each.whole else each.depth, "operation")
        depth = depth if each.whole else f"{each.depth} of {depth}"
        yield line(
            f"  {each.machine.name:<11} {depth} after {len(each.machine.setup)} of setup, "
            f"{counted(each.machine.mms, 'process')}  {counted(each.states, 'state')}  "
            f"{counted(each.transitions, 'step')}"
        )


def example_lines(asked: Asked, example: Counterexample) -> Iterator[Line]:
    """Yield a run that breaks a scheme, the step that does, and how to run it again."""
    yield line("  ", Span(f"{example.found.checker}: {example.found.text}", Role.WRONG))
    yield line(Span("the run", Role.HEAD), f"   {example.machine.name}: {example.machine.title}")
    width = len(str(len(example.ops)))
    for number, op in enumerate(example.ops, 1):
        yield line(f"  {number:>{width}}  ", str(op))
    yield line(Span("the step that breaks it", Role.HEAD))
    steps = ran(asked.maker, example.ops, example.machine.pages_per_pmd)
    before = steps[-2].moment if len(steps) > 1 else steps[-1].moment
    for text in _step(steps[-1].moment, before):
        yield line("  ", *text)
    yield from again(asked, example)


def _step(moment: Moment, before: Moment) -> tuple[Line, ...]:
    try:
        return guarded(moment, lambda: step_text(moment, before)).lines[1:]
    except SchemeBroke as broke:  # while it was asked for its counters: the finding says the same
        return (line(Span(str(broke.fault), Role.WRONG)),)


def again(asked: Asked, example: Counterexample) -> Iterator[Line]:
    """Yield how to run it again."""
    script = "\\n".join(str(op) for op in example.ops)
    folders = "".join(f"--plugins-dir {folder} " for folder in asked.sources.folders)
    yield line(Span("again", Role.HEAD))
    yield line(
        f"  printf '{script}\\n' | mmtui {folders}run - --scheme {asked.scheme} "
        f"--kernel {asked.profile.name} --pages-per-pmd {example.machine.pages_per_pmd}"
    )
