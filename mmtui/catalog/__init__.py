"""Finding and loading plugins: what they offer, where it came from, and which of them are broken.

A catalog is made once and passed on.  Nothing is found, read or imported before it is asked for::

    catalog = load_catalog(find_sources(plugins_dirs))
    timeline = Timeline(ops, catalog.scheme("double-map"), profile)
"""

from __future__ import annotations

from mmtui.catalog.catalog import Catalog
from mmtui.catalog.limit import BUDGET, TimeLimitError, within
from mmtui.catalog.load import load_catalog
from mmtui.catalog.params import Parameter, ParameterError, ParameterProblem, parameters
from mmtui.catalog.running import ops_of
from mmtui.catalog.sources import Sources, bundled, find_sources
from mmtui.catalog.values import Kind, LoadedPlugin, LoadError, Offer, Offered, SwitchedOff, What

__all__ = [
    "BUDGET",
    "Catalog",
    "Kind",
    "LoadError",
    "LoadedPlugin",
    "Offer",
    "Offered",
    "Parameter",
    "ParameterError",
    "ParameterProblem",
    "Sources",
    "SwitchedOff",
    "TimeLimitError",
    "What",
    "bundled",
    "find_sources",
    "load_catalog",
    "ops_of",
    "parameters",
    "within",
]
