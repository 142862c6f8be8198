"""How much of the course falls to somebody who guesses: ``python -m tools.guesser [TRIES]``.

Each question is answered at random, in turn: a number that stands in it, or one from -1 to all entries that
three processes can have for a folio; yes or no; any operation; any scheme that is offered; as many operations
as it takes, picked at random; CPUs stepped at random, or ``holds``.  What is built is left as it begins.
Seeded: it comes out the same each time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mmtui.catalog import Catalog, Sources, bundled, load_catalog
from mmtui.errors import UsageError
from mmtui.game.acting import read_op, run_text, start_of
from mmtui.game.answers import right_answer
from mmtui.game.attempt import Attempt
from mmtui.game.grading import Outcome, grade
from mmtui.game.naming import named
from mmtui.game.picking import picks
from mmtui.game.racing import HOLDS, arena_of
from mmtui.game.stepping import cpus_of
from mmtui.game.trial import Trial, prepare
from mmtui.rng import Pcg32
from mmtui.scenario import ActAsk, BuildAsk, FindAsk, NameAsk, RaceAsk, Step, load, scenario_files

TRIES = 1_000
SEED = 1
LIMIT = 0.05
"""Of all tries that solve a question, no more than this share is good enough."""
_PROCESSES = 3
"""The most that a run of the course has at once: so many entries can map each page."""
_PICKS = 8
"""How often one is picked for each operation that is done, where many make no sense."""


class Graded(NamedTuple):
    """A question of a scenario, ready to be answered."""

    trial: Trial
    number: int

    @property
    def step(self) -> Step:
        return self.trial.scenario.steps[self.number]

    def __str__(self) -> str:
        return f"{self.trial.scenario.id} {self.number + 1}"


@dataclass
class Tally:
    """How often a question was answered, and how often rightly."""

    question: Graded
    tries: int = 0
    solved: int = 0


def questions(catalog: Catalog) -> list[Graded]:
    """Return the questions of all scenarios that are shipped."""
    trials = [prepare(load(path), catalog) for path in scenario_files([bundled("scenarios")])]
    return [Graded(trial, number) for trial in trials for number in range(len(trial.scenario.steps))]


def guessed(asked: Sequence[Graded], tries: int, seed: int = SEED) -> list[Tally]:
    """Answer so many times, one question after the other and again from the first."""
    tallies = [Tally(question) for question in asked]
    rng = Pcg32(seed, 1)
    for number in range(tries):
        tally = tallies[number % len(tallies)]
        tally.tries += 1
        tally.solved += _solves(tally.question, rng)
    return tallies


def share(tallies: Sequence[Tally]) -> float:
    """Return which part of all tries has solved a question."""
    return sum(tally.solved for tally in tallies) / sum(tally.tries for tally in tallies)


def _solves(question: Graded, rng: Pcg32) -> bool:
    answer = guess(question.trial, question.step, rng)
    return answer is not None and grade(question.trial, question.number, answer).outcome is Outcome.SOLVED


def guess(trial: Trial, step: Step, rng: Pcg32) -> str | None:
    """Return an answer at random; None where a file is the answer."""
    match step.ask:
        case FindAsk():
            return str(1 + rng.below(len(trial.ops)))
        case NameAsk():
            return rng.choice(named(trial))
        case ActAsk():
            return _run(trial, step, step.ask, rng)
        case RaceAsk():
            return _schedule(trial, step, step.ask, rng)
        case BuildAsk():
            return None
    if right_answer(trial.timeline(), step).yes_no:
        return rng.choice(("yes", "no"))
    seen = {int(number) for number in re.findall(r"-?[0-9]+", step.prompt)}
    return str(rng.choice(sorted({*seen, *range(-1, _PROCESSES * trial.scenario.machine.pages_per_pmd + 1)})))


def _run(trial: Trial, step: Step, ask: ActAsk, rng: Pcg32) -> str:
    """Pick operations that make sense until the goal holds, or until there are as many as it takes."""
    attempt, number = Attempt(start_of(trial, step)), trial.scenario.steps.index(step)
    for _ in range(_PICKS * ask.par):
        moment = trial.branch(attempt)[attempt.end]
        op = read_op(ask, moment, rng.choice(picks(ask, moment)))
        if isinstance(op, str):
            continue
        more = attempt.added(op, attempt.end)
        outcome = grade(trial, number, run_text(more.ops)).outcome
        attempt = attempt if outcome is Outcome.UNREAD else more
        if outcome is Outcome.SOLVED or len(attempt.ops) == ask.par:
            break
    return run_text(attempt.ops)


def _schedule(trial: Trial, step: Step, ask: RaceAsk, rng: Pcg32) -> str:
    """Step CPUs until all are done, or answer that it holds."""
    letters = cpus_of(ask)
    if rng.below(len(letters) + 1) == 0:
        return HOLDS
    arena, schedule, ready = arena_of(trial, step), "", list(letters)
    while True:
        letter = rng.choice(ready)
        try:
            if arena.replayed(schedule + letter).outcome != "unfinished":
                return schedule + letter
        except UsageError:  # that CPU is done, or waits for another
            ready.remove(letter)
        else:
            schedule, ready = schedule + letter, list(letters)


def report(tallies: Sequence[Tally]) -> Iterator[str]:
    """Yield what came of it, the questions that fell most often first."""
    for tally in sorted(tallies, key=lambda tally: -tally.solved):
        if tally.solved:
            yield f"{tally.solved:>4} of {tally.tries:>3}  {tally.question}  {tally.question.step.kind}"
    tries, solved = sum(tally.tries for tally in tallies), sum(tally.solved for tally in tallies)
    yield f"{solved} of {tries} tries solve a question: {100 * share(tallies):.1f} %"


def main(arguments: Sequence[str], write: Callable[[str], object] = print) -> int:
    """Guess, print what came of it, and return 1 if too much falls to guessing."""
    tallies = guessed(
        questions(load_catalog(Sources(bundled("plugins")))), int(arguments[0]) if arguments else TRIES
    )
    for line in report(tallies):
        write(line)
    return int(share(tallies) >= LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
