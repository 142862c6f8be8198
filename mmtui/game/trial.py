"""A scenario made ready to run: its operations, and its timeline under each scheme."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from mmtui.catalog import Catalog, Kind
from mmtui.game.attempt import Attempt, Ops
from mmtui.game.stage import staged
from mmtui.kernel.profile import profile_of
from mmtui.model.ops import Op
from mmtui.race.verdict import Verdict as Decided
from mmtui.scenario import Scenario, ScenarioInvalid, placed, plan_of
from mmtui.timeline import Timeline

_BRANCHES = 64
"""Runs of the player's own that are kept; others are run again."""


@dataclass(frozen=True, eq=False)
class Trial:
    """What a scenario runs.  The same for every player and for ``scenario check``."""

    scenario: Scenario
    ops: tuple[Op, ...]
    nr_setup: int
    """How many of the operations come before the player's first step."""
    catalog: Catalog = field(repr=False)
    decided: dict[int, Decided] = field(default_factory=dict, repr=False)
    """What a search has said of the races among the steps, by their numbers; see ``racing.decided()``."""
    _timelines: dict[str, Timeline] = field(default_factory=dict, repr=False)
    _branches: OrderedDict[tuple[str, int, Ops], Timeline] = field(default_factory=OrderedDict, repr=False)

    def timeline(self, scheme: str = "") -> Timeline:
        """Return the run under a scheme, by default the scenario's own.

        Raises ``UsageError`` for a scheme that does not exist.
        """
        name = scheme or self.scenario.machine.scheme
        if name not in self._timelines:
            machine = self.scenario.machine
            profile = profile_of(machine.kernel, machine.rules)
            self._timelines[name] = Timeline(
                self.ops, self.catalog.scheme(name), profile, machine.pages_per_pmd
            )
        return self._timelines[name]

    def branch(self, attempt: Attempt, scheme: str = "") -> Timeline:
        """Return the run that the player makes: the scenario's up to where it begins, then the player's own.

        Raises ``UsageError`` for a scheme that does not exist.
        """
        key = (scheme or self.scenario.machine.scheme, attempt.start, attempt.ops)
        if key not in self._branches:
            self._branches[key] = self._branched(*key)
            if len(self._branches) > _BRANCHES:
                self._branches.popitem(last=False)
        self._branches.move_to_end(key)
        return self._branches[key]

    def _branched(self, scheme: str, start: int, ops: Ops) -> Timeline:
        before = self._branches.get((scheme, start, ops[:-1])) if ops else None
        if before is not None:
            return before.then(ops[-1])
        run = self.timeline(scheme).until(start)
        for op in ops:
            run = run.then(op)
        return run

    @property
    def schemes(self) -> tuple[str, ...]:
        """Names of the schemes that the player can look through.

        The scenario's own first, then those that it offers, then those of the player's plugins.
        """
        own, offered = self.scenario.machine.scheme, self.scenario.machine.schemes
        ours = {plugin.name for plugin in self.catalog.plugins if plugin.kind is Kind.BUILTIN}
        players = [name for name, offer in self.catalog.schemes.items() if offer.plugin not in ours]
        names = (own, *(offered or sorted(self.catalog.schemes)), *sorted(players))
        return tuple(dict.fromkeys(names))


def prepare(scenario: Scenario, catalog: Catalog) -> Trial:
    """Return a scenario's trial.

    Raises ``ScenarioInvalid``, with everything that stands against it, when it cannot run, and
    ``PluginError`` when a workload breaks or never returns.
    """
    stage = staged(plan_of(scenario), catalog)
    if stage.findings:
        raise ScenarioInvalid(placed(stage.findings, scenario.path, scenario.source), scenario.source)
    return Trial(scenario, stage.ops, len(stage.setup.ops), catalog)
