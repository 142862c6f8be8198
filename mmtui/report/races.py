"""What can be said of a race: its verdict, and the schedule that breaks a scheme, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mmtui.counted import counted
from mmtui.race.counting import Runs
from mmtui.race.replay import Move
from mmtui.race.steps import Free, Take
from mmtui.race.verdict import Verdict
from mmtui.report.steps import step_words
from mmtui.report.text import Line, Role, Span, line

_OUTCOMES = {"holds": Role.TRUTH, "broken": Role.WRONG, "unfinished": Role.CHANGED}


def overall(verdicts: Sequence[Verdict]) -> str:
    """Return what several verdicts come to: broken if one is, holds if all do."""
    outcomes = {verdict.outcome for verdict in verdicts}
    return next((word for word in ("broken", "unfinished") if word in outcomes), "holds")


def verdict_line(scheme: str, verdicts: Sequence[Verdict]) -> Line:
    """Return the verdict on a scheme."""
    outcome, broken = overall(verdicts), [v.race.name for v in verdicts if v.outcome == "broken"]
    races = counted(len(verdicts), "race")
    said = f" in {len(broken)} of {races}: {', '.join(broken)}" if broken else f" in {races}"
    return line(Span(f"{scheme}: {outcome}", _OUTCOMES[outcome]), said)


def race_lines(verdict: Verdict) -> Iterator[Line]:
    """Yield what a race was and what came of it."""
    race = verdict.race
    often = verdict.how_often or verdict.outcome
    yield line()
    yield line(Span(race.name, Role.HEAD), f"  {often}: ", Span(_covered(verdict), Role.DIM))
    yield line(f"  {race.about}")
    for cpu, text in zip("abcdefgh", race.cpus, strict=False):
        yield line(f"  {cpu}: {text}")
    for reason in verdict.reasons:
        yield line(Span(f"  ! {reason}", Role.WRONG))


def move_lines(verdict: Verdict, *, locks: bool = False) -> Iterator[Line]:
    """Yield every step of the schedule, each CPU in a column; with ``locks`` those of locks too.

    Steps have the numbers of their letters in the schedule, from 1; what a CPU does at once has one number.
    """
    last, width = "", len(str(len(verdict.moves)))
    for number, move in enumerate(verdict.moves, 1):
        shown = f"{number:>{width}}"
        for text in _texts(move, locks=locks):
            cpu, last = move.cpu if move.cpu != last else " ", move.cpu
            column = "    " * (ord(move.cpu) - ord("a"))
            yield line("  ", Span(shown, Role.DIM), "  ", Span(cpu, Role.HEAD), f"  {column}{text}")
            shown = " " * width
    if verdict.schedule:
        yield line("  ", Span(f"schedule {verdict.schedule}", Role.HEAD))


def _texts(move: Move, *, locks: bool) -> Iterator[str]:
    for done in move.done:
        text = step_words(done)
        if text and (locks or not isinstance(done.step, (Take, Free))):
            yield text


def _covered(verdict: Verdict) -> str:
    runs = verdict.runs
    words = []
    if runs is not None:
        words.append(_schedules_words(runs))
    words.append(counted(verdict.states, "state"))
    words += [_switches_words(verdict)] if verdict.switches is not None else []
    words += ["interrupted"] if verdict.interrupted else []
    return ", ".join(words)


def _schedules_words(runs: Runs) -> str:
    if runs.every == 1:
        return "the only schedule breaks it" if runs.broken else "the only schedule does not break it"
    return f"{runs.broken:,} of {runs.every:,} schedules break it"


def _switches_words(verdict: Verdict) -> str:
    switches = counted(verdict.switches or 0, "context switch")
    if verdict.schedule:
        return switches
    return (
        f"each reached with up to {switches}"
        if verdict.outcome == "holds"
        else f"nothing wrong up to {switches}"
    )


def record(scheme: str, verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as a JSON object."""
    runs = verdict.runs
    return {
        "t": "race",
        "scheme": scheme,
        "race": verdict.race.name,
        "outcome": verdict.outcome,
        "how_often": verdict.how_often.lower() or None,
        "interrupted": verdict.interrupted,
        "cpus": list(verdict.race.cpus),
        "states": verdict.states,
        "switches": verdict.switches,
        "schedules": runs.every if runs else None,
        "broken_schedules": runs.broken if runs else None,
        "schedule": verdict.schedule,
        "reasons": list(verdict.reasons),
        "steps": [
            {"cpu": move.cpu, "does": [text for done in move.done if (text := step_words(done))]}
            for move in verdict.moves
        ],
    }
