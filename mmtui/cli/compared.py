"""What a comparison of the model with a kernel came to, as lines or as JSON, and as an exit code."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from mmtui.cli.output import SCHEMA, note, write, write_json

if TYPE_CHECKING:
    from mmtui.recording.compare import Compared, Outcome
    from mmtui.recording.trace import Trace

_DIFFERS, _UNFINISHED = 1, 5


class Tally:
    """How many scripts came to what."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._outcomes = Counter["Outcome"]()
        self._steps = 0

    def add(self, compared: Compared) -> None:
        self._outcomes[compared.outcome] += 1
        self._steps += compared.steps

    def ended(self) -> int:
        """Say the totals on stderr; return 0 if all agree, 1 if one differs, else 5: one is not modelled."""
        from mmtui.recording.compare import Outcome

        words = ", ".join(f"{count} {outcome.value}" for outcome, count in self._outcomes.items())
        note(f"{self._outcomes.total()} {self._what}: {words}; {self._steps} steps agree")
        if self._outcomes[Outcome.DIFFERS]:
            return _DIFFERS
        return _UNFINISHED if self._outcomes[Outcome.NOT_MODELLED] else 0


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
