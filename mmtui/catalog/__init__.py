"""Finding and loading plugins: what they offer, where it came from, and which of them are broken.

A catalog is made once and passed on.  Nothing is found, read or imported before it is asked for::

    catalog = load_catalog(find_sources(plugins_dirs))
    timeline = Timeline(ops, catalog.scheme("double-map"), profile)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmtui.lazily import lazily

if TYPE_CHECKING:
    from mmtui.catalog.catalog import Catalog as Catalog
    from mmtui.catalog.catalog import UnknownName as UnknownName
    from mmtui.catalog.load import load_catalog as load_catalog
    from mmtui.catalog.sources import Sources as Sources
    from mmtui.catalog.sources import bundled as bundled
    from mmtui.catalog.sources import find_sources as find_sources
    from mmtui.catalog.values import Kind as Kind
    from mmtui.catalog.values import LoadedPlugin as LoadedPlugin
    from mmtui.catalog.values import LoadError as LoadError
    from mmtui.catalog.values import Offer as Offer
    from mmtui.catalog.values import Offered as Offered
    from mmtui.catalog.values import SwitchedOff as SwitchedOff
    from mmtui.catalog.values import What as What
    from mmtui.catalog.workloads import Parameter as Parameter
    from mmtui.catalog.workloads import ParameterError as ParameterError
    from mmtui.catalog.workloads import ParameterProblem as ParameterProblem
    from mmtui.catalog.workloads import ops_of as ops_of
    from mmtui.catalog.workloads import parameters as parameters

__getattr__, __all__ = lazily(
    "mmtui.catalog",
    {
        "catalog": (
            "Catalog",
            "UnknownName",
        ),
        "load": ("load_catalog",),
        "sources": (
            "bundled",
            "find_sources",
            "Sources",
        ),
        "values": (
            "Kind",
            "LoadedPlugin",
            "LoadError",
            "Offer",
            "Offered",
            "SwitchedOff",
            "What",
        ),
        "workloads": (
            "ops_of",
            "Parameter",
            "ParameterError",
            "ParameterProblem",
            "parameters",
        ),
    },
)
