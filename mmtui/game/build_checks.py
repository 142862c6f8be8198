"""The single checks of a scheme that a player wrote, each with what it found."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import NamedTuple

from mmtui.catalog import Catalog
from mmtui.counted import counted
from mmtui.explore.machine import Machine
from mmtui.explore.verdict import Counterexample
from mmtui.findings import Finding, findings
from mmtui.game.build_guesses import Mistakes
from mmtui.game.trial import Trial
from mmtui.guarded import after
from mmtui.kernel.profile import profile_of
from mmtui.model.folio import folio_number, folio_of
from mmtui.moment import Moment
from mmtui.scenario import BuildAsk, GuessLimit, Step, listed
from mmtui.scheme import Question, Scheme

LOADS = "the file can be loaded"


class Check(NamedTuple):
    """One line of the report."""

    what: str
    passed: bool
    why: str = ""
    """What was found, or what it rests on."""
    example: Counterexample | None = None
    """A run that shows why it is not passed."""


class Ran(NamedTuple):
    """The run of the scenario under the player's scheme."""

    last: Moment
    mistakes: Mistakes


def planned(trial: Trial, step: Step) -> tuple[str, ...]:
    """Return what is checked of a scheme, in this order, as ``Check.what`` says it."""
    ask = step.ask
    assert isinstance(ask, BuildAsk), "only what is built is examined"
    return tuple(_planned(trial, ask))


def _planned(trial: Trial, ask: BuildAsk) -> Iterator[str]:
    yield LOADS
    yield claims_text(ask)
    if ask.bytes is not None:
        yield bytes_text(ask.bytes, trial)
    yield run_text(trial)
    yield from map(guess_text, ask.guesses)
    if ask.atomics is not None:
        yield atomics_text(ask.atomics)
    yield search_text(ask)


def claims_text(ask: BuildAsk) -> str:
    """Return what the scheme has to claim, as a clause."""
    return f"it claims {'; '.join(text for text in _claimed(ask) if text)}"


def _claimed(ask: BuildAsk) -> Iterator[str]:
    yield f"to know exactly {listed(ask.exact, 'and')}" if ask.exact else ""
    yield f"never to miss {listed(ask.never_misses, 'and')}" if ask.never_misses else ""
    yield f"never to invent {listed(ask.never_invents, 'and')}" if ask.never_invents else ""


def claims(scheme: Scheme, ask: BuildAsk) -> Check:
    """Return whether the scheme claims what is asked; what is known exactly needs no promise."""
    sets = {"exact": ask.exact, "never_misses": ask.never_misses, "never_invents": ask.never_invents}
    missing = [
        f"not in {where}: {listed(names, 'and')}"
        for where, asked in sets.items()
        if (names := [name for name in asked if Question(name) not in scheme.exact | getattr(scheme, where)])
    ]
    return Check(claims_text(ask), not missing, "; ".join(missing) or "it does")


def bytes_text(most: int, trial: Trial) -> str:
    """Return how much its counters may take, as a clause."""
    return f"a folio of {trial.scenario.machine.pages_per_pmd} pages takes at most {counted(most, 'byte')}"


def bytes_of(scheme: Scheme, most: int, trial: Trial) -> Check:
    """Return whether the counters of a folio of a PMD's size are small enough."""
    order = trial.scenario.machine.pages_per_pmd.bit_length() - 1
    needs = scheme.bytes_in(folio_of(folio_number(0, order, anon=True)))
    return Check(bytes_text(most, trial), needs <= most, f"it takes {needs:g}")


def run_text(trial: Trial) -> str:
    """Return what is asked of the scenario's run, as a clause."""
    return f"it tells the truth in the {counted(len(trial.ops), 'operation')} of this scenario"


def run_of(trial: Trial, scheme: Scheme, catalog: Catalog) -> Generator[Check, None, Ran | None]:
    """Yield whether all is true in the scenario's run, and return the run if so."""
    machine = trial.scenario.machine
    profile = profile_of(machine.kernel, machine.rules)
    moment, mistakes = Moment.first(scheme, profile, machine.pages_per_pmd), Mistakes()
    for number, op in enumerate(trial.ops, 1):
        moment = after(moment, op)
        if (wrong := _wrong(moment, catalog)) is not None:
            example = Counterexample(_machine(trial), trial.ops[:number], wrong)
            yield Check(run_text(trial), False, f"{number} {op}: {wrong.text}", example)
            return None
        mistakes.count(moment)
    yield Check(run_text(trial), True, "it does")
    return Ran(moment, mistakes)


def _wrong(moment: Moment, catalog: Catalog) -> Finding | None:
    if moment.fault is not None:
        return Finding(moment.scheme.name, str(moment.fault), fault=True)
    found = findings(moment, catalog.checkers_all())
    return next((each for each in found if not each.broken), None)


def _machine(trial: Trial) -> Machine:
    scenario = trial.scenario
    setup = trial.ops[: trial.nr_setup]
    return Machine(scenario.id, scenario.title, scenario.machine.pages_per_pmd, setup, (), 0, 0)


_MISTAKES: Mapping[tuple[str, str], str] = {
    ("shared", "yes"): "what one process maps is {} called shared",
    ("shared", "no"): "what several processes map is {} called exclusive",
    ("partly-mapped", "yes"): "an unmap that leaves no part mapped is {} said to leave one",
    ("partly-mapped", "no"): "an unmap that leaves a part mapped is {} overlooked",
}


def guess_text(limit: GuessLimit) -> str:
    """Return how often a guess may be wrong, as a clause."""
    times = "once" if limit.at_most == 1 else counted(limit.at_most, "time")
    often = f"at most {times}" if limit.at_most else "never"
    return f"in this run {_MISTAKES[limit.says, limit.wrongly].format(often)}"


def guess(trial: Trial, ran: Ran, limit: GuessLimit) -> Check:
    """Return whether a guess was wrong seldom enough."""
    wrong = ran.mistakes[limit.says, limit.wrongly]
    where = f", the first time after {wrong.first}" if wrong.first else ""
    why = f"it happens {counted(wrong.times, 'time')}{where}"
    if passed := wrong.times <= limit.at_most:
        return Check(guess_text(limit), passed, why)
    found = Finding("guesses", why)
    example = Counterexample(_machine(trial), trial.ops[: wrong.at], found)
    return Check(guess_text(limit), passed, why, example)


def atomics_text(most: int) -> str:
    """Return what the run may cost, as a clause."""
    return f"the run costs at most {counted(most, 'atomic')}"


def atomics(ran: Ran, most: int) -> Check:
    """Return whether the run is cheap enough."""
    spent = ran.last.books.cost.atomics
    return Check(atomics_text(most), spent <= most, f"it costs {spent}")


def search_text(ask: BuildAsk) -> str:
    """Return what is searched, as a clause."""
    return f"no run of {counted(ask.depth, 'operation')} breaks it"
