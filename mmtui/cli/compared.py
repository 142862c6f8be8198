"""What a comparison of the model with a kernel came to, as lines or as JSON, and as an exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mmtui.cli.output import SCHEMA, note, write, write_json
from mmtui.counted import counted
from mmtui.errors import ScriptError

if TYPE_CHECKING:
    from mmtui.recording.compare import Compared, Outcome
    from mmtui.recording.trace import Trace

_DIFFERS, _UNFINISHED = 1, 5
NO_TRACE = ("refused", ScriptError.exit_code)
CANNOT_BE_ASKED = ("cannot be asked", _UNFINISHED)
"""What becomes of a script that is wrong: in a recording, and where a kernel is asked."""


class Tally:
    """How many scripts came to what; ``refused`` are the word for one that is wrong and its exit code."""

    def __init__(self, what: str, refused: tuple[str, int]) -> None:
        self._what, (self._word, self._code) = what, refused
        self._outcomes = Counter["Outcome"]()
        self._steps = self._refused = 0

    def add(self, compared: Compared) -> None:
        self._outcomes[compared.outcome] += 1
        self._steps += compared.steps

    def refuse(self, error: ScriptError) -> None:
        """Say what is wrong with a script, so that the others can be gone on with."""
        note(str(error))
        self._refused += 1

    @contextmanager
    def told_when_interrupted(self) -> Iterator[None]:
        """Say the totals also if Ctrl+C ends what is done inside."""
        try:
            yield
        except KeyboardInterrupt:
            note(f"\n{self._totals()}")
            raise

    def ended(self) -> int:
        """Say the totals on stderr; return 0 if all agree, else the code of the worst.

        That of what was refused, unless it is 5; 1 if one differs; 5 if one was not done to its end.
        """
        from mmtui.recording.compare import Outcome

        note(self._totals())
        if self._refused and self._code != _UNFINISHED:
            return self._code
        if self._outcomes[Outcome.DIFFERS]:
            return _DIFFERS
        return _UNFINISHED if self._refused or self._outcomes[Outcome.NOT_MODELLED] else 0

    def _totals(self) -> str:
        words = [_came_to(outcome.value, count) for outcome, count in self._outcomes.items()]
        words += [f"{self._refused} {self._word}"] if self._refused else []
        steps = f"{counted(self._steps, 'step')} {'agrees' if self._steps == 1 else 'agree'}"
        total = self._outcomes.total() + self._refused
        return "; ".join((f"{counted(total, self._what)}: {', '.join(words) or 'none done'}", steps))


def _came_to(outcome: str, count: int) -> str:
    # of several the verb has no s: 3 agree, 2 not modelled
    return f"{count} {outcome if count == 1 else outcome.removesuffix('s')}"


def write_compared(trace: Trace, compared: Compared, as_json: bool) -> None:
    """Write what came of one script, with its first difference."""
    if as_json:
        write_json(_object(trace, compared))
        return
    from mmtui.recording.shown import shown

    for line in shown(trace, compared):
        write(line)


def _object(trace: Trace, compared: Compared) -> dict[str, Any]:
    found: dict[str, Any] = {"schema": SCHEMA, "trace": trace.source, "script": trace.script}
    found |= {"kernel": trace.release, "outcome": compared.outcome.value, "steps": compared.steps}
    if compared.step is not None:
        found |= {"n": compared.step.n, "op": compared.step.op, "reason": compared.reason}
        found["differences"] = [
            {
                "kind": difference.fact.kind,
                "where": _plain(difference.fact.where),
                "field": difference.fact.field,
                "recorded": _plain(difference.recorded),
                "ours": _plain(difference.ours),
            }
            for difference in compared.differences
        ]
    return found


def _plain(value: Any) -> Any:
    from mmtui.recording.facts import Name

    if isinstance(value, Name):
        return value.label
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
