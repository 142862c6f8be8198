"""A scenario made ready to run: its operations, and its timeline under each scheme."""

from __future__ import annotations

from dataclasses import dataclass, field

from mmtui.catalog import Catalog, Kind
from mmtui.game.stage import staged
from mmtui.kernel.profile import profile_of
from mmtui.model.ops import Op
from mmtui.scenario import Scenario, ScenarioInvalid, placed, plan_of
from mmtui.timeline import Timeline


@dataclass(frozen=True, eq=False)
class Trial:
    """What a scenario runs.  The same for every player and for ``scenario check``."""

    scenario: Scenario
    ops: tuple[Op, ...]
    nr_setup: int
    """How many of the operations come before the player's first step."""
    catalog: Catalog = field(repr=False)
    _timelines: dict[str, Timeline] = field(default_factory=dict, repr=False)

    def timeline(self, scheme: str = "") -> Timeline:
        """Return the run under a scheme, by default the scenario's own.

        Raises ``UsageError`` for a scheme that does not exist.
        """
        name = scheme or self.scenario.machine.scheme
        if name not in self._timelines:
            machine = self.scenario.machine
            profile = profile_of(machine.kernel, fault_around=machine.fault_around)
            self._timelines[name] = Timeline(
                self.ops, self.catalog.scheme(name), profile, machine.pages_per_pmd
            )
        return self._timelines[name]

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
