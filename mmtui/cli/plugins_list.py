"""``mmtui plugins list``: each plugin loaded under guard, what it offers and from where, or its error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import SCHEMA, note, painted, write, write_json
from mmtui.cli.plugins import EXAMPLES
from mmtui.cli.settings import Settings
from mmtui.counted import counted
from mmtui.errors import PluginError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.catalog.values import Offered
    from mmtui.report.text import Line


@click.command("list", cls=Command, examples=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each plugin and for each error.")
@click.pass_obj
def command(settings: Settings, as_json: bool) -> int:
    """List every plugin that was found.

    Each is loaded under guard and shown with what it offers and from where, or with its error.  Ends
    with 4 if any is broken.
    """
    catalog = settings.quiet_catalog()
    if as_json:
        for record in _records(catalog):
            write_json({"schema": SCHEMA, **record})
    else:
        for text in _lines(catalog):
            write(painted(text, settings.coloured))
    broken = len(catalog.errors)
    note(f"{counted(len(catalog.plugins), 'plugin')}, {counted(broken, 'problem')}")
    return PluginError.exit_code if broken else 0


def _records(catalog: Catalog) -> Iterator[dict[str, Any]]:
    for plugin in catalog.plugins:
        offers = [
            {"what": each.what.value, "name": each.name, "title": _title(catalog, each)}
            for each in plugin.offers
        ]
        yield {
            "plugin": plugin.name,
            "ok": True,
            "kind": plugin.kind.value,
            "origin": plugin.origin,
            "version": plugin.version,
            "seconds": round(plugin.seconds, 4),
            "offers": offers,
        }
    for off in catalog.off:
        where = {"kind": off.kind.value, "origin": off.origin}
        yield {"plugin": off.plugin, "ok": True, **where, "off": off.because}
    for error in catalog.errors:
        place = {"file": error.file, "line": error.line}
        yield {"plugin": error.plugin, "ok": False, **place, "problem": error.problem, "remedy": error.remedy}


def _title(catalog: Catalog, offered: Offered) -> str:
    """Return what is offered in a few words: its title, or the first line of its docstring."""
    from mmtui.catalog.values import What
    from mmtui.scenario.words import one_line

    things: dict[What, Mapping[str, Any]] = {
        What.SCHEME: catalog.schemes,
        What.WORKLOAD: catalog.workloads,
        What.CHECKER: catalog.checkers,
    }
    if offered.what not in things:
        return ""
    cls = things[offered.what][offered.name].cls
    lines = (vars(cls).get("__doc__") or "").strip().splitlines()
    return one_line(cls.title or (lines[0] if lines else ""))


def _lines(catalog: Catalog) -> Iterator[Line]:
    from mmtui.report.text import Role, Span, line

    for plugin in catalog.plugins:
        yield line(Span(plugin.name, Role.HEAD), Span(f"  {plugin.kind}, {plugin.origin}", Role.DIM))
        for offer in plugin.offers:
            title = _title(catalog, offer)
            yield line(f"    {offer}", Span(f"  {title}" if title else "", Role.DIM))
    for off in catalog.off:
        yield line(Span(off.plugin, Role.HEAD), Span(f"  {off.kind}, {off.origin}", Role.DIM))
        yield line(Span(f"    off: {off.because}", Role.GONE))
    for error in catalog.errors:
        yield line(Span(error.plugin, Role.HEAD), Span("  cannot be used", Role.WRONG))
        yield line(f"    {error}")
