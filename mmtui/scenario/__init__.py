"""Scenario files: TOML in, frozen Scenario values out, and every mistake with its line and its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmtui.lazily import lazily

if TYPE_CHECKING:
    from mmtui.scenario.head import Head as Head
    from mmtui.scenario.head import peek as peek
    from mmtui.scenario.loading import load as load
    from mmtui.scenario.misconceptions import MISCONCEPTIONS as MISCONCEPTIONS
    from mmtui.scenario.misconceptions import answered as answered
    from mmtui.scenario.problems import Code as Code
    from mmtui.scenario.problems import Problem as Problem
    from mmtui.scenario.problems import ScenarioInvalid as ScenarioInvalid
    from mmtui.scenario.values import Answer as Answer
    from mmtui.scenario.values import FindAsk as FindAsk
    from mmtui.scenario.values import Machine as Machine
    from mmtui.scenario.values import PredictAsk as PredictAsk
    from mmtui.scenario.values import Reject as Reject
    from mmtui.scenario.values import Scenario as Scenario
    from mmtui.scenario.values import Solution as Solution
    from mmtui.scenario.values import Step as Step
    from mmtui.scenario.values import Use as Use
    from mmtui.scenario.values import Wrong as Wrong

__getattr__, __all__ = lazily(
    "mmtui.scenario",
    {
        "head": ("Head", "peek"),
        "loading": ("load",),
        "misconceptions": ("MISCONCEPTIONS", "answered"),
        "problems": ("Code", "Problem", "ScenarioInvalid"),
        "values": (
            "Answer",
            "FindAsk",
            "Machine",
            "PredictAsk",
            "Reject",
            "Scenario",
            "Solution",
            "Step",
            "Use",
            "Wrong",
        ),
    },
)
